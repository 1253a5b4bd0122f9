//! The facade: a library with everything built from it, and the whole path from a paste to its causes.

use std::sync::Arc;

use crate::{
    articles::Library,
    causes::Ranking,
    codes::Registry,
    evidence::{Evidence, Systems},
    report::{Failure, Report},
    vocabulary::Kind,
};

/// One failure, explained.
#[derive(Debug, Clone)]
pub struct Explained {
    /// What failed.
    pub failure: Failure,
    /// What was recognised in it.
    pub evidence: Evidence,
    /// Its causes.
    pub ranking: Ranking,
}

/// The answer to one paste.
#[derive(Debug, Clone)]
pub struct Diagnosis {
    /// The paste as read; every span points into its text.
    pub report: Report,
    /// What was pasted, settled.
    pub kind: Kind,
    /// The failures in the order of the text.
    pub explained: Vec<Explained>,
}

/// Where typed input that is wholly one code, article id or alias leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// An article, by its id.
    Article(String),
    /// A code page, by the code in its URL form (`5.7.1`, `550`, `550-5.7.1`, `0x800CCC79`, `10061`).
    Code(String),
}

/// An article or guide found by words.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The article's id.
    pub article: String,
    /// Relevance; only its order means something.
    pub relevance: f32,
}

/// A library and everything built from it; immutable.
#[derive(Debug)]
pub struct Snapshot {
    /// The articles.
    pub library: Library,
    /// The code registries.
    pub registry: Arc<Registry>,
    /// The table of systems.
    pub systems: Arc<Systems>,
}

impl Snapshot {
    /// The whole path: what the paste says, what was recognised in it, and the causes in order.
    pub fn diagnose(&self, _paste: &[u8], _limit: usize) -> Diagnosis {
        unimplemented!("written by the core")
    }

    /// Where typed input leads that is wholly one code, article id or alias; nothing for everything else.
    pub fn target(&self, _typed: &str) -> Option<Target> {
        None
    }

    /// Articles, guides included, found by words; best first.
    pub fn find(&self, _words: &str, _limit: usize) -> Vec<Found> {
        Vec::new()
    }
}
