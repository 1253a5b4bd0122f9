//! `GET /a/{id}`, `/a/{id}.md`, `/a/{id}.json`: an article.

use askama::Template;
use axum::{extract::State, response::Response};

use super::{articles::ArticleLine, cause_lines::Link, code::moved};
use crate::{
    articles::{Article, Cause, CauseText, Variables},
    knowledge::Snapshot,
    vocabulary::ArticleKind,
    web::{
        api::{articles::ArticleAnswer, json},
        error::{Error, PageError},
        headers::Cache,
        page::{Frame, Safe, show as show_page, text},
        site::Site,
        written::Written,
    },
    wording::Wording,
};

struct CauseSection<'a> {
    id: &'a str,
    title: &'a str,
    acts: &'a str,
    retry: &'a str,
    reason: Link,
    codes: Vec<Link>,
    speakers: Vec<Link>,
    signatures: Vec<&'a str>,
    tell: Safe,
    fix: Safe,
    verify: Safe,
    do_not: Safe,
}

#[derive(Template)]
#[template(path = "article.html")]
struct ArticlePage<'a> {
    frame: Frame<'a>,
    article: &'a Article,
    title: &'a str,
    summary: &'a str,
    guide: bool,
    /// The reader's language is not there; this is the English text.
    untranslated: bool,
    intro: Safe,
    causes: Vec<CauseSection<'a>>,
    applies_to: Vec<Link>,
    reviewed: String,
    related: Vec<ArticleLine>,
    text_url: String,
    json_url: String,
    pasted: String,
}

impl<'a> ArticlePage<'a> {
    fn new(site: &'a Site, snapshot: &'a Snapshot, article: &'a Article) -> Self {
        let wording = site.wording();
        let (text, lang) = article.text(site.lang());
        let path = format!("/a/{}", article.id);
        let address = format!("{}{path}", wording.prefix());
        let none = Variables::default();
        Self {
            frame: Frame::new(site, &path, &text.title, &text.summary),
            title: &text.title,
            summary: &text.summary,
            guide: article.kind == ArticleKind::Guide,
            untranslated: lang != site.lang(),
            intro: Safe::new(&text.intro, &none, site.lang()),
            causes: article
                .causes
                .iter()
                .zip(&text.causes)
                .map(|(cause, text)| section(snapshot, wording, cause, text))
                .collect(),
            applies_to: article
                .applies_to
                .iter()
                .map(|product| system_link(snapshot, wording, product))
                .collect(),
            reviewed: article.reviewed.to_string(),
            related: article
                .related
                .iter()
                .filter_map(|id| snapshot.library().find(id))
                .map(|related| ArticleLine::new(wording, related))
                .collect(),
            text_url: format!("{address}.md"),
            json_url: format!("{address}.json"),
            pasted: String::new(),
            article,
        }
    }
}

fn section<'a>(
    snapshot: &'a Snapshot,
    wording: &'a Wording,
    cause: &'a Cause,
    text: &'a CauseText,
) -> CauseSection<'a> {
    let none = Variables::default();
    let html = |html| Safe::new(html, &none, wording.lang);
    let prefix = wording.prefix();
    CauseSection {
        id: &cause.id,
        title: &text.title,
        acts: wording.acts.of(cause.acts),
        retry: wording.retry.of(cause.retry),
        reason: Link::new(
            wording.reasons.of(cause.reason),
            format!("{prefix}/reason/{}", cause.reason),
        ),
        codes: cause
            .codes
            .iter()
            .map(|code| {
                let page = matches!(code, crate::codes::CodePattern::Exact(_));
                let url = if page {
                    format!("{prefix}/c/{code}")
                } else {
                    String::new()
                };
                Link::new(code.to_string(), url)
            })
            .collect(),
        speakers: cause
            .speakers
            .iter()
            .map(|id| system_link(snapshot, wording, id))
            .collect(),
        signatures: cause
            .signatures
            .iter()
            .map(|signature| signature.value.as_str())
            .collect(),
        tell: html(&text.tell),
        fix: html(&text.fix),
        verify: html(&text.verify),
        do_not: html(&text.do_not),
    }
}

/// A product by its name; without an address if the table of systems does not hold it.
fn system_link(snapshot: &Snapshot, wording: &Wording, id: &str) -> Link {
    match snapshot.systems().get(id) {
        Some(system) => Link::new(&system.name, format!("{}/by/{id}", wording.prefix())),
        None => Link::new(id, ""),
    }
}

enum Form {
    Page,
    Markdown,
    Json,
}

pub(crate) async fn show(
    State(site): State<Site>,
    Written(written): Written,
) -> Result<Response, PageError> {
    let (id, form, suffix) = match written.rsplit_once('.') {
        Some((id, "md")) => (id, Form::Markdown, ".md"),
        Some((id, "json")) => (id, Form::Json, ".json"),
        _ => (written.as_str(), Form::Page, ""),
    };
    let snapshot = site.snapshot();
    let article = snapshot.library().find(id);
    let article = article.ok_or_else(|| site.refuse(Error::NoSuchArticle))?;
    if article.id != id {
        let prefix = site.wording().prefix();
        return Ok(moved(&format!("{prefix}/a/{}{suffix}", article.id)));
    }
    match form {
        Form::Page => {
            let page = ArticlePage::new(&site, &snapshot, article);
            show_page(&site, &page, Cache::Revalidate)
        }
        Form::Markdown => Ok(text(
            "text/markdown; charset=utf-8",
            article.text(site.lang()).0.source.clone(),
            Cache::Revalidate,
        )),
        Form::Json => json(&ArticleAnswer::new(&site, article)).map_err(|error| site.refuse(error)),
    }
}
