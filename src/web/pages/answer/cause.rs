//! A cause of an answer, ready to be shown.

use super::dressed::dressed;
use crate::{
    articles::{Ask, CauseText, Variables, fill},
    causes::RankedCause,
    knowledge::{Finality, Snapshot},
    report::Report,
    vocabulary::{Acts, Reason, Retry},
    web::{page::Safe, pages::cause_lines::Link, site::Site},
    wording::Wording,
};

/// A proof: what it is taken for, and the words.
pub(crate) struct Proof<'a> {
    pub(crate) kind: &'a str,
    pub(crate) text: &'a str,
}

/// What is needed to write to the party that acts.
#[derive(Clone, Copy)]
pub(super) struct HandOn<'a> {
    pub(super) acts: Acts,
    pub(super) retry: Retry,
    /// The server tries again by itself.
    pub(super) temporary: bool,
    pub(super) reason: Reason,
    pub(super) ask: Option<&'a Ask>,
    pub(super) article: &'a str,
    pub(super) cause: &'a str,
}

/// A cause, ready to be shown.
pub(crate) struct CauseView<'a> {
    pub(crate) title: &'a str,
    /// Its words are English on a page in another language.
    pub(crate) foreign: bool,
    pub(crate) url: String,
    /// Its address as it is passed on.
    pub(crate) public_url: String,
    pub(crate) confidence: &'a str,
    /// It is of the first cause's kind, so it shares that one's confidence.
    pub(crate) alike: bool,
    /// The class in the style sheet.
    pub(crate) confidence_id: &'static str,
    pub(crate) reason: Link,
    pub(crate) acts: &'a str,
    pub(crate) retry: &'a str,
    /// What is needed to write to the party that acts.
    pub(super) hand_on: HandOn<'a>,
    pub(crate) proofs: Vec<Proof<'a>>,
    /// What must not be done, as plain text.
    pub(super) warnings: &'a [String],
    pub(crate) tell: Safe,
    pub(crate) fix: Safe,
    pub(crate) verify: Safe,
    pub(crate) do_not: Safe,
}

/// The words of a cause in the language of the page, or in English.
pub(super) fn cause_text<'a>(
    snapshot: &'a Snapshot,
    wording: &Wording,
    ranked: &RankedCause,
) -> Option<&'a CauseText> {
    let (article, _) = snapshot.library().cause(ranked.cause)?;
    article.text(wording.lang).0.causes.get(ranked.cause.cause)
}

pub(super) fn cause_view<'a>(
    site: &'a Site,
    snapshot: &'a Snapshot,
    report: &'a Report,
    (finality, values): (Finality, &Variables),
    ranked: &RankedCause,
) -> Option<CauseView<'a>> {
    let wording = site.wording();
    let (article, cause) = snapshot.library().cause(ranked.cause)?;
    let (retry, acts) = finality.settled(cause.retry, cause.acts);
    let text = cause_text(snapshot, wording, ranked)?;
    let page = format!("{}/a/{}#", wording.prefix(), article.id);
    let html = |html| {
        Safe::new(html, values, wording.lang).dressed(|html| dressed(html, &page, &wording.answer))
    };
    let url = format!("{page}{}", cause.id);
    Some(CauseView {
        title: &text.title,
        foreign: article.text(wording.lang).1 != wording.lang,
        public_url: format!("{}{url}", site.public_url()),
        url,
        confidence: wording.confidence.of(ranked.confidence),
        alike: false,
        confidence_id: ranked.confidence.as_str(),
        reason: Link::new(
            wording.reasons.of(ranked.reason),
            format!("{}/reason/{}", wording.prefix(), ranked.reason),
        ),
        acts: wording.acts.of(acts),
        retry: wording.send_again(finality.is_temporary(), retry),
        hand_on: HandOn {
            acts,
            retry,
            temporary: finality.is_temporary(),
            reason: cause.reason,
            ask: cause.ask.as_ref(),
            article: &article.id,
            cause: &cause.id,
        },
        proofs: ranked
            .why
            .iter()
            .map(|why| Proof {
                kind: wording.why.of(why.kind),
                text: why.span.of(&report.text),
            })
            .filter(|proof| !proof.text.is_empty())
            .collect(),
        warnings: &text.warnings,
        tell: html(&text.tell),
        fix: html(&text.fix),
        verify: html(&text.verify),
        do_not: html(&text.do_not),
    })
}

/// The steps as plain text, with the values of the paste in them.
pub(super) fn steps(
    snapshot: &Snapshot,
    wording: &Wording,
    values: &Variables,
    ranked: &RankedCause,
) -> Vec<String> {
    cause_text(snapshot, wording, ranked)
        .map(|text| {
            text.fix_steps
                .iter()
                .map(|step| fill(step, values, wording.lang))
                .collect()
        })
        .unwrap_or_default()
}
