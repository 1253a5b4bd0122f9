//! Several failures at a glance: for each whom it concerns, what it is, who acts, whether to send again.

use super::{
    cause::cause_text,
    details::{quoted, recipients},
    failure::shown,
};
use crate::{
    knowledge::{Explained, Snapshot},
    report::Report,
    vocabulary::Confidence,
    wording::Wording,
};

/// A failure in the overview.
pub(crate) struct Row<'a> {
    pub(crate) recipients: Vec<&'a str>,
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

impl<'a> Row<'a> {
    pub(super) fn new(
        wording: &'a Wording,
        snapshot: &'a Snapshot,
        report: &Report,
        explained: &'a Explained,
        anchor: Option<String>,
    ) -> Self {
        let ranking = &explained.ranking;
        let first = shown(ranking, 1).first();
        let title = first.and_then(|ranked| cause_text(snapshot, wording, ranked));
        let cause = first.and_then(|ranked| snapshot.library().cause(ranked.cause));
        let finality = explained.finality(report);
        let settled = cause.map(|(_, cause)| finality.settled(cause.retry, cause.acts));
        Self {
            foreign: first
                .and_then(|ranked| snapshot.library().cause(ranked.cause))
                .is_some_and(|(article, _)| article.text(wording.lang).1 != wording.lang),
            recipients: recipients(explained),
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
            retry: settled.map_or("", |(retry, _)| wording.retry.of(retry)),
        }
    }
}
