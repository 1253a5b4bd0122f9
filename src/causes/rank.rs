//! The ranking: measure every cause, weigh, compare the reasons.

use std::collections::BTreeMap;

use super::{
    Catalogue, Contradiction, RankedCause, Ranking, Why, WhyKind,
    features::{Coded, Measured, Scene, best_precision, measure},
    reason_words::Spoken,
    weights::{Feature, Features, Ground, Weights},
};
use crate::{
    articles::Library,
    codes::{Code, Precision, Registry},
    evidence::{Evidence, Match},
    index::Hit,
    report::{Failure, Found, Span, WrittenBy},
    vocabulary::{Confidence, Reason, Verdict},
};

/// What the wordings and the index say about one cause.
#[derive(Debug, Clone, Default)]
pub struct Support<'a> {
    /// Wordings of the cause that the text follows.
    pub matches: Vec<&'a Match>,
    /// Relevance next to the most relevant cause, 0 to 1.
    pub relevance: f32,
    /// How much the words speak for its reason, 0 to 1.
    pub words: f32,
    /// The reason's share of all that the words speak for, 0 to 1.
    pub word_share: f32,
}

/// Ranks the causes of a library.
#[derive(Debug, Clone, Copy)]
pub struct Ranker<'a> {
    /// The library.
    pub library: &'a Library,
    /// Its causes.
    pub catalogue: &'a Catalogue,
    /// What codes mean.
    pub registry: &'a Registry,
    /// How much each feature counts.
    pub weights: &'a Weights,
}

/// What is measured for one failure.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Measures {
    /// What decides how much "nothing is known" weighs.
    pub ground: Ground,
    /// Every cause's reason and features.
    pub causes: Vec<(Reason, Features)>,
}

/// A cause with what it weighs.
pub(super) struct Weighed {
    pub(super) number: usize,
    pub(super) sum: f32,
    pub(super) reason: Reason,
    measured: Measured,
}

/// Relevance that is half convincing by itself.
const HALF_RELEVANT: f32 = 18.0;
/// How many words at most prove a cause that no wording proves.
const SPOKEN: usize = 3;
/// From this probability on an answer is given as one, and from that on as a guess.
pub(super) const MATCH: f32 = 0.45;
/// From this probability on that nothing is known of a text the answer is silence.
const SILENT: f32 = 0.7;
/// The same for a text that nothing attests: ordinary sentences share words with error texts.
const SILENT_WORDS: f32 = 0.5;
/// Below this probability of the likeliest reason such a text is left alone too.
const LEAST_WORDS: f32 = 0.3;

impl Ranker<'_> {
    /// The causes of one failure in order, at most `limit`. Deterministic: ties are broken by name.
    pub fn rank(
        &self,
        failure: &Failure,
        evidence: &Evidence,
        hits: &[Hit],
        limit: usize,
    ) -> Ranking {
        let spoken = self.catalogue.reason_words().heard(&evidence.words);
        let mut weighed = self.weigh(failure, evidence, hits, &spoken);
        let ground = self.ground(failure, evidence, &spoken);
        let nothing = self.weights.of_nothing(ground);
        let (probabilities, unknown) = probabilities(&weighed, nothing);
        let (silent, least) = if ground.attested {
            (SILENT, 0.0)
        } else {
            (SILENT_WORDS, LEAST_WORDS)
        };
        let verdict = match probabilities.values().copied().fold(0.0, f32::max) {
            best if unknown > silent || best < least => Verdict::None,
            best if best >= MATCH => Verdict::Match,
            _ => Verdict::Weak,
        };
        if verdict == Verdict::None {
            return Ranking {
                verdict,
                causes: Vec::new(),
                contradictions: Vec::new(),
            };
        }
        if evidence.outlasted {
            self.prefer_what_lasts(&mut weighed);
        }
        let chosen = self.varied(weighed, &probabilities, limit);
        let contradictions = self
            .contradiction(failure, evidence, chosen.first())
            .into_iter()
            .collect();
        let causes = chosen
            .into_iter()
            .filter_map(|own| {
                let score = probabilities.get(&own.reason).copied().unwrap_or_default();
                let cause = *self.catalogue.causes().get(own.number)?;
                let confidence = if verdict == Verdict::Weak {
                    Confidence::Possible
                } else {
                    confidence(score)
                };
                Some(RankedCause {
                    cause,
                    reason: own.reason,
                    score,
                    confidence,
                    why: reasons(self.with_words(own.measured, own.reason, &spoken)),
                })
            })
            .collect();
        Ranking {
            verdict,
            causes,
            contradictions,
        }
    }

    /// The proofs of a cause; where it has no wording of its own in the text, the words that speak for its reason too.
    fn with_words(&self, measured: Measured, reason: Reason, spoken: &Spoken) -> Vec<(f32, Why)> {
        let Measured { features, mut why } = measured;
        if features.get(Feature::Signature) < 0.5 && features.get(Feature::Phrase) < 0.5 {
            let words = self
                .catalogue
                .reason_words()
                .loudest(spoken, reason, SPOKEN);
            why.extend(words.into_iter().map(|(say, span)| {
                let kind = WhyKind::Words;
                (say / 10.0, Why { kind, span })
            }));
        }
        why
    }

    /// What weights are fitted to: the features of every cause, in the order of their numbers.
    pub fn measures(&self, failure: &Failure, evidence: &Evidence, hits: &[Hit]) -> Measures {
        let spoken = self.catalogue.reason_words().heard(&evidence.words);
        let mut weighed = self.weigh(failure, evidence, hits, &spoken);
        weighed.sort_by_key(|own| own.number);
        let causes = weighed
            .into_iter()
            .map(|own| (own.reason, own.measured.features))
            .collect();
        Measures {
            ground: self.ground(failure, evidence, &spoken),
            causes,
        }
    }

    /// Every cause with its weight, greatest first.
    fn weigh(
        &self,
        failure: &Failure,
        evidence: &Evidence,
        hits: &[Hit],
        spoken: &Spoken,
    ) -> Vec<Weighed> {
        let scene = Scene {
            evidence,
            ordinary: if self.is_attested(failure, evidence) {
                0.0
            } else {
                spoken.is_ordinary()
            },
            codes: self.codes(failure, evidence),
        };
        let support = self.support(evidence, hits, spoken);
        let mut weighed: Vec<Weighed> = self
            .library
            .causes()
            .zip(&support)
            .enumerate()
            .map(|(number, ((_, _, cause), support))| {
                let measured = measure(&scene, cause, support);
                Weighed {
                    number,
                    sum: self.weights.sum(&measured.features),
                    reason: cause.reason,
                    measured,
                }
            })
            .collect();
        weighed.sort_by(|a, b| b.sum.total_cmp(&a.sum).then(a.number.cmp(&b.number)));
        weighed
    }

    /// What the wordings and the index say about each cause, by number.
    fn support<'m>(
        &self,
        evidence: &'m Evidence,
        hits: &[Hit],
        spoken: &Spoken,
    ) -> Vec<Support<'m>> {
        let mut support = vec![Support::default(); self.catalogue.causes().len()];
        for hit in &evidence.matches {
            if let Some(own) = self
                .catalogue
                .owner(hit.wording)
                .and_then(|number| support.get_mut(number))
            {
                own.matches.push(hit);
            }
        }
        let reasons: Vec<Reason> = self
            .library
            .causes()
            .map(|(_, _, cause)| cause.reason)
            .collect();
        let best = hits.first().map_or(0.0, |hit| hit.relevance);
        let certainty = best / (best + HALF_RELEVANT);
        for hit in hits {
            if let Some(own) = support.get_mut(hit.document) {
                own.relevance = hit.relevance / best * certainty;
            }
        }
        for (own, reason) in support.iter_mut().zip(&reasons) {
            own.words = spoken.strength(*reason);
            own.word_share = spoken.share(*reason);
        }
        support
    }

    fn ground(&self, failure: &Failure, evidence: &Evidence, spoken: &Spoken) -> Ground {
        // Nothing but mail has enhanced codes: what people write around one does not make it an ordinary text.
        let ordinary = if evidence.codes.is_empty() {
            spoken.is_ordinary()
        } else {
            0.0
        };
        Ground {
            attested: self.is_attested(failure, evidence),
            strange: spoken.strange,
            ordinary,
        }
    }

    fn is_attested(&self, failure: &Failure, evidence: &Evidence) -> bool {
        is_reported(failure, evidence) || self.is_coded(evidence)
    }

    /// Whether the text holds a code of mail: any program prints error numbers, so only those that a cause knows count.
    fn is_coded(&self, evidence: &Evidence) -> bool {
        let known = |number: Code| {
            self.library
                .causes()
                .any(|(_, _, cause)| best_precision(&cause.codes, number).is_some())
        };
        !evidence.codes.is_empty()
            || !evidence.replies.is_empty()
            || evidence
                .numbers
                .iter()
                .any(|number| known(Code::Number(number.value)))
    }

    /// The text's codes, each with how few causes have it.
    fn codes(&self, failure: &Failure, evidence: &Evidence) -> Vec<Coded> {
        let enhanced = evidence
            .codes
            .iter()
            .map(|code| Found::new(Code::Enhanced(code.value), code.span));
        let replies = evidence
            .replies
            .iter()
            .map(|code| Found::new(Code::Reply(code.value), code.span));
        let numbers = evidence
            .numbers
            .iter()
            .map(|code| Found::new(Code::Number(code.value), code.span));
        let coded = enhanced
            .chain(replies)
            .chain(numbers)
            .map(|Found { value: code, span }| {
                let holders = self.library.causes().filter(|(_, _, cause)| {
                    best_precision(&cause.codes, code)
                        .is_some_and(|precision| precision >= Precision::AnyClass)
                });
                let holders = holders.count().max(1) as f32;
                let nearness = if failure.quoted.contains(span) {
                    1.0
                } else {
                    0.7
                };
                Coded {
                    code,
                    span,
                    rarity: 1.0 / (1.0 + 0.35 * holders.ln()),
                    nearness,
                }
            });
        coded.collect()
    }

    /// The code of the refusal means something else than the words that were followed.
    fn contradiction(
        &self,
        failure: &Failure,
        evidence: &Evidence,
        first: Option<&Weighed>,
    ) -> Option<Contradiction> {
        let first = first?;
        let code = evidence
            .codes
            .first()
            .filter(|code| failure.quoted.contains(code.span))?;
        let meanings = self.registry.reasons_of(Code::Enhanced(code.value));
        let place = *self.catalogue.causes().get(first.number)?;
        let cause = self.library.cause(place)?.1;
        let expected = meanings.contains(&first.reason)
            || best_precision(&cause.codes, Code::Enhanced(code.value)).is_some();
        let worded = first.measured.features.get(Feature::Signature) > 0.5;
        (!expected && worded).then_some(())?;
        Some(Contradiction {
            code: code.value.to_string(),
            code_says: *meanings.first()?,
            text_says: first.reason,
        })
    }
}

/// Whether the form of the text says that a mail system or a client program reports a failure.
fn is_reported(failure: &Failure, evidence: &Evidence) -> bool {
    failure.action.is_some()
        || failure.said_by.is_some()
        || failure.reported_by.is_some()
        || failure.written_by != WrittenBy::Untold
        || evidence.generator.is_some()
}

/// The probability of each reason, that of its weightiest cause against all others and against nothing, and the
/// probability that nothing is known.
fn probabilities(weighed: &[Weighed], nothing: f32) -> (BTreeMap<Reason, f32>, f32) {
    let mut best: BTreeMap<Reason, f32> = BTreeMap::new();
    for own in weighed {
        let sum = best.entry(own.reason).or_insert(own.sum);
        *sum = sum.max(own.sum);
    }
    let highest = best.values().copied().fold(nothing, f32::max);
    let unknown = (nothing - highest).exp();
    let all: f32 = best.values().map(|sum| (sum - highest).exp()).sum::<f32>() + unknown;
    let each = best
        .into_iter()
        .map(|(reason, sum)| (reason, (sum - highest).exp() / all));
    (each.collect(), unknown / all)
}

pub(super) fn confidence(score: f32) -> Confidence {
    if score >= 0.85 {
        Confidence::Strong
    } else if score >= 0.6 {
        Confidence::Likely
    } else {
        Confidence::Possible
    }
}

/// The proofs, strongest first, each piece of text once per kind.
fn reasons(mut why: Vec<(f32, Why)>) -> Vec<Why> {
    why.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut found: Vec<Why> = Vec::new();
    for (_, own) in why {
        let empty = own.span == Span::new(own.span.start, own.span.start);
        if !empty && !found.contains(&own) {
            found.push(own);
        }
    }
    found
}
