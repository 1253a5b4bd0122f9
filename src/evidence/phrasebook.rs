//! The phrasebook: every wording the articles know, and where a text follows one.
//!
//! It is fed from outside with plain texts, so that evidence does not depend on articles. A wording is told from chance
//! by how rare its words are among all wordings: `relay` tells much, `to` next to nothing.

use std::collections::BTreeMap;

use super::{
    alignment::{Element, Known, align},
    placeholders::{Piece, pieces},
    spelling::Spellings,
    words::{Word, WordKind, paired, stems, words},
};
use crate::report::Span;

/// What a wording is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WordingKind {
    /// What a program prints, with placeholders; the order of its words counts.
    Signature,
    /// How people say it; the order of its words does not count.
    Phrase,
    /// Words that must not be there.
    Against,
}

/// A wording to be recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wording<'a> {
    /// What it is.
    pub kind: WordingKind,
    /// Its words.
    pub text: &'a str,
}

/// A wording that was found in a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Match {
    /// Which wording, by its place in the list that [`Phrasebook::new`] was given.
    pub wording: usize,
    /// What it is.
    pub kind: WordingKind,
    /// The share of the wording that is in the text, 0 to 1, weighted by how rare its words are.
    pub coverage: f32,
    /// How much the words that were found tell: the sum of their weights, each at most about 8.
    pub information: f32,
    /// The share of the text that the wording explains, 0 to 1.
    pub explained: f32,
    /// Where it stands.
    pub span: Span,
    /// It stands in the words that matter, not in what is written around them.
    pub in_quoted: bool,
}

/// Signatures with less than this share of their words in the text are not looked at closer.
const LEAST_OVERLAP: f32 = 0.5;
/// How many wordings are looked at closely for one text.
const CANDIDATES: usize = 96;
/// How many words of one text are looked at.
const LONGEST_TEXT: usize = 1200;

/// Slips of the pen are looked for in texts of at most this many words: what a person typed, not what a program printed.
const LONGEST_TYPED: usize = 24;
/// Every wording, ready to be found. Immutable.
#[derive(Debug)]
pub struct Phrasebook {
    ids: BTreeMap<String, u32>,
    weights: Vec<f32>,
    wordings: Vec<Compiled>,
    /// For every word, the wordings that hold it.
    holders: Vec<Vec<u32>>,
    spellings: Spellings,
}

#[derive(Debug)]
struct Compiled {
    kind: WordingKind,
    elements: Vec<Element>,
    weight: f32,
}

impl Phrasebook {
    /// A phrasebook of these wordings. A wording without a single word is never found. Words that the further texts use
    /// often are known to be spelt so; nothing else is taken from them.
    pub fn new(texts: &[Wording<'_>], further: &[&str]) -> Self {
        let split: Vec<Vec<Piece>> = texts.iter().map(|wording| pieces(wording.text)).collect();
        let mut holders_of: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for (number, pieces) in (0u32..).zip(&split) {
            for piece in pieces {
                if let Piece::Word(word) = piece {
                    let holders = holders_of.entry(word).or_default();
                    if holders.last() != Some(&number) {
                        holders.push(number);
                    }
                }
            }
        }
        let total = texts.len() as f32;
        let weight = |holders: &Vec<u32>| (1.0 + total / (holders.len() as f32)).ln().min(8.0);
        let weights: Vec<f32> = holders_of.values().map(weight).collect();
        let ids: BTreeMap<String, u32> = holders_of
            .keys()
            .map(|word| (*word).to_owned())
            .zip(0u32..)
            .collect();
        let spellings = Spellings::new(texts, further, |word| ids.contains_key(word));
        let holders = holders_of.into_values().collect();
        let compile = |(wording, pieces): (&Wording<'_>, &Vec<Piece>)| {
            let elements: Vec<Element> = pieces
                .iter()
                .filter_map(|piece| match piece {
                    Piece::Slot(slot) => Some(Element::Slot(*slot)),
                    Piece::Word(word) => {
                        let id = *ids.get(word)?;
                        Some(Element::Word(id, *weights.get(id as usize)?))
                    }
                })
                .collect();
            let weight = elements.iter().map(|element| element.weight()).sum();
            Compiled {
                kind: wording.kind,
                elements,
                weight,
            }
        };
        let wordings = texts.iter().zip(&split).map(compile).collect();
        Self {
            ids,
            weights,
            wordings,
            holders,
            spellings,
        }
    }

    /// Every wording that the quoted words or their surroundings follow, best first. Each text is looked at up to a
    /// fixed number of words, so the time is bounded.
    pub fn find(&self, text: &str, quoted: Span, context: &[Span]) -> Vec<Match> {
        let mut found = self.find_in(quoted.of(text), quoted.start, true);
        let mut room = LONGEST_TEXT;
        for span in context.iter().filter(|span| !quoted.contains(**span)) {
            let piece = span.of(text);
            room = room.saturating_sub(piece.len() / 8);
            if room == 0 {
                break;
            }
            let hits = self.find_in(piece, span.start, false).into_iter();
            // A wording that runs from the surroundings into the quoted words speaks of them: a banner and what came of it.
            found.extend(hits.map(|hit| Match {
                in_quoted: hit.span.overlaps(quoted),
                ..hit
            }));
        }
        found.sort_by(|a, b| {
            let strength = |hit: &Match| hit.coverage * hit.information;
            b.in_quoted
                .cmp(&a.in_quoted)
                .then(strength(b).total_cmp(&strength(a)))
                .then(a.wording.cmp(&b.wording))
                .then(a.span.cmp(&b.span))
        });
        found
    }

    /// The words of a text as they are compared, English ones as stems, slips of the pen mended; at most a fixed number.
    pub(super) fn read(&self, text: &str, offset: usize) -> Vec<Word> {
        let mut found = stems(words(text, offset));
        found.truncate(LONGEST_TEXT);
        if found.len() > LONGEST_TYPED {
            return found;
        }
        for word in &mut found {
            if word.kind == WordKind::Plain && !self.ids.contains_key(word.text.as_str()) {
                let written = text.get(word.span.start - offset..word.span.end - offset);
                if let Some(meant) = written.and_then(|written| self.spellings.meant(written)) {
                    meant.clone_into(&mut word.text);
                }
            }
        }
        found
    }

    fn find_in(&self, text: &str, offset: usize, in_quoted: bool) -> Vec<Match> {
        let known: Vec<Known> = paired(self.read(text, offset))
            .into_iter()
            .map(|word| Known {
                id: self.ids.get(word.text.as_str()).copied(),
                word,
            })
            .collect();
        let mut distinct: Vec<u32> = known.iter().filter_map(|known| known.id).collect();
        distinct.sort_unstable();
        distinct.dedup();
        let weight_of = |id: u32| self.weights.get(id as usize).copied().unwrap_or_default();
        let telling: f32 = distinct.iter().copied().map(weight_of).sum();
        let candidates = self.candidates(&distinct);
        let hits = candidates.into_iter().filter_map(|(number, shared)| {
            let wording = self.wordings.get(number)?;
            let place = align(&wording.elements, &known)?;
            let matched = if wording.kind == WordingKind::Phrase {
                shared
            } else {
                place.matched
            };
            let span = Span::new(
                known.get(place.first)?.word.span.start,
                known.get(place.last)?.word.span.end,
            );
            Some(Match {
                wording: number,
                kind: wording.kind,
                coverage: (matched / wording.weight).min(1.0),
                information: matched,
                explained: (matched / telling.max(f32::EPSILON)).min(1.0),
                span,
                in_quoted,
            })
        });
        hits.filter(|hit| hit.coverage >= LEAST_OVERLAP).collect()
    }

    /// The wordings that share most with a text, each with the weight it shares; in order of their numbers.
    fn candidates(&self, distinct: &[u32]) -> Vec<(usize, f32)> {
        let mut shared = vec![0.0_f32; self.wordings.len()];
        for id in distinct {
            let (Some(holders), Some(weight)) = (
                self.holders.get(*id as usize),
                self.weights.get(*id as usize),
            ) else {
                continue;
            };
            for holder in holders {
                if let Some(sum) = shared.get_mut(*holder as usize) {
                    *sum += weight;
                }
            }
        }
        let mut candidates: Vec<(usize, f32)> = shared
            .into_iter()
            .zip(&self.wordings)
            .enumerate()
            .filter(|(_, (shared, wording))| {
                *shared > 0.0 && *shared >= wording.weight * LEAST_OVERLAP
            })
            .map(|(number, (shared, wording))| (number, shared.min(wording.weight)))
            .collect();
        if candidates.len() > CANDIDATES {
            candidates.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            candidates.truncate(CANDIDATES);
            candidates.sort_unstable_by_key(|(number, _)| *number);
        }
        candidates
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDINGS: [&str; 8] = [
        "Unable to relay for <addr>",
        "<addr>: Recipient address rejected: User unknown in virtual mailbox table",
        "User unknown",
        "mailbox full",
        "Service unavailable; Client host [<ip>] blocked using <tok>",
        "登录出错",
        "message size <n> exceeds size limit",
        "rejected due to <domain>'s policy (AS<n>)",
    ];

    #[track_caller]
    fn check(text: &str, expected: Option<(usize, &str, f32)>) {
        let wordings = WORDINGS.map(|text| Wording {
            kind: WordingKind::Signature,
            text,
        });
        let book = Phrasebook::new(&wordings, &[]);
        let whole = Span::new(0, text.len());
        let found = book.find(text, whole, &[whole]);
        let best = found.first().map(|hit| {
            (
                hit.wording,
                hit.span.of(text),
                (hit.coverage * 100.0).round() / 100.0,
            )
        });
        assert_eq!(best, expected, "{text}: {found:?}");
    }

    #[test]
    fn a_text_is_found_by_its_words_in_their_order() {
        check(
            "550 5.7.1 Unable to relay for bob@example.net",
            Some((0, "Unable to relay for", 1.0)),
        );
        check(
            "unable to relay mail for you",
            Some((0, "unable to relay mail for", 1.0)),
        );
        check("550 5.1.1 User unknown", Some((2, "User unknown", 1.0)));
        check("the mailbox is full", Some((3, "mailbox is full", 1.0)));
        check("553 SMTP登录出错。", Some((5, "登录出错", 1.0)));
        check(
            "message size 52428800 exceeds the size limit",
            Some((6, "message size 52428800 exceeds the size limit", 1.0)),
        );
        check("Your parcel will arrive on Monday", None);
        check(
            "Rejected due to example.com's policy (AS1234)",
            Some((7, "Rejected due to example.com's policy", 1.0)),
        );
        check("mialbox full", Some((3, "mialbox full", 1.0)));
        check("", None);
    }

    #[test]
    fn slips_are_mended_but_not_what_many_write_so() {
        let wording = Wording {
            kind: WordingKind::Signature,
            text: "mailbox full",
        };
        let book = Phrasebook::new(&[wording], &["mailbax"; 4]);
        let read = |text| -> Vec<String> {
            let words = book.read(text, 0).into_iter();
            words.map(|word| word.text).collect()
        };
        assert_eq!(read("maillbox full"), ["mailbox", "full"]);
        assert_eq!(read("mailbax"), ["mailbax"]);
        let seldom = Phrasebook::new(&[wording], &["mailbax"]);
        assert_eq!(seldom.read("mailbax", 0)[0].text, "mailbox");
    }

    #[test]
    fn other_forms_of_a_word_are_the_same_word() {
        check(
            "Recipient addresses rejecting: users unknown in virtual mailboxes tables",
            Some((
                1,
                "Recipient addresses rejecting: users unknown in virtual mailboxes tables",
                1.0,
            )),
        );
    }
}
