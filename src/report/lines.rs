//! Lines and addresses of a text, with the places where they stand.

use super::Span;

/// One line without its line end and without blanks at its ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line<'t> {
    /// The words.
    pub(super) text: &'t str,
    /// Where they stand.
    pub(super) span: Span,
    /// How many bytes of blanks stand before them.
    pub(super) indent: usize,
}

impl Line<'_> {
    /// Whether nothing stands on it.
    pub(super) fn is_blank(&self) -> bool {
        self.text.is_empty()
    }
}

/// The lines inside a span of a text.
pub(super) fn lines(text: &str, within: Span) -> Vec<Line<'_>> {
    let mut found = Vec::new();
    let mut start = within.start;
    for raw in within.of(text).split('\n') {
        let left = raw.trim_start();
        let indent = raw.len() - left.len();
        let trimmed = left.trim_end();
        let at = start + indent;
        found.push(Line {
            text: trimmed,
            span: Span::new(at, at + trimmed.len()),
            indent,
        });
        start += raw.len() + 1;
    }
    found
}

/// The span without blanks at its ends.
pub(super) fn trimmed(text: &str, span: Span) -> Span {
    let piece = span.of(text);
    let left = piece.trim_start();
    let start = span.start + (piece.len() - left.len());
    Span::new(start, start + left.trim_end().len())
}

/// A span cut to at most `limit` bytes, on a character boundary.
pub(super) fn bounded(text: &str, span: Span, limit: usize) -> Span {
    Span::new(
        span.start,
        floor(text, span.end.min(span.start.saturating_add(limit))),
    )
}

/// The last character boundary at or before an offset.
pub(super) fn floor(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The cells of the row of a table in which an offset stands; none, if its line is no such row.
pub(super) fn row(text: &str, offset: usize) -> Vec<Span> {
    let before = text.get(..offset).unwrap_or_default();
    let mut at = before.rfind('\n').map_or(0, |end| end + 1);
    let line = text.get(at..).unwrap_or_default().split('\n').next();
    let mut found = Vec::new();
    for cell in line.unwrap_or_default().split('\t') {
        let span = trimmed(text, Span::new(at, at + cell.len()));
        if span.start < span.end {
            found.push(span);
        }
        at += cell.len() + 1;
    }
    if found.len() > 2 { found } else { Vec::new() }
}

/// The mail addresses inside a span, in order: something, an `@`, something.
pub(super) fn addresses(text: &str, within: Span) -> Vec<Span> {
    let piece = within.of(text);
    let mut found = Vec::new();
    let mut from = 0;
    for (at, _) in piece.match_indices('@') {
        if at < from {
            continue;
        }
        let before = piece.get(from..at).unwrap_or_default();
        let start = before
            .char_indices()
            .rev()
            .take_while(|(_, c)| is_local(*c))
            .last()
            .map_or(at, |(place, _)| from + place);
        let after = piece.get(at + 1..).unwrap_or_default();
        let length = after
            .char_indices()
            .take_while(|(_, c)| is_domain(*c))
            .last()
            .map_or(0, |(place, c)| place + c.len_utf8());
        let domain = after.get(..length).unwrap_or_default();
        let end = at + 1 + domain.trim_end_matches(['.', '-']).len();
        from = at + 1;
        let local = piece.get(start..at).unwrap_or_default();
        let ends: &[char] = if local.starts_with("=?") {
            &['\'']
        } else {
            &['\'', '.', '*', '=', '&', '/', '`']
        };
        let kept = local.trim_start_matches(ends);
        if !kept.is_empty() && end > at + 1 {
            let start = at - kept.len();
            found.push(Span::new(within.start + start, within.start + end));
            from = end;
        }
    }
    found
}

fn is_local(c: char) -> bool {
    c.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c)
}

fn is_domain(c: char) -> bool {
    c.is_alphanumeric() || c == '.' || c == '-' || c == '_'
}

/// Whether the word is shaped like the name or the address of a host: dotted, not a code, not a sentence's end.
pub(super) fn is_host(word: &str) -> bool {
    if word.parse::<std::net::IpAddr>().is_ok() {
        return true;
    }
    let labels: Vec<&str> = word.trim_end_matches('.').split('.').collect();
    labels.len() > 1
        && word.len() <= 253
        && labels.iter().all(|label| {
            !label.is_empty()
                && label
                    .chars()
                    .all(|c| c.is_alphanumeric() || c == '-' || c == '_')
        })
        && labels
            .last()
            .is_some_and(|last| last.chars().any(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found = addresses(text, Span::new(0, text.len()));
        let got: Vec<_> = found.iter().map(|span| span.of(text)).collect();
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn addresses_stand_between_brackets_quotes_and_sentence_ends() {
        check("<bob@example.net>: no", &["bob@example.net"]);
        check(
            "To 'bob@example.net' and a+b@x.example.",
            &["bob@example.net", "a+b@x.example"],
        );
        check("mailto:bob@example.net]", &["bob@example.net"]);
        check("用户bob@example.net不存在", &["用户bob@example.net不存在"]);
        check("@", &[]);
        check("a@ b", &[]);
        check("@@@x", &[]);
    }

    #[test]
    fn hosts_are_told_from_codes_and_sentences() {
        for host in [
            "mx.example.net",
            "192.0.2.1",
            "2001:db8::1",
            "mx1.example.net.",
        ] {
            assert!(is_host(host), "{host}");
        }
        for other in ["5.7.1", "said", "", ".", "a..b", "x y.z"] {
            assert!(!is_host(other), "{other}");
        }
    }

    #[test]
    fn lines_know_their_places() {
        let text = "a\n  b \n\nc";
        let found = lines(text, Span::new(0, text.len()));
        let got: Vec<_> = found
            .iter()
            .map(|line| (line.text, line.span.of(text), line.indent))
            .collect();
        assert_eq!(
            got,
            [("a", "a", 0), ("b", "b", 2), ("", "", 0), ("c", "c", 0)]
        );
    }
}
