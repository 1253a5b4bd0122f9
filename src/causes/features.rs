//! How well the evidence fits one cause.

use super::{
    Why,
    rank::Support,
    weights::{Feature, Features},
};
use crate::{
    articles::{Against, Cause},
    codes::{Code, CodePattern, Precision},
    evidence::{Evidence, Match, WordingKind},
    report::Span,
    vocabulary::{Party, WhyKind},
};

/// What one cause is measured against.
pub(super) struct Scene<'a> {
    pub(super) evidence: &'a Evidence,
    /// How much the words are those of an ordinary text, 0 to 1; 0 where a code of mail or the form of a report says that
    /// mail failed.
    pub(super) ordinary: f32,
    /// Every code with its rarity: 1 if one cause has it, less the more have.
    pub(super) codes: Vec<Coded>,
}

/// A code of the text.
pub(super) struct Coded {
    pub(super) code: Code,
    pub(super) span: Span,
    pub(super) rarity: f32,
    /// 1 for a code of the quoted words, less around them.
    pub(super) nearness: f32,
}

/// A cause with its features and the proof for each.
pub(super) struct Measured {
    pub(super) features: Features,
    pub(super) why: Vec<(f32, Why)>,
}

/// Signatures hardly tell less than this much; a text that follows one to this measure is well proven.
const TELLING: f32 = 6.0;

/// A signature that tells this much is no chance in any text.
const LONG: f32 = 30.0;
/// The share of a text from which on a signature stands for all of it.
const WHOLE: f32 = 0.8;
/// How steeply doubt rises between the two; above 1, so that a few words of a long sentence tell nothing at all. Like both, set
/// by hand on texts that are no mail failure (`tests/quality/negatives.ndjson`): the fit of the weights does not see it.
const STEEP: f32 = 1.3;

pub(super) fn measure(scene: &Scene<'_>, cause: &Cause, support: &Support<'_>) -> Measured {
    let mut measured = Measured {
        features: Features::default(),
        why: Vec::new(),
    };
    measured.wordings(scene, support);
    measured.codes(scene, cause);
    measured.systems(scene, cause);
    measured.sides(scene, cause);
    measured.against(scene, cause, &support.matches);
    let features = &mut measured.features;
    features.raise(Feature::Relevance, support.relevance);
    features.raise(Feature::Words, support.words);
    features.raise(Feature::WordShare, support.word_share);
    if cause.dispatcher {
        features.raise(Feature::Dispatcher, 1.0);
    }
    measured
}

/// How strongly a match speaks: near 1 if a telling wording is there in full.
pub(super) fn strength(hit: &Match) -> f32 {
    hit.coverage.powi(3) * (1.0 - (-hit.information / TELLING).exp())
}

/// How much a signature is to be doubted in an ordinary text: a few words of a longer sentence about something else are no
/// error text.
fn doubt(hit: &Match) -> f32 {
    let short = 1.0 - (hit.information / LONG).min(1.0);
    let rest = 1.0 - (hit.explained / WHOLE).min(1.0);
    (STEEP * short * rest).min(1.0)
}

impl Measured {
    fn because(&mut self, weight: f32, kind: WhyKind, span: Span) {
        self.why.push((weight, Why { kind, span }));
    }

    fn wordings(&mut self, scene: &Scene<'_>, support: &Support<'_>) {
        for hit in &support.matches {
            let doubt = if hit.kind == WordingKind::Signature {
                scene.ordinary * doubt(hit)
            } else {
                0.0
            };
            let strength = strength(hit) * (1.0 - doubt);
            let (feature, kind) = match (hit.kind, hit.in_quoted) {
                (WordingKind::Signature, true) => (Feature::Signature, WhyKind::Signature),
                (WordingKind::Signature, false) => (Feature::Around, WhyKind::Signature),
                (WordingKind::Phrase, _) => (Feature::Phrase, WhyKind::Words),
                (WordingKind::Against, _) => continue,
            };
            let better = strength > self.features.get(feature);
            self.features.raise(feature, strength);
            if feature == Feature::Signature {
                let explained = hit.coverage.powi(3) * hit.explained;
                self.features.raise(Feature::Explained, explained);
            }
            // What the failure itself says proves more than what stands around it.
            let weight = if hit.in_quoted { 3.0 } else { 1.5 } * strength;
            let known = self.why.iter().find(|(_, why)| why.kind == kind);
            if better && strength > 0.2 && known.is_none_or(|(known, _)| *known < weight) {
                self.why.retain(|(_, why)| why.kind != kind);
                self.because(weight, kind, hit.span);
            }
        }
    }

    fn codes(&mut self, scene: &Scene<'_>, cause: &Cause) {
        for coded in &scene.codes {
            let Some(precision) = best_precision(&cause.codes, coded.code) else {
                continue;
            };
            let exactness = match precision {
                Precision::Exact => 1.0,
                Precision::AnyClass => 0.9,
                Precision::Range => 0.8,
                Precision::Wildcard => 0.4,
            };
            let (feature, kind) = match coded.code {
                Code::Enhanced(_) => (Feature::Code, WhyKind::Code),
                Code::Reply(_) => (Feature::Reply, WhyKind::Code),
                Code::Number(_) => (Feature::Number, WhyKind::Number),
            };
            let value = exactness * coded.rarity * coded.nearness;
            self.features.raise(feature, value);
            self.because(
                if feature == Feature::Reply { 0.4 } else { 1.5 } * value,
                kind,
                coded.span,
            );
        }
    }

    fn systems(&mut self, scene: &Scene<'_>, cause: &Cause) {
        if cause.speakers.is_empty() {
            return;
        }
        let says = |id: &str| cause.speakers.iter().any(|speaker| speaker == id);
        let speaker = scene.evidence.speaker.as_ref();
        let generator = scene.evidence.generator.as_ref();
        let named = [speaker, generator].into_iter().flatten();
        let fits = named
            .clone()
            .find(|system| system.id.as_ref().is_some_and(|id| says(id.as_str())));
        if let Some(system) = fits {
            if let Some(mark) = system.mark {
                self.because(1.0, WhyKind::Speaker, mark);
            }
        } else if speaker.is_some_and(|system| system.id.is_some()) {
            self.features.raise(Feature::OtherSpeaker, 1.0);
        } else {
            self.features.raise(Feature::UnknownSpeaker, 1.0);
        }
    }

    fn sides(&mut self, scene: &Scene<'_>, cause: &Cause) {
        let refused_by = &scene.evidence.refused_by;
        if let Some(party) = cause.refused_by
            && refused_by.party != Party::Unknown
        {
            if party == refused_by.side() {
                self.features.raise(Feature::RefusedBy, 1.0);
                if let Some(host) = &refused_by.host {
                    self.because(0.9, WhyKind::RefusedBy, host.span);
                }
            } else {
                self.features.raise(Feature::OtherSide, 1.0);
            }
        }
        if let Some(step) = scene
            .evidence
            .step
            .as_ref()
            .filter(|step| cause.step == Some(step.value))
        {
            self.because(0.5, WhyKind::Step, step.span);
        }
    }

    fn against(&mut self, scene: &Scene<'_>, cause: &Cause, matches: &[&Match]) {
        let evidence = scene.evidence;
        let speaks = |id: &str| {
            evidence
                .speaker
                .as_ref()
                .and_then(|system| system.id.as_ref())
                .is_some_and(|own| own.as_str() == id)
        };
        let said = cause.not_when.iter().any(|against| match &against.value {
            Against::RefusedBy(party) => evidence.refused_by.side() == *party,
            Against::Speaker(id) => speaks(id),
            Against::Step(step) => evidence.step.as_ref().is_some_and(|own| own.value == *step),
            Against::Code(pattern) => scene
                .codes
                .iter()
                .any(|coded| pattern.matches(coded.code).is_some()),
            Against::Words(_) => false,
        });
        let worded = matches
            .iter()
            .any(|hit| hit.kind == WordingKind::Against && hit.coverage > 0.9);
        if said || worded {
            self.features.raise(Feature::Against, 1.0);
        }
    }
}

pub(super) fn best_precision(patterns: &[CodePattern], code: Code) -> Option<Precision> {
    patterns
        .iter()
        .filter_map(|pattern| pattern.matches(code))
        .max()
}
