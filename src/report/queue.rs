//! Listings of a server's queue: `mailq` and `postqueue -p`, where a reason stands above the recipients that wait for it, and
//! the lists of Exchange's shell, where each queue or recipient has its last error.

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

/// The last error of a queue or a recipient in Exchange's shell, wrapped or not, and the host it is about.
static LAST_ERROR: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(concat!(
        r"\{LED=(?P<words>[^2{}][^{}]{3,2000})\}(?:;\s*\{MSG=[^{}]{0,2000}\})?",
        r"(?:;\s*\{FQDN=(?P<host>[^{}\s]{1,255})\})?"
    ))
});

/// What a text lists: nothing, if it lists no message and no queue.
pub(super) fn read(text: &str, region: Span) -> Option<Vec<Failure>> {
    let errors = last_errors(text, region);
    // One by itself may be quoted in a report.
    if errors.len() > 1 || !errors.is_empty() && region.of(text).contains("LastError") {
        Some(errors)
    } else {
        messages(text, region)
    }
}

/// The last errors that Exchange's shell shows; that of a recipient stands behind the address.
fn last_errors(text: &str, region: Span) -> Vec<Failure> {
    let Some(pattern) = LAST_ERROR.as_ref() else {
        return Vec::new();
    };
    let mut failures = Vec::new();
    let mut last = region.start;
    for hit in pattern.captures_iter(region.of(text)) {
        let (Some(whole), Some(words)) = (hit.get(0), hit.name("words")) else {
            continue;
        };
        let at = |start: usize, end: usize| Span::new(region.start + start, region.start + end);
        let words = at(words.start(), words.end());
        let named = lines::addresses(text, Span::new(last, words.start)).pop();
        last = region.start + whole.end();
        let Some(mut failure) = log::of_words(text, lines::trimmed(text, words)) else {
            continue;
        };
        let is_recipient = |span: &Span| {
            text.get(span.end..)
                .is_some_and(|rest| rest.starts_with(';'))
        };
        // The brace of a list may stand in an address.
        let recipient = named.filter(is_recipient).map(|span| {
            let bare = span.of(text).trim_start_matches('{');
            Found::new(bare.to_owned(), Span::new(span.end - bare.len(), span.end))
        });
        failure.recipients.extend(recipient);
        failure.said_by = hit
            .name("host")
            .filter(|host| lines::is_host(host.as_str()))
            .map(|host| Found::new(host.as_str().to_owned(), at(host.start(), host.end())));
        failure.step = MARKS.step_around(text, words, failure.quoted);
        failure.context.push(at(whole.start(), whole.end()));
        failure.action = Some(Action::Delayed);
        failures.push(failure);
    }
    failures
}

/// The messages that `mailq` lists.
fn messages(text: &str, region: Span) -> Option<Vec<Failure>> {
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
    fn each_queue_has_its_last_error() {
        check(
            "Identity : EX01\\5\nLastError : [{LRT=11/27/2026 9:00:00 AM};{LED=441 4.4.1 Error encountered: \"Failed to connect.\n   Winsock error code: 10060\"};{FQDN=b.example};{IP=192.0.2.1}]\n\nIdentity : EX01\\6\nLastError : [{LRT=11/27/2026};{LED=452 4.2.2 Mailbox full};{FQDN=mx.c.example};{IP=192.0.2.2}]",
            Some(&[
                (
                    "441 4.4.1 Error encountered: \"Failed to connect.\n   Winsock error code: 10060\"",
                    &[],
                ),
                ("452 4.2.2 Mailbox full", &[]),
            ]),
        );
        check(
            "FromAddress : a@a.example\nRecipients : {b@b.example;2;2;[{LRT=x};{LED=450 4.7.1 later};{FQDN=mx.b.example};{IP=192.0.2.1}];0;CN=x;0, c@c.example;2;2;[{LRT=x};{LED=452 4.2.2 full};{FQDN=};{IP=}];0}",
            Some(&[
                ("450 4.7.1 later", &["b@b.example"]),
                ("452 4.2.2 full", &["c@c.example"]),
            ]),
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
