//! `GET /reason/{reason}`, `/reason/{reason}.json`: what a class of causes means, and its causes.

use askama::Template;
use axum::{extract::State, response::Response};

use super::{
    cause_lines::{CauseLine, lines},
    code::moved,
};
use crate::{
    vocabulary::Reason,
    web::{
        api::{json, reasons::ReasonAnswer},
        error::{Error, PageError},
        headers::Cache,
        page::{Frame, show as show_page},
        site::Site,
        written::{Written, name_and_form, tidy},
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
    json_url: String,
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
            json_url: format!("{}/reason/{reason}.json", wording.prefix()),
            pasted: String::new(),
        }
    }
}

pub(crate) async fn show(
    State(site): State<Site>,
    Written(written): Written,
) -> Result<Response, PageError> {
    let (name, suffix) = name_and_form(&written);
    let reason = tidy(name)
        .to_lowercase()
        .parse::<Reason>()
        .map_err(|_| site.refuse(Error::NoSuchPage))?;
    let prefix = site.wording().prefix();
    if reason.as_str() != name {
        return Ok(moved(&format!("{prefix}/reason/{reason}{suffix}")));
    }
    if suffix.is_empty() {
        return show_page(&site, &ReasonPage::new(&site, reason), Cache::Revalidate);
    }
    let snapshot = site.snapshot();
    let answer = ReasonAnswer::new(&site, &snapshot, reason);
    json(&answer).map_err(|error| site.refuse(error))
}
