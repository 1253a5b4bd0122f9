//! What is wrong with an article, where, and how to mend it.

use std::fmt;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The article cannot be loaded.
    Fatal,
    /// `check` fails; the article is served all the same.
    Error,
}

/// One mistake of an author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The file, relative to its folder of articles.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub help: String,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            line,
            column,
            message,
            ..
        } = self;
        write!(f, "{file}:{line}:{column}: {message}")
    }
}

impl Severity {
    /// The stable word that machines read.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fatal => "fatal",
            Self::Error => "error",
        }
    }
}

impl Diagnostic {
    /// A mistake at byte `at` of a file whose whole text is `text`.
    pub fn new(
        file: &str,
        text: &str,
        at: usize,
        severity: Severity,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        let (line, column) = line_and_column(text, at);
        Self {
            file: file.to_owned(),
            line,
            column,
            severity,
            message: message.into(),
            help: help.into(),
        }
    }
}

/// The line and the column in characters, both from 1, of byte `at`. A byte order mark has no column.
fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let at = text.floor_char_boundary(at);
    let before = text.get(..at).unwrap_or_default();
    let before = before.strip_prefix('\u{feff}').unwrap_or(before);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let column = before.get(start..).unwrap_or_default().chars().count() + 1;
    (line, column)
}

/// The mistakes of one file, collected while it is read: reading goes on after each.
#[derive(Debug)]
pub(super) struct Mistakes<'a> {
    file: &'a str,
    text: &'a str,
    found: Vec<Diagnostic>,
    fatal: bool,
}

/// How many mistakes of one file are told: more than anybody reads, and a file of nothing else stays cheap.
const MAX_TOLD: usize = 200;

impl<'a> Mistakes<'a> {
    pub(super) fn new(file: &'a str, text: &'a str) -> Self {
        Self {
            file,
            text,
            found: Vec::new(),
            fatal: false,
        }
    }

    /// The file, as its diagnostics name it.
    pub(super) fn file(&self) -> &'a str {
        self.file
    }

    /// The article cannot be served like this.
    pub(super) fn fatal(&mut self, at: usize, message: impl Into<String>, help: impl Into<String>) {
        self.add(at, Severity::Fatal, message.into(), help.into());
    }

    /// The article can be served, but `check` fails.
    pub(super) fn error(&mut self, at: usize, message: impl Into<String>, help: impl Into<String>) {
        self.add(at, Severity::Error, message.into(), help.into());
    }

    fn add(&mut self, at: usize, severity: Severity, message: String, help: String) {
        self.fatal |= severity == Severity::Fatal;
        let (message, help) = match self.found.len() {
            0..MAX_TOLD => (message, help),
            MAX_TOLD => (
                "and more mistakes".to_owned(),
                "mend the first ones and check again".to_owned(),
            ),
            _ => return,
        };
        self.found.push(Diagnostic::new(
            self.file, self.text, at, severity, message, help,
        ));
    }

    /// Whether the article has to be left out.
    pub(super) fn any_fatal(&self) -> bool {
        self.fatal
    }

    pub(super) fn into_found(self) -> Vec<Diagnostic> {
        self.found
    }
}

/// The known word that `written` was probably meant to be, if one is near.
pub(super) fn nearest<'a>(
    written: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let allowed = (written.chars().count() / 3).clamp(1, 3);
    known
        .into_iter()
        .map(|word| {
            (
                strsim::osa_distance(&written.to_lowercase(), &word.to_lowercase()),
                word,
            )
        })
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, at: usize, expected: (usize, usize)) {
        assert_eq!(line_and_column(text, at), expected, "{text:?} at {at}");
    }

    #[test]
    fn places_are_counted_in_characters_from_one() {
        check("", 0, (1, 1));
        check("ab\ncd", 4, (2, 2));
        check("ab\r\ncd", 4, (2, 1));
        check("退信\n退信", 10, (2, 2));
        check("退信", 1, (1, 1));
        check("ab", 99, (1, 3));
        check("\u{feff}+++", 3, (1, 1));
    }

    #[test]
    fn near_words_are_suggested_and_far_ones_are_not() {
        let known = ["aliases", "sources", "summary"];
        assert_eq!(nearest("alias", known), None);
        assert_eq!(nearest("aliasses", known), Some("aliases"));
        assert_eq!(nearest("Sumary", known), Some("summary"));
        assert_eq!(nearest("colour", known), None);
        assert_eq!(nearest("", known), None);
    }
}
