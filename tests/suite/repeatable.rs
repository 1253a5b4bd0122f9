//! The same paste gives the same answer, whatever order the articles come in and however many threads ask.

use std::{fs, path::PathBuf, sync::LazyLock, thread};

use serde_json::Value;
use whybounce::{
    answer::{Answer, Options},
    articles::Source,
    knowledge::Snapshot,
    vocabulary::Lang,
    wording::Wordings,
};

use crate::cases::SNAPSHOT;

static WORDINGS: LazyLock<Wordings> = LazyLock::new(|| Wordings::load().unwrap());

fn root(below: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(below)
}

/// Every folder of articles as a source of its own, in alphabetical order.
fn folders() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = fs::read_dir(root("articles"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    assert!(folders.len() > 5);
    folders
}

/// Pastes of every kind: error texts, questions, ordinary texts.
fn pastes() -> Vec<String> {
    let sets = ["strings", "questions", "negatives"];
    let lines = sets.iter().flat_map(|set| {
        let text = fs::read_to_string(root(&format!("tests/quality/{set}.ndjson"))).unwrap();
        let lines: Vec<Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        lines
    });
    // Every fourth is enough to meet every kind of evidence.
    lines
        .step_by(4)
        .map(|line| line["text"].as_str().unwrap().to_owned())
        .collect()
}

/// The whole answer as machines get it, scores and offsets included.
fn answer(snapshot: &Snapshot, paste: &str) -> String {
    let diagnosis = snapshot.diagnose(paste.as_bytes(), 8);
    let wording = WORDINGS.of(Lang::En);
    let answer = Answer::new(
        &diagnosis,
        snapshot,
        wording,
        Options {
            text: true,
            ..Options::default()
        },
    );
    serde_json::to_string(&answer).unwrap()
}

#[test]
fn the_order_of_the_articles_changes_no_answer() {
    let loaded = |folders: Vec<PathBuf>| {
        let sources: Vec<Source> = folders.into_iter().map(Source::Folder).collect();
        Snapshot::load(&sources).unwrap().0
    };
    let mut turned = folders();
    turned.reverse();
    turned.rotate_left(3);
    let (one, other) = (loaded(folders()), loaded(turned));
    for paste in pastes() {
        let expected = answer(&one, &paste);
        assert_eq!(answer(&other, &paste), expected, "{paste}");
        assert_eq!(answer(&SNAPSHOT, &paste), expected, "{paste}");
    }
}

#[test]
fn two_threads_get_the_answers_of_one() {
    let pastes = pastes();
    let ask = || -> Vec<String> {
        pastes
            .iter()
            .map(|paste| answer(&SNAPSHOT, paste))
            .collect()
    };
    let expected = ask();
    thread::scope(|scope| {
        let threads = [scope.spawn(ask), scope.spawn(ask)];
        for thread in threads {
            assert_eq!(thread.join().unwrap(), expected);
        }
    });
}
