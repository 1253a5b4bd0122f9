//! A wording taken apart: its words, and the placeholders that stand for what changes in it.

use super::{
    alignment::Slot,
    ideographs::is_ideograph,
    words::{Word, WordKind, stemmed, words},
};

/// A piece of a wording.
pub(super) enum Piece {
    /// A word as it is compared.
    Word(String),
    /// A placeholder.
    Slot(Slot),
}

/// The words and placeholders of a wording. Codes are left out where other words tell enough: codes are matched as codes.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (literal, slot, after) = next_slot(rest);
        let words = stemmed(words(literal, 0)).into_iter();
        found.extend(words.map(|word| (telling(&word), Piece::Word(word.text))));
        found.extend(slot.map(|slot| (false, Piece::Slot(slot))));
        rest = after;
    }
    let enough = found.iter().any(|(telling, _)| *telling);
    let kept = found
        .into_iter()
        .filter(|(telling, piece)| *telling || !enough || matches!(piece, Piece::Slot(_)));
    kept.map(|(_, piece)| piece).collect()
}

/// Whether a word says something by itself; a code or a blotted-out banner does not.
fn telling(word: &Word) -> bool {
    match word.kind {
        WordKind::Code | WordKind::Stars => false,
        WordKind::Number => word.text.len() != 3,
        _ => true,
    }
}

/// The text before the first placeholder, the placeholder, and what follows it. A placeholder that is glued to letters
/// (`smtp<n>`, `<tok>._domainkey`) stands for the whole word that comes of it.
fn next_slot(text: &str) -> (&str, Option<Slot>, &str) {
    for (start, _) in text.match_indices('<') {
        let (before, from) = text.split_at(start);
        let Some((name, after)) = from.strip_prefix('<').and_then(|from| from.split_once('>'))
        else {
            break;
        };
        if let Some(slot) = Slot::named(name) {
            let free = before.trim_end_matches(is_glue);
            let rest = after.trim_start_matches(is_glue);
            let (head, tail) = (
                before.get(free.len()..),
                after.get(..after.len() - rest.len()),
            );
            let glued = |piece: Option<&str>| {
                piece.is_some_and(|piece| piece.contains(char::is_alphanumeric))
            };
            return match (glued(head), glued(tail)) {
                (false, false) => (before, Some(slot), after),
                (true, false) => (free, Some(Slot::Token), after),
                (false, true) => (before, Some(Slot::Token), rest),
                (true, true) => (free, Some(Slot::Token), rest),
            };
        }
    }
    (text, None, "")
}

/// Characters that the cutting of words leaves in one word with what they touch.
fn is_glue(c: char) -> bool {
    c == '.' || c == '_' || (c.is_alphanumeric() && !is_ideograph(c))
}
