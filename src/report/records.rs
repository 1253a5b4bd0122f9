//! The records of mail services in a JSON text: what the fields of each say, and what it has from the records around it.

use std::{collections::BTreeMap, sync::LazyLock};

use regex::{Captures, Regex};

use super::{
    Found, Span, lines,
    objects::objects,
    pattern::pattern,
    recipient_lines::RECIPIENTS_LIMIT,
    reply::{self, Strength},
};
use crate::codes::EnhancedCode;

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
pub(super) enum Outcome {
    Fine,
    Failed,
    Delayed,
}

/// The strings of an object that stands alone, in an array or on a line, and of the objects that are its values.
#[derive(Debug, Default)]
pub(super) struct Record {
    pub(super) span: Span,
    /// The record that holds this one.
    pub(super) parent: Option<usize>,
    /// No object at all, but the text around them, which somebody wrote above and below.
    pub(super) is_around: bool,
    pub(super) recipients: Vec<Found<String>>,
    /// The record that names the recipients, if this one does not.
    pub(super) named_by: Option<usize>,
    /// Whom the message was written to: not all of them need have failed.
    pub(super) addressed: Vec<Found<String>>,
    /// The plainest words that say why.
    pub(super) reply: Option<(Strength, Span)>,
    /// The longest words of the fields in which such words stand.
    pub(super) words: Option<Span>,
    pub(super) status: Option<Found<EnhancedCode>>,
    pub(super) outcome: Option<Found<Outcome>>,
    pub(super) by: Option<Found<String>>,
    pub(super) said: Option<Found<String>>,
    /// Where the first and the last of the records in this one begin and end.
    pub(super) inner: Option<Span>,
    /// How many records stand in this one.
    pub(super) count: usize,
    /// A record in this one names its own recipient and says why.
    pub(super) is_told_inside: bool,
}

/// The records of a region, each after the one that holds it.
pub(super) fn records(text: &str, region: Span) -> Option<Vec<Record>> {
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
    settle(&mut records);
    Some(records)
}

impl Record {
    pub(super) fn is(&self, outcome: Outcome) -> bool {
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

fn host(text: &str, span: Span) -> Option<Found<String>> {
    let piece = span.of(text);
    let name = piece.rsplit(';').next()?.trim();
    let start = span.end - name.len();
    // Some write the full stop of the root.
    let name = name.trim_end_matches('.');
    lines::is_host(name).then(|| Found::new(name.to_owned(), Span::new(start, start + name.len())))
}
