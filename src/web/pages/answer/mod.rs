//! `POST /diagnose`: what a paste says, the causes in order, who has to act, and the steps.

mod age;
mod cause;
mod commands;
mod details;
pub(super) mod dressed;
mod facts;
mod failure;
mod marks;
mod message;
mod note;
mod overview;
mod question;
mod share;
mod stages;
mod steps;

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};

use self::{
    age::age,
    failure::{CAUSES, FailureView},
    marks::{Piece, marks, pieces},
    note::Note,
    overview::{Row, rows},
};
use super::{
    articles::{ArticleLine, guides},
    home::HomePage,
};
use crate::{
    answer::reading_notes,
    causes::Told,
    evidence::ideographs::is_ideograph,
    knowledge::{Snapshot, Target},
    report::{Report, Span},
    vocabulary::{Kind, KindOf, Lang, Verdict},
    web::{
        clock::in_calendar,
        error::PageError,
        headers::Cache,
        page::{Frame, show as show_page},
        paste::{Pasted, is_other_file},
        qr::Qr,
        site::{Answered, Site},
    },
    wording::Wording,
};

/// Failures shown in detail; further ones stand in the overview.
const DETAILED: usize = 20;
/// The largest paste that comes back as it was sent, in bytes; of a longer one what was read comes back.
pub(in crate::web::pages) const KEPT: usize = 64 * 1024;
/// Articles offered beside the causes.
const ARTICLES: usize = 5;
/// Where nothing speaks of a failed mail, articles are offered from this relevance on: text about other things finds less.
const RELEVANT: f32 = 5.0;
/// A text of at most so many bytes with one refusal in it is shown whole, if that ends within so many lines: then it is seen
/// without scrolling.
const SHORT: usize = 700;
const SEEN_LINES: usize = 8;
/// The longest text that is taken for something typed: a code, an id or a question.
const TYPED: usize = 300;

#[derive(Template)]
#[template(path = "answer.html")]
struct AnswerPage<'a> {
    frame: Frame<'a>,
    /// The style sheet of answers.
    style: String,
    /// A cause is shown, with what proves it beside it.
    wide: bool,
    /// What stands in the box again.
    pasted: String,
    /// The heading if no failure is shown.
    nothing: bool,
    several: Option<String>,
    overview: Vec<Row<'a>>,
    failures: Vec<FailureView<'a>>,
    /// One note for the ticket, of all failures.
    note: Option<Note>,
    notes: Vec<String>,
    /// The whole text with what was recognised; folded if it is long or holds several failures.
    pieces: Vec<Piece<'a>>,
    folded: bool,
    /// For those who have no error text; where nothing was recognised, and beside guesses at a question.
    guides: Vec<ArticleLine>,
    articles: Vec<ArticleLine>,
    /// The link to this one answer, for a phone.
    qr: Option<Qr>,
    /// How to get the source is told.
    source_help: Vec<&'a str>,
}

impl<'a> AnswerPage<'a> {
    fn new(
        site: &'a Site,
        answered: &'a Answered,
        pasted: String,
        told: Option<&(usize, Told)>,
    ) -> Self {
        let wording = site.wording();
        let Answered {
            snapshot,
            diagnosis,
            plain,
        } = answered;
        let report = &diagnosis.report;
        let all = diagnosis.explained.len();
        let mut failures: Vec<_> = diagnosis
            .explained
            .iter()
            .zip(1..=DETAILED)
            .map(|(explained, number)| {
                let told = told.filter(|(own, _)| *own == number).map(|(_, told)| told);
                FailureView::new(site, snapshot, diagnosis, explained, (number, all), told)
            })
            .collect();
        let answered = diagnosis.explained.iter().any(|explained| {
            matches!(
                explained.ranking.verdict,
                Verdict::Match | Verdict::NotAFailure
            )
        });
        let nothing_known = diagnosis
            .explained
            .iter()
            .all(|explained| explained.ranking.verdict == Verdict::None);
        let complaint = diagnosis.kind == Kind::Question && !answered;
        // Who holds a proof of delivery looks for mail all the same.
        let is_receipt = report.kind_of == Some(KindOf::Receipt);
        let mut articles = if answered && diagnosis.kind != Kind::Question {
            Vec::new()
        } else {
            let relevance = if nothing_known { RELEVANT } else { 0.0 };
            articles(site, answered_words(&pasted), snapshot, relevance)
        };
        let guides = if nothing_known || complaint || is_receipt {
            guides_for(site, &mut articles)
        } else {
            Vec::new()
        };
        let folded = report.text.len() > SHORT || all > 1 || !ends_in_view(report);
        if !folded {
            // The one refusal is marked where it stands.
            for failure in &mut failures {
                failure.quoted.clear();
            }
        }
        let entries: Vec<_> = failures
            .iter_mut()
            .filter_map(|failure| failure.entry.take())
            .collect();
        let marks = marks(diagnosis, wording);
        let title = failures
            .first()
            .map_or(&wording.answer.nothing, |first| &first.title);
        let qr = match failures.as_slice() {
            [only] => only.link.as_ref().and_then(|link| Qr::new(&link.url)),
            _ => None,
        };
        let mut frame = frame(site, title, &pasted, told);
        frame.offer = site.lang() == Lang::En && is_chinese(&report.text);
        Self {
            frame,
            style: site.assets().address("answer.css"),
            wide: failures.iter().any(|failure| failure.first.is_some()),
            note: Note::of(wording, &entries),
            nothing: failures.is_empty(),
            overview: rows(wording, snapshot, diagnosis),
            several: (all > 1).then(|| {
                let count = all.to_string();
                wording.answer.failures.with(&[("n", count.as_str())])
            }),
            failures,
            notes: plain
                .then(|| wording.answer.plain_reading.clone())
                .into_iter()
                .chain(age_of(site, report))
                .chain(reading_notes(report, wording))
                .collect(),
            pieces: pieces(&report.text, Span::new(0, report.text.len()), &marks),
            folded,
            guides,
            articles,
            qr,
            source_help: if answered {
                Vec::new()
            } else {
                source_help(wording)
            },
            pasted,
        }
    }
}

/// The frame of an answer, whose switch of languages carries what was pasted and told.
fn frame<'a>(site: &'a Site, title: &str, pasted: &str, told: Option<&(usize, Told)>) -> Frame<'a> {
    let mut frame = Frame::of_the_moment(site, title);
    frame.carried = Some(pasted.to_owned());
    if let Some((failure, told)) = told {
        frame.told = vec![
            ("failure", failure.to_string()),
            ("evidence", told.to_string()),
        ];
    }
    frame
}

/// Whether the first refusal ends among the lines that are seen.
fn ends_in_view(report: &Report) -> bool {
    let first = report.failures.first();
    first.is_none_or(|failure| {
        let until = Span::new(0, failure.quoted.end);
        until.of(&report.text).lines().count() <= SEEN_LINES
    })
}

/// How old the report is, if it says when it was written.
fn age_of(site: &Site, report: &Report) -> Option<String> {
    let written = report.date.as_ref()?.value.date();
    age(site.wording(), written, in_calendar(site.today())?)
}

/// Whether most of a text's letters are Chinese.
fn is_chinese(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic());
    let (chinese, others): (Vec<char>, Vec<char>) = letters.partition(|c| is_ideograph(*c));
    chinese.len() > others.len()
}

fn answered_words(pasted: &str) -> &str {
    let end = pasted
        .char_indices()
        .nth(TYPED)
        .map_or(pasted.len(), |(end, _)| end);
    pasted.get(..end).unwrap_or(pasted)
}

fn articles(site: &Site, words: &str, snapshot: &Snapshot, relevance: f32) -> Vec<ArticleLine> {
    snapshot
        .find(words, ARTICLES)
        .iter()
        .filter(|found| found.relevance >= relevance)
        .filter_map(|found| snapshot.library().find(&found.article))
        .map(|article| ArticleLine::new(site.wording(), article))
        .collect()
}

/// The guides that the words ask for, of what was found, and then those for whoever has no error text.
fn guides_for(site: &Site, found: &mut Vec<ArticleLine>) -> Vec<ArticleLine> {
    let mut first: Vec<_> = found.extract_if(.., |article| article.guide).collect();
    let known: Vec<String> = first.iter().map(|guide| guide.url.clone()).collect();
    let others = guides(site).into_iter();
    first.extend(others.filter(|guide| !known.contains(&guide.url)));
    found.retain(|article| first.iter().all(|guide| guide.url != article.url));
    first
}

fn source_help(wording: &Wording) -> Vec<&str> {
    let help = &wording.help;
    vec![
        &help.outlook,
        &help.outlook_web,
        &help.gmail,
        &help.apple,
        &help.thunderbird,
        &help.webmail,
        &help.phone,
        &help.server,
    ]
}

/// The page of a typed code, article id or alias, in the language of the site.
pub(crate) fn target_url(site: &Site, target: &Target) -> String {
    let prefix = site.wording().prefix();
    match target {
        Target::Article(id) => format!("{prefix}/a/{id}"),
        Target::Code(code) => format!("{prefix}/c/{code}"),
    }
}

pub(crate) async fn diagnose(
    State(site): State<Site>,
    Pasted {
        paste,
        evidence,
        failure,
    }: Pasted,
) -> Result<Response, PageError> {
    let texts = &site.wording().home;
    let unanswerable = if paste.trim_ascii().is_empty() {
        Some(&texts.empty)
    } else {
        is_other_file(&paste).then_some(&texts.other_file)
    };
    if let Some(notice) = unanswerable {
        return show_page(&site, &HomePage::new(&site, Some(notice)), Cache::Never);
    }
    let typed = std::str::from_utf8(&paste)
        .ok()
        .filter(|text| text.len() <= TYPED);
    if let Some(target) = typed.and_then(|typed| site.snapshot().target(typed)) {
        return Ok(Redirect::to(&target_url(&site, &target)).into_response());
    }
    let told = evidence.parse().ok().map(|told| (failure, told));
    answer(&site, paste, told).await
}

/// The answer to a paste as a page, given what the reader told about one of its failures, counted from 1.
pub(crate) async fn answer(
    site: &Site,
    paste: Vec<u8>,
    told: Option<(usize, Told)>,
) -> Result<Response, PageError> {
    let original = String::from_utf8(paste.clone()).ok();
    let mut answered = match site.diagnose(paste, CAUSES).await {
        Ok(answered) => answered,
        // Browsers bring no text back: the box keeps nothing (`autocomplete="off"`).
        Err(error) => return Err(PageError::new(site, error, original.unwrap_or_default())),
    };
    if let Some((number, told)) = &told {
        let number = number.saturating_sub(1);
        let snapshot = &answered.snapshot;
        snapshot.reconsider(&mut answered.diagnosis, number, told, CAUSES);
    }
    let report = &answered.diagnosis.report;
    // A file that is no text, or one that holds a password, comes back as it was read.
    let pasted = original
        .filter(|text| text.len() <= KEPT && !report.secrets_masked)
        .unwrap_or_else(|| report.text.clone());
    let page = AnswerPage::new(site, &answered, pasted, told.as_ref());
    show_page(site, &page, Cache::Never)
}
