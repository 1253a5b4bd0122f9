//! The causes that are seen under a code, in the order in which a reader wants them.

use std::{cmp::Reverse, collections::BTreeMap};

use crate::{
    articles::{Article, Cause, CauseRef},
    codes::{Code, Precision},
    knowledge::Snapshot,
};

/// A cause with its place and its article.
pub(crate) type Entry<'a> = (CauseRef, &'a Article, &'a Cause);

/// The causes under a code: those that name it most narrowly first, of these the ones that any system words. Among equals
/// every reason has its turn, with the cause that is seen most under the code by its error texts.
pub(crate) fn under(snapshot: &Snapshot, code: Code) -> Vec<Entry<'_>> {
    let written = code.to_string();
    let mut found: Vec<_> = snapshot
        .library()
        .causes()
        .filter_map(|entry| {
            let cause = entry.2;
            let precision = cause.precision(code)?;
            let kind = (precision, !cause.dispatcher, cause.speakers.is_empty());
            Some((Reverse(kind), Reverse(times(cause, &written)), entry))
        })
        .collect();
    found.sort_by_key(|(kind, times, _)| (*kind, *times));
    let usual = snapshot.registry().reasons_of(code);
    let mut turns = BTreeMap::new();
    let mut ordered: Vec<_> = found
        .into_iter()
        .map(|(kind, times, entry)| {
            let reason = entry.2.reason;
            let turn = turns.entry((kind, reason)).or_insert(0_usize);
            *turn += 1;
            let place = usual.iter().position(|usual| *usual == reason);
            let place = place.unwrap_or(usual.len());
            ((kind, *turn, times, place), entry)
        })
        .collect();
    ordered.sort_by_key(|(order, _)| *order);
    ordered.into_iter().map(|(_, entry)| entry).collect()
}

/// Whether a cause only sends the reader on from this code to narrower ones.
pub(crate) fn sends_on(cause: &Cause, code: Code) -> bool {
    let narrowly = |precision| precision >= Precision::AnyClass;
    cause.dispatcher && cause.precision(code).is_some_and(narrowly)
}

/// The article that tells the causes under a code apart: the one that most often sends the reader on. A single such cause
/// makes no guide.
pub(crate) fn guide<'a>(causes: &[Entry<'a>], code: Code) -> Option<&'a Article> {
    let mut guides = BTreeMap::new();
    for (place, article, cause) in causes {
        if sends_on(cause, code) {
            guides.entry(place.article).or_insert((0, *article)).0 += 1;
        }
    }
    let (count, guide) = guides.into_values().max_by_key(|(count, _)| *count)?;
    (count > 1).then_some(guide)
}

/// How many error texts of a cause carry a code.
fn times(cause: &Cause, code: &str) -> usize {
    let signatures = cause.signatures.iter().map(|text| text.value.as_str());
    let samples = cause
        .samples
        .iter()
        .map(|sample| sample.value.text.as_str());
    signatures
        .chain(samples)
        .filter(|text| carries(text, code))
        .count()
}

fn carries(text: &str, code: &str) -> bool {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '.')
        .any(|word| word.trim_matches('.').eq_ignore_ascii_case(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, code: &str, expected: bool) {
        assert_eq!(carries(text, code), expected, "{code} in {text}");
    }

    #[test]
    fn a_text_carries_the_codes_that_are_words_of_it() {
        check("550 5.7.1 Unable to relay", "550", true);
        check("550-5.7.1 Unable to relay", "5.7.1", true);
        check("smtp;550 #5.7.1.", "5.7.1", true);
        check("550 5.7.133 Sender not authenticated", "5.7.1", false);
        check("error 0x800ccc79", "0x800CCC79", true);
        check("5500 recipients", "550", false);
    }
}
