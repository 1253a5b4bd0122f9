//! Notifications and log records of mail services: JSON, one object, an array of them, or one a line.

use std::{borrow::Cow, sync::LazyLock};

use regex::{Captures, Regex};

use super::{
    Action, Failure, Span, lines,
    marks::MARKS,
    pattern::pattern,
    recipient_lines::{RECIPIENTS_LIMIT, distinct},
    records::{Outcome, Record, records},
};

/// How much of a record belongs to a failure, in bytes.
const CONTEXT_LIMIT: usize = 1024;
/// How many records around one are looked at for what belongs to it.
const DEPTH_LIMIT: usize = 8;

/// Marks of the records of mail services; other JSON is not read.
static SERVICE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(concat!(
        r#"(?i)"(?:notificationType|eventType|bouncedRecipients|diagnostic_?code|smtp_?response|bounce_type|bounceType|Bounce|enhanced_code|smtp-id|sg_event_id|MessageID|rcpt_to|delivery-status)\\*"|"type\\*"\s*:\s*\\*"(?:Bounce|TransientFailure|Rejection|OOB|AdminBounce|Expiration)\b"#,
        r#"|"(?:event|RecordType)\\*"\s*:\s*\\*"(?:(?:hard|soft)?_?bounced?|dropped|failed|deferred|blocked|reject(?:ed)?|delivered)\b"#
    ))
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

/// The failures that records in the text report; nothing, if the text holds no records. Those of messages that arrived, or
/// are on their way, are no failures.
pub(super) fn read(text: &str, region: Span) -> Option<Vec<Failure>> {
    let piece = region.of(text);
    if !piece.contains('{') || !SERVICE.as_ref()?.is_match(piece) {
        return None;
    }
    let records = records(text, region)?;
    let mut failures = Vec::new();
    let mut recipients = 0;
    for record in &records {
        let Some(failure) = failure(text, &records, record) else {
            continue;
        };
        recipients += failure.recipients.len();
        failures.push(failure);
        if recipients > RECIPIENTS_LIMIT {
            break;
        }
    }
    (!failures.is_empty() || records.iter().any(|record| record.is(Outcome::Fine)))
        .then_some(failures)
}

/// What a record says failed.
fn failure(text: &str, records: &[Record], record: &Record) -> Option<Failure> {
    let names_own = !record.recipients.is_empty();
    let reply = record.reply.filter(|_| names_own || !record.is_told_inside);
    let otherwise = || {
        let outcome = record.outcome.as_ref().map(|found| found.span);
        let status = record.status.as_ref().map(|found| found.span);
        record.words.or(status).or(outcome)
    };
    let quoted = match reply {
        _ if record.is(Outcome::Fine) => None,
        Some((_, words)) => Some(words),
        None if names_own && record.outcome.is_some() => otherwise(),
        None => None,
    }?;
    let mut failure = Failure::quoting(quoted);
    let named = record.named_by.and_then(|place| records.get(place));
    let named = Some(record).into_iter().chain(named);
    let sources = named.clone().map(|record| &record.recipients);
    let sources = sources.chain(named.map(|record| &record.addressed));
    failure.recipients = sources
        .map(|addresses| distinct(addresses.iter().cloned()))
        .find(|addresses| !addresses.is_empty())
        .unwrap_or_default();
    failure.context.extend(places(text, records, record));
    failure.status.clone_from(&record.status);
    failure.reported_by.clone_from(&record.by);
    failure.said_by.clone_from(&record.said);
    let own = failure.context.iter().skip(1);
    failure.step = own.copied().find_map(|place| MARKS.step(text, place));
    failure.action = Some(if record.is(Outcome::Delayed) {
        Action::Delayed
    } else {
        Action::Failed
    });
    Some(failure)
}

/// What belongs to a record: itself, and of those around it what stands before and behind the records in them.
fn places(text: &str, records: &[Record], record: &Record) -> Vec<Span> {
    let mut found = vec![record.span];
    let mut inner = record;
    for _ in 0..DEPTH_LIMIT {
        let Some(outer) = inner.parent.and_then(|place| records.get(place)) else {
            break;
        };
        let whole = outer.span;
        match outer.inner.filter(|_| outer.count > 1) {
            Some(_) if outer.is_around => break,
            Some(others) => {
                found.push(Span::new(whole.start, others.start));
                found.push(Span::new(others.end, whole.end));
            }
            None => found.push(whole),
        }
        inner = outer;
    }
    found
        .into_iter()
        .map(|place| lines::bounded(text, place, CONTEXT_LIMIT))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        let found = read(text, Span::new(0, text.len())).unwrap_or_default();
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

    #[test]
    fn each_record_of_an_array_stands_for_itself() {
        let fine = r#"{"email":"ok@b.example","event":"delivered","response":"250 2.0.0 OK"}"#;
        let gone =
            r#"{"email":"bob@b.example","event":"bounce","reason":"550 5.1.1 no such user"}"#;
        let full = r#"{"email":"eve@b.example","event":"bounce","reason":"552 5.2.2 full"}"#;
        let dropped = r#"{"email":"old@b.example","event":"dropped","reason":"Bounced Address","status":"5.0.0"}"#;
        let all = [
            ("bob@b.example", "550 5.1.1 no such user"),
            ("eve@b.example", "552 5.2.2 full"),
            ("old@b.example", "Bounced Address"),
        ];
        let records = [fine, gone, full, dropped];
        check(&format!("[{}]", records.join(",")), &all);
        check(&format!("[\n{}\n]", records.join(",\n")), &all);
        check(&records.join("\n"), &all);
        check(&records.join("\n").replace(',', ",\n  "), &all);
        check(
            &format!(r#"{{"items":[{}],"n":1}}"#, records.join(",")),
            &all,
        );
        check(dropped, &all[2..]);
        assert_eq!(read(fine, Span::new(0, fine.len())), Some(Vec::new()));
    }

    #[test]
    fn what_belongs_to_a_recipient_is_not_told_of_its_neighbours() {
        let text = r#"{"notificationType":"Bounce","bounce":{"bouncedRecipients":[{"emailAddress":"bob@b.example","diagnosticCode":"smtp; 550 5.1.1 unknown"},{"emailAddress":"eve@b.example","diagnosticCode":"smtp; 550 5.7.1 spam"}],"reportingMTA":"dsn; a.example"},"mail":{"destination":["bob@b.example","ok@b.example"]}}"#;
        check(
            text,
            &[
                ("bob@b.example", "550 5.1.1 unknown"),
                ("eve@b.example", "550 5.7.1 spam"),
            ],
        );
        for failure in read(text, Span::new(0, text.len())).unwrap() {
            assert_eq!(failure.recipients.len(), 1);
            assert_eq!(failure.reported_by.unwrap().value, "a.example");
            let told: String = failure.context.iter().map(|span| span.of(text)).collect();
            assert!(
                !(told.contains("5.1.1") && told.contains("5.7.1")),
                "{told}"
            );
        }
    }

    #[test]
    fn the_plainest_field_is_quoted_and_recipients_may_stand_beside_it() {
        check(
            r#"{"RecordType":"Bounce","Description":"The mailbox does not exist (or so).","Details":"smtp;550 5.4.1 Access denied","Email":"bob@b.example"}"#,
            &[("bob@b.example", "550 5.4.1 Access denied")],
        );
        check(
            r#"[{"event":"hard_bounce","msg":{"email":"bob@b.example","smtp_events":[{"type":"bounced","diag":"550 no"}],"diag":"smtp;550 5.1.1 no"}},{"event":"send","msg":{"email":"ok@b.example","diag":null}}]"#,
            &[("bob@b.example", "550 5.1.1 no")],
        );
        check(
            r#"{"type":"Bounce","diagnostic_code":"550 5.1.1 no","recipients":["bob@b.example","eve@b.example"]}"#,
            &[("bob@b.example", "550 5.1.1 no")],
        );
        check(
            r#"{"type":"Bounce","reason":"550 5.1.1 no","to":[{"email":"bob@b.example"}]}"#,
            &[("bob@b.example", "550 5.1.1 no")],
        );
    }
}
