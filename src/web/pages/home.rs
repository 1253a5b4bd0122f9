//! `GET /` and `GET /?q=`: the box, and answers to what is typed.

use askama::Template;
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{
    answer::{answer, target_url},
    articles::{ArticleLine, guides, topics},
    cause_lines::Link,
    filter::articles::ArticleFilter,
};
use crate::{
    vocabulary::Reason,
    web::{
        error::PageError,
        headers::Cache,
        page::{Frame, by_language, show as show_page},
        reader::Reader,
        site::Site,
    },
};

#[derive(Deserialize)]
pub(crate) struct Typed {
    q: Option<String>,
}

#[derive(Template)]
#[template(path = "home.html")]
pub(crate) struct HomePage<'a> {
    frame: Frame<'a>,
    pasted: String,
    /// Why there is no answer to what was sent.
    notice: Option<&'a str>,
    /// Texts that show what can be looked up.
    examples: &'a [String],
    /// For those who have no error text.
    guides: Vec<ArticleLine>,
    codes: Vec<Link>,
    topics: Vec<Link>,
    reasons: Vec<Link>,
}

impl<'a> HomePage<'a> {
    pub(crate) fn new(site: &'a Site, notice: Option<&'a str>) -> Self {
        let wording = site.wording();
        let prefix = wording.prefix();
        let snapshot = site.snapshot();
        let library = snapshot.library();
        let used = |reason: &Reason| {
            library
                .causes()
                .any(|(_, _, cause)| cause.reason == *reason)
        };
        Self {
            frame: Frame::new(site, "/", &wording.home.title, &wording.site.description),
            pasted: String::new(),
            notice,
            examples: &wording.home.texts,
            guides: guides(site),
            codes: wording
                .home
                .often_codes
                .iter()
                .map(|code| Link::new(code, format!("{prefix}/c/{code}")))
                .collect(),
            topics: topics(site, &ArticleFilter::everything(site.today()))
                .into_iter()
                .map(|topic| Link::new(topic.name, format!("{prefix}/articles?topic={}", topic.id)))
                .collect(),
            reasons: Reason::ALL
                .iter()
                .filter(|reason| used(reason))
                .map(|reason| {
                    Link::new(
                        wording.reasons.of(*reason),
                        format!("{prefix}/reason/{reason}"),
                    )
                })
                .collect(),
        }
    }
}

pub(crate) async fn show(
    State(site): State<Site>,
    reader: Reader,
    typed: Result<Query<Typed>, QueryRejection>,
) -> Result<Response, PageError> {
    let typed = typed.ok().and_then(|Query(typed)| typed.q);
    let Some(typed) = typed.filter(|typed| !typed.trim().is_empty()) else {
        let mut page = HomePage::new(&site, None);
        page.frame.offer_to(&reader);
        return show_page(&site, &page, Cache::Revalidate).map(by_language);
    };
    if let Some(target) = site.snapshot().target(&typed) {
        return Ok(Redirect::to(&target_url(&site, &target)).into_response());
    }
    answer(&site, typed.into_bytes(), None).await
}
