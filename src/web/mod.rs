//! The web site and the HTTP API. The only module that knows HTTP and templates.
//!
//! [`router`] is the table of addresses. A handler makes three moves: it takes the request apart, asks the knowledge
//! base, and gives back a page. The language is part of the address (`/zh/…`) and reaches a handler with its `Site`.

mod api;
mod assets;
mod audience;
mod callers;
mod clock;
mod contact;
mod error;
mod headers;
mod limits;
mod listen;
mod page;
mod pages;
mod paste;
mod qr;
mod reader;
mod seen;
mod site;
mod written;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    routing::{get, post},
};
use tower_http::catch_panic::CatchPanicLayer;

pub use callers::{NotAnOrigin, Origin};
pub use clock::Clock;
pub use limits::MAX_BODY;
pub use listen::serve;
pub use site::{App, StartError};

use self::site::Site;
use crate::vocabulary::Lang;

/// Every address of the site.
pub fn router(app: App) -> Router {
    let english = Site::new(app, Lang::En);
    let chinese = english.in_language(Lang::Zh);
    let https = english.is_https();
    let site = english.clone();
    let single = single().with_state(english.clone());
    pages()
        .with_state(english.clone())
        .merge(single)
        .merge(api::router(&english).with_state(english))
        .nest("/zh", pages().with_state(chinese.clone()))
        .merge(
            Router::new()
                .route("/zh/", get(pages::home::show))
                .with_state(chinese),
        )
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(CatchPanicLayer::custom(error::after_panic))
        .layer(middleware::from_fn_with_state(site.clone(), limits::head))
        .layer(middleware::from_fn_with_state(site, error::in_wanted_form))
        .layer(headers::compression())
        .layer(middleware::from_fn(headers::conditional))
        .layer(middleware::from_fn_with_state(https, headers::protect))
}

/// The pages that exist in every language.
fn pages() -> Router<Site> {
    Router::new()
        .route("/", get(pages::home::show))
        .route("/diagnose", post(pages::answer::diagnose))
        .route("/a/{id}", get(pages::article::show))
        .route("/articles", get(pages::articles::show))
        .route("/articles.md", get(pages::articles::show))
        .route("/articles.json", get(pages::articles::show))
        .route("/c", get(pages::all_codes))
        .route("/c/", get(pages::all_codes))
        .route("/c/{*code}", get(pages::code::show))
        .route("/C/{*code}", get(pages::code::show))
        .route("/codes", get(pages::codes::show))
        .route("/codes.md", get(pages::codes::show))
        .route("/codes.json", get(pages::codes::show))
        .route("/by/{system}", get(pages::system::show))
        .route("/reason/{reason}", get(pages::reason::show))
        .route("/browser", get(pages::browser::show))
        .route("/feed.xml", get(pages::feed::show))
        .route("/manifest.webmanifest", get(pages::browser::manifest))
        .route("/opensearch.xml", get(pages::browser::search_description))
        .route("/api", get(pages::interface::show))
        .route(
            "/footers",
            get(pages::footers::show).post(pages::footers::check),
        )
        .route("/privacy", get(pages::privacy::show))
        .fallback(pages::no_such_page)
        .method_not_allowed_fallback(pages::method_not_allowed)
}

/// What exists once.
fn single() -> Router<Site> {
    Router::new()
        .route("/suggest", get(pages::browser::suggest))
        .route("/oembed", get(pages::embed::card))
        .route("/static/{file}", get(assets::serve))
        .route("/worker.js", get(assets::worker))
        .route("/healthz", get(pages::health::alive))
        .route("/readyz", get(pages::health::ready))
        .method_not_allowed_fallback(pages::method_not_allowed)
}
