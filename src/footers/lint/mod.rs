//! What is wrong with a file of a mail system that words its reports, and whether every link in it leads to a page.

mod exim;
mod links;
mod messages;
mod table;
mod templates;

use std::collections::BTreeSet;

use super::{Base, Table};
use crate::{
    articles::{Diagnostic, Library, Severity},
    wording::{FooterFindings, FooterKinds, Remark},
};

/// What a file is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// Templates for the reports of Postfix (bounce(5)).
    Templates,
    /// A table of Postfix with patterns (`pcre_table`, `regexp_table`).
    Table,
    /// A template for the reports or the warnings of Exim.
    Exim,
    /// What `Get-SystemMessage` of Exchange printed.
    Messages,
    /// Anything else.
    Text,
}

impl FileKind {
    /// The stable word that machines read.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Templates => "postfix-templates",
            Self::Table => "postfix-table",
            Self::Exim => "exim-template",
            Self::Messages => "exchange-messages",
            Self::Text => "text",
        }
    }

    /// Its name for people.
    pub fn name(self, words: &FooterKinds) -> &str {
        match self {
            Self::Templates => &words.templates,
            Self::Table => &words.table,
            Self::Exim => &words.exim,
            Self::Messages => &words.messages,
            Self::Text => &words.text,
        }
    }

    fn of(text: &str) -> Self {
        let mut lines = text.lines().map(str::trim_end);
        if lines.clone().any(|line| line == "****") {
            Self::Exim
        } else if lines.clone().any(templates::is_head) {
            Self::Templates
        } else if messages::is_list(text) {
            Self::Messages
        } else if lines.any(table::is_rule) {
            Self::Table
        } else {
            Self::Text
        }
    }
}

/// What a file is held against.
#[derive(Debug, Clone, Copy)]
pub struct Linter<'a> {
    /// The articles that links may lead to.
    pub library: &'a Library,
    /// The limits of mail systems.
    pub systems: &'a Table,
    /// In which words mistakes are told.
    pub words: &'a FooterFindings,
    /// The site whose links are meant; any if it is left out.
    pub base: Option<&'a Base>,
}

/// What was found in a file.
#[derive(Debug, Clone)]
pub struct Checked {
    /// What it was taken for.
    pub kind: FileKind,
    /// The codes it links to, in the form of their pages.
    pub codes: BTreeSet<String>,
    /// The articles it links to.
    pub articles: BTreeSet<String>,
    /// What to mend, in the order of the file.
    pub diagnostics: Vec<Diagnostic>,
}

impl Linter<'_> {
    /// Checks a file. Total: no file is an error.
    pub fn check(&self, name: &str, bytes: &[u8]) -> Checked {
        let (text, whole) = decoded(bytes);
        let kind = FileKind::of(&text);
        let mut found = Findings {
            linter: self,
            name,
            text: &text,
            links: 0,
            checked: Checked {
                kind,
                codes: BTreeSet::new(),
                articles: BTreeSet::new(),
                diagnostics: Vec::new(),
            },
        };
        if let Some(at) = whole.err() {
            found.fatal(at, &self.words.not_text, &[]);
        }
        match kind {
            FileKind::Templates => templates::check(&mut found),
            FileKind::Table => table::check(&mut found),
            FileKind::Exim => exim::check(&mut found),
            FileKind::Messages => messages::check(&mut found),
            FileKind::Text => found.links(0, &text),
        }
        if found.links == 0 {
            found.error(0, &self.words.no_link, &[]);
        }
        let mut checked = found.checked;
        checked
            .diagnostics
            .sort_by_key(|found| (found.line, found.column));
        checked
    }
}

/// How many mistakes of one file are told: more than anybody reads.
const MOST_TOLD: usize = 200;

/// What is found while a file is read.
struct Findings<'a> {
    linter: &'a Linter<'a>,
    name: &'a str,
    text: &'a str,
    links: usize,
    checked: Checked,
}

impl<'a> Findings<'a> {
    fn words(&self) -> &'a FooterFindings {
        self.linter.words
    }

    /// The mail system does not take it, or something else than meant is sent.
    fn fatal(&mut self, at: usize, remark: &Remark, values: &[(&str, &str)]) {
        self.add(at, Severity::Fatal, remark, values);
    }

    /// It works, but not well.
    fn error(&mut self, at: usize, remark: &Remark, values: &[(&str, &str)]) {
        self.add(at, Severity::Error, remark, values);
    }

    fn add(&mut self, at: usize, severity: Severity, remark: &Remark, values: &[(&str, &str)]) {
        if self.checked.diagnostics.len() < MOST_TOLD {
            let (says, help) = (remark.says.with(values), remark.help.with(values));
            let diagnostic = Diagnostic::new(self.name, self.text, at, severity, says, help);
            self.checked.diagnostics.push(diagnostic);
        }
    }

    /// Checks the links of a piece of the file that begins at byte `at`.
    fn links(&mut self, at: usize, piece: &str) {
        self.links_in(piece, &|place| at + place);
    }

    /// Checks the links of a text whose bytes stand in the file where `place` says.
    fn links_in(&mut self, text: &str, place: &dyn Fn(usize) -> usize) -> Vec<String> {
        links::check(self, text, place)
    }
}

/// A file as text, as far as it is one.
pub fn text_of(bytes: &[u8]) -> String {
    decoded(bytes).0
}

/// The file as text; where it is neither UTF-8 nor, as Windows PowerShell writes it, UTF-16, the place of the first
/// wrong byte beside it.
fn decoded(bytes: &[u8]) -> (String, Result<(), usize>) {
    let wide = |pair: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes
            .chunks_exact(2)
            .filter_map(|unit| Some(pair(unit.try_into().ok()?)))
            .collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xff, 0xfe, ..] => (wide(u16::from_le_bytes), Ok(())),
        [0xfe, 0xff, ..] => (wide(u16::from_be_bytes), Ok(())),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => (text.to_owned(), Ok(())),
            Err(error) => (
                String::from_utf8_lossy(bytes).into_owned(),
                Err(error.valid_up_to()),
            ),
        },
    }
}

/// The lines of a text without their ends, each with its place.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut at = start;
    text.get(start..)
        .unwrap_or_default()
        .split_inclusive('\n')
        .map(move |line| {
            let place = at;
            at += line.len();
            (place, line.trim_end_matches(['\n', '\r']))
        })
}

/// Where the first character beyond ASCII stands.
fn beyond_ascii(text: &str) -> Option<usize> {
    text.find(|c: char| !c.is_ascii() && c != '\u{feff}')
}

/// The names in a list (`*_names.txt`).
fn names(list: &'static str) -> BTreeSet<&'static str> {
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(|line| line.split(' ')).collect()
}

#[cfg(test)]
mod tests;
