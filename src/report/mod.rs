//! What was pasted, read once: bytes in, one normalised text and the failures in it out.
//!
//! Every later finding is a [`Span`] of [`Report::text`]; nothing downstream decodes, unfolds or trims the paste again.

mod answers;
mod bounce;
mod boxes;
mod clean;
mod date;
mod decode;
mod dialogue;
mod draft;
mod dsn;
mod extent;
mod foreign;
mod forwarded;
mod group;
mod guarded;
mod headers;
mod html;
mod human;
mod json;
mod letter;
mod lines;
mod log;
mod log_table;
mod mail;
mod mail_source;
mod marks;
mod msg;
mod nature;
mod objects;
mod opening;
mod pattern;
mod prose;
mod queue;
mod read;
mod recipient_lines;
mod recipients;
mod records;
mod reply;
mod rows;
mod rtf;
mod secrets;
mod session;
mod turns;
mod underway;

pub use self::guarded::catches_panics;
pub use self::letter::{Letter, Unanswerable};

use std::ops::Range;

use time::OffsetDateTime;

use crate::{
    codes::EnhancedCode,
    vocabulary::{Kind, KindOf, Step},
};

/// A piece of a report's text, in bytes; both ends lie on character boundaries of that text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset after the last byte.
    pub end: usize,
}

impl Span {
    /// A span from one offset up to, but without, another. An end before the start gives an empty span.
    pub fn new(start: usize, end: usize) -> Self {
        Self {
            start,
            end: end.max(start),
        }
    }

    /// The same as a range.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// The text it covers, or nothing if it is not a span of `text`.
    pub fn of(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or_default()
    }

    /// Whether the two share at least one byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// Something recognised, and the text that proves it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found<T> {
    /// What was recognised.
    pub value: T,
    /// Where it stands in [`Report::text`].
    pub span: Span,
}

impl<T> Found<T> {
    /// A finding at a place.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// What a delivery report says was done (RFC 3464 section 2.3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// Given up.
    Failed,
    /// Not yet delivered; the server goes on trying.
    Delayed,
    /// Delivered.
    Delivered,
    /// Passed on to a system that does not report.
    Relayed,
    /// Delivered and passed on to several addresses.
    Expanded,
}

/// Who wrote down what a failure says, as far as the form of the text tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WrittenBy {
    /// The form tells nothing: a report, a dialogue, a line of words.
    Untold,
    /// A client program's box or a library's exception: the refusal happened at the first hop.
    Client,
    /// The own server, in its log or its queue.
    Server,
    /// A server that refused what another one came to hand over: it is the recipient's, not the sender's.
    Receiver,
}

/// Which role a part of the text plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SectionKind {
    /// The header fields of the report itself.
    Headers,
    /// Words for people, or plain pasted text.
    Body,
    /// The words of somebody who forwards the report: never a source of failures.
    Cover,
    /// A machine-readable delivery status (RFC 3464).
    DeliveryStatus,
    /// The message that could not be delivered, or its header: never a source of failures.
    Original,
}

/// A part of the normalised text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Section {
    /// Its role.
    pub kind: SectionKind,
    /// Where it stands.
    pub span: Span,
}

/// One refusal or delay inside a report, with the recipients who got it.
///
/// Only what the *structure* of the paste says stands here; what its words mean is evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Whom it concerns, as far as named.
    pub recipients: Vec<Found<String>>,
    /// The words that matter: the server's reply, or the sentence of the report that states the reason.
    pub quoted: Span,
    /// Every piece of the text that belongs to this failure (the quoted words, the log line, the status group), in order.
    pub context: Vec<Span>,
    /// The host that is named as having said the quoted words (`Remote-MTA`, `host X said`, `<<<` after `talking to X`).
    pub said_by: Option<Found<String>>,
    /// The text says that another server gave the answer, without naming it.
    pub said_elsewhere: bool,
    /// The host that names itself as the author of the report (`Reporting-MTA`, `Generating server`, log line's host).
    pub reported_by: Option<Found<String>>,
    /// The address that the refused mail came from, where the log of the server that refused it says so.
    pub client: Option<Found<String>>,
    /// The step of the SMTP dialogue that was refused, where the structure says so.
    pub step: Option<Found<Step>>,
    /// What the report says was done, where it says so.
    pub action: Option<Action>,
    /// The reporting system's own view (`Status:`, `dsn=`), which need not be the remote one's.
    pub status: Option<Found<EnhancedCode>>,
    /// Until when the reporting server goes on trying (`Will-Retry-Until`).
    pub retry_until: Option<Found<OffsetDateTime>>,
    /// How many times the text tells it.
    pub seen: usize,
    /// Who wrote the words down.
    pub written_by: WrittenBy,
    /// The later line of a log that says that the message was delivered to these recipients after all.
    pub delivered: Option<Span>,
}

impl Failure {
    /// A failure of which only the words are known.
    pub fn quoting(quoted: Span) -> Self {
        Self {
            recipients: Vec::new(),
            quoted,
            context: vec![quoted],
            said_by: None,
            said_elsewhere: false,
            reported_by: None,
            client: None,
            step: None,
            action: None,
            status: None,
            retry_until: None,
            seen: 1,
            written_by: WrittenBy::Untold,
            delivered: None,
        }
    }
}

/// A bound of the reader that was reached; the rest was not looked at, and the answer says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cut {
    /// The text is longer than the reader takes.
    Text,
    /// Too many MIME parts.
    Parts,
    /// MIME parts are nested too deeply.
    Depth,
    /// Too many failures or recipients.
    Recipients,
}

/// A paste, decoded and taken apart. Reading never fails: the weakest outcome is a text without failures.
#[derive(Debug, Clone)]
pub struct Report {
    /// The one normalised text.
    pub text: String,
    /// What was pasted. [`Kind::Code`] and [`Kind::Question`] are settled later, by whoever knows the articles.
    pub kind: Kind,
    /// What a mail is that reports no final failure.
    pub kind_of: Option<KindOf>,
    /// The parts of the text, in order.
    pub sections: Vec<Section>,
    /// When the report was written, or the last dated line of a log that tells of a failure: only where the year is given.
    /// A date without a zone is taken as one of UTC, so that it may be off by half a day.
    pub date: Option<Found<OffsetDateTime>>,
    /// What failed, in the order of the text. Equal answers to several recipients are one failure.
    pub failures: Vec<Failure>,
    /// Bounds that were reached.
    pub cuts: Vec<Cut>,
    /// Passwords or login exchanges stood in the paste and were replaced by `********` in the text.
    pub secrets_masked: bool,
}

impl Report {
    /// Reads whatever was pasted: a mail with its headers, an Outlook message file, a log, a dialogue or plain words.
    pub fn read(bytes: &[u8]) -> Self {
        read::read(bytes)
    }

    /// Whether the bytes are an Outlook message file, or another compound file, of which the words are read.
    pub fn is_compound(bytes: &[u8]) -> bool {
        msg::is_compound(bytes)
    }

    /// Builds the tables of all readers. Without it they are built while the first pastes wait.
    pub fn prepare() {
        // Pastes that between them pass through every reader are the one list that cannot miss a table.
        for paste in [
            "From: MAILER-DAEMON@example.org\nSubject: failure notice\n\n<bob@example.net>:\n550 5.1.1 no",
            "postfix/smtp[1]: 4F2A1C0: to=<bob@example.net>, status=bounced (550 5.1.1 no)",
            "{\"notificationType\":\"Bounce\",\"action\":\"sent\",\"diagnosticCode\":\"550 5.1.1 no\"}",
            "Server Response: '550 5.1.1 no', Port: 25, Error Number: 0x800CCC79",
            "AUTH LOGIN\n334 VXNlcm5hbWU6\nYm9i\nnot delivered to bob@example.net",
        ] {
            read::read(paste.as_bytes());
        }
    }
}
