//! Slips of the pen: how English words are spelt, and which of them is meant by one that nobody spells so.

use std::collections::BTreeMap;

use super::{
    phrasebook::Wording,
    words::{stems, words},
};

/// A word that further texts write so at least this many times is spelt so.
const OFTEN: usize = 4;
/// Shorter words have too many neighbours.
const SHORTEST_MISSPELT: usize = 5;

/// English words as they are spelt, sorted, each once, with the words that are compared for them.
#[derive(Debug)]
pub(super) struct Spellings(Vec<(String, String)>);

impl Spellings {
    /// The words as they are written in wordings, and often in further texts. `is_known` tells a word that wordings are
    /// compared by.
    pub(super) fn new(
        texts: &[Wording<'_>],
        further: &[&str],
        is_known: impl Fn(&str) -> bool,
    ) -> Self {
        let worded = texts.iter().map(|wording| (wording.text, true));
        let further = further.iter().map(|text| (*text, false));
        // How often a word is written so; a wording's is beyond doubt, others may be slips themselves.
        let mut found: BTreeMap<String, (String, usize)> = BTreeMap::new();
        for (text, worded) in worded.chain(further) {
            for word in stems(words(text, 0)) {
                let written = word.span.of(text).to_ascii_lowercase();
                let letters = written.len() >= SHORTEST_MISSPELT - 1
                    && written.bytes().all(|byte| byte.is_ascii_lowercase());
                if letters {
                    let sure = worded && is_known(&word.text);
                    let (_, count) = found.entry(written).or_insert((word.text, 0));
                    *count += if sure { OFTEN } else { usize::from(!worded) };
                }
            }
        }
        let often = found.into_iter().filter(|(_, (_, count))| *count >= OFTEN);
        Self(
            often
                .map(|(written, (compared, _))| (written, compared))
                .collect(),
        )
    }

    /// The known word that is meant by one that nobody spells so and that has a single slip: a letter too many, too few,
    /// wrong, or two exchanged.
    pub(super) fn meant(&self, written: &str) -> Option<&str> {
        let written = written.to_ascii_lowercase();
        let spelt = |known: &(String, String)| known.0.as_str().cmp(written.as_str());
        if self.0.binary_search_by(spelt).is_ok() {
            return None;
        }
        let letters = written.len() >= SHORTEST_MISSPELT
            && written.bytes().all(|byte| byte.is_ascii_lowercase());
        let near = |known: &&(String, String)| {
            known.0.len().abs_diff(written.len()) <= 1
                && known.0.as_bytes().first() == written.as_bytes().first()
                && strsim::osa_distance(&known.0, &written) == 1
        };
        letters
            .then(|| self.0.iter().find(near))
            .flatten()
            .map(|(_, compared)| compared.as_str())
    }
}
