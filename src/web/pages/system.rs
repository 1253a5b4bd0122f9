//! `GET /by/{system}`, `/by/{system}.json`: what a mail system says when it refuses.

use askama::Template;
use axum::{extract::State, response::Response};

use super::{
    articles::ArticleLine,
    cause_lines::{CauseLine, lines_of_system},
    filter::{Asked, FilterForm, causes::CauseFilter},
    markdown, moved,
};
use crate::{
    articles::{Article, Cause},
    evidence::{System, SystemKind},
    knowledge::Snapshot,
    web::{
        api::{json, systems::SystemAnswer},
        error::{Error, PageError},
        headers::Cache,
        page::{Frame, show as show_page},
        site::Site,
        written::{Form, Twins, Written, name_and_form, tidy},
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
    filter: FilterForm<'a>,
    causes: Vec<CauseLine>,
    articles: Vec<ArticleLine>,
    twins: Twins,
    pasted: String,
}

impl<'a> SystemPage<'a> {
    fn new(site: &'a Site, snapshot: &Snapshot, system: &System, filter: &CauseFilter) -> Self {
        let wording = site.wording();
        let id = system.id.as_str();
        let name = system.name(wording.lang);
        let lead = wording.system.lead.with(&[("system", name)]);
        let path = format!("/by/{id}");
        let of_system = |article: &Article, cause: &Cause| article.concerns(cause, id);
        let form = filter.form((snapshot, wording), &path, of_system);
        let mut frame = Frame::new(site, &path, &form.titled(name), &lead);
        frame.keep_query(&form.query());
        Self {
            frame,
            name: name.to_owned(),
            kind: kind(&wording.system, system.kind),
            lead,
            hosts: system.hosts.clone(),
            causes: lines_of_system(snapshot, wording, |article, cause| {
                of_system(article, cause) && filter.lists(article, cause)
            }),
            filter: form,
            articles: snapshot
                .library()
                .articles()
                .iter()
                .filter(|article| article.applies_to.iter().any(|product| product == id))
                .map(|article| ArticleLine::new(wording, article))
                .collect(),
            twins: Twins::new(&format!("{}/by/{id}", wording.prefix()), ""),
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
    Written(written): Written,
    asked: Asked,
) -> Result<Response, PageError> {
    let (name, form) = name_and_form(&written);
    let snapshot = site.snapshot();
    let system = snapshot.systems().get(&tidy(name).to_lowercase());
    let system = system.ok_or_else(|| site.refuse(Error::NoSuchPage))?;
    let (id, prefix) = (system.id.as_str(), site.wording().prefix());
    if id != name {
        return Ok(moved(&format!("{prefix}/by/{id}{}", form.suffix())));
    }
    if form == Form::Json {
        let answer = SystemAnswer::new(&site, &snapshot, system);
        return json(&answer).map_err(|error| site.refuse(error));
    }
    let page = SystemPage::new(&site, &snapshot, system, &CauseFilter::of_system(&asked));
    if form == Form::Markdown {
        let groups = [(
            site.wording().system.causes.as_str(),
            page.causes.iter().collect(),
        )];
        let place = (page.frame.address(), page.name.as_str());
        return markdown::causes(&site, place, &[&page.lead], &groups);
    }
    show_page(&site, &page, Cache::Revalidate)
}
