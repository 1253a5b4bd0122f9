//! How far a quoted piece goes, and what around it is not part of it.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    Span,
    lines::{self, Line},
    marks::MARKS,
    opening::{Opening, opening},
    pattern::pattern,
};

/// The longest piece that is quoted, in bytes.
const QUOTE_LIMIT: usize = 1000;

/// A line that holds a code and nothing else.
static ONLY_REPLY: LazyLock<Option<Regex>> = LazyLock::new(|| pattern(r"^[#\s]*[45]\d\d[\s.]*$"));

/// How far the piece goes that begins at `start` on line `number`: to the end of the wrapped line, a closing quotation
/// mark, or a mark that ends a quotation. Lines of one reply (`550-…`, `550 …`) are one piece.
pub(super) fn extent(text: &str, all: &[Line<'_>], number: usize, start: usize) -> Span {
    let mut end = all.get(number).map_or(start, |line| line.span.end);
    let first = opening(text.get(start..end).unwrap_or_default());
    let mut current = text.get(start..end).unwrap_or_default();
    for pair in all.get(number..).unwrap_or_default().windows(2) {
        let [line, next] = pair else { break };
        // A code alone is no answer: its words were wrapped onto the next line.
        let codes_only = first.as_ref().is_some_and(|codes| {
            let rest = text.get(start + codes.rest..end).unwrap_or_default();
            codes.is_refusal() && !rest.contains(char::is_alphanumeric)
        });
        let joined = same_reply(first.as_ref(), current, next)
            || is_wrapped(text, line, next)
            || codes_only && next.text.starts_with('<');
        if next.is_blank() || !joined || next.span.end > start + QUOTE_LIMIT {
            break;
        }
        end = next.span.end;
        // A line of a long reply may itself be wrapped.
        if opening(bare(next.text)).is_some_and(|codes| codes.reply.is_some()) {
            current = next.text;
        }
    }
    finished(
        text,
        lines::bounded(text, Span::new(start, end), QUOTE_LIMIT),
    )
}

/// A piece without what belongs to the text around it: words behind a mark that ends a quotation, the other half of a
/// quotation mark or bracket, punctuation before it.
pub(super) fn finished(text: &str, span: Span) -> Span {
    let start = span.start;
    let piece = span.of(text);
    let mut length = MARKS.end_of(piece);
    // Some fence their words in with rules: "553 ----- SMTP error -----".
    if !piece
        .get(..length)
        .is_some_and(|words| words.contains(char::is_alphabetic))
        && piece.contains(char::is_alphabetic)
    {
        length = piece.len();
    }
    if let Some(closing) = closing_quote(text, start) {
        length = length.min(marks(piece, closing).next().unwrap_or(length));
    }
    let piece = piece.get(..length).unwrap_or(piece);
    let mut kept = piece.trim_end();
    // "(reason: 550 no)": the bracket belongs to what stands around.
    for (open, close) in [('(', ')'), ('<', '>'), ('[', ']')] {
        while kept.ends_with(close) && kept.matches(close).count() > kept.matches(open).count() {
            kept = kept.strip_suffix(close).unwrap_or(kept).trim_end();
        }
    }
    for quote in ['\'', '"'] {
        if kept.ends_with(quote) && marks(kept, quote).count() % 2 == 1 {
            kept = kept.strip_suffix(quote).unwrap_or(kept).trim_end();
        }
    }
    let blanks = kept.len() - kept.trim_start_matches([',', ';', ' ', '\n']).len();
    lines::trimmed(text, Span::new(start + blanks, start + kept.len()))
}

/// An answer without what whoever pasted it says behind it, where words of its own are left.
pub(super) fn without_voice(text: &str, span: Span) -> Span {
    let piece = span.of(text);
    let Some(codes) = opening(piece).filter(Opening::is_refusal) else {
        return span;
    };
    let Some(end) = MARKS.voice(piece) else {
        return span;
    };
    let kept = piece.get(codes.rest..end).unwrap_or_default();
    if kept.chars().filter(|c| c.is_alphabetic()).count() < 8 {
        return span;
    }
    finished(text, Span::new(span.start, span.start + end))
}

/// Where the quotation mark stands; between two letters it is an apostrophe.
fn marks(piece: &str, mark: char) -> impl Iterator<Item = usize> {
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let places = piece.match_indices(mark).map(|(at, _)| at);
    places.filter(move |at| {
        let (before, after) = piece.split_at(*at);
        let after = after.chars().nth(1);
        !is_letter(before.chars().next_back()) || !is_letter(after)
    })
}

/// The quotation mark that closes what was opened just before `start`.
fn closing_quote(text: &str, start: usize) -> Option<char> {
    match text.get(..start)?.chars().next_back()? {
        '"' => Some('"'),
        '\'' => Some('\''),
        '‘' => Some('’'),
        '“' => Some('”'),
        _ => None,
    }
}

/// Whether the next line carries on the reply: the same code, with a hyphen before or after.
fn same_reply(first: Option<&Opening>, line: &str, next: &Line<'_>) -> bool {
    let Some(reply) = first.and_then(|codes| codes.reply) else {
        return false;
    };
    let Some(next) = opening(bare(next.text)) else {
        return false;
    };
    let goes_on = bare(line).get(3..4) == Some("-")
        || ONLY_REPLY.as_ref().is_some_and(|only| only.is_match(line));
    next.reply == Some(reply) && goes_on
}

fn bare(line: &str) -> &str {
    line.trim_start_matches(['<', ' ', '\t', '-', '*'])
}

/// Whether a long line was broken and the next one is its rest.
pub(super) fn is_wrapped(text: &str, line: &Line<'_>, next: &Line<'_>) -> bool {
    let before = text.get(..line.span.start).unwrap_or_default();
    let long = line.text.len() + (before.len() - before.rfind('\n').map_or(0, |at| at + 1)) >= 55;
    let open = line.text.ends_with([':', ',', ';']) && line.text.len() > 3;
    let small = next
        .text
        .chars()
        .next()
        .is_some_and(|c| c.is_lowercase() || matches!(c, '.' | ')' | ','));
    // The last line of a wrapped paragraph may be nothing but a name.
    let goes_on =
        long && next.indent > 0 && next.indent == line.indent && lines::is_host(next.text);
    let starts_anew = opening(next.text).is_some_and(|codes| codes.reply.is_some())
        || MARKS.is_filler(next.text) && !goes_on
        || MARKS.starts_original(next.text)
        || next.text.starts_with(['>', '<']) && next.text.ends_with([':', '>'])
        || next.text.starts_with("...")
        || next.text.starts_with("<<<");
    !starts_anew && (long || open || small || next.indent > line.indent + 1 && line.text.len() > 30)
}
