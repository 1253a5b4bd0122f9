//! `GET /c/{code}`, `/c/{code}.json`: what a code means, and the causes that are seen under it.
//!
//! Senders come here from the footer of a report, so the first screen says what happened, what to do first and who has to
//! act, in words of no trade. What an administrator wants to know stands below.

use askama::Template;
use axum::{extract::State, response::Response};

use std::borrow::Cow;

use super::{
    cause_lines::{CauseLine, Link},
    markdown, moved,
    origin::Origin,
};
use crate::{
    articles::Article,
    codes::{Code, Explanation, Typed, leading, typed},
    evidence::SystemId,
    knowledge::Snapshot,
    web::{
        api::{codes::CodeAnswer, json},
        error::{Error, PageError},
        headers::Cache,
        page::{Frame, by_language, show as show_page},
        qr::Qr,
        reader::Reader,
        seen::{self, Entry},
        site::Site,
        written::{Form, Twins, Written, name_and_form},
    },
    wording::Wording,
};

/// The causes under a code that the same mail systems word.
struct Said {
    /// The systems; without an address for causes that any system words.
    by: Vec<Link>,
    causes: Vec<CauseLine>,
    /// Those that are folded.
    more: Vec<CauseLine>,
    more_label: String,
}

impl Said {
    fn heading(&self) -> String {
        let names: Vec<_> = self.by.iter().map(|by| by.title.as_str()).collect();
        names.join(" · ")
    }
}

/// What the code means in the mouth of one system.
struct Meaning {
    by: Link,
    text: String,
    reason: Option<Link>,
}

/// Causes of the same systems that are shown unfolded.
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
    /// Who mostly acts; the words that come with the code may name somebody else.
    acts: Option<&'a str>,
    retry: Option<&'a str>,
    meanings: Vec<Meaning>,
    /// The article that tells the causes apart.
    guide: Option<Link>,
    said: Vec<Said>,
    previous: Option<Link>,
    next: Option<Link>,
    twins: Twins,
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
        let shown = match &about.decimal {
            Some(decimal) => format!("{code} ({decimal})"),
            None => code.clone(),
        };
        let heading = wording
            .code
            .title
            .with(&[("code", shown.as_str()), ("title", about.title.as_str())]);
        let reply = typed.reply.map(Code::Reply).filter(|reply| *reply != main);
        let (previous, next) = registry.neighbours(main);
        let mut frame = Frame::new(site, &format!("/c/{code}"), &heading, &about.happened);
        frame.keep_query(origin.query().trim_start_matches('?'));
        let causes = seen::under(snapshot, main);
        let guide = seen::guide(&causes, main);
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
            guide: guide.map(|article| {
                let title = article.text(wording.lang).0.title.as_str();
                Link::new(title, format!("{}/a/{}", wording.prefix(), article.id))
            }),
            said: said(snapshot, wording, main, &causes, guide),
            previous: previous.map(link),
            next: next.map(link),
            twins: Twins::new(&format!("{}/c/{main}", wording.prefix()), ""),
            in_reports: matches!(main, Code::Enhanced(code) if code.class() != 2),
            pasted: String::new(),
            heading,
            about,
        }
    }
}

impl CodePage<'_> {
    fn markdown(&self, site: &Site) -> Result<Response, PageError> {
        let about = &self.about;
        let paragraphs: Vec<&str> = std::iter::once(about.happened.as_str())
            .chain(about.first_step.as_deref())
            .chain(about.meaning.iter().map(String::as_str))
            .collect();
        let headings: Vec<String> = self.said.iter().map(Said::heading).collect();
        let groups: Vec<_> = headings
            .iter()
            .zip(&self.said)
            .map(|(heading, said)| {
                let causes = said.causes.iter().chain(&said.more).collect();
                (heading.as_str(), causes)
            })
            .collect();
        let place = (self.frame.address(), self.heading.as_str());
        markdown::causes(site, place, &paragraphs, &groups)
    }
}

/// The causes under a code by the systems that word them, each cause once. Those by which the guide sends the reader on are
/// left out: it is offered before them.
fn said(
    snapshot: &Snapshot,
    wording: &Wording,
    code: Code,
    causes: &[Entry<'_>],
    guide: Option<&Article>,
) -> Vec<Said> {
    let mut groups: Vec<(Vec<&SystemId>, Vec<CauseLine>)> = Vec::new();
    for entry in causes {
        let (_, article, cause) = *entry;
        let guided = guide.is_some_and(|guide| guide.id == article.id);
        let Some(line) = CauseLine::new(wording, *entry) else {
            continue;
        };
        if guided && seen::sends_on(cause, code) {
            continue;
        }
        let speakers: Vec<_> = snapshot
            .systems()
            .all()
            .iter()
            .map(|system| &system.id)
            .filter(|id| cause.speakers.iter().any(|speaker| speaker == id.as_str()))
            .collect();
        match groups.iter_mut().find(|(of, _)| *of == speakers) {
            Some((_, lines)) => lines.push(line),
            None => groups.push((speakers, vec![line])),
        }
    }
    let by = |speakers: Vec<&SystemId>| {
        if speakers.is_empty() {
            return vec![Link::new(&wording.code.any_system, "")];
        }
        let link = |id: &SystemId| {
            let system = snapshot.systems().get(id.as_str())?;
            let url = format!("{}/by/{id}", wording.prefix());
            Some(Link::new(system.name(wording.lang), url))
        };
        speakers.into_iter().filter_map(link).collect()
    };
    let fold = |(speakers, mut causes): (_, Vec<CauseLine>)| {
        let more = causes.split_off(causes.len().min(UNFOLDED));
        let count = more.len().to_string();
        let label = &wording.answer.more_recipients;
        Said {
            by: by(speakers),
            causes,
            more,
            more_label: label.with(&[("n", count.as_str())]),
        }
    };
    groups.into_iter().map(fold).collect()
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
