//! `GET /privacy`

use askama::Template;
use axum::{extract::State, response::Response};

use crate::web::{
    error::PageError,
    headers::Cache,
    page::{Frame, show as show_page},
    site::Site,
};

#[derive(Template)]
#[template(path = "privacy.html")]
struct PrivacyPage<'a> {
    frame: Frame<'a>,
}

pub(crate) async fn show(State(site): State<Site>) -> Result<Response, PageError> {
    let wording = site.wording();
    let title = &wording.privacy.title;
    let page = PrivacyPage {
        frame: Frame::new(&site, "/privacy", title, &wording.site.footer),
    };
    show_page(&site, &page, Cache::Revalidate)
}
