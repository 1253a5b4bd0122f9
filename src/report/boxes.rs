//! Error boxes and exceptions of client programs: the words of the server inside them.

use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

use super::{
    Failure, Found, Span, WrittenBy, extent, lines,
    marks::MARKS,
    opening::opening,
    pattern, recipients,
    reply::{self, Strength},
};
use crate::vocabulary::Step;

/// The shipped table. It is constant, so it is read once a process.
static BOXES: LazyLock<Boxes> = LazyLock::new(|| Boxes::load().unwrap_or_default());

/// How much of the box belongs to a failure, in bytes before and after the words.
const AROUND: usize = 1024;

/// How far behind a box the cause inside it is looked for, in bytes: traces of calls stand between.
const TRACE: usize = 16 * 1024;

#[derive(Debug, Default)]
struct Boxes {
    to: Vec<Regex>,
    said: Vec<Regex>,
    tls: Option<Regex>,
    inner: Option<Regex>,
    idle: Option<Regex>,
    patterns: Vec<Pattern>,
}

#[derive(Debug)]
struct Pattern {
    words: Regex,
    needs: Option<Regex>,
    runs_on: bool,
}

/// What a box says once, and where that begins.
#[derive(Debug, Clone, Copy)]
struct Hit {
    start: usize,
    to: Option<Span>,
    words: Span,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    to: Vec<String>,
    said: Vec<String>,
    tls: String,
    inner: String,
    idle: String,
    #[serde(rename = "box")]
    boxes: Vec<BoxWords>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BoxWords {
    #[expect(dead_code, reason = "names the pattern for whoever edits the table")]
    name: String,
    words: String,
    needs: Option<String>,
    #[serde(default)]
    runs_on: bool,
}

impl Boxes {
    fn load() -> Result<Self, String> {
        let table: Table =
            toml::from_str(include_str!("boxes.toml")).map_err(|error| error.to_string())?;
        let compile = || -> Result<Self, regex::Error> {
            let boxes = table.boxes.iter().map(|entry| {
                Ok(Pattern {
                    words: pattern::of_table(&entry.words)?,
                    needs: entry.needs.as_deref().map(pattern::of_table).transpose()?,
                    runs_on: entry.runs_on,
                })
            });
            let all = |written: &[String]| {
                let written = written.iter().map(|text| pattern::of_table(text));
                written.collect::<Result<Vec<_>, regex::Error>>()
            };
            Ok(Self {
                to: all(&table.to)?,
                said: all(&table.said)?,
                tls: Some(pattern::of_table(&table.tls)?),
                inner: Some(pattern::of_table(&table.inner)?),
                idle: Some(pattern::of_table(&table.idle)?),
                patterns: boxes.collect::<Result<_, regex::Error>>()?,
            })
        };
        compile().map_err(|error| error.to_string())
    }
}

/// The failures that boxes in the text show. The first kind of box that is found counts; the refusal happened at the
/// first hop, before anything was queued.
pub(super) fn read(text: &str, region: Span) -> Vec<Failure> {
    let piece = region.of(text);
    for pattern in &BOXES.patterns {
        let needs = pattern.needs.as_ref();
        if needs.is_some_and(|needs| !needs.is_match(piece)) {
            continue;
        }
        let hits = hits(text, region, pattern);
        let tells = |hit: &&Hit| {
            let is_refusal = opening(hit.words.of(text)).is_some_and(|codes| codes.is_refusal());
            is_refusal || hit.to.is_some()
        };
        let telling: Vec<Hit> = hits.iter().filter(tells).copied().collect();
        let chosen = if telling.is_empty() {
            hits.into_iter().take(1).collect()
        } else {
            telling
        };
        if chosen.is_empty() {
            continue;
        }
        // What stands between two answers belongs to the one above it, but for the name of the next one.
        let ends = chosen.iter().skip(1).map(|next| next.start);
        let ends: Vec<usize> = ends.chain(Some(region.end)).collect();
        let mut start = region.start;
        let failures = chosen.iter().zip(ends).map(|(hit, end)| {
            let own = Span::new(start, end);
            start = end;
            failure(text, region, own, hit)
        });
        return failures.collect();
    }
    Vec::new()
}

/// What boxes of one kind say, in order.
fn hits(text: &str, region: Span, pattern: &Pattern) -> Vec<Hit> {
    let place = |group: regex::Match<'_>| {
        Span::new(region.start + group.start(), region.start + group.end())
    };
    let found = pattern.words.captures_iter(region.of(text));
    let found = found.filter_map(|hit| {
        Some(Hit {
            start: region.start + hit.get(0)?.start(),
            to: hit.name("to").map(place),
            words: place(hit.name("words")?),
        })
    });
    let mut found: Vec<Hit> = found.take(super::group::FAILURES_LIMIT).collect();
    if pattern.runs_on {
        let mut next = region.end;
        for hit in found.iter_mut().rev() {
            let line = Span::new(hit.words.start, next).of(text).split('\n').next();
            hit.words.end = hit.words.start + line.map_or(0, str::len);
            next = hit.start;
        }
    }
    for hit in &mut found {
        hit.words = trimmed(text, hit.words);
    }
    found.retain(|hit| says_something(hit.words.of(text)));
    found
}

/// The failure of which a box tells in `own`, its part of the region.
fn failure(text: &str, region: Span, own: Span, hit: &Hit) -> Failure {
    let words = hit.words;
    let found = reply::decisive(text, words).filter(|piece| piece.strength >= Strength::Code);
    let server = found.map(|piece| Span::new(piece.span.start, words.end.max(piece.span.end)));
    let quoted = server.or_else(|| innermost(text, region, words));
    let mut failure = Failure::quoting(quoted.unwrap_or(words));
    failure.written_by = WrittenBy::Client;
    let wide = around(text, region, words);
    let around = around(text, own, words);
    failure.context.push(around);
    let place = |within: Span, pattern: &Regex, name: &str| {
        let hit = pattern.captures(within.of(text))?.name(name)?;
        Some(Span::new(
            within.start + hit.start(),
            within.start + hit.end(),
        ))
    };
    let mut to = BOXES.to.iter();
    let to = hit.to.or_else(|| to.find_map(|to| place(around, to, "to")));
    failure.step = MARKS
        .step_around(text, around, words)
        .or_else(|| MARKS.step(text, words));
    failure.recipients = match to {
        Some(to) => recipients::addresses(text, to),
        None => refused(text, failure.quoted, failure.step.as_ref()),
    };
    let mut said = BOXES.said.iter();
    let said = said.find_map(|said| place(wide, said, "said"));
    failure.said_by = said.map(|said| Found::new(said.of(text).to_owned(), said));
    failure
}

/// Whom a reply names as refused: in its sentence, or right behind its codes, as in `550 5.1.1 <bob@example.net>: no`.
fn refused(text: &str, quoted: Span, step: Option<&Found<Step>>) -> Vec<Found<String>> {
    let words = quoted.of(text);
    let is_of_sender = step.is_some_and(|step| step.value == Step::Mail)
        || words.to_ascii_lowercase().contains("sender");
    let Some(codes) = opening(words).filter(|codes| codes.is_refusal() && !is_of_sender) else {
        return Vec::new();
    };
    let named = recipients::named(text, quoted);
    let rest = Span::new(quoted.start + codes.rest, quoted.end);
    let opens = rest.of(text).trim_start().starts_with('<');
    let behind = recipients::addresses(text, rest).into_iter();
    if named.is_empty() && opens {
        behind.take(1).collect()
    } else {
        named
    }
}

/// The cause inside the exception that the program wraps it in, where no server replied: what TLS says of itself, else the
/// last one of the chain that says anything.
fn innermost(text: &str, region: Span, words: Span) -> Option<Span> {
    let start = around(text, region, words).start;
    let whole = lines::bounded(text, Span::new(start, region.end), TRACE);
    let tls = BOXES.tls.as_ref()?.captures_iter(whole.of(text));
    let tls = tls.filter_map(|hit| hit.name("words")).last();
    if let Some(own) = tls {
        return Some(Span::new(start + own.start(), start + own.end()));
    }
    let idle = BOXES.idle.as_ref()?;
    let inner = BOXES.inner.as_ref()?.find_iter(whole.of(text));
    let ends = inner.map(|hit| start + hit.end()).filter_map(|at| {
        let line = text.get(at..whole.end)?.split('\n').next()?;
        let span = extent::finished(text, Span::new(at, at + line.len()));
        (says_something(span.of(text)) && !idle.is_match(span.of(text))).then_some(span)
    });
    ends.last()
}

fn says_something(words: &str) -> bool {
    words.chars().filter(|c| c.is_alphanumeric()).count() >= 3
}

/// The words without the quotation marks and brackets of the program that shows them.
fn trimmed(text: &str, words: Span) -> Span {
    let span = lines::bounded(text, lines::trimmed(text, words), 1000);
    let piece = span.of(text);
    let piece = piece.strip_suffix("\\n").unwrap_or(piece);
    let left = piece.trim_start_matches(['\'', '"', '‘', '“', ' ', '\n']);
    let start = span.start + (piece.len() - left.len());
    Span::new(
        start,
        start
            + left
                .trim_end_matches(['\'', '"', '’', '”', ' ', '\n', '\\'])
                .len(),
    )
}

fn around(text: &str, region: Span, words: Span) -> Span {
    let start = lines::floor(text, words.start.saturating_sub(AROUND)).max(region.start);
    lines::bounded(
        text,
        Span::new(start, region.end),
        words.end - start + AROUND,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found = read(text, Span::new(0, text.len()));
        let got: Vec<&str> = found
            .iter()
            .map(|failure| failure.quoted.of(text))
            .collect();
        assert_eq!(got, expected, "{text}");
        assert!(
            found
                .iter()
                .all(|failure| failure.written_by == WrittenBy::Client)
        );
    }

    #[test]
    fn the_shipped_table_is_sound() {
        assert!(!Boxes::load().unwrap().patterns.is_empty());
    }

    #[test]
    fn mail_programs() {
        let text = "The message could not be sent because one of the recipients was rejected by the server. The rejected e-mail address was 'bob@b.example'. Subject 'x', Account: 'pop', Server: 'smtp.a.example', Protocol: SMTP, Server Response: '550 5.7.1 Unable to relay for bob@b.example', Port: 25, Secure(SSL): No, Server Error: 550, Error Number: 0x800CCC79";
        check(text, &["550 5.7.1 Unable to relay for bob@b.example"]);
        let found = read(text, Span::new(0, text.len()));
        assert_eq!(found[0].recipients[0].value, "bob@b.example");
        assert_eq!(found[0].said_by.as_ref().unwrap().value, "smtp.a.example");
        check(
            "由于服务器拒绝收件人之一,无法发送邮件。被拒绝的电子邮件地址是“bob@b.example”。 服务器响应: '553 authentication is required', 端口: 25, 安全(SSL): 否, 错误号: 0x800CCC79",
            &["553 authentication is required"],
        );
        check(
            "Task 'a' reported error (0x800CCC0E): 'Outlook cannot connect'",
            &["Task 'a' reported error (0x800CCC0E): 'Outlook cannot connect"],
        );
    }

    #[test]
    fn apple_s_mail_names_the_server() {
        let text = "Cannot send message using the server smtp.a.example\nThe server “smtp.a.example” cannot be contacted on port 587.\nSelect a different outgoing mail server from the list below or click Try Later to leave the message in your Outbox until it can be sent.";
        check(
            text,
            &["The server “smtp.a.example” cannot be contacted on port 587."],
        );
        let found = read(text, Span::new(0, text.len()));
        assert_eq!(found[0].said_by.as_ref().unwrap().value, "smtp.a.example");
        check(
            "A copy has been placed in your Outbox. The sender address \"al@a.example\" was rejected by the server \"smtp.a.example\".",
            &["The sender address \"al@a.example\" was rejected by the server \"smtp.a.example\"."],
        );
    }

    /// The first recipient of each failure, its words, and that no context tells of another one.
    #[track_caller]
    fn check_recipients(text: &str, expected: &[(&str, &str)]) {
        let found = read(text, Span::new(0, text.len()));
        let got: Vec<_> = found
            .iter()
            .map(|failure| {
                let to = failure.recipients.first().map_or("", |to| to.span.of(text));
                (to, failure.quoted.of(text))
            })
            .collect();
        assert_eq!(got, expected, "{text}");
        for (failure, (own, _)) in found.iter().zip(expected) {
            let told: String = failure.context.iter().map(|span| span.of(text)).collect();
            let others = expected.iter().filter(|(to, _)| to != own);
            assert!(others.clone().all(|(to, _)| !told.contains(to)), "{told}");
        }
    }

    #[test]
    fn each_recipient_has_its_own_answer() {
        check_recipients(
            "smtplib.SMTPRecipientsRefused: {'bob@b.example': (550, b'5.1.1 User unknown'), 'eve@c.example': (452, b'4.2.2 Mailbox full')}",
            &[
                ("bob@b.example", "550, b'5.1.1 User unknown"),
                ("eve@c.example", "452, b'4.2.2 Mailbox full"),
            ],
        );
        check_recipients(
            "SMTP Error: The following recipients failed: bob@b.example: 5.1.1 User unknown, eve@c.example: 5.2.2 Mailbox full, try later",
            &[
                ("bob@b.example", "5.1.1 User unknown"),
                ("eve@c.example", "5.2.2 Mailbox full, try later"),
            ],
        );
        let two = "javax.mail.SendFailedException: Invalid Addresses;|nested exception is:|com.sun.mail.smtp.SMTPAddressFailedException: 550 5.1.1 <bob@b.example>: no;|nested exception is:|com.sun.mail.smtp.SMTPAddressFailedException: 552 5.2.2 <eve@c.example>: full";
        for between in ["  ", "\n  "] {
            check_recipients(
                &two.replace('|', between),
                &[
                    ("bob@b.example", "550 5.1.1 <bob@b.example>: no"),
                    ("eve@c.example", "552 5.2.2 <eve@c.example>: full"),
                ],
            );
        }
    }

    #[test]
    fn libraries_name_the_recipient() {
        check_recipients(
            "Error: Message failed: 550 no relay {\n  response: '550 5.7.1 no relay',\n  rejected: [ 'bob@b.example' ] }",
            &[("bob@b.example", "550 5.7.1 no relay")],
        );
        check_recipients(
            "System.Net.Mail.SmtpException: Mailbox unavailable. The server response was: 5.7.1 Unable to relay for bob@b.example",
            &[("bob@b.example", "5.7.1 Unable to relay for bob@b.example")],
        );
        check_recipients(
            "com.sun.mail.smtp.SMTPSenderFailedException: 550 5.7.1 <al@a.example>: Sender address rejected",
            &[("", "550 5.7.1 <al@a.example>: Sender address rejected")],
        );
    }

    #[test]
    fn libraries() {
        check(
            "CDO.Message.1 error '8004020f'\nThe server rejected one or more recipient addresses. The server response was: 550 5.7.1 Unable to relay for bob@b.example\n/send.asp, line 12",
            &["550 5.7.1 Unable to relay for bob@b.example"],
        );
        check(
            "System.Net.Mail.SmtpException: Mailbox unavailable. The server response was: 5.7.1 Unable to relay\n   at System.Net.Mail.Send()",
            &["5.7.1 Unable to relay"],
        );
        check(
            "Exception Message: Cannot send mails to mail server. (Mailbox unavailable. The server response was: 5.7.1 Unable to relay).",
            &["5.7.1 Unable to relay"],
        );
        check(
            "smtplib.SMTPAuthenticationError: (535, b'5.7.8 Username and Password not accepted')",
            &["535, b'5.7.8 Username and Password not accepted"],
        );
        check(
            "smtplib.SMTPRecipientsRefused: {'bob@b.example': (550, b'5.7.1 relay denied')}",
            &["550, b'5.7.1 relay denied"],
        );
        check(
            "Expected response code \"250\" but got code \"550\", with message \"550 5.7.1 Relaying denied\".",
            &["550 5.7.1 Relaying denied"],
        );
        check(
            "{ code: 'EENVELOPE',\n  response: '550 5.7.1 no relay',\n  responseCode: 550 }",
            &["550 5.7.1 no relay"],
        );
        check(
            "javax.mail.SendFailedException: Invalid Addresses;\n  nested exception is:\n com.sun.mail.smtp.SMTPAddressFailedException: 550 5.1.1 <bob@b.example>: no",
            &["550 5.1.1 <bob@b.example>: no"],
        );
        check(
            "SMTP Error: The following recipients failed: bob@b.example: Relay access denied",
            &["Relay access denied"],
        );
        check(
            "javax.mail.MessagingException: Could not convert socket to TLS;\n  nested exception is:\n\tjavax.net.ssl.SSLHandshakeException: No appropriate protocol (protocol is disabled)\n\tat com.sun.mail.smtp.SMTPTransport.startTLS(SMTPTransport.java:2064)",
            &["No appropriate protocol (protocol is disabled)"],
        );
        check(
            "org.springframework.mail.MailSendException: Mail server connection failed; nested exception is javax.mail.MessagingException: Could not connect to SMTP host: mail.a.example, port: 25; nested exception is:\n\tjava.net.ConnectException: Connection refused. Failed messages: javax.mail.MessagingException: Could not connect",
            &["Connection refused"],
        );
        check(
            "System.Net.Mail.SmtpException: Failure sending mail. ---> System.Net.WebException: Unable to connect to the remote server ---> System.Net.Sockets.SocketException (10061): No connection could be made 192.0.2.5:25\n   at System.Net.Sockets.Socket.DoConnect()\n   --- End of inner exception stack trace ---",
            &["No connection could be made 192.0.2.5:25"],
        );
        check(
            "Connection: Failed to connect. \"OpenSSL Error messages: error:0A000086:SSL routines::certificate verify failed\"\nSMTP Error: Could not connect to SMTP host.",
            &["error:0A000086:SSL routines::certificate verify failed"],
        );
        check("Windows Update error 0x80070643", &[]);
        check("", &[]);
    }
}
