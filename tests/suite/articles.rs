//! Articles load, and every mistake of an author is told in its place.

use std::{collections::BTreeSet, fmt::Write as _, fs, path::PathBuf};

use whybounce::{
    articles::{Library, Severity, Source},
    vocabulary::Lang,
};

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

/// A site's own folder over the shipped ones.
#[test]
fn a_later_source_adds_and_replaces() {
    let base = Source::Folder(root("tests/overlay/base"));
    let site = Source::Folder(root("tests/overlay/site"));
    let loaded = Library::load(&[base, site]);
    assert_eq!(loaded.diagnostics, []);
    let library = loaded.library;
    let ids: Vec<_> = library
        .articles()
        .iter()
        .map(|article| article.id.as_str())
        .collect();
    assert_eq!(ids, ["Replaced", "added", "kept"]);
    let replaced = library.find("replaced").unwrap();
    let (english, _) = replaced.text(Lang::En);
    assert_eq!(english.title, "Ask our own helpdesk");
    // The old translation speaks of the old text.
    assert_eq!(replaced.text(Lang::Zh), (english, Lang::En));
    assert_eq!(replaced.topic, "relay");
    let kept = library.find("KB1").unwrap();
    assert_eq!(kept.text(Lang::Zh).0.title, "中继被拒绝");
    assert_eq!(
        kept.causes[0].signatures.len(),
        2,
        "the translation's signature is added"
    );
    assert_eq!(
        library
            .find_cause("kb1#no-login")
            .and_then(|cause| library.cause(cause))
            .unwrap()
            .0
            .id,
        "kept"
    );
    let written = &kept.causes[0].signatures[1];
    let mistake = library.mistake(written, "never matches", "mend it");
    assert_eq!(mistake.to_string(), "relay/kept.zh.md:7:15: never matches");
    assert_eq!(library.languages()[&Lang::Zh], 1);
}

#[cfg(unix)]
#[test]
fn links_out_of_the_folder_and_pipes_are_refused_without_waiting() {
    use std::os::unix::fs::symlink;
    let folder = std::env::temp_dir().join(format!("whybounce-articles-{}", std::process::id()));
    let topic = folder.join("relay");
    fs::create_dir_all(&topic).unwrap();
    symlink("/etc/passwd", topic.join("out.md")).unwrap();
    symlink(&folder, topic.join("loop")).unwrap();
    symlink("nowhere", topic.join("dangling.md")).unwrap();
    std::os::unix::net::UnixListener::bind(topic.join("socket.md")).unwrap();
    fs::write(topic.join("huge.md"), vec![b'x'; 300_000]).unwrap();
    let loaded = Library::load(&[Source::Folder(folder.clone())]);
    fs::remove_dir_all(&folder).unwrap();
    let files: Vec<_> = loaded
        .diagnostics
        .iter()
        .map(|found| found.file.as_str())
        .collect();
    assert_eq!(
        files,
        [
            "relay/dangling.md",
            "relay/huge.md",
            "relay/out.md",
            "relay/socket.md"
        ]
    );
    assert!(loaded.library.articles().is_empty());
}
