//! `GET /api`: how programs ask.

use askama::Template;
use axum::{extract::State, response::Response};

use crate::{
    answer::{Answer, Options},
    vocabulary::Reason,
    web::{
        error::{Error, PageError},
        headers::Cache,
        page::{Frame, show as show_page},
        site::Site,
    },
    wording::Api as Texts,
};

/// What the examples ask about.
const TEXT: &str = "550 5.7.1 Unable to relay for user@example.com";

#[derive(Template)]
#[template(path = "interface.html")]
struct InterfacePage<'a> {
    frame: Frame<'a>,
    url: &'a str,
    text: &'static str,
    /// What is answered to it.
    answer: String,
    addresses: [(&'static str, &'static str, &'a str); 8],
    reasons: Vec<(&'static str, &'a str)>,
}

/// Every address of the API and what it is for; a test holds it against the description for programs.
fn addresses(texts: &Texts) -> [(&'static str, &'static str, &str); 8] {
    [
        ("POST", "/api/v1/diagnose", &texts.diagnose),
        ("GET", "/api/v1/articles", &texts.list_articles),
        ("GET", "/api/v1/articles/{id}", &texts.one_article),
        ("GET", "/api/v1/codes", &texts.list_codes),
        ("GET", "/api/v1/codes/{code}", &texts.one_code),
        ("GET", "/api/v1/reasons", &texts.list_reasons),
        ("GET", "/api/v1/systems", &texts.list_systems),
        ("GET", "/api/v1/suggest", &texts.suggest),
    ]
}

async fn example(site: &Site) -> Result<String, Error> {
    let answered = site.diagnose(TEXT.into(), 1).await?;
    let answer = Answer::new(
        &answered.diagnosis,
        &answered.snapshot,
        site.wording(),
        Options::default(),
    );
    serde_json::to_string_pretty(&answer).map_err(|_| Error::Internal)
}

pub(crate) async fn show(State(site): State<Site>) -> Result<Response, PageError> {
    let wording = site.wording();
    let page = InterfacePage {
        frame: Frame::new(&site, "/api", &wording.api.title, &wording.api.lead),
        url: site.public_url(),
        text: TEXT,
        answer: example(&site).await.map_err(|error| site.refuse(error))?,
        addresses: addresses(&wording.api),
        reasons: wording
            .reasons
            .iter()
            .map(|(reason, name): (Reason, &str)| (reason.as_str(), name))
            .collect(),
    };
    show_page(&site, &page, Cache::Revalidate)
}
