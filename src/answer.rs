//! The machine contract: the JSON answer that the command line and the API give alike.
//!
//! Field names, their order and every identifier are stable. Absent facts are `null`, lists are never absent.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::{
    articles::{Variables, fill},
    causes::RankedCause,
    evidence::{Because, RefusedBy, SystemAt, Values},
    knowledge::{Diagnosis, Explained, Finality, Snapshot},
    report::{Found, Report},
    vocabulary::{Acts, Confidence, Kind, KindOf, Party, Reason, Retry, Step, Verdict, WhyKind},
    wording::Wording,
};

/// What an answer carries beyond the findings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// The id of the line that is answered.
    pub id: Value,
    /// Whether the normalised text is wanted, which all offsets point into.
    pub text: bool,
}

/// The answer to one paste.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Answer<'a> {
    /// The id of the line it answers, as it was given; `null` outside `--ndjson`.
    pub id: Value,
    /// What was pasted.
    pub kind: Kind,
    /// What a mail is that reports no final failure.
    #[schema(required = true)]
    pub kind_of: Option<KindOf>,
    /// The failures in the order of the text.
    pub failures: Vec<FailureAnswer<'a>>,
    /// The normalised text, if it was asked for; otherwise the field is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub text: Option<&'a str>,
}

/// One failure.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Failure)]
pub struct FailureAnswer<'a> {
    /// Whom it concerns.
    pub recipients: Vec<&'a str>,
    /// The words that matter.
    pub quoted: &'a str,
    /// Enhanced status codes, each once, the quoted reply's first.
    pub codes: Vec<String>,
    /// Reply codes, each once, the quoted reply's first.
    pub replies: Vec<u16>,
    /// Error numbers, each once.
    pub numbers: Vec<String>,
    /// The system that wrote the report.
    #[schema(required = true)]
    pub generator: Option<SystemAnswer<'a>>,
    /// The system whose words the refusal is.
    #[schema(required = true)]
    pub speaker: Option<SystemAnswer<'a>>,
    /// Whose side refused.
    pub refused_by: RefusedByAnswer<'a>,
    /// The step that was refused.
    #[schema(required = true)]
    pub step: Option<Step>,
    /// Whether the same message may pass later.
    pub temporary: bool,
    /// What can be said.
    pub verdict: Verdict,
    /// Sentences for people: contradictions that were settled, bounds that were reached.
    pub notes: Vec<String>,
    /// Best first.
    pub causes: Vec<CauseAnswer<'a>>,
}

/// A system and its host.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = SystemAt)]
pub struct SystemAnswer<'a> {
    /// Its id in the table of systems.
    #[schema(required = true)]
    pub id: Option<&'a str>,
    /// The host, if named.
    #[schema(required = true)]
    pub host: Option<&'a str>,
}

/// Whose side refused, and how that is known.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = RefusedBy)]
pub struct RefusedByAnswer<'a> {
    /// Whose side.
    pub party: Party,
    /// The host that refused, if named.
    #[schema(required = true)]
    pub host: Option<&'a str>,
    /// How it is known, as a sentence.
    pub because: &'a str,
}

/// A cause in its place.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = RankedCause)]
pub struct CauseAnswer<'a> {
    /// Its place, from 1.
    #[schema(minimum = 1)]
    pub rank: usize,
    /// The id of its article.
    pub article: &'a str,
    /// Its id in the article.
    pub cause: &'a str,
    /// Its class.
    pub reason: Reason,
    /// Its title in the language of the answer, or in English.
    pub title: &'a str,
    /// Its page, from the root of the site.
    pub url: String,
    /// The score in words.
    pub confidence: Confidence,
    /// The probability, 0 to 1, that the reason is right; three decimals.
    #[schema(minimum = 0, maximum = 1)]
    pub score: f64,
    /// Who has to act.
    pub acts: Acts,
    /// Whether trying again can work.
    pub retry: Retry,
    /// The proofs.
    pub why: Vec<WhyAnswer<'a>>,
    /// What to do, one entry a step, with the values of the paste filled in.
    pub fix: Vec<String>,
}

/// A piece of the text that speaks for a cause.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Why)]
pub struct WhyAnswer<'a> {
    /// What it is taken for.
    pub kind: WhyKind,
    /// The piece.
    pub text: &'a str,
    /// Offset of its first byte in the normalised text.
    pub start: usize,
    /// Offset after its last byte.
    pub end: usize,
}

impl<'a> Answer<'a> {
    /// Words a diagnosis in the language of `wording`.
    pub fn new(
        diagnosis: &'a Diagnosis,
        snapshot: &'a Snapshot,
        wording: &'a Wording,
        options: Options,
    ) -> Self {
        let report = &diagnosis.report;
        let mut failures: Vec<_> = diagnosis
            .explained
            .iter()
            .map(|explained| FailureAnswer::new(explained, report, snapshot, wording))
            .collect();
        if let Some(first) = failures.first_mut() {
            first.notes.extend(reading_notes(report, wording));
        }
        Self {
            id: options.id,
            kind: diagnosis.kind,
            kind_of: report.kind_of,
            failures,
            text: options.text.then_some(report.text.as_str()),
        }
    }
}

impl<'a> FailureAnswer<'a> {
    fn new(
        explained: &'a Explained,
        report: &'a Report,
        snapshot: &'a Snapshot,
        wording: &'a Wording,
    ) -> Self {
        let Explained {
            failure,
            evidence,
            ranking,
        } = explained;
        let variables = variables(&evidence.values);
        let finality = explained.finality(report);
        let causes = match ranking.verdict {
            Verdict::Match | Verdict::Weak => ranking.causes.as_slice(),
            Verdict::None | Verdict::NotAFailure => &[],
        };
        let causes: Vec<_> = causes
            .iter()
            .filter_map(|ranked| cause((finality, ranked), report, snapshot, wording, &variables))
            .zip(1..)
            .map(|(cause, rank)| CauseAnswer { rank, ..cause })
            .collect();
        let acts = causes.first().map(|cause| cause.acts);
        Self {
            recipients: failure
                .recipients
                .iter()
                .map(|recipient| recipient.value.as_str())
                .collect(),
            quoted: failure.quoted.of(&report.text),
            codes: each_once(&evidence.codes, ToString::to_string),
            replies: each_once(&evidence.replies, |reply| reply.number()),
            numbers: each_once(&evidence.numbers, ToString::to_string),
            generator: evidence.generator.as_ref().map(SystemAnswer::new),
            speaker: evidence.speaker.as_ref().map(SystemAnswer::new),
            refused_by: RefusedByAnswer::new(&evidence.refused_by, wording),
            step: evidence.step.as_ref().map(|step| step.value),
            temporary: finality.is_temporary(),
            verdict: ranking.verdict,
            notes: failure_notes((report, explained), acts, wording),
            causes,
        }
    }
}

impl<'a> SystemAnswer<'a> {
    fn new(system: &'a SystemAt) -> Self {
        Self {
            id: system.id.as_ref().map(crate::evidence::SystemId::as_str),
            host: system.host.as_deref(),
        }
    }
}

impl<'a> RefusedByAnswer<'a> {
    fn new(refused_by: &'a RefusedBy, wording: &'a Wording) -> Self {
        Self {
            party: refused_by.party,
            host: refused_by.host.as_ref().map(|host| host.value.as_str()),
            because: wording.because.of(refused_by.because),
        }
    }
}

fn cause<'a>(
    (finality, ranked): (Finality, &'a RankedCause),
    report: &'a Report,
    snapshot: &'a Snapshot,
    wording: &Wording,
    variables: &Variables,
) -> Option<CauseAnswer<'a>> {
    let (article, facts) = snapshot.library().cause(ranked.cause)?;
    let (text, lang) = article.text(wording.lang);
    let text = text.causes.get(ranked.cause.cause)?;
    let (retry, acts) = finality.settled(facts.retry, facts.acts);
    Some(CauseAnswer {
        rank: 0,
        article: &article.id,
        cause: &facts.id,
        reason: ranked.reason,
        title: &text.title,
        url: format!("{}/a/{}#{}", wording.prefix(), article.id, facts.id),
        confidence: ranked.confidence,
        score: (f64::from(ranked.score) * 1000.0).round() / 1000.0,
        acts,
        retry,
        why: ranked
            .why
            .iter()
            .map(|why| WhyAnswer {
                kind: why.kind,
                text: why.span.of(&report.text),
                start: why.span.start,
                end: why.span.end,
            })
            .collect(),
        fix: text
            .fix_steps
            .iter()
            .map(|step| fill(step, variables, lang))
            .collect(),
    })
}

/// The values of a paste as the placeholders of the articles take them.
pub(crate) fn variables(values: &Values) -> Variables {
    values.into()
}

/// What is to be said about one failure besides its causes, the first of which has to be mended by `acts`.
pub(crate) fn failure_notes(
    (report, explained): (&Report, &Explained),
    acts: Option<Acts>,
    wording: &Wording,
) -> Vec<String> {
    let texts = &wording.answer;
    let is_received = explained.evidence.refused_by.because == Because::ReceivingLog;
    let is_for_sender = matches!(acts, Some(Acts::Sender | Acts::SenderAdmin));
    let received = (is_received && is_for_sender).then(|| texts.receiving.clone());
    let delivered = explained.failure.delivered.map(|line| {
        let line = line.of(&report.text);
        texts.delivered.with(&[("line", line)])
    });
    let contradictions = explained.ranking.contradictions.iter();
    let contradictions = contradictions.map(|contradiction| {
        texts.contradiction.with(&[
            ("code", contradiction.code.as_str()),
            ("code_says", wording.reasons.of(contradiction.code_says)),
            ("text_says", wording.reasons.of(contradiction.text_says)),
        ])
    });
    let known = delivered.into_iter().chain(received);
    known.chain(contradictions).collect()
}

/// What is to be said about the reading itself: bounds that were reached, secrets that were masked.
pub(crate) fn reading_notes<'a>(
    report: &'a Report,
    wording: &'a Wording,
) -> impl Iterator<Item = String> + 'a {
    let cuts = report.cuts.iter().map(|cut| wording.cuts.of(*cut));
    let secrets = report
        .secrets_masked
        .then_some(wording.answer.secrets.as_str());
    cuts.chain(secrets).map(str::to_owned)
}

fn each_once<T: PartialEq, U>(found: &[Found<T>], show: impl Fn(&T) -> U) -> Vec<U> {
    found
        .iter()
        .enumerate()
        .filter(|(place, code)| {
            !found
                .iter()
                .take(*place)
                .any(|before| before.value == code.value)
        })
        .map(|(_, code)| show(&code.value))
        .collect()
}
