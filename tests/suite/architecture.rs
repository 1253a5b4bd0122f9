//! The invariants of ARCHITECTURE.md, held against the source.

use std::{
    fs,
    path::{Path, PathBuf},
};

struct Source {
    /// Relative to `src`, such as `report/mail.rs`.
    path: String,
    /// The whole file.
    text: String,
    /// Without its tests.
    code: String,
}

impl Source {
    /// The top-level module the file belongs to.
    fn module(&self) -> &str {
        self.path.split(['/', '.']).next().unwrap()
    }

    /// Lines that are no comments.
    fn statements(&self) -> impl Iterator<Item = &str> {
        self.code
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn sources() -> Vec<Source> {
    let mut found = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let code = text
                    .split("#[cfg(test)]\nmod tests")
                    .next()
                    .unwrap()
                    .to_owned();
                let path = path
                    .strip_prefix(root())
                    .unwrap()
                    .to_string_lossy()
                    .into_owned();
                found.push(Source { path, text, code });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(
        found.len() > 20,
        "the source tree is where it is looked for"
    );
    found
}

/// The modules in the order of `lib.rs`.
fn order() -> Vec<String> {
    let lib = fs::read_to_string(root().join("lib.rs")).unwrap();
    let modules = lib
        .lines()
        .map(|line| line.trim_start_matches("pub "))
        .filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'));
    modules.map(str::to_owned).collect()
}

#[track_caller]
fn only_in(words: &[&str], places: &[&str]) {
    let mut wrong = Vec::new();
    for source in sources() {
        if places.iter().any(|place| source.path.starts_with(place)) {
            continue;
        }
        for line in source.statements() {
            if words.iter().any(|word| line.contains(word)) {
                wrong.push(format!("{}: {}", source.path, line.trim()));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{words:?} may stand only in {places:?}:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn each_large_library_has_one_home() {
    only_in(&["tantivy"], &["index/"]);
    only_in(&["axum", "askama", "tower::", "tower_http"], &["web/"]);
    only_in(&["pulldown_cmark"], &["articles/markdown"]);
    only_in(
        &["mail_parser", "cfb::", "chardetng", "encoding_rs"],
        &["report/"],
    );
    only_in(&["clap"], &["cli/"]);
    only_in(&["qrcode", "infer::"], &["web/"]);
    // A pattern that cannot be compiled must be seen: there it is.
    only_in(&["Regex::new"], &["pattern.rs", "codes/scanner"]);
    // The description of the API is made from the types that are answered.
    only_in(
        &["utoipa"],
        &["web/", "answer.rs", "vocabulary.rs", "evidence/systems.rs"],
    );
}

#[test]
fn modules_use_only_those_before_them() {
    let order = order();
    let place = |module: &str| order.iter().position(|known| known == module);
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(own) = place(source.module()) else {
            continue;
        };
        for (number, module) in order.iter().enumerate().skip(own + 1) {
            let direct = format!("crate::{module}::");
            let listed = format!("    {module}::");
            let mut listing = false;
            for line in source.statements() {
                listing = (listing || line.starts_with("use crate::{")) && !line.starts_with("};");
                if line.contains(&direct) || (listing && line.starts_with(&listed)) {
                    wrong.push(format!(
                        "{} uses {module} ({number} > {own}): {}",
                        source.path,
                        line.trim()
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_core_reads_no_clock_no_environment_and_waits_for_nobody() {
    let outside = ["web/", "cli/", "main.rs"];
    only_in(
        &[
            "std::time",
            "SystemTime",
            "Instant::now",
            "std::env::",
            "async fn",
            "std::net::Tcp",
        ],
        &outside,
    );
    only_in(
        &["std::fs", "fs::File"],
        &["web/", "cli/", "articles/source"],
    );
    only_in(&["println!", "print!("], &["cli/"]);
}

#[test]
fn knowledge_is_data() {
    let mut wrong = Vec::new();
    for source in sources() {
        for line in source.statements() {
            let names_article = line.match_indices('Q').any(|(at, _)| {
                let digits = line[at + 1..]
                    .bytes()
                    .take_while(u8::is_ascii_digit)
                    .count();
                digits == 6
            });
            if names_article {
                wrong.push(format!("{}: {}", source.path, line.trim()));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "code that names an article:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn nothing_is_left_to_be_done_later() {
    let marks = [
        concat!("todo", "!("),
        concat!("unimplemented", "!("),
        concat!("dbg", "!("),
        concat!("FIX", "ME"),
        concat!("TO", "DO"),
    ];
    let mut wrong = Vec::new();
    for source in sources() {
        for mark in marks {
            if source.text.contains(mark) {
                wrong.push(format!("{}: {mark}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_can_be_read_in_one_sitting() {
    let long: Vec<String> = sources()
        .iter()
        .filter(|source| source.code.lines().count() > 400)
        .map(|source| format!("{}: {} lines", source.path, source.code.lines().count()))
        .collect();
    assert!(long.is_empty(), "split by noun: {}", long.join(", "));
}
