//! `GET /a/{id}`, `/a/{id}.md`, `/a/{id}.json`: an article.

use askama::Template;
use axum::{extract::State, response::Response};

use super::{
    answer::dressed::marked,
    articles::ArticleLine,
    cause_lines::{Link, signatures},
    moved,
};
use crate::{
    articles::{Article, Cause, CauseText, Library, Variables},
    knowledge::Snapshot,
    vocabulary::{ArticleKind, Lang},
    web::{
        api::{articles::ArticleAnswer, json},
        audience::Audience,
        clock::is_stale,
        error::{Error, PageError},
        headers::Cache,
        page::{Frame, Safe, show as show_page, text},
        qr::Qr,
        site::Site,
        written::{Form, Twins, Written, name_and_form, tidy},
    },
    wording::Wording,
};

/// Error texts of a cause that are shown unfolded.
const UNFOLDED: usize = 5;

struct CauseSection<'a> {
    id: &'a str,
    title: &'a str,
    foreign: bool,
    acts: &'a str,
    retry: &'a str,
    reason: Link,
    codes: Vec<Link>,
    speakers: Vec<Link>,
    signatures: Vec<&'a str>,
    /// Further error texts, which are folded.
    more: Vec<&'a str>,
    more_label: String,
    tell: Safe,
    fix: Safe,
    verify: Safe,
    do_not: Safe,
    /// Somebody else has to act: what this reader is told instead of the steps.
    instead: Option<String>,
    /// What an administrator cannot mend is folded.
    folded: bool,
}

/// The same article for another reader.
struct View<'a> {
    name: &'a str,
    url: String,
    shown: bool,
}

#[derive(Template)]
#[template(path = "article.html")]
struct ArticlePage<'a> {
    frame: Frame<'a>,
    article: &'a Article,
    title: &'a str,
    summary: &'a str,
    guide: bool,
    views: Vec<View<'a>>,
    audience: Audience,
    /// The same page for administrators.
    for_administrators: String,
    /// The article has not been checked for long.
    stale: Option<String>,
    confused: Vec<ArticleLine>,
    /// The reader's language is not there; this is the English text.
    untranslated: bool,
    intro: Safe,
    causes: Vec<CauseSection<'a>>,
    applies_to: Vec<Link>,
    reviewed: String,
    qr: Option<Qr>,
    related: Vec<ArticleLine>,
    twins: Twins,
    pasted: String,
}

impl<'a> ArticlePage<'a> {
    fn new(
        site: &'a Site,
        snapshot: &'a Snapshot,
        article: &'a Article,
        audience: Audience,
    ) -> Self {
        let wording = site.wording();
        let (text, lang) = article.text(site.lang());
        let path = format!("/a/{}", article.id);
        let address = format!("{}{path}", wording.prefix());
        let none = Variables::default();
        let mut frame = Frame::new(site, &path, &text.title, &text.summary);
        frame.keep_query(audience.query().trim_start_matches('?'));
        let reviewed = article.reviewed.to_string();
        let stale = is_stale(article.reviewed, site.today());
        let lines = |ids: Vec<&str>| {
            ids.into_iter()
                .filter_map(|id| snapshot.library().find(id))
                .map(|other| ArticleLine::new(wording, other))
                .collect()
        };
        Self {
            qr: frame.canonical.as_deref().and_then(Qr::new),
            frame,
            views: Audience::ALL
                .into_iter()
                .map(|other| View {
                    name: other.name(wording),
                    url: format!("{address}{}", other.query()),
                    shown: other == audience,
                })
                .collect(),
            audience,
            for_administrators: format!("{address}{}", Audience::Administrator.query()),
            stale: stale.then(|| wording.article.stale.with(&[("date", reviewed.as_str())])),
            confused: lines(confused_with(snapshot.library(), article)),
            title: &text.title,
            summary: &text.summary,
            guide: article.kind == ArticleKind::Guide,
            untranslated: lang != site.lang(),
            intro: Safe::new(&text.intro, &none, site.lang()),
            causes: article
                .causes
                .iter()
                .zip(&text.causes)
                .map(|(cause, text)| {
                    section(snapshot, wording, cause, text, lang)
                        .for_reader(wording, audience, cause)
                })
                .collect(),
            applies_to: article
                .applies_to
                .iter()
                .map(|product| system_link(snapshot, wording, product))
                .collect(),
            reviewed,
            related: lines(article.related.iter().map(String::as_str).collect()),
            twins: Twins::new(&address, ""),
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
    lang: Lang,
) -> CauseSection<'a> {
    let none = Variables::default();
    let mut signatures = signatures(cause, wording.lang);
    let more = signatures.split_off(signatures.len().min(UNFOLDED));
    let count = more.len().to_string();
    let html =
        |html| Safe::new(html, &none, wording.lang).dressed(|html| marked(html, &wording.answer));
    let prefix = wording.prefix();
    CauseSection {
        id: &cause.id,
        title: &text.title,
        foreign: lang != wording.lang,
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
        signatures,
        more,
        more_label: wording
            .answer
            .more_recipients
            .with(&[("n", count.as_str())]),
        tell: html(&text.tell),
        fix: html(&text.fix),
        verify: html(&text.verify),
        do_not: html(&text.do_not),
        instead: None,
        folded: false,
    }
}

impl CauseSection<'_> {
    /// Leaves to a reader what is of use to him. Steps of others are only told whose they are.
    fn for_reader(mut self, wording: &Wording, audience: Audience, cause: &Cause) -> Self {
        let texts = &wording.audience;
        let acts = [("acts", wording.acts.of(cause.acts))];
        let concerned = audience.can_act(cause.acts);
        match audience {
            Audience::Everybody | Audience::Helpdesk => {}
            Audience::Sender => {
                self.codes.clear();
                self.speakers.clear();
                self.signatures.clear();
                self.more.clear();
                if !concerned {
                    self.instead = Some(texts.not_you.with(&acts));
                    for part in [
                        &mut self.tell,
                        &mut self.fix,
                        &mut self.verify,
                        &mut self.do_not,
                    ] {
                        *part = Safe::default();
                    }
                }
                // A step that needs a command is no step for a sender.
                for part in [
                    &mut self.tell,
                    &mut self.fix,
                    &mut self.verify,
                    &mut self.do_not,
                ] {
                    part.drop_commands();
                }
            }
            Audience::Administrator => {
                self.folded = !concerned;
                self.instead = (!concerned).then(|| texts.other_side.with(&acts));
            }
        }
        self
    }
}

/// Articles whose causes a text alone may not tell from this one's.
fn confused_with<'a>(library: &'a Library, article: &Article) -> Vec<&'a str> {
    let own = library.causes().filter(|(_, of, _)| of.id == article.id);
    let rivals = own.flat_map(|(place, _, _)| library.rivals(place));
    let mut found: Vec<&str> = rivals
        .filter_map(|rival| Some(library.cause(rival)?.0.id.as_str()))
        .filter(|id| *id != article.id && !article.related.iter().any(|related| related == id))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// A product by its name; without an address if the table of systems does not hold it.
fn system_link(snapshot: &Snapshot, wording: &Wording, id: &str) -> Link {
    match snapshot.systems().get(id) {
        Some(system) => Link::new(
            system.name(wording.lang),
            format!("{}/by/{id}", wording.prefix()),
        ),
        None => Link::new(id, ""),
    }
}

pub(crate) async fn show(
    State(site): State<Site>,
    Written(written): Written,
    audience: Audience,
) -> Result<Response, PageError> {
    let (id, form) = name_and_form(&written);
    let snapshot = site.snapshot();
    let library = snapshot.library();
    let article = library.find(id).or_else(|| library.find(tidy(id)));
    let article = article.ok_or_else(|| site.refuse(Error::NoSuchArticle))?;
    if article.id != id {
        let prefix = site.wording().prefix();
        return Ok(moved(&format!(
            "{prefix}/a/{}{}{}",
            article.id,
            form.suffix(),
            audience.query()
        )));
    }
    match form {
        Form::Page => {
            let page = ArticlePage::new(&site, &snapshot, article, audience);
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
