//! One failure of an answer, ready to be shown.

use super::{
    cause::{CauseView, cause_view, steps},
    facts::{Fact, facts},
    marks::{Piece, marks_of, pieces},
    message::{Message, messages},
    note::Entry,
    question::{Question, label, question},
    share::SharedLink,
    stages::{Stage, stages},
    steps::pieces as pieces_of,
};
use crate::{
    answer::{failure_notes, variables},
    articles::Cause,
    causes::{RankedCause, Ranking, Told},
    knowledge::{Diagnosis, Explained, Finality, Snapshot},
    report::Report,
    vocabulary::{Acts, Kind, Verdict},
    web::site::Site,
    wording::Wording,
};

/// Causes shown for one failure, and for each of many.
pub(super) const CAUSES: usize = 8;
const CAUSES_OF_MANY: usize = 3;
/// From more than so many failures on they are many.
pub(super) const FEW: usize = 3;
/// Recipients named on the page.
const RECIPIENTS: usize = 10;

/// The causes that a verdict lets be shown, at most so many.
pub(super) fn shown(ranking: &Ranking, most: usize) -> &[RankedCause] {
    match ranking.verdict {
        Verdict::Match | Verdict::Weak => {
            let most = ranking.causes.len().min(most);
            ranking.causes.get(..most).unwrap_or_default()
        }
        Verdict::None | Verdict::NotAFailure => &[],
    }
}

/// A failure, ready to be shown.
pub(crate) struct FailureView<'a> {
    /// `Answer 1 of 3`; nothing if it is the only one.
    pub(crate) number: Option<String>,
    pub(crate) anchor: String,
    pub(crate) verdict: &'static str,
    pub(crate) title: String,
    pub(crate) lead: Option<String>,
    pub(crate) recipients: Vec<&'a str>,
    pub(crate) more_recipients: Option<String>,
    /// What to do first, in a line; whether a piece is code, and its text. Empty where the cause is only guessed.
    pub(crate) first_step: Vec<(bool, String)>,
    pub(crate) refusal: &'a str,
    /// How many causes the text alone does not tell apart, the first among them; nothing if it is alone.
    pub(crate) one_of: Option<String>,
    /// Who has to act if it is another of these.
    pub(crate) or_acts: Option<String>,
    pub(crate) stages: Vec<Stage<'a>>,
    pub(crate) because: &'a str,
    /// The words that matter, with what was recognised; empty if they are the whole text.
    pub(crate) quoted: Vec<Piece<'a>>,
    pub(crate) facts: Vec<Fact<'a>>,
    pub(crate) notes: Vec<String>,
    /// What would decide between the first two reasons.
    pub(crate) question: Option<Question<'a>>,
    /// What the reader told.
    pub(crate) said: Option<String>,
    pub(crate) first: Option<CauseView<'a>>,
    /// Further causes of the first one's kind, which the text does not tell apart.
    pub(crate) alike: Vec<CauseView<'a>>,
    pub(crate) others: Vec<CauseView<'a>>,
    /// Ready messages; none where the cause is only guessed.
    pub(crate) messages: Vec<Message>,
    /// A link that others may follow: to the same answer, or to the article of its first cause.
    pub(crate) link: Option<SharedLink>,
    /// What a ticket needs of it.
    pub(super) entry: Option<Entry>,
}

impl<'a> FailureView<'a> {
    /// The view of the failure with a number, counted from 1, among all.
    pub(crate) fn new(
        site: &'a Site,
        snapshot: &'a Snapshot,
        diagnosis: &'a Diagnosis,
        explained: &'a Explained,
        (number, all): (usize, usize),
        told: Option<&Told>,
    ) -> Self {
        let wording = site.wording();
        let report = &diagnosis.report;
        let texts = &wording.answer;
        let asked = diagnosis.kind == Kind::Question;
        let Explained {
            failure,
            evidence,
            ranking,
        } = explained;
        let values = variables(&evidence.values);
        let finality = explained.finality(report);
        let view = |ranked| cause_view(site, snapshot, report, (finality, &values), ranked);
        let shown = shown(ranking, if all > FEW { CAUSES_OF_MANY } else { CAUSES });
        let first = shown.first().and_then(view);
        let (alike, others) = further(shown, view);
        let facts = facts(snapshot, wording, &report.text, explained);
        let steps = shown
            .first()
            .map(|ranked| steps(snapshot, wording, &values, ranked))
            .unwrap_or_default();
        let first_step = first_step(ranking, &steps);
        let quoted = failure.quoted.of(&report.text);
        let acts = first.as_ref().map(|cause| cause.hand_on.acts);
        let rivals = shown
            .first()
            .map(|first| rivals(snapshot, first, shown))
            .unwrap_or_default();
        let or_acts = or_acts(wording, finality, acts, &rivals);
        let answer = told.map(|told| label(snapshot, wording, told));
        let entry = first.as_ref().map(|cause| {
            let beside = (or_acts.as_deref(), answer.as_deref());
            Entry::new(wording, report, explained, cause, beside, &steps)
        });
        let messages = first
            .as_ref()
            .filter(|_| ranking.verdict == Verdict::Match)
            .map(|cause| messages(site, report, explained, &values, cause.hand_on))
            .unwrap_or_default();
        let link = first.as_ref().map(|cause| {
            let tried = all <= FEW;
            SharedLink::new(site, snapshot, explained, &cause.public_url, tried)
        });
        let named = failure.recipients.len();
        let recipients: Vec<_> = failure
            .recipients
            .iter()
            .take(RECIPIENTS)
            .map(|recipient| recipient.value.as_str())
            .collect();
        Self {
            number: numbered(wording, number, all),
            anchor: format!("answer-{number}"),
            verdict: ranking.verdict.as_str(),
            title: first.as_ref().map_or_else(
                || match ranking.verdict {
                    Verdict::None if asked => texts.asked.clone(),
                    verdict => wording.verdicts.of(verdict).to_owned(),
                },
                |cause| cause.title.to_owned(),
            ),
            lead: match ranking.verdict {
                Verdict::None if asked => Some(texts.asked_lead.clone()),
                verdict => lead(wording, report, verdict),
            },
            recipients,
            more_recipients: (named > RECIPIENTS).then(|| {
                let more = (named - RECIPIENTS).to_string();
                texts.more_recipients.with(&[("n", more.as_str())])
            }),
            first_step,
            refusal: refusal(wording, finality),
            one_of: (told.is_none() && !rivals.is_empty()).then(|| {
                let all = (rivals.len() + 1).to_string();
                texts.one_of.with(&[("n", all.as_str())])
            }),
            or_acts: or_acts.map(|acts| texts.or_acts.with(&[("acts", acts.as_str())])),
            stages: stages(wording, evidence.refused_by.side(), acts),
            because: wording.because.of(evidence.refused_by.because),
            quoted: if quoted.trim() == report.text.trim() {
                Vec::new()
            } else {
                pieces(&report.text, failure.quoted, &marks_of(explained, wording))
            },
            messages,
            link,
            entry,
            facts,
            question: match told {
                None => question(site, snapshot, explained, number),
                Some(_) => None,
            },
            said: answer.map(|answer| {
                let values = [("answer", answer.as_str())];
                wording.question.said.with(&values)
            }),
            notes: failure_notes((report, explained), acts, wording),
            first,
            alike,
            others,
        }
    }
}

/// The causes behind the first, those of its kind before the others.
fn further<'a>(
    shown: &'a [RankedCause],
    view: impl Fn(&'a RankedCause) -> Option<CauseView<'a>>,
) -> (Vec<CauseView<'a>>, Vec<CauseView<'a>>) {
    let kind = shown.first().map(|first| first.reason);
    shown
        .iter()
        .skip(1)
        .filter_map(|ranked| {
            Some(CauseView {
                alike: Some(ranked.reason) == kind,
                ..view(ranked)?
            })
        })
        .partition(|view| view.alike)
}

/// What stands above the word on sending again.
fn refusal(wording: &Wording, finality: Finality) -> &str {
    let texts = &wording.answer;
    match finality {
        Finality::Delayed => &texts.delayed,
        Finality::Temporary => &texts.temporary,
        Finality::Final => &texts.permanent,
        Finality::Unsaid => &texts.resend,
    }
}

/// The other causes shown of the first one's reason that the text alone does not tell from it.
fn rivals<'a>(
    snapshot: &'a Snapshot,
    first: &RankedCause,
    shown: &[RankedCause],
) -> Vec<&'a Cause> {
    let rivals: Vec<_> = snapshot.library().rivals(first.cause).collect();
    shown
        .iter()
        .filter(|other| other.reason == first.reason && rivals.contains(&other.cause))
        .filter_map(|other| Some(snapshot.library().cause(other.cause)?.1))
        .collect()
}

/// Who else might have to act, each once.
fn or_acts(
    wording: &Wording,
    finality: Finality,
    acts: Option<Acts>,
    rivals: &[&Cause],
) -> Option<String> {
    let mut others: Vec<Acts> = Vec::new();
    for rival in rivals {
        let (_, own) = finality.settled(rival.retry, rival.acts);
        if Some(own) != acts && !others.contains(&own) {
            others.push(own);
        }
    }
    let names: Vec<_> = others.iter().map(|acts| wording.acts.of(*acts)).collect();
    (!names.is_empty()).then(|| names.join(&wording.answer.or))
}

/// The first line of the first step: commands follow it in lines of their own.
fn first_step(ranking: &Ranking, steps: &[String]) -> Vec<(bool, String)> {
    let line = steps
        .first()
        .filter(|_| ranking.verdict == Verdict::Match)
        .and_then(|step| step.lines().next())
        .unwrap_or_default();
    pieces_of(line)
}

fn numbered(wording: &Wording, number: usize, all: usize) -> Option<String> {
    let (own, of) = (number.to_string(), all.to_string());
    let values = [("n", own.as_str()), ("all", of.as_str())];
    (all > 1).then(|| wording.answer.failure.with(&values))
}

fn lead(wording: &Wording, report: &Report, verdict: Verdict) -> Option<String> {
    let texts = &wording.answer;
    match verdict {
        Verdict::Match => None,
        Verdict::Weak => Some(texts.guesses_lead.clone()),
        Verdict::None => Some(texts.nothing_lead.clone()),
        Verdict::NotAFailure => {
            let kind = report.kind_of.map_or_else(
                || wording.kinds.of(report.kind),
                |kind| wording.kinds_of.of(kind),
            );
            Some(texts.not_a_failure_lead.with(&[("kind", kind)]))
        }
    }
}
