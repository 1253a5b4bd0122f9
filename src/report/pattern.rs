//! Patterns over text that has been cleaned: there digits, blanks and the ends of words are those of ASCII.

use regex::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};

use crate::pattern::fixed;

/// How large a compiled pattern may be, in bytes.
const SIZE_LIMIT: usize = 64 << 20;

/// A pattern as it is written in the source ([`fixed`]).
pub(super) fn pattern(text: &str) -> Option<Regex> {
    fixed(&in_ascii(text))
}

/// A pattern of a table: case does not matter, and `^` and `$` match at each line.
pub(super) fn of_table(text: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(&in_ascii(text))
        .case_insensitive(true)
        .multi_line(true)
        .size_limit(SIZE_LIMIT)
        .build()
}

/// Patterns of a table, matched all at once.
pub(super) fn set(patterns: &[String]) -> Result<RegexSet, regex::Error> {
    RegexSetBuilder::new(patterns.iter().map(|text| in_ascii(text)))
        .case_insensitive(true)
        .multi_line(true)
        .size_limit(SIZE_LIMIT)
        .build()
}

/// Patterns in which a blank may be the end of a line: reports are wrapped.
pub(super) fn wrapped(patterns: &[String]) -> Vec<String> {
    let patterns = patterns.iter();
    patterns.map(|text| text.replace(' ', r"\s+")).collect()
}

/// The pattern with the ASCII meaning of `\b`, `\d` and `\s`. That of all Unicode takes long to compile, and where a word
/// ends in Unicode no automaton can tell: a text with one accent in it was searched twenty times as slowly. After Chinese
/// words, which leave no blank before "error", the end of ASCII is the better one besides.
fn in_ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('b') => out.push_str(r"(?-u:\b)"),
            Some('d') => out.push_str("[0-9]"),
            Some('s') => out.push_str(r"[ \t\n\r\x0b\x0c]"),
            other => {
                out.push(c);
                out.extend(other);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, line: &str, expected: &str) {
        let found = pattern(text)
            .unwrap()
            .find(line)
            .map_or("", |hit| hit.as_str());
        assert_eq!(found, expected, "{text} in {line}");
    }

    #[test]
    fn classes_are_those_of_ascii_and_the_rest_stays() {
        check(r"\bstatus=\w+\b", "错误status=bounced。", "status=bounced");
        check(r"[^\s<>]+\d{3}", "a <b550> c", "b550");
        check(r"\\d\.", r"5. \d.", r"\d.");
        check(r"[\s\d.]+$", "x 5. 1", " 5. 1");
        check(r"(?i)\w+失败", "投递失败", "投递失败");
    }
}
