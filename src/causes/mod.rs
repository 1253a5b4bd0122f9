//! From evidence and hits to ranked causes, each with its reasons.
//!
//! Every cause gets a few `features` that say how well the evidence fits it; a fitted table of weights adds them
//! up. The sum becomes the probability that the cause's reason is right, against all other reasons and against nothing
//! at all being known.

mod catalogue;
mod features;
mod rank;
mod reason_words;
mod said;
mod told;
mod variety;
mod weights;

pub(crate) use catalogue::article_documents;
pub use catalogue::{Catalogue, CatalogueError};
pub use rank::{Measures, Ranker, Support};
pub(crate) use said::said;
pub use told::{NoEvidence, Told, splitting};
pub use weights::{Feature, Features, Ground, Weights, WeightsError};

use crate::{
    articles::CauseRef,
    report::Span,
    vocabulary::{Confidence, Reason, Verdict, WhyKind},
};

/// One reason why a cause is ranked: a piece of the pasted text and what it is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Why {
    /// What it rests on.
    pub kind: WhyKind,
    /// The proof in the report's text.
    pub span: Span,
}

/// A cause in its place.
#[derive(Debug, Clone, PartialEq)]
pub struct RankedCause {
    /// Which cause of the library.
    pub cause: CauseRef,
    /// Its class.
    pub reason: Reason,
    /// The probability, 0 to 1, that the reason is right.
    pub score: f32,
    /// The score in words.
    pub confidence: Confidence,
    /// What speaks for it, strongest first.
    pub why: Vec<Why>,
}

/// Where text and code contradict each other: both readings, for a sentence in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// The code, as written in the paste.
    pub code: String,
    /// What the code alone would mean.
    pub code_says: Reason,
    /// What the text says; it is followed.
    pub text_says: Reason,
}

/// The causes of one failure, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    /// What can be said.
    pub verdict: Verdict,
    /// Best first.
    pub causes: Vec<RankedCause>,
    /// Contradictions that were settled.
    pub contradictions: Vec<Contradiction>,
}

impl Ranking {
    /// Nothing failed.
    pub fn not_a_failure() -> Self {
        Self {
            verdict: Verdict::NotAFailure,
            causes: Vec::new(),
            contradictions: Vec::new(),
        }
    }
}
