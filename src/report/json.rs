//! Notifications and log records of mail services: JSON, one object or one a line.

use std::{borrow::Cow, sync::LazyLock};

use regex::{Captures, Regex};

use super::{
    Action, Failure, Found, Span,
    lines::{self, lines},
    marks::MARKS,
    pattern::pattern,
    reply,
};

/// How much of a record belongs to a failure, in bytes.
const CONTEXT_LIMIT: usize = 1024;

/// A string with its name. Objects inside strings have escaped quotation marks; both forms are read.
static FIELD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(concat!(
        r#"\\*"(?i:(?P<words>diagnostic_?code|smtp_?response|response|content|description|details?|reason|error_message|bounce_reason)"#,
        r#"|(?P<to>email_?address|recipient|rcpt_?to|email|to|destination)|(?P<status>status|enhanced_?code)"#,
        r#"|(?P<by>reporting_?mta)|(?P<said>remote_?mta(?:_?ip)?|peer_name|peer_address\\*"\s*:\s*\{\s*\\*"name))\\*"\s*:\s*(?:\[\s*)?\\*"(?P<value>(?:[^"\\]|\\[^"])*)"#
    ))
});

/// Marks of the records of mail services; other JSON is not read.
static SERVICE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r#"(?i)"(?:notificationType|eventType|bouncedRecipients|diagnostic_?code|smtp_?response|bounce_type|bounceType|Bounce|enhanced_code|smtp-id|sg_event_id|MessageID)\\*"|"type\\*"\s*:\s*\\*"(?:Bounce|TransientFailure|Rejection|OOB|AdminBounce|Expiration)\b"#,
    )
});

/// Records that keep the codes of a reply in fields beside its words, with the codes before the words, as a server says it.
pub(super) fn readable(text: &str) -> Cow<'_, str> {
    static SPLIT: LazyLock<Option<Regex>> = LazyLock::new(|| {
        pattern(concat!(
            r#""code"\s*:\s*(?P<reply>[245]\d\d)\s*,\s*"enhanced_code"\s*:\s*"#,
            r#"(?:null|\{\s*"class"\s*:\s*(?P<class>\d)\s*,\s*"subject"\s*:\s*(?P<subject>\d{1,3})\s*,\s*"detail"\s*:\s*(?P<detail>\d{1,3})\s*\})"#,
            r#"\s*,\s*"content"\s*:\s*""#
        ))
    });
    let Some(split) = SPLIT.as_ref() else {
        return Cow::Borrowed(text);
    };
    split.replace_all(text, |hit: &Captures<'_>| {
        let field = |name| hit.name(name).map_or("", |field| field.as_str());
        let enhanced = if field("class").is_empty() {
            String::new()
        } else {
            format!(
                "{}.{}.{} ",
                field("class"),
                field("subject"),
                field("detail")
            )
        };
        let before = hit.get(0).map_or("", |all| all.as_str());
        format!("{before}{} {enhanced}", field("reply"))
    })
}

/// The failures that records in the text report.
pub(super) fn read(text: &str, region: Span) -> Vec<Failure> {
    let piece = region.of(text);
    if !piece.contains('{')
        || !SERVICE
            .as_ref()
            .is_some_and(|service| service.is_match(piece))
    {
        return Vec::new();
    }
    let records: Vec<Span> = lines(text, region)
        .iter()
        .filter(|line| line.text.starts_with('{') && line.text.len() > 40)
        .map(|line| line.span)
        .collect();
    if records.len() > 1 {
        records
            .into_iter()
            .flat_map(|record| of_record(text, record))
            .collect()
    } else {
        of_record(text, region)
    }
}

fn of_record(text: &str, record: Span) -> Vec<Failure> {
    let Some(pattern) = FIELD.as_ref() else {
        return Vec::new();
    };
    let mut recipients: Vec<Found<String>> = Vec::new();
    let mut words: Vec<Span> = Vec::new();
    let (mut status, mut by, mut said) = (None, None, None);
    for hit in pattern.captures_iter(record.of(text)) {
        let Some(value) = hit.name("value").filter(|value| !value.as_str().is_empty()) else {
            continue;
        };
        let span = lines::trimmed(
            text,
            Span::new(record.start + value.start(), record.start + value.end()),
        );
        if hit.name("to").is_some() {
            let known = lines::addresses(text, span).into_iter().filter(|address| {
                recipients
                    .iter()
                    .all(|have| !have.value.eq_ignore_ascii_case(address.of(text)))
            });
            let new: Vec<_> = known
                .map(|address| Found::new(address.of(text).to_owned(), address))
                .collect();
            recipients.extend(new);
        } else if hit.name("status").is_some() {
            status = status.or_else(|| Some(Found::new(span.of(text).parse().ok()?, span)));
        } else if hit.name("by").is_some() {
            by = by.or_else(|| host(text, span));
        } else if hit.name("said").is_some() {
            said = said.or_else(|| host(text, span));
        } else if let Some(reply) = words_of(text, span) {
            words.push(reply);
        }
    }
    let pairs = words.len() > 1 && words.len() == recipients.len();
    let count = if pairs {
        words.len()
    } else {
        words.len().min(1)
    };
    words
        .into_iter()
        .take(count)
        .enumerate()
        .map(|(number, quoted)| {
            let mut failure = Failure::quoting(quoted);
            failure.recipients = if pairs {
                recipients.get(number).cloned().into_iter().collect()
            } else {
                recipients.clone()
            };
            failure
                .context
                .push(lines::bounded(text, record, CONTEXT_LIMIT));
            failure.status.clone_from(&status);
            failure.reported_by.clone_from(&by);
            failure.said_by.clone_from(&said);
            failure.step = MARKS.step(text, lines::bounded(text, record, CONTEXT_LIMIT));
            failure.action = Some(Action::Failed);
            failure
        })
        .collect()
}

/// The words behind `smtp;` and the like, if they open as a refusal does or word one.
fn words_of(text: &str, span: Span) -> Option<Span> {
    let piece = reply::decisive(text, span)?;
    (piece.strength >= reply::Strength::Reason)
        .then(|| Span::new(piece.span.start, span.end.max(piece.span.end)))
}

fn host(text: &str, span: Span) -> Option<Found<String>> {
    let piece = span.of(text);
    let name = piece.rsplit(';').next()?.trim();
    let start = span.end - name.len();
    // Some write the full stop of the root.
    let name = name.trim_end_matches('.');
    lines::is_host(name).then(|| Found::new(name.to_owned(), Span::new(start, start + name.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        let found = read(text, Span::new(0, text.len()));
        let got: Vec<_> = found
            .iter()
            .map(|failure| {
                (
                    failure
                        .recipients
                        .first()
                        .map_or("", |found| found.span.of(text)),
                    failure.quoted.of(text),
                )
            })
            .collect();
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn records_of_services_are_read() {
        check(
            r#"{"notificationType":"Bounce","bounce":{"bouncedRecipients":[{"emailAddress":"bob@b.example","action":"failed","status":"5.1.1","diagnosticCode":"smtp; 550 5.1.1 user unknown"}],"reportingMTA":"dsn; a.example"}}"#,
            &[("bob@b.example", "550 5.1.1 user unknown")],
        );
        check(
            r#"{"Message":"{\"notificationType\":\"Bounce\",\"bouncedRecipients\":[{\"emailAddress\":\"bob@b.example\",\"diagnosticCode\":\"smtp; 550 5.1.1 user unknown\"}]}"}"#,
            &[("bob@b.example", "550 5.1.1 user unknown")],
        );
        check(
            r#"{"type":"Bounce","recipient":"bob@b.example","response":{"code":550,"enhanced_code":{"class":5,"subject":1,"detail":1},"content":"mailbox not found"}}"#,
            &[("bob@b.example", "mailbox not found")],
        );
        check(r#"{"a":"user unknown"}"#, &[]);
    }
}
