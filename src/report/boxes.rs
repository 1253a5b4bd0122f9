//! Error boxes and exceptions of client programs: the words of the server inside them.

use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

use super::{
    Failure, Found, Span, WrittenBy, extent, lines,
    marks::MARKS,
    opening::opening,
    pattern,
    reply::{self, Strength},
};

/// The shipped table. It is constant, so it is read once a process.
static BOXES: LazyLock<Boxes> = LazyLock::new(|| Boxes::load().unwrap_or_default());

/// How much of the box belongs to a failure, in bytes before and after the words.
const AROUND: usize = 1024;

/// How far behind a box the cause inside it is looked for, in bytes: traces of calls stand between.
const TRACE: usize = 16 * 1024;

#[derive(Debug, Default)]
struct Boxes {
    to: Option<Regex>,
    said: Vec<Regex>,
    tls: Option<Regex>,
    inner: Option<Regex>,
    idle: Option<Regex>,
    patterns: Vec<(Regex, Option<Regex>)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    to: String,
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
}

impl Boxes {
    fn load() -> Result<Self, String> {
        let table: Table =
            toml::from_str(include_str!("boxes.toml")).map_err(|error| error.to_string())?;
        let compile = || -> Result<Self, regex::Error> {
            let boxes = table.boxes.iter().map(|entry| {
                Ok((
                    pattern::of_table(&entry.words)?,
                    entry.needs.as_deref().map(pattern::of_table).transpose()?,
                ))
            });
            Ok(Self {
                to: Some(pattern::of_table(&table.to)?),
                said: table
                    .said
                    .iter()
                    .map(|text| pattern::of_table(text))
                    .collect::<Result<_, _>>()?,
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
    for (pattern, needs) in &BOXES.patterns {
        if needs.as_ref().is_some_and(|needs| !needs.is_match(piece)) {
            continue;
        }
        let words: Vec<Span> = pattern
            .captures_iter(piece)
            .filter_map(|hit| hit.name("words"))
            .map(|words| {
                trimmed(
                    text,
                    Span::new(region.start + words.start(), region.start + words.end()),
                )
            })
            .filter(|words| says_something(words.of(text)))
            .take(super::group::FAILURES_LIMIT)
            .collect();
        let with_code: Vec<Span> = words
            .iter()
            .copied()
            .filter(|words| opening(words.of(text)).is_some_and(|codes| codes.is_refusal()))
            .collect();
        let chosen = if with_code.is_empty() {
            words.into_iter().take(1).collect()
        } else {
            with_code
        };
        if !chosen.is_empty() {
            return chosen
                .into_iter()
                .map(|words| failure(text, region, words))
                .collect();
        }
    }
    Vec::new()
}

fn failure(text: &str, region: Span, words: Span) -> Failure {
    let found = reply::decisive(text, words).filter(|piece| piece.strength >= Strength::Code);
    let server = found.map(|piece| Span::new(piece.span.start, words.end.max(piece.span.end)));
    let quoted = server.or_else(|| innermost(text, region, words));
    let mut failure = Failure::quoting(quoted.unwrap_or(words));
    failure.written_by = WrittenBy::Client;
    let around = around(text, region, words);
    failure.context.push(around);
    let place = |pattern: &Regex, name: &str| {
        let hit = pattern.captures(around.of(text))?.name(name)?;
        Some(Found::new(
            hit.as_str().to_owned(),
            Span::new(around.start + hit.start(), around.start + hit.end()),
        ))
    };
    let to = BOXES.to.as_ref().and_then(|to| place(to, "to"));
    failure.recipients = to.into_iter().collect();
    failure.said_by = BOXES.said.iter().find_map(|said| place(said, "said"));
    failure.step = MARKS
        .step_around(text, around, words)
        .or_else(|| MARKS.step(text, words));
    failure
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
            &["SMTP Error: The following recipients failed: bob@b.example: Relay access denied"],
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
