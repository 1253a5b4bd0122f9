//! How well a text follows a signature: a local alignment of its words.
//!
//! The words of a signature must come in their order; other words may stand between them and some may be missing, at a
//! price. So `Unable to relay for <addr>` is still found in `unable to relay mail for bob@example.net`, and a text that
//! merely holds the same words in another order is not.

use super::words::{Word, WordKind};

/// What a placeholder of a signature stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Slot {
    /// `<addr>`: a mail address.
    Address,
    /// `<domain>` and `<host>`: a dotted name, or an address in its place.
    Name,
    /// `<ip>`.
    Ip,
    /// `<n>`: a number.
    Number,
    /// `<tok>`: any one word.
    Token,
    /// `<any>`: a few words, or none.
    Any,
}

impl Slot {
    /// The slot a placeholder is written as, without its angle brackets.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "addr" => Self::Address,
            "domain" | "host" => Self::Name,
            "ip" => Self::Ip,
            "n" => Self::Number,
            "tok" => Self::Token,
            "any" => Self::Any,
            _ => return None,
        })
    }

    fn takes(self, word: &Word) -> bool {
        match self {
            Self::Address => word.kind == WordKind::Address,
            Self::Name => matches!(
                word.kind,
                WordKind::Dotted | WordKind::Ip | WordKind::Address
            ),
            Self::Ip => word.kind == WordKind::Ip,
            Self::Number => {
                matches!(word.kind, WordKind::Number)
                    || word.text.starts_with(|c: char| c.is_ascii_digit())
            }
            Self::Token | Self::Any => true,
        }
    }
}

/// One element of a signature.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Element {
    /// A word, by its number in the vocabulary, and how much it tells.
    Word(u32, f32),
    /// A placeholder.
    Slot(Slot),
}

impl Element {
    /// How much the element tells; placeholders tell nothing.
    pub(super) fn weight(self) -> f32 {
        match self {
            Self::Word(_, weight) => weight,
            Self::Slot(_) => 0.0,
        }
    }
}

/// A word of the text with its number in the vocabulary, if it has one.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) id: Option<u32>,
    pub(super) word: Word,
}

/// The best place of a signature in a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Alignment {
    /// Weight of the signature's words that were found there.
    pub(super) matched: f32,
    /// The first word of the place, as an index into the text's words.
    pub(super) first: usize,
    /// The last word of the place.
    pub(super) last: usize,
}

/// A word of the text that the signature does not have.
const GAP: f32 = 0.3;
/// The share of a missing word's weight that is lost.
const MISSING: f32 = 0.4;
/// A placeholder that is filled by a thing of its kind.
const FILLED: f32 = 0.4;
/// A placeholder that nothing fills.
const UNFILLED: f32 = 0.2;
/// One word swallowed by `<any>`.
const SWALLOWED: f32 = 0.05;

#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    score: f32,
    matched: f32,
    first: usize,
    last: usize,
}

impl Cell {
    fn less(self, price: f32) -> Self {
        Self {
            score: self.score - price,
            ..self
        }
    }

    fn better(self, other: Self) -> Self {
        if other.score > self.score {
            other
        } else {
            self
        }
    }
}

/// Aligns a signature with a text. Nothing if no word of it is there. Takes time in proportion to the product of both
/// lengths; the caller bounds them.
pub(super) fn align(signature: &[Element], text: &[Known]) -> Option<Alignment> {
    let mut best = Cell::default();
    // One row per element: the best alignment of the elements so far that ends at or before each word.
    let mut above = vec![Cell::default(); text.len() + 1];
    for element in signature {
        let mut row = Vec::with_capacity(above.len());
        let mut left = Cell::default();
        let mut diagonal = Cell::default();
        for (place, up) in above.iter().enumerate() {
            let mut cell = match element {
                Element::Word(_, weight) => up.less(weight * MISSING),
                Element::Slot(Slot::Any) => *up,
                Element::Slot(_) => up.less(UNFILLED),
            };
            if let Some(known) = place
                .checked_sub(1)
                .and_then(|index| text.get(index).map(|known| (index, known)))
            {
                cell = cell.better(taken(*element, diagonal, known));
                let stay = if *element == Element::Slot(Slot::Any) {
                    SWALLOWED
                } else {
                    GAP
                };
                cell = cell.better(left.less(stay));
            }
            if cell.score <= 0.0 {
                cell = Cell::default();
            }
            best = best.better(cell);
            diagonal = *up;
            left = cell;
            row.push(cell);
        }
        above = row;
    }
    (best.matched > 0.0).then_some(Alignment {
        matched: best.matched,
        first: best.first,
        last: best.last,
    })
}

/// The alignment that goes on with this element on this word, if the element takes it.
fn taken(element: Element, before: Cell, (index, known): (usize, &Known)) -> Cell {
    let gain = match element {
        Element::Word(id, weight) if known.id == Some(id) => weight,
        Element::Slot(slot)
            if slot != Slot::Any && before.score > 0.0 && slot.takes(&known.word) =>
        {
            FILLED
        }
        _ => return Cell::default(),
    };
    Cell {
        score: before.score + gain,
        matched: before.matched + element.weight(),
        first: if before.score > 0.0 {
            before.first
        } else {
            index
        },
        last: if element.weight() > 0.0 {
            index
        } else {
            before.last
        },
    }
}
