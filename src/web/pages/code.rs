//! `GET /c/{code}`, `/c/{code}.json`: what a code means, and the causes that are seen under it.
//!
//! Senders come here from the footer of a report, so the first screen says what happened and what to do first.

use askama::Template;
use axum::{extract::State, response::Response};

use std::borrow::Cow;

use super::{
    cause_lines::{CauseLine, Link},
    markdown, moved,
    origin::Origin,
};
use crate::{
    articles::Cause,
    codes::{Code, Explanation, Typed, leading, typed},
    knowledge::Snapshot,
    web::{
        api::{codes::CodeAnswer, json},
        error::{Error, PageError},
        headers::Cache,
        page::{Frame, by_language, show as show_page},
        qr::Qr,
        reader::Reader,
        site::Site,
        written::{Form, Written, name_and_form},
    },
    wording::Wording,
};

/// The causes under a code that one mail system words.
struct Said {
    by: String,
    url: Option<String>,
    causes: Vec<CauseLine>,
    /// Those that are folded.
    more: Vec<CauseLine>,
    more_label: String,
}

/// What the code means in the mouth of one system.
struct Meaning {
    by: Link,
    text: String,
    reason: Option<Link>,
}

/// Causes of one system that are shown unfolded.
const UNFOLDED: usize = 6;

#[derive(Template)]
#[template(path = "code.html")]
struct CodePage<'a> {
    frame: Frame<'a>,
    heading: String,
    kind: &'a str,
    about: Explanation,
    /// The reply code that was written before the status code.
    reply: Option<(Link, String)>,
    acts: Option<&'a str>,
    retry: Option<&'a str>,
    meanings: Vec<Meaning>,
    said: Vec<Said>,
    previous: Option<Link>,
    next: Option<Link>,
    twins: String,
    /// Servers put it into reports, which can link here.
    in_reports: bool,
    qr: Option<Qr>,
    /// What the link says of the report that it stands in.
    origin: Vec<(&'a str, Cow<'a, str>)>,
    pasted: String,
}

impl<'a> CodePage<'a> {
    fn new(
        site: &'a Site,
        snapshot: &Snapshot,
        (typed, main): (Typed, Code),
        origin: &'a Origin,
    ) -> Self {
        let wording = site.wording();
        let lang = site.lang();
        let registry = &snapshot.registry();
        let about = registry.explain(main, lang);
        let code = typed.to_string();
        let link =
            |code: Code| Link::new(code.to_string(), format!("{}/c/{code}", wording.prefix()));
        let heading = wording
            .code
            .title
            .with(&[("code", code.as_str()), ("title", about.title.as_str())]);
        let reply = typed.reply.map(Code::Reply).filter(|reply| *reply != main);
        let summary = about.meaning.first().map_or("", String::as_str);
        let (previous, next) = registry.neighbours(main);
        let frame = Frame::new(site, &format!("/c/{code}"), &heading, summary);
        Self {
            qr: frame.canonical.as_deref().and_then(Qr::new),
            origin: origin.facts(snapshot, wording),
            frame,
            kind: match main {
                Code::Enhanced(_) => &wording.code.kind_enhanced,
                Code::Reply(_) => &wording.code.kind_reply,
                Code::Number(_) => &wording.code.kind_number,
            },
            acts: about.acts.map(|acts| wording.acts.of(acts)),
            retry: about.retry.map(|retry| wording.retry.of(retry)),
            reply: reply.map(|reply| (link(reply), registry.explain(reply, lang).title)),
            meanings: meanings(snapshot, wording, main),
            said: said(snapshot, wording, main),
            previous: previous.map(link),
            next: next.map(link),
            twins: format!("{}/c/{main}", wording.prefix()),
            in_reports: matches!(main, Code::Enhanced(code) if code.class() != 2),
            pasted: String::new(),
            heading,
            about,
        }
    }
}

impl CodePage<'_> {
    fn markdown(&self, site: &Site) -> Result<Response, PageError> {
        let meaning = self.about.meaning.iter().map(String::as_str);
        let first_check = self.about.first_check.as_deref();
        let paragraphs: Vec<&str> = meaning.chain(first_check).collect();
        let groups: Vec<_> = self
            .said
            .iter()
            .map(|said| {
                (
                    said.by.as_str(),
                    said.causes.iter().chain(&said.more).collect(),
                )
            })
            .collect();
        let place = (self.frame.address(), self.heading.as_str());
        markdown::causes(site, place, &paragraphs, &groups)
    }
}

/// The causes under a code by who words them: any system first, then by the table of systems; narrow patterns first.
fn said(snapshot: &Snapshot, wording: &Wording, code: Code) -> Vec<Said> {
    let mut found: Vec<_> = snapshot
        .library()
        .causes()
        .filter_map(|entry| Some((entry.2.precision(code)?, entry)))
        .collect();
    found.sort_by(|(a, _), (b, _)| b.cmp(a));
    let group = |by: &str, url, wanted: &dyn Fn(&Cause) -> bool| {
        let mut causes: Vec<_> = found
            .iter()
            .filter(|(_, (_, _, cause))| wanted(cause))
            .filter_map(|(_, entry)| CauseLine::new(wording, *entry))
            .collect();
        let more = causes.split_off(causes.len().min(UNFOLDED));
        let count = more.len().to_string();
        Said {
            by: by.to_owned(),
            url,
            causes,
            more,
            more_label: wording
                .answer
                .more_recipients
                .with(&[("n", count.as_str())]),
        }
    };
    let anybody = group(&wording.code.any_system, None, &|cause| {
        cause.speakers.is_empty()
    });
    let systems = snapshot.systems().all().iter().map(|system| {
        let url = format!("{}/by/{}", wording.prefix(), system.id);
        group(system.name(wording.lang), Some(url), &|cause| {
            cause.speakers.iter().any(|id| id == system.id.as_str())
        })
    });
    std::iter::once(anybody)
        .chain(systems)
        .filter(|said| !said.causes.is_empty())
        .collect()
}

fn meanings(snapshot: &Snapshot, wording: &Wording, code: Code) -> Vec<Meaning> {
    let prefix = wording.prefix();
    let collisions = snapshot.registry().collisions(code, wording.lang);
    collisions
        .into_iter()
        .map(|collision| Meaning {
            by: Link::new(
                collision.said_by,
                collision
                    .system
                    .map(|id| format!("{prefix}/by/{id}"))
                    .unwrap_or_default(),
            ),
            text: collision.meaning,
            reason: collision.reason.map(|reason| {
                Link::new(
                    wording.reasons.of(reason),
                    format!("{prefix}/reason/{reason}"),
                )
            }),
        })
        .collect()
}

pub(crate) async fn show(
    State(site): State<Site>,
    reader: Reader,
    origin: Origin,
    Written(written): Written,
) -> Result<Response, PageError> {
    let (written, form) = name_and_form(&written);
    let not_a_code = || site.refuse(Error::NotACode);
    let typed = typed(written)
        .or_else(|| leading(written))
        .ok_or_else(not_a_code)?;
    let main = typed
        .code
        .or(typed.reply.map(Code::Reply))
        .ok_or_else(not_a_code)?;
    let canonical = typed.to_string();
    if canonical != written {
        let (prefix, query) = (site.wording().prefix(), origin.query());
        let url = format!("{prefix}/c/{canonical}{}{query}", form.suffix());
        return Ok(moved(&url));
    }
    let snapshot = site.snapshot();
    if form == Form::Json {
        let answer = CodeAnswer::new(&site, &snapshot, typed).ok_or_else(not_a_code)?;
        return json(&answer).map_err(|error| site.refuse(error));
    }
    let mut page = CodePage::new(&site, &snapshot, (typed, main), &origin);
    if form == Form::Markdown {
        return page.markdown(&site);
    }
    page.frame.offer_to(&reader);
    show_page(&site, &page, Cache::Revalidate).map(by_language)
}
