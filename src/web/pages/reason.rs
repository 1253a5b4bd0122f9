//! `GET /reason/{reason}`: what a class of causes means, and its causes.

use askama::Template;
use axum::{extract::State, response::Response};

use super::cause_lines::{CauseLine, lines};
use crate::{
    vocabulary::Reason,
    web::{
        error::{Error, PageError},
        headers::Cache,
        page::{Frame, show as show_page},
        site::Site,
        written::Written,
    },
};

#[derive(Template)]
#[template(path = "reason.html")]
struct ReasonPage<'a> {
    frame: Frame<'a>,
    id: &'static str,
    name: &'a str,
    means: &'a str,
    causes: Vec<CauseLine>,
    pasted: String,
}

impl<'a> ReasonPage<'a> {
    fn new(site: &'a Site, reason: Reason) -> Self {
        let wording = site.wording();
        let (name, means) = (wording.reasons.of(reason), wording.reason_means.of(reason));
        Self {
            frame: Frame::new(site, &format!("/reason/{reason}"), name, means),
            id: reason.as_str(),
            name,
            means,
            causes: lines(&site.snapshot(), wording, |cause| cause.reason == reason),
            pasted: String::new(),
        }
    }
}

pub(crate) async fn show(
    State(site): State<Site>,
    Written(reason): Written,
) -> Result<Response, PageError> {
    let reason = reason
        .parse::<Reason>()
        .map_err(|_| site.refuse(Error::NoSuchPage))?;
    show_page(&site, &ReasonPage::new(&site, reason), Cache::Revalidate)
}
