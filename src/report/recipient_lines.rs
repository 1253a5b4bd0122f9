//! Lines that open with a recipient, as reports list whom they are about.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    Found, Span,
    lines::{Line, lines},
    marks::MARKS,
    pattern::pattern,
};

/// How many recipients are looked at.
pub(super) const RECIPIENTS_LIMIT: usize = 1000;

/// How many lines a wrapped reply may go on for until it names the recipient again.
const WRAPPED_LINES: usize = 3;

/// A line that opens with the address of a recipient: alone, with a colon and the reason behind it, with a time, or with
/// the address once more in brackets.
static HEAD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(concat!(
        r#"^(?i:(?:final[- ])?recipient(?:\s+address)?\s*:\s*|address\s*:\s*|failed\s+to\s+deliver\s+to\s+|\[status[^<]{0,30}|[\w .,'-]{1,60}<mailto:|--\s+)?"#,
        r#"[\s>*•"'<\[(-]*(?i:mailto:|smtp:)?(?P<address>[^\s<>"':;,()\[\]@]+@[^\s<>"':;,()\[\]@]+?)\.?[>"'\])]*"#,
        r#"(?:\s*<[^>\n]{0,200}>|\s*\((?P<note>[^)\n]{0,200})\))?\s*(?P<end>:|;|\.\.\.|,|\[|$|\s(?i:on)\s|\s(?i:error)\b)"#
    ))
});

/// A line that opens with a recipient.
pub(super) struct RecipientLine {
    /// The number of the line.
    pub(super) line: usize,
    /// Who it is.
    pub(super) address: Found<String>,
    /// Where the words behind the address begin.
    pub(super) rest: usize,
}

/// The lines that open with a recipient, in order.
pub(super) fn recipient_lines(text: &str, all: &[Line<'_>]) -> Vec<RecipientLine> {
    let Some(pattern) = HEAD.as_ref() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (number, line) in all.iter().enumerate() {
        let above = number.checked_sub(1).and_then(|above| all.get(above));
        if !line.text.contains('@') || above.is_some_and(|above| MARKS.is_sender_label(above.text))
        {
            continue;
        }
        let Some(hit) = pattern.captures(line.text) else {
            continue;
        };
        let (Some(address), Some(end)) = (hit.name("address"), hit.name("end")) else {
            continue;
        };
        let span = Span::new(
            line.span.start + address.start(),
            line.span.start + address.end(),
        );
        // A wrapped reply may go on with the address it is about.
        let goes_on = found.last().is_some_and(|last: &RecipientLine| {
            let between = all.get(last.line + 1..number).unwrap_or_default();
            number - last.line <= WRAPPED_LINES
                && !between.iter().any(Line::is_blank)
                && last.address.value.eq_ignore_ascii_case(span.of(text))
                && all
                    .get(last.line)
                    .is_some_and(|above| last.rest < above.span.end)
        });
        if goes_on {
            continue;
        }
        // "<bob@b.example> (user unknown)": the note may be the reason itself.
        let note = hit
            .name("note")
            .filter(|note| MARKS.reason_in(note.as_str()).is_some());
        let rest = note.map_or(end.end(), |note| note.start());
        found.push(RecipientLine {
            line: number,
            address: Found::new(span.of(text).to_owned(), span),
            rest: line.span.start + rest,
        });
    }
    found
}

/// The recipients that a region lists, whatever stands below them.
pub(super) fn listed(text: &str, region: Span) -> Vec<Found<String>> {
    let all = recipient_lines(text, &lines(text, region)).into_iter();
    distinct(all.map(|line| line.address))
}

/// Those of them that stand below a line that announces recipients.
pub(super) fn announced(text: &str, region: Span) -> Vec<Found<String>> {
    let all = lines(text, region);
    let mut opening = recipient_lines(text, &all).into_iter().peekable();
    let mut found = Vec::new();
    let mut below = false;
    for (number, line) in all.iter().enumerate() {
        match opening.next_if(|own| own.line == number) {
            Some(own) if below => found.push(own.address),
            Some(_) => {}
            None if line.is_blank() => {}
            None => below = MARKS.lists_recipients(line.text),
        }
    }
    distinct(found.into_iter())
}

/// Each address once, and not more of them than anybody lists.
pub(super) fn distinct(addresses: impl Iterator<Item = Found<String>>) -> Vec<Found<String>> {
    let mut found: Vec<Found<String>> = Vec::new();
    for address in addresses {
        let is_new = |known: &Found<String>| !known.value.eq_ignore_ascii_case(&address.value);
        if found.len() < RECIPIENTS_LIMIT && found.iter().all(is_new) {
            found.push(address);
        }
    }
    found
}
