//! Delivery status fields (RFC 3464, RFC 6533), with or without the content type that announces them.

use super::{
    Action, Found, Span,
    lines::{self, Line, lines},
    opening::opening,
};
use crate::codes::EnhancedCode;

/// What a delivery status says about one recipient.
#[derive(Debug, Clone, Default)]
pub(super) struct Status {
    /// Whom it concerns.
    pub(super) recipient: Option<Found<String>>,
    /// What was done.
    pub(super) action: Option<Action>,
    /// The reporting system's own view.
    pub(super) code: Option<Found<EnhancedCode>>,
    /// The words in brackets behind the code of `Status`: old systems put the reason there.
    pub(super) comment: Option<Span>,
    /// The words of `Diagnostic-Code`, without the type before them.
    pub(super) diagnostic: Option<Span>,
    /// The host of `Remote-MTA`.
    pub(super) remote: Option<Found<String>>,
    /// The host of `Reporting-MTA`.
    pub(super) reporting: Option<Found<String>>,
    /// The date of `Will-Retry-Until`.
    pub(super) until: Option<Span>,
    /// The group of fields.
    pub(super) span: Span,
}

impl Default for Span {
    fn default() -> Self {
        Span::new(0, 0)
    }
}

const FIELDS: [&str; 8] = [
    "final-recipient",
    "original-recipient",
    "action",
    "status",
    "remote-mta",
    "diagnostic-code",
    "reporting-mta",
    "will-retry-until",
];

/// Fields of which a second one opens the group of another recipient.
const BEGINNING: [&str; 3] = ["final-recipient", "original-recipient", "action"];

/// The recipients that the region reports on.
///
/// A recipient's group begins with `Final-Recipient` or `Original-Recipient` and ends at an empty line (section 2.1) or
/// where the next begins. `Reporting-MTA` stands once, before all groups.
pub(super) fn read(text: &str, region: Span) -> Vec<Status> {
    let mut found: Vec<Status> = Vec::new();
    let mut reporting = None;
    let mut open: Option<Status> = None;
    let mut seen = 0_usize;
    let mut here: Vec<String> = Vec::new();
    for line in lines(text, region) {
        let Some((name, value)) = field(&line) else {
            if line.is_blank() {
                close(&mut open, &mut found);
            } else if let Some(status) = &mut open
                && (line.indent > 0 || is_rest(text, status.span, &line))
                && let Some(diagnostic) = &mut status.diagnostic
                && follows(text, diagnostic.end, line.span.start)
            {
                diagnostic.end = line.span.end;
                status.span.end = line.span.end;
            }
            continue;
        };
        seen += 1;
        if name == "reporting-mta" {
            reporting = host(text, value).or(reporting);
            close(&mut open, &mut found);
            continue;
        }
        // Each field stands at most once in a group; most write the recipient first, some last.
        let starts = open.is_none() || BEGINNING.contains(&name.as_str()) && here.contains(&name);
        if starts {
            close(&mut open, &mut found);
            here.clear();
            open = Some(Status {
                span: line.span,
                reporting: reporting.clone(),
                ..Status::default()
            });
        }
        let Some(status) = &mut open else { continue };
        status.span.end = line.span.end;
        set(text, status, &name, value);
        here.push(name);
    }
    close(&mut open, &mut found);
    let lonely = seen < 2;
    found.retain(|status| {
        !lonely
            && (status.recipient.is_some()
                || status.diagnostic.is_some()
                || status.action.is_some() && status.code.is_some())
    });
    merge_halves(found)
}

/// Whether a line that starts at `next` is the one below that which ends at `end`.
fn follows(text: &str, end: usize, next: usize) -> bool {
    let between = text.get(end..next).unwrap_or_default();
    between.matches('\n').count() == 1 && between.trim().is_empty()
}

/// Whether a line carries on the field before it though it is not indented: pasting loses the blanks.
fn is_rest(text: &str, before: Span, line: &Line<'_>) -> bool {
    let above = before.of(text).lines().next_back().unwrap_or_default();
    let (name, is_field) = match line.text.split_once(':') {
        Some((name, _)) => (name.trim_matches(['>', ' ']), true),
        None => ("", false),
    };
    let is_field = is_field && !name.contains(char::is_whitespace);
    above.len() >= 55 && !is_field && !line.text.starts_with("--")
}

/// A group that an empty line has torn in two: a recipient without anything, then the rest without a recipient.
fn merge_halves(found: Vec<Status>) -> Vec<Status> {
    let mut whole: Vec<Status> = Vec::new();
    for status in found {
        match whole.last_mut() {
            Some(last)
                if status.recipient.is_none()
                    && last.diagnostic.is_none()
                    && (last.action.is_none() || status.action.is_none()) =>
            {
                last.action = last.action.or(status.action);
                last.code = last.code.take().or(status.code);
                last.diagnostic = status.diagnostic;
                last.remote = last.remote.take().or(status.remote);
                last.span.end = status.span.end;
            }
            _ => whole.push(status),
        }
    }
    whole
}

fn close(open: &mut Option<Status>, found: &mut Vec<Status>) {
    if let Some(status) = open.take() {
        found.push(status);
    }
}

/// A line as one of the fields read here: its name in lower case and the span of its value.
fn field(line: &Line<'_>) -> Option<(String, Span)> {
    let (name, value) = line.text.split_once(':')?;
    let name = name
        .trim_end()
        .trim_start_matches(['>', ' '])
        .to_ascii_lowercase();
    let start = line.span.end - value.len();
    FIELDS
        .contains(&name.as_str())
        .then_some((name, Span::new(start, line.span.end)))
}

fn set(text: &str, status: &mut Status, name: &str, value: Span) {
    match name {
        "final-recipient" => status.recipient = address(text, value).or(status.recipient.take()),
        "original-recipient" => {
            status.recipient = status.recipient.take().or_else(|| address(text, value));
        }
        "action" => status.action = action(value.of(text)).or(status.action),
        "status" => {
            status.code = status.code.take().or_else(|| code(text, value));
            status.comment = status.comment.or_else(|| comment(text, value));
        }
        "will-retry-until" => status.until = status.until.or(Some(value)),
        "remote-mta" => status.remote = status.remote.take().or_else(|| host(text, value)),
        "diagnostic-code" => {
            let words = after_type(text, value);
            if !words.of(text).is_empty() && status.diagnostic.is_none() {
                status.diagnostic = Some(words);
            }
        }
        _ => {}
    }
}

/// `rfc822; bob@example.net`: the address. One without an `@` is kept as it is written.
fn address(text: &str, value: Span) -> Option<Found<String>> {
    let words = after_type(text, value);
    let span = lines::addresses(text, words)
        .into_iter()
        .next()
        .unwrap_or_else(|| {
            let bare = words.of(text).trim_matches(['<', '>', '"']);
            let start = words.start + words.of(text).find(bare).unwrap_or(0);
            Span::new(start, start + bare.len())
        });
    let name = span.of(text);
    (!name.is_empty() && !name.contains(char::is_whitespace))
        .then(|| Found::new(name.to_owned(), span))
}

/// `4.0.0 (b.example: host name lookup failure)`: the words in brackets.
fn comment(text: &str, value: Span) -> Option<Span> {
    let (before, rest) = value.of(text).split_once('(')?;
    let words = rest.rsplit_once(')')?.0;
    let start = value.start + before.len() + 1;
    Some(Span::new(start, start + words.len()))
}

/// `dns; mx.example.net (192.0.2.1)`: the host.
fn host(text: &str, value: Span) -> Option<Found<String>> {
    let words = after_type(text, value);
    let piece = words.of(text);
    let bare = piece.trim_start_matches(['<', '[', ' ']);
    let start = words.start + (piece.len() - bare.len());
    let name = bare
        .split([' ', '>', '(', '[', ']', '|', ','])
        .next()?
        .trim_end_matches('.');
    (!name.is_empty()).then(|| Found::new(name.to_owned(), Span::new(start, start + name.len())))
}

/// The value without `type;` before it, trimmed.
fn after_type(text: &str, value: Span) -> Span {
    let words = value.of(text);
    let start = match words.split_once(';') {
        Some((kind, rest))
            if kind.trim().len() <= 16
                && !kind.trim().contains([' ', '.', '@'])
                && !kind.trim().starts_with(|c: char| c.is_ascii_digit()) =>
        {
            value.end - rest.len()
        }
        _ => value.start,
    };
    let words = lines::trimmed(text, Span::new(start, value.end));
    // Some write the type twice: "smtp; smtp;550 no".
    let again = words.of(text);
    match again.split_once(';') {
        Some((kind, rest)) if kind.trim().eq_ignore_ascii_case("smtp") => {
            lines::trimmed(text, Span::new(words.end - rest.len(), words.end))
        }
        _ => words,
    }
}

fn action(words: &str) -> Option<Action> {
    let word = words
        .trim()
        .split(|c: char| !c.is_ascii_alphabetic())
        .next()?
        .to_ascii_lowercase();
    Some(match word.as_str() {
        "failed" | "failure" | "fail" | "expired" | "error" => Action::Failed,
        "delayed" | "deferred" | "delay" => Action::Delayed,
        "delivered" | "deliverable" => Action::Delivered,
        "relayed" => Action::Relayed,
        "expanded" => Action::Expanded,
        _ => return None,
    })
}

fn code(text: &str, value: Span) -> Option<Found<EnhancedCode>> {
    let found = opening(value.of(text))?.enhanced?;
    Some(Found::new(
        found.value,
        Span::new(value.start + found.span.start, value.start + found.span.end),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, Option<Action>, &str, &str, &str)]) {
        let found = read(text, Span::new(0, text.len()));
        let got: Vec<_> = found
            .iter()
            .map(|status| {
                (
                    status
                        .recipient
                        .as_ref()
                        .map_or("", |found| found.value.as_str()),
                    status.action,
                    status.code.as_ref().map_or("", |found| found.span.of(text)),
                    status.diagnostic.map_or("", |span| span.of(text)),
                    status
                        .remote
                        .as_ref()
                        .map_or("", |found| found.span.of(text)),
                )
            })
            .collect();
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn every_recipient_has_its_own_group() {
        check(
            "Reporting-MTA: dns; a.example\n\nFinal-Recipient: rfc822;bob@b.example\nAction: failed\nStatus: 5.1.1 (bad address)\n\
             Remote-MTA: dns; mx.b.example (192.0.2.1)\nDiagnostic-Code: smtp; 550 no\n\nFinal-Recipient: rfc822; <carol@c.example>\nAction: Delayed\nStatus: 4.4.1",
            &[
                (
                    "bob@b.example",
                    Some(Action::Failed),
                    "5.1.1",
                    "550 no",
                    "mx.b.example",
                ),
                ("carol@c.example", Some(Action::Delayed), "4.4.1", "", ""),
            ],
        );
    }

    #[test]
    fn fields_come_in_any_order() {
        let expected = |status| [("bob@b.example", Some(Action::Failed), status, "550 no", "")];
        check(
            "Action: failed\nFinal-Recipient: rfc822; bob@b.example\nOriginal-Recipient: rfc822; bob@b.example\nDiagnostic-Code: smtp; 550 no\nStatus: 5.1.1",
            &expected("5.1.1"),
        );
        check(
            "Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp;550 no\nOriginal-Recipient: rfc822;bob@b.example\nFinal-Recipient: rfc822;bob@b.example",
            &expected("5.0.0"),
        );
        check(
            "Final-Recipient: rfc822; bob@b.example\nOriginal-Recipient: rfc822;bob@b.example\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 no",
            &expected("5.0.0"),
        );
    }

    #[test]
    fn damage_is_passed_over() {
        check("Status: open", &[]);
        check("Action: none taken\nStatus: 5", &[]);
        check(
            "Final-Recipient: rfc822; x@b.example\n\nAction: failed\nStatus: 5.2.2",
            &[("x@b.example", Some(Action::Failed), "5.2.2", "", "")],
        );
        check("", &[]);
    }
}
