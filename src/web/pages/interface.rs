//! `GET /api`: how programs ask.

use askama::Template;
use axum::{extract::State, response::Response};

use crate::{
    vocabulary::Reason,
    web::{
        error::PageError,
        headers::Cache,
        page::{Frame, show as show_page},
        site::Site,
    },
};

#[derive(Template)]
#[template(path = "interface.html")]
struct InterfacePage<'a> {
    frame: Frame<'a>,
    url: String,
    reasons: Vec<(&'static str, &'a str)>,
}

pub(crate) async fn show(State(site): State<Site>) -> Result<Response, PageError> {
    let wording = site.wording();
    let page = InterfacePage {
        frame: Frame::new(&site, "/api", &wording.api.title, &wording.api.lead),
        url: format!("{}/api/v1/diagnose", site.public_url()),
        reasons: wording
            .reasons
            .iter()
            .map(|(reason, name): (Reason, &str)| (reason.as_str(), name))
            .collect(),
    };
    show_page(&site, &page, Cache::Revalidate)
}
