//! Several failures at a glance: for each whom it concerns, what it is, who acts, whether to send again.

use super::{
    DETAILED,
    cause::cause_text,
    details::{quoted, recipients},
    failure::shown,
};
use crate::{
    knowledge::{Diagnosis, Explained, Snapshot},
    report::{Report, WrittenBy},
    vocabulary::{Acts, Confidence},
    wording::Wording,
};

/// Recipients that are listed of each failure.
const RECIPIENTS: usize = 3;

/// A failure in the overview.
pub(crate) struct Row<'a> {
    pub(crate) recipients: Vec<&'a str>,
    /// How many further recipients there are, if not all are listed.
    pub(crate) more_recipients: Option<String>,
    /// How often a log tells it, if more than once.
    pub(crate) seen: Option<String>,
    pub(crate) quoted: String,
    pub(crate) title: &'a str,
    /// Its words are English on a page in another language.
    pub(crate) foreign: bool,
    /// How sure that is, where it is not certain: its class and its words.
    pub(crate) doubt: Option<(&'static str, &'a str)>,
    /// Where it stands in detail on the page, if it does.
    pub(crate) anchor: Option<String>,
    /// Who has to act and whether to send again; nothing where no cause is known.
    pub(crate) acts: &'a str,
    pub(crate) retry: &'a str,
}

/// All failures at a glance. What the own mail met and what the own server lacks come before what it refused to others, and
/// what is settled comes last.
pub(super) fn rows<'a>(
    wording: &'a Wording,
    snapshot: &'a Snapshot,
    diagnosis: &'a Diagnosis,
) -> Vec<Row<'a>> {
    let mut numbered: Vec<_> = diagnosis.explained.iter().zip(1..).collect();
    let is_for_others = |explained: &Explained| {
        let first = explained.ranking.causes.first();
        let cause = first.and_then(|ranked| snapshot.library().cause(ranked.cause));
        let is_own = cause.is_some_and(|(_, cause)| cause.acts == Acts::RecipientAdmin);
        explained.failure.written_by == WrittenBy::Receiver && !is_own
    };
    numbered.sort_by_key(|(explained, _)| {
        let is_settled = explained.failure.delivered.is_some();
        (is_settled, is_for_others(explained))
    });
    let rows = numbered.into_iter().map(|(explained, number)| {
        let anchor = (number <= DETAILED).then(|| format!("answer-{number}"));
        Row::new(wording, snapshot, &diagnosis.report, explained, anchor)
    });
    rows.collect()
}

impl<'a> Row<'a> {
    fn new(
        wording: &'a Wording,
        snapshot: &'a Snapshot,
        report: &Report,
        explained: &'a Explained,
        anchor: Option<String>,
    ) -> Self {
        let texts = &wording.answer;
        let (failure, ranking) = (&explained.failure, &explained.ranking);
        let named = match failure.recipients.as_slice() {
            [] => recipients(explained),
            all => all.iter().map(|name| name.value.as_str()).collect(),
        };
        let first = shown(ranking, 1).first();
        let title = first.and_then(|ranked| cause_text(snapshot, wording, ranked));
        let cause = first.and_then(|ranked| snapshot.library().cause(ranked.cause));
        let finality = explained.finality(report);
        let settled = cause.map(|(_, cause)| finality.settled(cause.retry, cause.acts));
        Self {
            foreign: first
                .and_then(|ranked| snapshot.library().cause(ranked.cause))
                .is_some_and(|(article, _)| article.text(wording.lang).1 != wording.lang),
            more_recipients: (named.len() > RECIPIENTS).then(|| {
                let more = (named.len() - RECIPIENTS).to_string();
                texts.more_recipients.with(&[("n", more.as_str())])
            }),
            recipients: named.into_iter().take(RECIPIENTS).collect(),
            seen: (failure.written_by >= WrittenBy::Server && failure.seen > 1)
                .then(|| texts.seen.with(&[("n", failure.seen.to_string().as_str())])),
            quoted: quoted(report, explained),
            title: title.map_or_else(
                || wording.verdicts.of(ranking.verdict),
                |text| text.title.as_str(),
            ),
            doubt: first
                .map(|ranked| ranked.confidence)
                .filter(|confidence| *confidence != Confidence::Strong)
                .map(|confidence| (confidence.as_str(), wording.confidence.of(confidence))),
            anchor,
            acts: settled.map_or("", |(_, acts)| wording.acts.of(acts)),
            retry: settled.map_or("", |(retry, _)| wording.retry_short.of(retry)),
        }
    }
}
