//! Whom a report is about where no line of it opens with a recipient.

use std::sync::LazyLock;

use regex::Regex;

use super::{Found, SectionKind, Span, draft::Draft, lines, pattern::pattern, recipient_lines};

/// Words behind which the address of the recipient stands in a sentence.
static NAMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(concat!(
        r#"(?i)(?:deliver(?:ing|y|ed)?\b[\w\s']{0,60}?\bto:?|unknown user:|attempts:|allowed size:|addressed to|local mailbox|recipient(?:\(s\))?:?|rcpt to:|address:|message to|mail to|permanent errors?:|mailbox is full:|"#,
        r#"relay for|(?:收件人(?:邮箱|邮件)?(?:地址)?|收信人|邮件地址|邮箱地址|发往|发给|发送到|发送给|投递到|投递给|传递给)[::]?(?:为|是)?)\s*[<'"\[(]*\b"#,
        // A sentence of Chinese goes on behind the address without a blank; a domain of Chinese letters begins with one.
        r#"(?P<address>[^\s<>"':;,()\[\]@]+@(?:[A-Za-z0-9.-]*[A-Za-z0-9]|[^\s<>"':;,()\[\]@]+))[.>"'\])]*(?:[\s:;,]|[^\x00-\x7f]|$)"#
    ))
});

/// The recipients that the header names, else the sentences of a region, else its lists, else the refusal itself, else
/// the header of the message that came back. Only what can be nobody else is taken from the last two.
pub(super) fn of(draft: &Draft, region: Span, quoted: Span) -> Vec<Found<String>> {
    let text = &draft.text;
    let mut found = field(draft, SectionKind::Headers, "x-failed-recipients:");
    let sources: [&dyn Fn() -> Vec<Found<String>>; 4] = [
        &|| named(text, region),
        &|| recipient_lines::listed(text, region),
        &|| {
            let named = addresses(text, quoted).into_iter();
            only(
                draft,
                named
                    .filter(|found| !is_of_sender(text, found.span))
                    .collect(),
            )
        },
        &|| only(draft, field(draft, SectionKind::Original, "to:")),
    ];
    for source in sources {
        if found.is_empty() {
            found = source();
        }
    }
    found
}

/// Whom a text that is no report is about: whom its sentences name, else the row of a table in which the words stand, else
/// its list of recipients.
pub(super) fn told(text: &str, region: Span, quoted: Span) -> Vec<Found<String>> {
    let mut found = named(text, region);
    if found.is_empty() {
        let cells = lines::row(text, quoted.start).into_iter();
        let cells: Vec<_> = cells.filter_map(|cell| whole_address(text, cell)).collect();
        found = if cells.len() == 1 { cells } else { Vec::new() };
    }
    if found.is_empty() {
        found = recipient_lines::announced(text, region);
    }
    found
}

/// The address that a piece of text is.
fn whole_address(text: &str, piece: Span) -> Option<Found<String>> {
    let found = addresses(text, piece).into_iter().next()?;
    (found.span == piece).then_some(found)
}

/// The recipients that sentences of a region name.
pub(super) fn named(text: &str, region: Span) -> Vec<Found<String>> {
    let Some(pattern) = NAMED.as_ref() else {
        return Vec::new();
    };
    let hits = pattern.captures_iter(region.of(text));
    recipient_lines::distinct(hits.filter_map(|hit| hit.name("address")).map(|address| {
        let span = Span::new(region.start + address.start(), region.start + address.end());
        Found::new(address.as_str().to_owned(), span)
    }))
}

/// The one address, unless it is the sender's, who is told of the failure.
fn only(draft: &Draft, found: Vec<Found<String>>) -> Vec<Found<String>> {
    let told = field(draft, SectionKind::Headers, "to:");
    let is_sender = |address: &Found<String>| {
        told.iter()
            .chain(&field(draft, SectionKind::Original, "from:"))
            .any(|own| own.value.eq_ignore_ascii_case(&address.value))
    };
    if found.len() == 1 && !found.iter().any(is_sender) {
        found
    } else {
        Vec::new()
    }
}

/// Whether the word before the address says that mail comes from it.
fn is_of_sender(text: &str, address: Span) -> bool {
    let before = text.get(..address.start).unwrap_or_default();
    let word = before.trim_end_matches([' ', '\n', '<', '"', '\'']);
    ["from", "by", "sender", "from:", "sender:"]
        .iter()
        .any(|mark| {
            word.len()
                .checked_sub(mark.len())
                .and_then(|at| word.get(at..))
                .is_some_and(|own| own.eq_ignore_ascii_case(mark))
        })
}

/// The addresses in the header field of this name, in all parts of a kind.
fn field(draft: &Draft, kind: SectionKind, name: &str) -> Vec<Found<String>> {
    let text = &draft.text;
    draft
        .spans(kind)
        .into_iter()
        .flat_map(|span| {
            let head = lines::lines(text, span).into_iter();
            head.skip_while(|line| !line.text.contains(':'))
                .take_while(|line| !line.is_blank())
        })
        .filter(|line| {
            let own = line.text.get(..name.len());
            own.is_some_and(|own| own.eq_ignore_ascii_case(name))
        })
        .flat_map(|line| addresses(text, line.span))
        .collect()
}

/// The addresses in a span, in order.
pub(super) fn addresses(text: &str, within: Span) -> Vec<Found<String>> {
    lines::addresses(text, within)
        .into_iter()
        .map(|span| Found::new(span.of(text).to_owned(), span))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found = named(text, Span::new(0, text.len()));
        let got: Vec<&str> = found.iter().map(|found| found.span.of(text)).collect();
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn sentences_name_recipients() {
        check(
            "550 5.7.1 Unable to relay for bob@b.example",
            &["bob@b.example"],
        );
        check(
            "could not deliver mail to <bob@b.example>.",
            &["bob@b.example"],
        );
        check("RCPT TO:<bob@b.example> failed", &["bob@b.example"]);
        check("sent by alice@a.example, and emailto bob", &[]);
        check(
            "Your message wasn't delivered to tom.b@b.example because",
            &["tom.b@b.example"],
        );
        check("send mail tomas@b.example again", &[]);
        check("recipients@b.example", &[]);
    }

    #[test]
    fn sentences_without_blanks_do_too() {
        check("您发往 wang@b.example 的邮件被退回", &["wang@b.example"]);
        check("邮件地址li@b.example不存在", &["li@b.example"]);
        check(
            "收件人邮件地址(li@b.example)的域名不存在",
            &["li@b.example"],
        );
        check("收件人邮箱地址<li@b.example>错误", &["li@b.example"]);
        check("收件人地址为li@例子.example,无法投递", &["li@例子.example"]);
        check("发件人 li@b.example", &[]);
    }
}
