//! Articles load, and every mistake of an author is told in its place.

use std::{collections::BTreeSet, fmt::Write as _, fs, path::PathBuf};

use whybounce::articles::{Library, Severity, Source};

fn root(below: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(below)
}

/// One folder per mistake; `expected.txt` holds `file:line:column: severity: message`, a line each, and
/// `articles: …` with the ids that are served all the same.
#[test]
fn every_mistake_is_told_in_its_place() {
    let mut wrong = String::new();
    let mut cases: Vec<_> = fs::read_dir(root("tests/invalid_articles"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    cases.sort();
    assert!(cases.len() >= 12, "only {} cases", cases.len());
    for case in cases {
        let loaded = Library::load(&[Source::Folder(case.clone())]);
        let mut told = String::new();
        for found in &loaded.diagnostics {
            assert!(!found.help.is_empty(), "no help: {found}");
            let (file, line, column) = (&found.file, found.line, found.column);
            let severity = found.severity.as_str();
            writeln!(
                told,
                "{file}:{line}:{column}: {severity}: {}",
                found.message
            )
            .unwrap();
        }
        let served: Vec<_> = loaded
            .library
            .articles()
            .iter()
            .map(|article| article.id.as_str())
            .collect();
        writeln!(told, "articles: {}", served.join(" ")).unwrap();
        let expected = fs::read_to_string(case.join("expected.txt")).unwrap_or_default();
        if told != expected.replace("\r\n", "\n") {
            writeln!(wrong, "{}\n{told}", case.display()).unwrap();
        }
    }
    assert!(
        wrong.is_empty(),
        "told otherwise than expected.txt says:\n{wrong}"
    );
}

#[test]
fn ten_mistakes_at_once_are_all_told() {
    let loaded = Library::load(&[Source::Folder(root("tests/invalid_articles/ten-at-once"))]);
    let messages: BTreeSet<_> = loaded
        .diagnostics
        .iter()
        .map(|found| found.message.as_str())
        .collect();
    assert_eq!((loaded.diagnostics.len(), messages.len()), (10, 10));
    assert!(
        loaded
            .diagnostics
            .iter()
            .all(|found| found.line > 1 || found.column > 1)
    );
}

#[test]
fn an_article_with_a_fatal_mistake_takes_no_other_with_it() {
    let loaded = Library::load(&[Source::Folder(root(
        "tests/invalid_articles/unclosed-front-matter",
    ))]);
    assert!(
        loaded
            .diagnostics
            .iter()
            .any(|found| found.severity == Severity::Fatal)
    );
    assert!(loaded.library.find("GOOD").is_some());
}
