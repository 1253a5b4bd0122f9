//! Listings of a server's queue (`mailq`, `postqueue -p`), where a reason stands above the recipients that wait for it.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    Action, Failure, Found, Span,
    lines::{self, Line, lines},
    log,
    marks::MARKS,
    pattern::pattern,
};

/// How many lines a reason may be wrapped over.
const WRAPPED_LINES: usize = 8;

/// The line of one message: its id, with a mark if it is being sent or held, its size and when it came. Postfix and
/// Sendmail write it alike.
static ENTRY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(concat!(
        r"^[0-9A-Za-z]{5,20}[*!#?-]{0,2}\s+\d+\+?\s+",
        r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d [\d:]{4,8}(?:\s|$)"
    ))
});

/// What a text lists: nothing, if it lists no message.
pub(super) fn read(text: &str, region: Span) -> Option<Vec<Failure>> {
    let is_entry = |line: &Line<'_>| {
        ENTRY
            .as_ref()
            .is_some_and(|entry| entry.is_match(line.text))
    };
    let all = lines(text, region);
    let mut failures: Vec<Failure> = Vec::new();
    let mut rest = all.as_slice();
    let mut listed = false;
    // Whether the recipients of the last reason may still follow.
    let mut open = false;
    while let [line, below @ ..] = rest {
        rest = below;
        if is_entry(line) {
            (listed, open) = (true, false);
        } else if listed && line.text.starts_with('(') {
            let wrapped = below.iter().take(WRAPPED_LINES).take_while(|next| {
                !next.is_blank() && !is_entry(next) && recipient(text, next).is_none()
            });
            let more = if line.text.ends_with(')') {
                0
            } else {
                wrapped.count()
            };
            let last = more.checked_sub(1).and_then(|last| below.get(last));
            rest = below.get(more..).unwrap_or_default();
            let whole = Span::new(line.span.start, last.unwrap_or(line).span.end);
            let failure = reason(text, whole);
            open = failure.is_some();
            failures.extend(failure);
        } else if let (true, Some(address), Some(failure)) =
            (open, recipient(text, line), failures.last_mut())
        {
            failure.recipients.push(address);
            failure.context.push(line.span);
        } else {
            open = false;
        }
    }
    listed.then_some(failures)
}

/// The address that a line consists of.
fn recipient(text: &str, line: &Line<'_>) -> Option<Found<String>> {
    let bare = line.text.trim_matches(['<', '>', ',']);
    let span = lines::addresses(text, line.span).into_iter().next()?;
    (span.of(text) == bare).then(|| Found::new(bare.to_owned(), span))
}

/// What a reason in brackets says.
fn reason(text: &str, whole: Span) -> Option<Failure> {
    let inner = whole.of(text).strip_prefix('(')?;
    let inner = inner.strip_suffix(')').unwrap_or(inner);
    let words = Span::new(whole.start + 1, whole.start + 1 + inner.len());
    let mut failure = log::of_words(text, lines::trimmed(text, words))?;
    failure.said_by = MARKS.speaker(text, whole, failure.quoted);
    failure.step = MARKS.step_around(text, whole, failure.quoted);
    failure.context.push(whole);
    failure.action = Some(Action::Delayed);
    Some(failure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&[(&str, &[&str])]>) {
        let found = read(text, Span::new(0, text.len()));
        let got: Option<Vec<(&str, Vec<&str>)>> = found.as_ref().map(|failures| {
            let told = failures.iter().map(|failure| {
                let names = failure.recipients.iter();
                let names = names.map(|name| name.span.of(text)).collect();
                (failure.quoted.of(text), names)
            });
            told.collect()
        });
        let expected = expected.map(|all| {
            let all = all.iter().map(|(words, names)| (*words, names.to_vec()));
            all.collect::<Vec<_>>()
        });
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn a_reason_is_for_the_recipients_below_it() {
        check(
            "4F2A1C05B7* 1234 Fri Nov 27 08:12:01 a@a.example\n   b@b.example\n\n9A1B2C3D4E 50 Fri Nov  7 08:01:44 a@a.example\n(host mx.c.example[192.0.2.1] said: 452 4.2.2 full (in reply to RCPT TO command))\n   c@c.example\n   d@c.example\n(connect to e.example[192.0.2.2]:25: Connection refused)\n   e@e.example\n\n-- 1 Kbytes in 2 Requests.",
            Some(&[
                ("452 4.2.2 full", &["c@c.example", "d@c.example"]),
                (
                    "connect to e.example[192.0.2.2]:25: Connection refused",
                    &["e@e.example"],
                ),
            ]),
        );
    }

    #[test]
    fn a_reason_may_be_wrapped() {
        check(
            "4ARBC1d2001234 2048 Fri Nov 27 12:01 <a@a.example>\n  (Deferred: Connection timed out\n   with mx.b.example.)\n  <b@b.example>",
            Some(&[(
                "Deferred: Connection timed out\n   with mx.b.example.",
                &["b@b.example"],
            )]),
        );
    }

    #[test]
    fn what_waits_for_nothing_has_not_failed() {
        check(
            "4F2A1C05B7* 1234 Fri Nov 27 08:12:01 a@a.example\n   b@b.example",
            Some(&[]),
        );
        check("(550 no such user)\n   b@b.example", None);
    }
}
