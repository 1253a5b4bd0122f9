//! One failure of an answer, ready to be shown.

use super::{
    marks::{Piece, marks_of, pieces},
    note::note,
    stages::{Stage, stages},
};
use crate::{
    answer::{contradictions, variables},
    articles::{CauseText, Variables, fill},
    causes::{RankedCause, Ranking},
    codes::Code,
    evidence::SystemAt,
    knowledge::{Diagnosis, Explained, Snapshot},
    report::Report,
    vocabulary::Verdict,
    web::{page::Safe, pages::cause_lines::Link, site::Site},
    wording::Wording,
};

/// Causes shown for one failure, and for each of many.
pub(super) const CAUSES: usize = 8;
const CAUSES_OF_MANY: usize = 3;
/// From more than so many failures on they are many.
const FEW: usize = 3;
/// Recipients named on the page.
const RECIPIENTS: usize = 10;

/// A line of what was recognised.
pub(crate) struct Fact<'a> {
    pub(crate) label: &'a str,
    pub(crate) value: String,
    pub(crate) url: Option<String>,
    /// The class of its marks in the text.
    pub(crate) class: &'static str,
    /// What the value means.
    pub(crate) means: Option<String>,
}

/// A proof: what it is taken for, and the words.
pub(crate) struct Proof<'a> {
    pub(crate) kind: &'a str,
    pub(crate) text: &'a str,
}

/// A failure in the overview of several.
pub(crate) struct FailureLine<'a> {
    pub(crate) title: &'a str,
    /// Where it stands in detail on the page, if it does.
    pub(crate) anchor: Option<String>,
    pub(crate) recipients: Vec<&'a str>,
}

impl<'a> FailureLine<'a> {
    pub(crate) fn new(
        site: &'a Site,
        snapshot: &'a Snapshot,
        explained: &'a Explained,
        anchor: Option<String>,
    ) -> Self {
        let wording = site.wording();
        let Explained {
            failure, ranking, ..
        } = explained;
        let title = shown(ranking, 1)
            .first()
            .and_then(|ranked| cause_text(snapshot, wording, ranked))
            .map(|text| text.title.as_str());
        Self {
            title: title.unwrap_or_else(|| wording.verdicts.of(ranking.verdict)),
            anchor,
            recipients: failure
                .recipients
                .iter()
                .take(RECIPIENTS)
                .map(|recipient| recipient.value.as_str())
                .collect(),
        }
    }
}

/// The causes that a verdict lets be shown, at most so many.
fn shown(ranking: &Ranking, most: usize) -> &[RankedCause] {
    match ranking.verdict {
        Verdict::Match | Verdict::Weak => {
            let most = ranking.causes.len().min(most);
            ranking.causes.get(..most).unwrap_or_default()
        }
        Verdict::None | Verdict::NotAFailure => &[],
    }
}

fn cause_text<'a>(
    snapshot: &'a Snapshot,
    wording: &Wording,
    ranked: &RankedCause,
) -> Option<&'a CauseText> {
    let (article, _) = snapshot.library().cause(ranked.cause)?;
    article.text(wording.lang).0.causes.get(ranked.cause.cause)
}

/// A cause, ready to be shown.
pub(crate) struct CauseView<'a> {
    pub(crate) title: &'a str,
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
    pub(crate) proofs: Vec<Proof<'a>>,
    pub(crate) tell: Safe,
    pub(crate) fix: Safe,
    pub(crate) verify: Safe,
    pub(crate) do_not: Safe,
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
    pub(crate) refusal: &'a str,
    pub(crate) stages: Vec<Stage<'a>>,
    pub(crate) because: &'a str,
    /// The words that matter, with what was recognised; empty if they are the whole text.
    pub(crate) quoted: Vec<Piece<'a>>,
    pub(crate) facts: Vec<Fact<'a>>,
    pub(crate) notes: Vec<String>,
    pub(crate) first: Option<CauseView<'a>>,
    /// Further causes of the first one's kind, which the text does not tell apart.
    pub(crate) alike: Vec<CauseView<'a>>,
    pub(crate) others: Vec<CauseView<'a>>,
    pub(crate) note: Option<String>,
}

impl<'a> FailureView<'a> {
    /// The view of the failure with a number, counted from 1, among all.
    pub(crate) fn new(
        site: &'a Site,
        snapshot: &'a Snapshot,
        diagnosis: &'a Diagnosis,
        explained: &'a Explained,
        (number, all): (usize, usize),
    ) -> Self {
        let wording = site.wording();
        let report = &diagnosis.report;
        let texts = &wording.answer;
        let Explained {
            failure,
            evidence,
            ranking,
        } = explained;
        let values = variables(&evidence.values);
        let shown = shown(ranking, if all > FEW { CAUSES_OF_MANY } else { CAUSES });
        let first = shown
            .first()
            .and_then(|ranked| cause_view(site, snapshot, report, &values, ranked));
        let kind = shown.first().map(|ranked| ranked.reason);
        let (alike, others) = shown
            .iter()
            .skip(1)
            .filter_map(|ranked| {
                let view = cause_view(site, snapshot, report, &values, ranked)?;
                Some(CauseView {
                    alike: Some(ranked.reason) == kind,
                    ..view
                })
            })
            .partition(|view| view.alike);
        let facts = facts(snapshot, wording, explained);
        let steps = shown
            .first()
            .map(|ranked| steps(snapshot, wording, &values, ranked))
            .unwrap_or_default();
        let quoted = failure.quoted.of(&report.text);
        let acts = shown
            .first()
            .and_then(|ranked| snapshot.library().cause(ranked.cause))
            .map(|(_, cause)| cause.acts);
        let named = failure.recipients.len();
        let recipients: Vec<_> = failure
            .recipients
            .iter()
            .take(RECIPIENTS)
            .map(|recipient| recipient.value.as_str())
            .collect();
        let written = first
            .as_ref()
            .map(|cause| note(wording, quoted, &recipients, &facts, cause, &steps));
        Self {
            number: (all > 1).then(|| {
                let (number, all) = (number.to_string(), all.to_string());
                texts
                    .failure
                    .with(&[("n", number.as_str()), ("all", all.as_str())])
            }),
            anchor: format!("answer-{number}"),
            verdict: ranking.verdict.as_str(),
            title: first.as_ref().map_or_else(
                || wording.verdicts.of(ranking.verdict).to_owned(),
                |cause| cause.title.to_owned(),
            ),
            lead: lead(wording, report, ranking.verdict),
            recipients,
            more_recipients: (named > RECIPIENTS).then(|| {
                let more = (named - RECIPIENTS).to_string();
                texts.more_recipients.with(&[("n", more.as_str())])
            }),
            refusal: if evidence.temporary {
                &texts.temporary
            } else {
                &texts.permanent
            },
            stages: stages(wording, evidence.refused_by.party, acts),
            because: wording.because.of(evidence.refused_by.because),
            quoted: if quoted.trim() == report.text.trim() {
                Vec::new()
            } else {
                pieces(&report.text, failure.quoted, &marks_of(explained, wording))
            },
            note: written,
            facts,
            notes: contradictions(explained, wording),
            first,
            alike,
            others,
        }
    }
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

fn cause_view<'a>(
    site: &'a Site,
    snapshot: &'a Snapshot,
    report: &'a Report,
    values: &Variables,
    ranked: &RankedCause,
) -> Option<CauseView<'a>> {
    let wording = site.wording();
    let (article, cause) = snapshot.library().cause(ranked.cause)?;
    let text = cause_text(snapshot, wording, ranked)?;
    let html = |html| Safe::new(html, values, wording.lang);
    let url = format!("{}/a/{}#{}", wording.prefix(), article.id, cause.id);
    Some(CauseView {
        title: &text.title,
        public_url: format!("{}{url}", site.public_url()),
        url,
        confidence: wording.confidence.of(ranked.confidence),
        alike: false,
        confidence_id: ranked.confidence.as_str(),
        reason: Link::new(
            wording.reasons.of(ranked.reason),
            format!("{}/reason/{}", wording.prefix(), ranked.reason),
        ),
        acts: wording.acts.of(cause.acts),
        retry: wording.retry.of(cause.retry),
        proofs: ranked
            .why
            .iter()
            .map(|why| Proof {
                kind: wording.why.of(why.kind),
                text: why.span.of(&report.text),
            })
            .filter(|proof| !proof.text.is_empty())
            .collect(),
        tell: html(&text.tell),
        fix: html(&text.fix),
        verify: html(&text.verify),
        do_not: html(&text.do_not),
    })
}

fn steps(
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

fn facts<'a>(snapshot: &Snapshot, wording: &'a Wording, explained: &Explained) -> Vec<Fact<'a>> {
    let texts = &wording.answer;
    let evidence = &explained.evidence;
    let mut facts: Vec<Fact<'a>> = Vec::new();
    let mut add = |fact: Fact<'a>| {
        let known = |other: &Fact<'_>| other.label == fact.label && other.value == fact.value;
        if !fact.value.is_empty() && !facts.iter().any(known) {
            facts.push(fact);
        }
    };
    let code = |label, code: Code| Fact {
        label,
        class: "code",
        value: code.to_string(),
        url: Some(format!("{}/c/{code}", wording.prefix())),
        means: Some(snapshot.registry().explain(code, wording.lang).title),
    };
    for found in &evidence.codes {
        add(code(&texts.code, Code::Enhanced(found.value)));
    }
    for found in &evidence.replies {
        add(code(&texts.reply, Code::Reply(found.value)));
    }
    for found in &evidence.numbers {
        add(code(&texts.number, Code::Number(found.value)));
    }
    for (label, at) in [
        (&texts.speaker, &evidence.speaker),
        (&texts.generator, &evidence.generator),
    ] {
        let known = at
            .as_ref()
            .and_then(|at| system(snapshot, wording, label, at));
        known.into_iter().for_each(&mut add);
    }
    let plain = |label, class, value: &str| Fact {
        label,
        class,
        value: value.to_owned(),
        url: None,
        means: None,
    };
    if let Some(host) = &evidence.refused_by.host {
        add(plain(&texts.host, "value", &host.value));
    }
    if let Some(step) = &evidence.step {
        add(plain(&texts.step, "step", wording.steps.of(step.value)));
    }
    let values = &evidence.values;
    for (label, value) in [
        (&texts.sender, &values.sender),
        (&texts.client_ip, &values.client_ip),
        (&texts.own_host, &values.own_host),
    ] {
        if let Some(value) = value {
            add(plain(label, "value", &value.value));
        }
    }
    facts
}

/// A system that is known by name. A mere host stands among the values already.
fn system<'a>(
    snapshot: &Snapshot,
    wording: &Wording,
    label: &'a str,
    at: &SystemAt,
) -> Option<Fact<'a>> {
    let id = at.id.as_ref()?;
    let system = snapshot.systems().get(id.as_str())?;
    Some(Fact {
        label,
        class: "system",
        value: system.name.clone(),
        url: Some(format!("{}/by/{id}", wording.prefix())),
        means: at.host.clone(),
    })
}
