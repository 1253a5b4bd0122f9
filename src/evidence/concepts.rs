//! Concepts: what people and programs mean by different words, in any language. "Stuffed", "over quota" and 已满 are one.

use std::collections::BTreeMap;

use super::words::{Word, WordKind, stems, words};
use crate::report::Span;

/// A concept, by its place in its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Concept(u16);

/// A table of concepts. Immutable.
#[derive(Debug)]
pub(crate) struct Concepts {
    /// Every way to say a concept, as words that are compared, sorted.
    ways: BTreeMap<Vec<String>, Concept>,
    /// Words of the longest way.
    longest: usize,
}

/// The table of concepts cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ConceptsError {
    /// Not the TOML it should be.
    #[error("table of concepts: {0}")]
    Toml(#[from] toml::de::Error),
    /// Something is said twice, or not at all.
    #[error("table of concepts: `{way}` of `{concept}` {fault}")]
    Way {
        /// The concept.
        concept: String,
        /// How it is said.
        way: String,
        /// What is wrong with it.
        fault: &'static str,
    },
}

impl Concepts {
    /// The table that is compiled into the program.
    ///
    /// # Errors
    /// Only if the table itself is faulty, which the program's tests exclude.
    pub(crate) fn load() -> Result<Self, ConceptsError> {
        Self::parse(include_str!("concepts.toml"))
    }

    /// Concepts from a table in TOML, each with the ways to say it.
    ///
    /// # Errors
    /// If it is no such table, or a way has no words or stands for two concepts.
    pub(super) fn parse(table: &str) -> Result<Self, ConceptsError> {
        let table: BTreeMap<String, Vec<String>> = toml::from_str(table)?;
        let mut ways = BTreeMap::new();
        for ((concept, said), number) in table.iter().zip(0..) {
            for way in said {
                let faulty = |fault| ConceptsError::Way {
                    concept: concept.clone(),
                    way: way.clone(),
                    fault,
                };
                let compared: Vec<String> = stems(words(way, 0))
                    .into_iter()
                    .map(|word| word.text)
                    .collect();
                if compared.is_empty() {
                    return Err(faulty("has no words"));
                }
                if ways
                    .insert(compared, Concept(number))
                    .is_some_and(|other| other != Concept(number))
                {
                    return Err(faulty("stands for another concept too"));
                }
            }
        }
        let longest = ways.keys().map(Vec::len).max().unwrap_or_default();
        Ok(Self { ways, longest })
    }

    /// The concepts in a text whose words are [`stems`], each where it stands; the longest way that fits is taken.
    pub(crate) fn of(&self, words: &[Word]) -> Vec<(Concept, Span)> {
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(rest) = words.get(from..).filter(|rest| !rest.is_empty()) {
            let reach = self.longest.min(rest.len());
            let hit = (1..=reach).rev().find_map(|length| {
                let said: Vec<String> = rest
                    .iter()
                    .take(length)
                    .map(|word| word.text.clone())
                    .collect();
                self.ways.get(&said).map(|concept| (length, *concept))
            });
            let length = hit.map_or(1, |(length, _)| length);
            if let (Some((_, concept)), Some(first), Some(last)) =
                (hit, rest.first(), rest.get(length - 1))
            {
                found.push((concept, Span::new(first.span.start, last.span.end)));
            }
            from += length;
        }
        found
    }
}

/// Whether a word can say something about a reason: addresses and numbers cannot, a blotted banner can.
pub(crate) fn is_telling(word: &Word) -> bool {
    matches!(
        word.kind,
        WordKind::Plain | WordKind::Dotted | WordKind::Ideograph | WordKind::Stars
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(one: &str, other: &str) {
        let concepts = Concepts::load().unwrap();
        let of = |text| {
            let found = concepts.of(&stems(words(text, 0)));
            found
                .into_iter()
                .map(|(concept, _)| concept)
                .collect::<Vec<_>>()
        };
        assert!(!of(one).is_empty());
        assert_eq!(of(one), of(other), "{one} / {other}");
    }

    #[test]
    fn different_words_say_the_same() {
        check("her inbox is stuffed", "the mailboxes are over quota");
        check("mailbox full", "邮箱已满");
        check("the user does not exist", "recipient unknown");
    }
}
