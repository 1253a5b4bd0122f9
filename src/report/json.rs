//! Notifications and log records of mail services: JSON, one object, an array of them, or one a line.

use std::{borrow::Cow, collections::BTreeMap, sync::LazyLock};

use regex::{Captures, Regex};

use super::{
    Action, Failure, Found, Span, lines,
    marks::MARKS,
    objects::objects,
    pattern::pattern,
    recipient_lines::{RECIPIENTS_LIMIT, distinct},
    reply::{self, Strength},
};
use crate::codes::EnhancedCode;

/// How much of a record belongs to a failure, in bytes.
const CONTEXT_LIMIT: usize = 1024;
/// How many records around one are looked at for what belongs to it.
const DEPTH_LIMIT: usize = 8;
/// How far a list of recipients is read, in bytes.
const LIST_LIMIT: usize = 4096;

/// A string with its name. Objects inside strings have escaped quotation marks; both forms are read.
static FIELD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(concat!(
        r#"\\*"(?i:(?P<words>diag(?:nostic_?code)?|smtp_?response|response|content|description|details?|reason|message|error_message|bounce_reason)"#,
        r#"|(?P<to>email_?address|recipients?|rcpt_?to|email)|(?P<header>to|destination)|(?P<status>status|enhanced_?code)"#,
        r#"|(?P<outcome>event(?:_?type|_?name)?|notification_?type|record_?type|type|state|action)"#,
        r#"|(?P<by>reporting_?mta)|(?P<said>remote_?mta(?:_?ip)?|peer_name|peer_address\\*"\s*:\s*\{\s*\\*"name))\\*"\s*:\s*(?P<list>\[\s*)?\\*"(?P<value>(?:[^"\\]|\\[^"])*)"#
    ))
});

/// Marks of the records of mail services; other JSON is not read.
static SERVICE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(concat!(
        r#"(?i)"(?:notificationType|eventType|bouncedRecipients|diagnostic_?code|smtp_?response|bounce_type|bounceType|Bounce|enhanced_code|smtp-id|sg_event_id|MessageID|rcpt_to|delivery-status)\\*"|"type\\*"\s*:\s*\\*"(?:Bounce|TransientFailure|Rejection|OOB|AdminBounce|Expiration)\b"#,
        r#"|"(?:event|RecordType)\\*"\s*:\s*\\*"(?:(?:hard|soft)?_?bounced?|dropped|failed|deferred|blocked|reject(?:ed)?|delivered)\b"#
    ))
});

/// What services call it if a message did not arrive, and if nothing is wrong.
static FAILED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?i)bounce|fail|drop|reject|block|undeliver|suppress|invalid|expir|(?P<late>defer|delay)",
    )
});
static FINE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:deliver(?:y|ed)|sen[dt]|(?:initial_)?open(?:ed)?|click(?:ed)?|process(?:ed)?|accept(?:ed)?|inject(?:ion|ed)|requests?|queued|reception|relayed|expanded)$",
    )
});

/// What became of the message, as a service words it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Fine,
    Failed,
    Delayed,
}

/// The strings of an object that stands alone, in an array or on a line, and of the objects that are its values.
#[derive(Debug, Default)]
struct Record {
    span: Span,
    /// The record that holds this one.
    parent: Option<usize>,
    /// No object at all, but the text around them, which somebody wrote above and below.
    is_around: bool,
    recipients: Vec<Found<String>>,
    /// The record that names the recipients, if this one does not.
    named_by: Option<usize>,
    /// Whom the message was written to: not all of them need have failed.
    addressed: Vec<Found<String>>,
    /// The plainest words that say why.
    reply: Option<(Strength, Span)>,
    /// The longest words of the fields in which such words stand.
    words: Option<Span>,
    status: Option<Found<EnhancedCode>>,
    outcome: Option<Found<Outcome>>,
    by: Option<Found<String>>,
    said: Option<Found<String>>,
    /// Where the first and the last of the records in this one begin and end.
    inner: Option<Span>,
    /// How many records stand in this one.
    count: usize,
    /// A record in this one names its own recipient and says why.
    is_told_inside: bool,
}

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
    let mut records = records(text, region)?;
    settle(&mut records);
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

/// The records of a region, each after the one that holds it.
fn records(text: &str, region: Span) -> Option<Vec<Record>> {
    let objects = objects(text, region);
    // The object of which each one is a part: itself, if it is no value.
    let mut whole: Vec<usize> = Vec::with_capacity(objects.len());
    for (number, object) in objects.iter().enumerate() {
        let outer = object.parent.and_then(|parent| whole.get(parent).copied());
        whole.push(outer.filter(|_| !object.is_element).unwrap_or(number));
    }
    let mut found: BTreeMap<usize, Record> = BTreeMap::new();
    let mut open: Vec<usize> = Vec::new();
    let mut next = objects.iter().enumerate().peekable();
    for hit in FIELD.as_ref()?.captures_iter(region.of(text)) {
        let at = region.start + hit.get(0)?.start();
        while let Some((number, _)) = next.next_if(|(_, object)| object.span.start <= at) {
            open.push(number);
        }
        let holds = |number: &usize| {
            objects
                .get(*number)
                .is_some_and(|object| object.span.end > at)
        };
        while open.pop_if(|number| !holds(number)).is_some() {}
        if let Some(number) = open.last().and_then(|inner| whole.get(*inner)) {
            found.entry(*number).or_default().add(text, region, &hit);
        }
    }
    // The record around each object, whether or not that one is a record itself.
    let mut outer: Vec<Option<usize>> = Vec::with_capacity(objects.len());
    let mut records = Vec::with_capacity(found.len());
    for (number, object) in objects.iter().enumerate() {
        let parent = object.parent.and_then(|parent| outer.get(parent).copied()?);
        let own = found.remove(&number).map(|record| Record {
            span: object.span,
            parent,
            is_around: object.parent.is_none(),
            ..record
        });
        outer.push(if own.is_some() {
            Some(records.len())
        } else {
            parent
        });
        records.extend(own);
    }
    Some(records)
}

impl Record {
    fn is(&self, outcome: Outcome) -> bool {
        self.outcome
            .as_ref()
            .is_some_and(|found| found.value == outcome)
    }

    fn add(&mut self, text: &str, region: Span, hit: &Captures<'_>) {
        let Some(value) = hit.name("value").filter(|value| !value.as_str().is_empty()) else {
            return;
        };
        let span = Span::new(region.start + value.start(), region.start + value.end());
        let span = lines::trimmed(text, span);
        let is = |name| hit.name(name).is_some();
        if is("to") || is("header") {
            let list = lines::bounded(text, Span::new(span.start, region.end), LIST_LIMIT);
            let end = list.of(text).find(']').filter(|_| is("list"));
            let list = end.map_or(span, |end| Span::new(span.start, span.start + end));
            let addresses = lines::addresses(text, list).into_iter();
            let found = addresses.map(|span| Found::new(span.of(text).to_owned(), span));
            if is("to") {
                self.recipients.extend(found);
            } else {
                self.addressed.extend(found);
            }
        } else if is("by") {
            self.by = self.by.take().or_else(|| host(text, span));
        } else if is("said") {
            self.said = self.said.take().or_else(|| host(text, span));
        } else if is("words") {
            self.hear(text, span);
        } else {
            let code = span.of(text).parse::<EnhancedCode>().ok();
            let told = match code.filter(|_| is("status")) {
                Some(code) => {
                    self.status = self.status.take().or(Some(Found::new(code, span)));
                    (code.class() == 2).then_some(Outcome::Fine)
                }
                None => outcome(span.of(text)),
            };
            // That something is wrong counts more than that it was sent.
            if let Some(told) = told
                && (self.outcome.is_none() || self.is(Outcome::Fine))
            {
                self.outcome = Some(Found::new(told, span));
            }
        }
    }

    /// The words behind `smtp;` and the like, if they open as a refusal does or word one.
    fn hear(&mut self, text: &str, span: Span) {
        let piece = reply::decisive(text, span).filter(|piece| piece.strength >= Strength::Reason);
        if let Some(piece) = piece
            && self.reply.is_none_or(|(known, _)| known < piece.strength)
        {
            let whole = Span::new(piece.span.start, span.end.max(piece.span.end));
            self.reply = Some((piece.strength, whole));
        }
        let length = |span: Span| span.end - span.start;
        if span.of(text).contains(char::is_alphabetic)
            && self.words.is_none_or(|known| length(known) < length(span))
        {
            self.words = Some(span);
        }
    }
}

fn outcome(word: &str) -> Option<Outcome> {
    if let Some(hit) = FAILED.as_ref()?.captures(word) {
        let late = hit.name("late").is_some();
        return Some(if late {
            Outcome::Delayed
        } else {
            Outcome::Failed
        });
    }
    FINE.as_ref()?.is_match(word).then_some(Outcome::Fine)
}

/// Gives each record what the one around it says for all in it, and that one the recipients that are only listed in it.
fn settle(records: &mut [Record]) {
    for number in 0..records.len() {
        let (before, rest) = records.split_at_mut(number);
        let Some(own) = rest.first_mut() else {
            continue;
        };
        let place = own.parent;
        let Some(outer) = place.and_then(|place| before.get_mut(place)) else {
            continue;
        };
        let first = outer.inner.map_or(own.span.start, |inner| inner.start);
        outer.inner = Some(Span::new(first, own.span.end));
        outer.count += 1;
        if own.recipients.is_empty() {
            own.named_by = outer.named_by.or(place);
            own.reply = own.reply.filter(|_| outer.reply.is_none());
        } else if own.reply.is_some() {
            outer.is_told_inside = true;
        } else if own.outcome.is_none()
            && outer.reply.is_some()
            && outer.recipients.len() < RECIPIENTS_LIMIT
        {
            outer.recipients.append(&mut own.recipients);
        }
        own.outcome = own.outcome.take().or_else(|| outer.outcome.clone());
        own.by = own.by.take().or_else(|| outer.by.clone());
        own.said = own.said.take().or_else(|| outer.said.clone());
    }
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
