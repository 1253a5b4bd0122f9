//! `GET /reason/{reason}`, `/reason/{reason}.json`: what a class of causes means, and its causes.

use askama::Template;
use axum::{extract::State, response::Response};

use super::{
    cause_lines::{CauseLine, lines},
    markdown, moved,
};
use crate::{
    vocabulary::Reason,
    web::{
        api::{json, reasons::ReasonAnswer},
        error::{Error, PageError},
        headers::Cache,
        page::{Frame, show as show_page},
        site::Site,
        written::{Form, Written, name_and_form, tidy},
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
    twins: String,
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
            causes: lines(&site.snapshot(), wording, |_, cause| cause.reason == reason),
            twins: format!("{}/reason/{reason}", wording.prefix()),
            pasted: String::new(),
        }
    }
}

pub(crate) async fn show(
    State(site): State<Site>,
    Written(written): Written,
) -> Result<Response, PageError> {
    let (name, form) = name_and_form(&written);
    let reason = tidy(name)
        .to_lowercase()
        .parse::<Reason>()
        .map_err(|_| site.refuse(Error::NoSuchPage))?;
    let prefix = site.wording().prefix();
    if reason.as_str() != name {
        let suffix = form.suffix();
        return Ok(moved(&format!("{prefix}/reason/{reason}{suffix}")));
    }
    if form == Form::Json {
        let snapshot = site.snapshot();
        let answer = ReasonAnswer::new(&site, &snapshot, reason);
        return json(&answer).map_err(|error| site.refuse(error));
    }
    let page = ReasonPage::new(&site, reason);
    if form == Form::Markdown {
        let groups = [(
            site.wording().reason.causes.as_str(),
            page.causes.iter().collect(),
        )];
        let place = (page.frame.address(), page.name);
        return markdown::causes(&site, place, &[page.means], &groups);
    }
    show_page(&site, &page, Cache::Revalidate)
}
