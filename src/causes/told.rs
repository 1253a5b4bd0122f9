//! What the reader told about a failure, and the question that makes them tell it.
//!
//! Where two reasons are nearly as likely, one answer can decide. It is asked for only where the text itself leaves it
//! open.

use std::{collections::BTreeMap, fmt, str::FromStr};

use super::{
    RankedCause, Ranking,
    rank::{MATCH, confidence},
};
use crate::{
    articles::{Article, Cause, Library},
    evidence::{Because, Evidence, SystemAt, Systems},
    report::{Found, Span},
    vocabulary::{Party, Reason, Step, Verdict},
};

/// A first reason of at least this probability needs no question, a second one below that deserves none.
const CERTAIN: f32 = 0.85;
const CLOSE: f32 = 0.25;
/// Systems offered for each of the two causes.
const SYSTEMS: usize = 3;
/// How many times more likely a cause becomes that has what the reader told, and one that the reader chose.
const FITTING: f32 = 8.0;
const CHOSEN: f32 = 60.0;

/// Evidence that the reader gave.
///
/// Written as `refused-by:own`, `speaker:exchange-online`, `step:rcpt` or `cause:Q274638#authenticated-relay-off`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// Whose side refused.
    RefusedBy(Party),
    /// Which system said it, by its id in the table of systems.
    Speaker(String),
    /// The step of the dialogue.
    Step(Step),
    /// Which cause describes the case.
    Cause {
        /// The id of the article.
        article: String,
        /// The id of the cause in it.
        cause: String,
    },
}

/// What was given is no evidence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no evidence; write refused-by:, speaker:, step: or cause:")]
pub struct NoEvidence(String);

impl FromStr for Told {
    type Err = NoEvidence;

    fn from_str(text: &str) -> Result<Self, NoEvidence> {
        let none = || NoEvidence(text.chars().take(80).collect());
        let (kind, value) = text.split_once(':').ok_or_else(none)?;
        match kind {
            "refused-by" => value.parse().map(Self::RefusedBy).map_err(|_| none()),
            "speaker" => Ok(Self::Speaker(value.to_owned())),
            "step" => value.parse().map(Self::Step).map_err(|_| none()),
            "cause" => {
                let (article, cause) = value.split_once('#').ok_or_else(none)?;
                Ok(Self::Cause {
                    article: article.to_owned(),
                    cause: cause.to_owned(),
                })
            }
            _ => Err(none()),
        }
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RefusedBy(party) => write!(f, "refused-by:{}", party.as_str()),
            Self::Speaker(id) => write!(f, "speaker:{id}"),
            Self::Step(step) => write!(f, "step:{}", step.as_str()),
            Self::Cause { article, cause } => write!(f, "cause:{article}#{cause}"),
        }
    }
}

impl Told {
    /// Puts it into evidence that leaves it open. What the text proves stays.
    pub fn complete(&self, evidence: &mut Evidence, systems: &Systems) {
        let nowhere = Span::new(0, 0);
        match self {
            Self::RefusedBy(party) if evidence.refused_by.party == Party::Unknown => {
                evidence.refused_by.party = *party;
                evidence.refused_by.because = Because::Told;
            }
            Self::Speaker(id) if !is_speaker_known(evidence) => {
                let host = evidence.speaker.take().and_then(|speaker| speaker.host);
                evidence.speaker = Some(SystemAt {
                    id: systems.get(id).map(|system| system.id.clone()),
                    host,
                    mark: None,
                });
            }
            Self::Step(step) if evidence.step.is_none() => {
                evidence.step = Some(Found::new(*step, nowhere));
            }
            _ => {}
        }
    }

    /// Raises the causes that have it, and puts them first.
    pub fn settle(&self, ranking: &mut Ranking, library: &Library) {
        let fits = |ranked: &RankedCause| {
            library
                .cause(ranked.cause)
                .is_some_and(|(article, cause)| self.fits(article, cause))
        };
        let factor = match self {
            Self::Cause { .. } => CHOSEN,
            _ => FITTING,
        };
        let mut scores: BTreeMap<Reason, (f32, f32)> = BTreeMap::new();
        for ranked in &ranking.causes {
            let (_, raised) = scores.entry(ranked.reason).or_insert((ranked.score, 1.0));
            if fits(ranked) {
                *raised = factor;
            }
        }
        // The share of what is not in the list stays as it was.
        let listed: f32 = scores.values().map(|(score, _)| score).sum();
        let raised: f32 = scores.values().map(|(score, factor)| score * factor).sum();
        let all = raised + (1.0 - listed).max(0.0);
        if raised <= listed || all <= 0.0 {
            return;
        }
        let mut best: f32 = 0.0;
        for ranked in &mut ranking.causes {
            if let Some((score, factor)) = scores.get(&ranked.reason) {
                ranked.score = score * factor / all;
                best = best.max(ranked.score);
            }
        }
        if ranking.verdict == Verdict::Weak && best >= MATCH {
            ranking.verdict = Verdict::Match;
        }
        if ranking.verdict == Verdict::Match {
            for ranked in &mut ranking.causes {
                ranked.confidence = confidence(ranked.score);
            }
        }
        // A stable order: among equals the first stays the first.
        ranking.causes.sort_by_key(|ranked| !fits(ranked));
    }

    fn fits(&self, article: &Article, own: &Cause) -> bool {
        match self {
            Self::RefusedBy(party) => own.refused_by == Some(*party),
            Self::Speaker(id) => own.speakers.iter().any(|speaker| speaker == id),
            Self::Step(step) => own.step == Some(*step),
            Self::Cause { article: id, cause } => article.id == *id && own.id == *cause,
        }
    }
}

fn is_speaker_known(evidence: &Evidence) -> bool {
    let speaker = evidence.speaker.as_ref();
    speaker.is_some_and(|speaker| speaker.id.is_some())
}

/// The evidence that would decide, as the possible answers to one question; they are all of one kind, those for the first
/// cause first. It is asked for between the two most likely reasons where they are close, and else between the first
/// cause and one that no text tells from it, where somebody else would have to act. Nothing if no question is worth asking.
pub fn splitting(library: &Library, evidence: &Evidence, ranking: &Ranking) -> Vec<Told> {
    let Some(first) = ranking.causes.first() else {
        return Vec::new();
    };
    let between = |other: &RankedCause| {
        let (one, other) = (library.cause(first.cause)?, library.cause(other.cause)?);
        Some((one, other))
    };
    if let Some((one, other)) = close_reason(ranking).and_then(between) {
        let cause = |(article, cause): (&Article, &Cause)| Told::Cause {
            article: article.id.clone(),
            cause: cause.id.clone(),
        };
        return by_evidence(evidence, one.1, other.1)
            .unwrap_or_else(|| vec![cause(one), cause(other)]);
    }
    let rivals: Vec<_> = library.rivals(first.cause).collect();
    ranking
        .causes
        .iter()
        .filter(|other| rivals.contains(&other.cause))
        .filter_map(between)
        .filter(|(one, other)| one.1.acts != other.1.acts)
        .find_map(|(one, other)| by_evidence(evidence, one.1, other.1))
        .unwrap_or_default()
}

/// The first cause of the second likeliest reason, if that is close to the first.
fn close_reason(ranking: &Ranking) -> Option<&RankedCause> {
    let first = ranking.causes.first()?;
    let second = ranking
        .causes
        .iter()
        .filter(|other| other.reason != first.reason)
        .fold(None, |best: Option<&RankedCause>, other| match best {
            Some(best) if best.score >= other.score => Some(best),
            _ => Some(other),
        })?;
    (first.score < CERTAIN && second.score >= CLOSE).then_some(second)
}

/// What two causes differ in and the text leaves open.
fn by_evidence(evidence: &Evidence, one: &Cause, other: &Cause) -> Option<Vec<Told>> {
    if evidence.refused_by.party == Party::Unknown
        && let (Some(a), Some(b)) = (one.refused_by, other.refused_by)
        && a != b
    {
        return Some(vec![Told::RefusedBy(a), Told::RefusedBy(b)]);
    }
    let apart = !one.speakers.is_empty()
        && !other.speakers.is_empty()
        && !one.speakers.iter().any(|id| other.speakers.contains(id));
    if !is_speaker_known(evidence) && apart {
        let systems = |cause: &Cause| {
            let ids = cause.speakers.iter().take(SYSTEMS);
            ids.map(|id| Told::Speaker(id.clone())).collect::<Vec<_>>()
        };
        return Some([systems(one), systems(other)].concat());
    }
    if evidence.step.is_none()
        && let (Some(a), Some(b)) = (one.step, other.step)
        && a != b
    {
        return Some(vec![Told::Step(a), Told::Step(b)]);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        articles::CauseRef, evidence::RefusedBy, knowledge::Snapshot, vocabulary::Confidence,
    };

    fn open_evidence() -> Evidence {
        Evidence {
            codes: Vec::new(),
            replies: Vec::new(),
            numbers: Vec::new(),
            matches: Vec::new(),
            words: Vec::new(),
            announcing: Vec::new(),
            generator: None,
            speaker: None,
            refused_by: RefusedBy {
                party: Party::Unknown,
                host: None,
                because: Because::NothingTells,
            },
            step: None,
            temporary: false,
            outlasted: false,
            values: crate::evidence::Values::default(),
        }
    }

    /// The first two shipped causes of different reasons that fit, as close as two can be.
    fn pair(library: &Library, fits: impl Fn(&Cause, &Cause) -> bool) -> Ranking {
        let all: Vec<(CauseRef, &Cause)> = library
            .causes()
            .map(|(place, _, cause)| (place, cause))
            .collect();
        let (one, other) = all
            .iter()
            .flat_map(|one| all.iter().map(move |other| (one, other)))
            .find(|(one, other)| one.1.reason != other.1.reason && fits(one.1, other.1))
            .unwrap();
        let ranked = |(place, cause): &(CauseRef, &Cause), score| RankedCause {
            cause: *place,
            reason: cause.reason,
            score,
            confidence: Confidence::Possible,
            why: Vec::new(),
        };
        Ranking {
            verdict: Verdict::Match,
            causes: vec![ranked(one, 0.5), ranked(other, 0.4)],
            contradictions: Vec::new(),
        }
    }

    /// The kind of question that is asked; each of its answers puts a cause first that has it.
    #[track_caller]
    fn check(ranking: &Ranking, evidence: &Evidence, library: &Library, expected: &str) {
        let answers = splitting(library, evidence, ranking);
        let kind = answers.first().map(ToString::to_string).unwrap_or_default();
        let kind = kind.split(':').next().unwrap_or_default();
        assert_eq!(kind, expected, "{answers:?}");
        for told in answers {
            assert_eq!(told.to_string().parse(), Ok(told.clone()));
            let mut settled = ranking.clone();
            told.settle(&mut settled, library);
            let first = settled.causes.first().unwrap();
            let (article, cause) = library.cause(first.cause).unwrap();
            assert!(told.fits(article, cause), "{told}");
            assert!(first.score > 0.6, "{told}: {}", first.score);
            let sum: f32 = settled.causes.iter().map(|ranked| ranked.score).sum();
            assert!(sum <= 1.0, "{told}: {sum}");
        }
    }

    #[test]
    fn the_question_is_of_what_the_two_causes_differ_in() {
        let snapshot = Snapshot::shipped().unwrap();
        let library = snapshot.library();
        let sides = pair(library, |a, b| {
            a.refused_by.is_some() && b.refused_by.is_some() && a.refused_by != b.refused_by
        });
        check(&sides, &open_evidence(), library, "refused-by");
        let systems = pair(library, |a, b| {
            let apart = !a.speakers.is_empty()
                && !b.speakers.is_empty()
                && !a.speakers.iter().any(|id| b.speakers.contains(id));
            a.refused_by == b.refused_by && apart
        });
        check(&systems, &open_evidence(), library, "speaker");
        let steps = pair(library, |a, b| {
            let differ = a.step.is_some() && b.step.is_some() && a.step != b.step;
            a.refused_by == b.refused_by && a.speakers.is_empty() && differ
        });
        check(&steps, &open_evidence(), library, "step");
        let alike = pair(library, |a, _| {
            a.refused_by.is_none() && a.speakers.is_empty() && a.step.is_none()
        });
        check(&alike, &open_evidence(), library, "cause");
    }

    #[test]
    fn what_the_text_proves_is_not_asked() {
        let snapshot = Snapshot::shipped().unwrap();
        let library = snapshot.library();
        let mut evidence = open_evidence();
        evidence.refused_by.party = Party::Own;
        let sides = pair(library, |a, b| {
            let differ = a.refused_by.is_some() && b.refused_by.is_some();
            differ && a.refused_by != b.refused_by && a.speakers.is_empty() && a.step == b.step
        });
        check(&sides, &evidence, library, "cause");
        Told::RefusedBy(Party::Remote).complete(&mut evidence, snapshot.systems());
        assert_eq!(evidence.refused_by.party, Party::Own);
    }

    #[test]
    fn a_clear_answer_asks_nothing() {
        let snapshot = Snapshot::shipped().unwrap();
        let mut clear = pair(snapshot.library(), |_, _| true);
        for (ranked, score) in clear.causes.iter_mut().zip([0.9, 0.05]) {
            ranked.score = score;
        }
        check(&clear, &open_evidence(), snapshot.library(), "");
    }

    #[test]
    fn what_is_no_evidence_is_told() {
        for text in [
            "",
            "own",
            "refused-by:them",
            "step:",
            "cause:Q274638",
            "mood:bad",
        ] {
            assert!(text.parse::<Told>().is_err(), "{text}");
        }
    }
}
