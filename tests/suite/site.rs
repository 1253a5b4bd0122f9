//! The driver for tests of the site: requests go straight to the router, no socket is opened.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test whose site cannot be set up has failed"
)]

use std::{
    fmt::Write,
    sync::{Arc, LazyLock},
};

use arc_swap::ArcSwap;
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode},
};
use scraper::{Html, Selector};
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt;
use tower_http::timeout::RequestBodyTimeoutLayer;
use whybounce::{
    knowledge::Snapshot,
    web::{self, App},
};

/// A text that the shipped articles explain.
pub(crate) const RELAY: &str = "550 5.7.1 Unable to relay for user@externaldomain.com";
/// The media type of the form.
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

/// Built once: the index over every article takes its time in an unoptimised build.
static SHIPPED: LazyLock<Arc<Snapshot>> = LazyLock::new(|| Arc::new(Snapshot::shipped().unwrap()));

/// The site over the shipped articles.
pub(crate) struct Site {
    router: Router,
    runtime: Runtime,
}

impl Site {
    pub(crate) fn new() -> Self {
        Self::at("http://kb.example.org")
    }

    /// The site as people reach it under an address.
    pub(crate) fn at(public_url: &str) -> Self {
        Self::with(public_url, |app| app)
    }

    /// The site as somebody sets it up.
    pub(crate) fn with(public_url: &str, set_up: impl Fn(App) -> App) -> Self {
        Self {
            router: web::router(set_up(app(public_url))),
            runtime: Builder::new_current_thread().enable_all().build().unwrap(),
        }
    }

    /// The site as a server gives it requests that may be slow.
    pub(crate) fn behind(patience: RequestBodyTimeoutLayer) -> Self {
        let site = Self::new();
        Self {
            router: site.router.layer(patience),
            ..site
        }
    }

    pub(crate) fn get(&self, path: &str) -> Reply {
        self.send(request(Method::GET, path), Body::empty())
    }

    pub(crate) fn get_with(&self, path: &str, name: &str, value: &str) -> Reply {
        self.send(
            request(Method::GET, path).header(name, value),
            Body::empty(),
        )
    }

    pub(crate) fn method(&self, method: Method, path: &str) -> Reply {
        self.send(request(method, path), Body::empty())
    }

    pub(crate) fn post(&self, path: &str, media_type: &str, body: impl Into<Vec<u8>>) -> Reply {
        let request = request(Method::POST, path).header("content-type", media_type);
        self.send(request, Body::from(body.into()))
    }

    /// What a visitor does: pastes a text and presses the button.
    pub(crate) fn paste(&self, text: &str) -> Reply {
        self.post("/diagnose", FORM, format!("text={}", encoded(text)))
    }

    pub(crate) fn send(&self, request: axum::http::request::Builder, body: Body) -> Reply {
        let request: Request<Body> = request.body(body).unwrap();
        let asked = format!("{} {}", request.method(), request.uri());
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let body = to_bytes(body, usize::MAX).await.unwrap();
            Reply {
                asked,
                status: parts.status,
                headers: parts.headers,
                body: body.to_vec(),
            }
        })
    }
}

/// The site as a server takes it.
pub(crate) fn router(public_url: &str) -> Router {
    web::router(app(public_url))
}

fn app(public_url: &str) -> App {
    let snapshot = ArcSwap::new(Arc::clone(&SHIPPED));
    App::new(Arc::new(snapshot), public_url).unwrap()
}

fn request(method: Method, path: &str) -> axum::http::request::Builder {
    Request::builder().method(method).uri(path)
}

/// A text as a value of a form.
pub(crate) fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        write!(encoded, "%{byte:02X}").unwrap();
        encoded
    })
}

/// What came back.
pub(crate) struct Reply {
    asked: String,
    status: StatusCode,
    headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    #[track_caller]
    pub(crate) fn expect_status(self, status: u16) -> Self {
        assert_eq!(
            self.status.as_u16(),
            status,
            "{}\n{}",
            self.asked,
            self.text()
        );
        self
    }

    /// The value of a header; empty if absent.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The headers that the answer says it depends on.
    pub(crate) fn vary(&self) -> String {
        let values = self.headers.get_all("vary").iter();
        let values: Vec<_> = values.map(|value| value.to_str().unwrap()).collect();
        values.join(", ")
    }

    #[track_caller]
    pub(crate) fn expect_header(self, name: &str, value: &str) -> Self {
        assert_eq!(self.header(name), value, "{}: {name}", self.asked);
        self
    }

    /// The first cause that is shown leads to this article.
    #[track_caller]
    pub(crate) fn expect_cause(self, article: &str) -> Self {
        let links = self.attributes(".cause.first a[href*='/a/']", "href");
        assert!(
            links
                .iter()
                .any(|link| link.contains(&format!("/a/{article}#"))),
            "{}: the first cause is not of {article}: {links:?}\n{}",
            self.asked,
            self.text()
        );
        self
    }

    /// At least one element is there.
    #[track_caller]
    pub(crate) fn expect(self, selector: &str) -> Self {
        assert!(
            !self.texts(selector).is_empty(),
            "{}: no `{selector}`\n{}",
            self.asked,
            self.text()
        );
        self
    }

    /// The first element's words.
    #[track_caller]
    pub(crate) fn expect_words(self, selector: &str, words: &str) -> Self {
        let found = self.texts(selector);
        assert_eq!(
            found.first().map(|text| text.trim()),
            Some(words),
            "{}: `{selector}`",
            self.asked
        );
        self
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{}: {error}\n{}", self.asked, self.text()))
    }

    /// The words of every element that a selector names.
    pub(crate) fn texts(&self, selector: &str) -> Vec<String> {
        let selector = Selector::parse(selector).unwrap();
        Html::parse_document(&self.text())
            .select(&selector)
            .map(|element| element.text().collect())
            .collect()
    }

    /// An attribute of every element that a selector names.
    pub(crate) fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let selector = Selector::parse(selector).unwrap();
        Html::parse_document(&self.text())
            .select(&selector)
            .filter_map(|element| element.attr(name).map(str::to_owned))
            .collect()
    }
}
