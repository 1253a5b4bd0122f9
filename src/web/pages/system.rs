//! `GET /by/{system}`: what a mail system says when it refuses.

use askama::Template;
use axum::{extract::State, response::Response};

use super::{
    articles::ArticleLine,
    cause_lines::{CauseLine, lines},
};
use crate::{
    evidence::{System, SystemKind},
    knowledge::Snapshot,
    web::{
        error::{Error, PageError},
        headers::Cache,
        page::{Frame, show as show_page},
        site::Site,
        written::Written,
    },
    wording::SystemPage as Texts,
};

#[derive(Template)]
#[template(path = "system.html")]
struct SystemPage<'a> {
    frame: Frame<'a>,
    name: String,
    kind: &'a str,
    lead: String,
    hosts: Vec<String>,
    causes: Vec<CauseLine>,
    articles: Vec<ArticleLine>,
    pasted: String,
}

impl<'a> SystemPage<'a> {
    fn new(site: &'a Site, snapshot: &Snapshot, system: &System) -> Self {
        let wording = site.wording();
        let id = system.id.as_str();
        let lead = wording
            .system
            .lead
            .with(&[("system", system.name.as_str())]);
        Self {
            frame: Frame::new(site, &format!("/by/{id}"), &system.name, &lead),
            name: system.name.clone(),
            kind: kind(&wording.system, system.kind),
            lead,
            hosts: system.hosts.clone(),
            causes: lines(snapshot, wording, |cause| {
                cause.speakers.iter().any(|speaker| speaker == id)
            }),
            articles: snapshot
                .library()
                .articles()
                .iter()
                .filter(|article| article.applies_to.iter().any(|product| product == id))
                .map(|article| ArticleLine::new(wording, article))
                .collect(),
            pasted: String::new(),
        }
    }
}

fn kind(texts: &Texts, kind: SystemKind) -> &str {
    match kind {
        SystemKind::Server => &texts.server,
        SystemKind::Provider => &texts.provider,
        SystemKind::Gateway => &texts.gateway,
        SystemKind::Middlebox => &texts.middlebox,
        SystemKind::Client => &texts.client,
    }
}

pub(crate) async fn show(
    State(site): State<Site>,
    Written(id): Written,
) -> Result<Response, PageError> {
    let snapshot = site.snapshot();
    let system = snapshot.systems().get(&id);
    let system = system.ok_or_else(|| site.refuse(Error::NoSuchPage))?;
    let page = SystemPage::new(&site, &snapshot, system);
    show_page(&site, &page, Cache::Revalidate)
}
