//! `GET /codes`: the whole reference on one page, fit for printing.

use askama::Template;
use axum::{extract::State, response::Response};

use crate::{
    codes::Code,
    web::{
        error::PageError,
        headers::Cache,
        page::{Frame, show as show_page},
        site::Site,
    },
};

pub(crate) struct CodeLine {
    code: String,
    url: String,
    title: String,
}

pub(crate) struct Group<'a> {
    id: &'static str,
    title: &'a str,
    codes: Vec<CodeLine>,
}

#[derive(Template)]
#[template(path = "codes.html")]
struct CodesPage<'a> {
    frame: Frame<'a>,
    groups: Vec<Group<'a>>,
}

impl<'a> CodesPage<'a> {
    fn new(site: &'a Site) -> Self {
        let wording = site.wording();
        let snapshot = site.snapshot();
        let registry = snapshot.registry();
        let group = |id, title, of: fn(&Code) -> bool| Group {
            id,
            title,
            codes: registry
                .codes()
                .filter(of)
                .map(|code| CodeLine {
                    url: format!("{}/c/{code}", wording.prefix()),
                    title: registry.explain(code, site.lang()).title,
                    code: code.to_string(),
                })
                .collect(),
        };
        Self {
            frame: Frame::new(
                site,
                "/codes",
                &wording.code.index_title,
                &wording.code.index_lead,
            ),
            groups: vec![
                group("enhanced", &wording.code.enhanced, |code| {
                    matches!(code, Code::Enhanced(_))
                }),
                group("replies", &wording.code.replies, |code| {
                    matches!(code, Code::Reply(_))
                }),
                group("numbers", &wording.code.numbers, |code| {
                    matches!(code, Code::Number(_))
                }),
            ],
        }
    }
}

pub(crate) async fn show(State(site): State<Site>) -> Result<Response, PageError> {
    show_page(&site, &CodesPage::new(&site), Cache::Revalidate)
}
