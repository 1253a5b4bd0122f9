//! `GET /reason/{reason}`, `/reason/{reason}.json`: what a class of causes means, and its causes.

use askama::Template;
use axum::{extract::State, response::Response};

use super::{
    cause_lines::{CauseLine, lines},
    filter::{Asked, FilterForm, causes::CauseFilter},
    markdown, moved,
};
use crate::{
    articles::{Article, Cause},
    vocabulary::Reason,
    web::{
        api::{json, reasons::ReasonAnswer},
        error::{Error, PageError},
        headers::Cache,
        page::{Frame, show as show_page},
        site::Site,
        written::{Form, Twins, Written, name_and_form, tidy},
    },
};

#[derive(Template)]
#[template(path = "reason.html")]
struct ReasonPage<'a> {
    frame: Frame<'a>,
    id: &'static str,
    name: &'a str,
    means: &'a str,
    filter: FilterForm<'a>,
    causes: Vec<CauseLine>,
    twins: Twins,
    pasted: String,
}

impl<'a> ReasonPage<'a> {
    fn new(site: &'a Site, reason: Reason, filter: &CauseFilter) -> Self {
        let wording = site.wording();
        let (name, means) = (wording.reasons.of(reason), wording.reason_means.of(reason));
        let snapshot = site.snapshot();
        let path = format!("/reason/{reason}");
        let of_reason = |_: &Article, cause: &Cause| cause.reason == reason;
        let form = filter.form((&snapshot, wording), &path, of_reason);
        let mut frame = Frame::new(site, &path, &form.titled(name), means);
        frame.keep_query(&form.query());
        Self {
            frame,
            id: reason.as_str(),
            name,
            means,
            causes: lines(&snapshot, wording, |article, cause| {
                of_reason(article, cause) && filter.lists(article, cause)
            }),
            filter: form,
            twins: Twins::new(&format!("{}/reason/{reason}", wording.prefix()), ""),
            pasted: String::new(),
        }
    }
}

pub(crate) async fn show(
    State(site): State<Site>,
    Written(written): Written,
    asked: Asked,
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
    let page = ReasonPage::new(&site, reason, &CauseFilter::of_reason(&asked));
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
