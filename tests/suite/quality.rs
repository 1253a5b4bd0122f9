//! How good the ranking is on the repository's own labelled texts, with floors that may only rise.

use std::{fs, path::Path};

use serde_json::Value;
use whybounce::vocabulary::{Confidence, Reason, Verdict};

use crate::cases::SNAPSHOT;

/// What came of one set.
#[derive(Debug, Default)]
struct Figures {
    texts: usize,
    first: usize,
    third: usize,
    silent: usize,
    falsely: usize,
    misses: Vec<String>,
}

fn figures(set: &str) -> Figures {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/quality")
        .join(set);
    let mut figures = Figures::default();
    for line in fs::read_to_string(path).unwrap().lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let text = case["text"].as_str().unwrap();
        let also = case["also_ok"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str);
        let right: Vec<&str> = case["cause"].as_str().into_iter().chain(also).collect();
        let diagnosis = SNAPSHOT.diagnose(text.as_bytes(), 8);
        let causes = diagnosis
            .explained
            .first()
            .map(|first| first.ranking.causes.as_slice())
            .unwrap_or_default();
        let mut reasons: Vec<Reason> = Vec::new();
        for cause in causes {
            if !reasons.contains(&cause.reason) {
                reasons.push(cause.reason);
            }
        }
        let place = reasons
            .iter()
            .position(|reason| right.contains(&reason.as_str()));
        figures.texts += 1;
        figures.first += usize::from(place == Some(0));
        figures.third += usize::from(place.is_some_and(|place| place < 3));
        figures.silent += usize::from(
            diagnosis
                .explained
                .iter()
                .all(|own| own.ranking.verdict != Verdict::Match),
        );
        let said = causes
            .first()
            .is_some_and(|first| first.confidence != Confidence::Possible);
        figures.falsely += usize::from(said);
        if place != Some(0) {
            figures
                .misses
                .push(format!("{} {right:?} {reasons:?} {text:?}", case["id"]));
        }
    }
    figures
}

/// `of` hundred texts.
#[track_caller]
fn at_least(what: &str, count: usize, all: usize, floor: usize, misses: &[String]) {
    assert!(all > 0, "the set is where it is looked for");
    println!("{what}: {count} of {all}");
    assert!(
        count * 1000 >= all * floor,
        "{what}: {count} of {all}, floor {floor} in a thousand\n{}",
        misses.join("\n")
    );
}

#[test]
fn error_texts_rank_the_right_reason_first() {
    let own = figures("strings.ndjson");
    at_least("strings, first", own.first, own.texts, 970, &own.misses);
    at_least(
        "strings, first three",
        own.third,
        own.texts,
        980,
        &own.misses,
    );
}

#[test]
fn questions_in_words_find_the_right_reason() {
    let own = figures("questions.ndjson");
    at_least("questions, first", own.first, own.texts, 940, &own.misses);
}

#[test]
fn ordinary_texts_are_left_alone() {
    let own = figures("negatives.ndjson");
    at_least(
        "negatives without an answer",
        own.silent,
        own.texts,
        950,
        &own.misses,
    );
    at_least(
        "negatives without confidence",
        own.texts - own.falsely,
        own.texts,
        970,
        &own.misses,
    );
}

/// As people tell it: written without knowing the articles, then used for fitting.
#[test]
fn told_texts_find_the_right_reason() {
    let own = figures("told/strings.ndjson");
    at_least(
        "told strings, first",
        own.first,
        own.texts,
        890,
        &own.misses,
    );
    let own = figures("told/questions.ndjson");
    at_least(
        "told questions, first",
        own.first,
        own.texts,
        830,
        &own.misses,
    );
    let own = figures("told/negatives.ndjson");
    at_least(
        "told negatives without confidence",
        own.texts - own.falsely,
        own.texts,
        870,
        &own.misses,
    );
}

/// What programs print and people ask, found in public places or written in their manner; then used for fitting.
#[test]
fn found_texts_find_the_right_reason() {
    let own = figures("found/strings.ndjson");
    at_least(
        "found strings, first",
        own.first,
        own.texts,
        870,
        &own.misses,
    );
    let own = figures("found/questions.ndjson");
    at_least(
        "found questions, first",
        own.first,
        own.texts,
        900,
        &own.misses,
    );
    let own = figures("found/negatives.ndjson");
    at_least(
        "found negatives without confidence",
        own.texts - own.falsely,
        own.texts,
        900,
        &own.misses,
    );
}

/// The other half of the texts that were found: nothing is ever fitted to it.
#[test]
fn the_other_half_of_what_was_found_is_answered_too() {
    let own = figures("independent/found-strings.ndjson");
    at_least(
        "independent found strings, first",
        own.first,
        own.texts,
        870,
        &own.misses,
    );
    at_least(
        "independent found strings, first three",
        own.third,
        own.texts,
        920,
        &own.misses,
    );
    let own = figures("independent/found-questions.ndjson");
    at_least(
        "independent found questions, first",
        own.first,
        own.texts,
        900,
        &own.misses,
    );
    let own = figures("independent/found-negatives.ndjson");
    at_least(
        "independent found negatives without confidence",
        own.texts - own.falsely,
        own.texts,
        930,
        &own.misses,
    );
}

/// Written by somebody who knew neither the articles nor the ranking. Nothing is ever fitted to this set: it says how the
/// program does on texts it has not seen.
#[test]
fn texts_that_nothing_was_fitted_to_are_answered_too() {
    let own = figures("independent/strings.ndjson");
    at_least(
        "independent strings, first",
        own.first,
        own.texts,
        920,
        &own.misses,
    );
    at_least(
        "independent strings, first three",
        own.third,
        own.texts,
        960,
        &own.misses,
    );
    let own = figures("independent/questions.ndjson");
    at_least(
        "independent questions, first",
        own.first,
        own.texts,
        840,
        &own.misses,
    );
    let own = figures("independent/negatives.ndjson");
    at_least(
        "independent negatives without confidence",
        own.texts - own.falsely,
        own.texts,
        945,
        &own.misses,
    );
}
