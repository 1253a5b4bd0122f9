//! Lines of mail logs: which of them report a refusal or a delay, to whom, in whose words.

use std::{collections::BTreeMap, sync::LazyLock};

use regex::{Captures, Match, Regex};

use super::{
    Action, Failure, Found, Span, WrittenBy,
    lines::{self, Line, lines},
    log_table::{LOGS, Pattern},
    marks::MARKS,
    opening::opening,
    pattern,
    reply::{self, Strength},
    underway::Underway,
};
use crate::vocabulary::Step;

/// What a text says as a log.
#[derive(Debug, Default)]
pub(super) struct Log {
    /// How many lines are lines of a mail log.
    pub(super) lines: usize,
    /// Something in it went well.
    pub(super) is_fine: bool,
    /// What they report, one entry a line.
    pub(super) failures: Vec<Failure>,
}

/// Reads a text as a log.
pub(super) fn read(text: &str, region: Span) -> Log {
    let mut log = Log::default();
    let mut started: BTreeMap<&str, Span> = BTreeMap::new();
    let mut underway = Underway::default();
    for line in lines(text, region) {
        if line.is_blank() {
            continue;
        }
        let shows = LOGS.any.is_match(line.text);
        log.lines += usize::from(shows);
        if let Some((number, to)) = started_delivery(text, &line) {
            started.insert(number, to);
            continue;
        }
        if LOGS.fine.is_match(line.text) {
            log.is_fine = true;
            for place in underway.delivered(text, &line) {
                if let Some(failure) = log.failures.get_mut(place) {
                    failure.delivered = Some(line.span);
                }
            }
            continue;
        }
        let given_up = underway.given_up(&line);
        for place in &given_up {
            if let Some(failure) = log.failures.get_mut(*place) {
                failure.action = Some(Action::Failed);
                failure.context.push(line.span);
            }
        }
        if !given_up.is_empty() {
            continue;
        }
        let Some(pattern) = LOGS.pattern_for(line.text) else {
            continue;
        };
        let Some(hit) = pattern.line.captures(line.text) else {
            continue;
        };
        let Some(mut failure) = failure(text, &line, pattern, &hit) else {
            continue;
        };
        log.lines += usize::from(!shows);
        if let Some(to) = hit
            .name("number")
            .and_then(|number| started.get(number.as_str()))
        {
            failure
                .recipients
                .push(Found::new(to.of(text).to_owned(), *to));
        }
        underway.add(text, &line, &failure, log.failures.len());
        log.failures.push(failure);
    }
    log
}

/// What the words that a server's own record gives as the reason say; nothing, if they are none.
pub(super) fn of_words(text: &str, words: Span) -> Option<Failure> {
    let found = reply::decisive(text, words).filter(|piece| piece.strength >= Strength::Said);
    let quoted = found.map_or_else(|| cut_end(text, words), |piece| piece.span);
    if quoted.of(text).is_empty() {
        return None;
    }
    let mut failure = Failure::quoting(quoted);
    failure.written_by = WrittenBy::Server;
    Some(failure)
}

fn failure(text: &str, line: &Line<'_>, pattern: &Pattern, hit: &Captures<'_>) -> Option<Failure> {
    let place = |group: Match<'_>| {
        Span::new(
            line.span.start + group.start(),
            line.span.start + group.end(),
        )
    };
    let words = lines::trimmed(text, hit.name("words").map(place)?);
    let mut failure = of_words(text, words)?;
    let quoted = failure.quoted;
    failure.context.push(line.span);
    if pattern.incoming {
        if !LOGS.submission.is_match(line.text) {
            failure.written_by = WrittenBy::Receiver;
        }
        let client = LOGS.client(line.text).map(place);
        failure.client = client.map(|span| Found::new(span.of(text).to_owned(), span));
    }
    for name in ["to", "to2"] {
        if let Some(to) = hit.name(name).filter(|to| to.as_str().contains('@')) {
            failure
                .recipients
                .push(Found::new(to.as_str().to_owned(), place(to)));
        }
    }
    if failure.recipients.is_empty() {
        failure.recipients = tracked_recipients(text, line);
    }
    failure.status = hit
        .name("dsn")
        .and_then(|dsn| Some(Found::new(dsn.as_str().parse().ok()?, place(dsn))));
    failure.reported_by = log_host(text, line);
    let named = MARKS.speaker(text, line.span, quoted);
    let given = hit
        .name("said")
        .filter(|host| lines::is_host(host.as_str()))
        .map(|host| Found::new(host.as_str().to_owned(), place(host)));
    let has_reply = opening(quoted.of(text)).is_some_and(|codes| codes.is_refusal());
    // Codes of the network class (RFC 3463 section 3.5) are the own server's view of a host that did not answer.
    let has_answered = has_reply
        || failure
            .status
            .as_ref()
            .is_some_and(|status| status.value.subject() != 4);
    failure.said_by = if pattern.own {
        failure.reported_by.clone()
    } else {
        named.or(given.filter(|_| has_answered))
    };
    let step = hit
        .name("step")
        .and_then(|step| Some(Found::new(step_of(step.as_str())?, place(step))));
    failure.step = step
        .or_else(|| pattern.at.map(|at| Found::new(at, words)))
        .or_else(|| MARKS.step_around(text, line.span, quoted));
    // What another server brought and was refused, that server may bring again: the reply tells.
    failure.action = if LOGS.late.is_match(line.text) {
        Some(Action::Delayed)
    } else {
        (!pattern.incoming).then_some(Action::Failed)
    };
    Some(failure)
}

/// The words without what the logging program puts behind them.
fn cut_end(text: &str, words: Span) -> Span {
    let piece = words.of(text);
    let end = MARKS.end_of(piece);
    lines::bounded(
        text,
        lines::trimmed(text, Span::new(words.start, words.start + end)),
        1000,
    )
}

/// The step that a command's name stands for.
pub(super) fn step_of(name: &str) -> Option<Step> {
    Some(match name.to_ascii_uppercase().as_str() {
        "CONNECT" | "CONNECTION" => Step::Connect,
        "HELO" | "EHLO" | "STARTTLS" => Step::Ehlo,
        "AUTH" => Step::Auth,
        "MAIL" => Step::Mail,
        "RCPT" | "RELAY" => Step::Rcpt,
        "DATA" | "BDAT" => Step::Data,
        "END-OF-MESSAGE" | "CONTENT" | "DATA_POST" | "QUEUE" => Step::EndOfData,
        _ => return None,
    })
}

/// The host behind the time of a syslog line (RFC 3164 section 4.1.2, RFC 5424 section 6.2).
fn log_host(text: &str, line: &Line<'_>) -> Option<Found<String>> {
    static SYSLOG: LazyLock<Option<Regex>> = LazyLock::new(|| {
        pattern::pattern(
            r"^(?:<\d+>\d?\s*)?(?:[A-Z][a-z]{2}\s+\d{1,2}\s(?:\d{4}\s)?\d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)\s+(?P<host>[\w.-]+)\s+[\w./-]+(?:\[\d+\])?:",
        )
    });
    let hit = SYSLOG.as_ref()?.captures(line.text)?.name("host")?;
    let span = Span::new(line.span.start + hit.start(), line.span.start + hit.end());
    Some(Found::new(span.of(text).to_owned(), span))
}

/// `starting delivery 7: msg 5 to remote bob@example.net` of qmail: the number and the address.
fn started_delivery<'t>(text: &'t str, line: &Line<'t>) -> Option<(&'t str, Span)> {
    let (_, rest) = line.text.split_once("starting delivery ")?;
    let number = rest.split(':').next()?;
    Some((
        number,
        lines::addresses(text, line.span).into_iter().next()?,
    ))
}

/// The recipient of a comma-separated tracking line: the first address behind the event.
fn tracked_recipients(text: &str, line: &Line<'_>) -> Vec<Found<String>> {
    let Some(event) = [",FAIL,", ",DSN,", ",DEFER,"]
        .iter()
        .find_map(|event| line.text.find(event))
    else {
        return Vec::new();
    };
    let behind = Span::new(line.span.start + event, line.span.end);
    lines::addresses(text, behind)
        .into_iter()
        .find(|span| {
            !text
                .get(..span.start)
                .is_some_and(|before| before.ends_with('<'))
        })
        .map(|span| Found::new(span.of(text).to_owned(), span))
        .into_iter()
        .collect()
}

/// Blanks where logs write `_` or `+` for them, so that the words can be read.
pub(super) fn readable(text: &str) -> String {
    static PACKED: LazyLock<Option<Regex>> = LazyLock::new(|| {
        pattern::pattern(r"delivery \d+: (?:failure|deferral): |OutboundConnectionResponse\b")
    });
    let Some(packed) = PACKED.as_ref().filter(|packed| packed.is_match(text)) else {
        return text.to_owned();
    };
    let unpacked = text.split('\n').map(|line| match packed.find(line) {
        Some(hit) => {
            let (head, words) = line.split_at_checked(hit.end()).unwrap_or((line, ""));
            let blank = if hit.as_str().starts_with("delivery") {
                '_'
            } else {
                '+'
            };
            format!("{head}{}", words.replace(blank, " "))
        }
        None => line.to_owned(),
    });
    unpacked.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    type Expected<'e> = (&'e str, &'e str, Option<&'e str>, Option<Step>);

    #[track_caller]
    fn check(line: &str, expected: Option<Expected<'_>>) {
        let line = readable(line);
        let log = read(&line, Span::new(0, line.len()));
        let got = log.failures.first().map(|failure| {
            (
                failure.quoted.of(&line),
                failure
                    .recipients
                    .first()
                    .map_or("", |found| found.span.of(&line)),
                failure.said_by.as_ref().map(|host| host.span.of(&line)),
                failure.step.as_ref().map(|step| step.value),
            )
        });
        assert_eq!(got, expected, "{line}");
    }

    #[test]
    fn postfix() {
        check(
            "Nov  3 10:00:00 mail postfix/smtp[123]: 4F2A1C0: to=<bob@b.example>, relay=mx.b.example[192.0.2.1]:25, delay=1, dsn=5.1.1, status=bounced (host mx.b.example[192.0.2.1] said: 550 5.1.1 no such user (in reply to RCPT TO command))",
            Some((
                "550 5.1.1 no such user",
                "bob@b.example",
                Some("mx.b.example"),
                Some(Step::Rcpt),
            )),
        );
        check(
            "NOQUEUE: reject: RCPT from unknown[192.0.2.9]: 554 5.7.1 <bob@b.example>: Relay access denied; from=<a@a.example> to=<bob@b.example> proto=ESMTP helo=<x>",
            Some((
                "554 5.7.1 <bob@b.example>: Relay access denied",
                "bob@b.example",
                None,
                Some(Step::Rcpt),
            )),
        );
        check(
            "4F2A1C0: to=<bob@b.example>, relay=none, delay=30, dsn=4.4.1, status=deferred (connect to mx.b.example[192.0.2.1]:25: Connection timed out)",
            Some((
                "connect to mx.b.example[192.0.2.1]:25: Connection timed out",
                "bob@b.example",
                None,
                Some(Step::Connect),
            )),
        );
        check(
            "4F2A1C0: to=<bob@b.example>, relay=x, dsn=2.0.0, status=sent (250 ok)",
            None,
        );
    }

    #[test]
    fn other_servers() {
        check(
            "2026-11-03 10:00:00 1aBcDe-000123-AB ** bob@b.example R=dnslookup T=remote_smtp H=mx.b.example [192.0.2.1]: SMTP error from remote mail server after RCPT TO:<bob@b.example>: 550 no such user",
            Some((
                "550 no such user",
                "bob@b.example",
                Some("mx.b.example"),
                Some(Step::Rcpt),
            )),
        );
        check(
            "Nov  3 10:00:00 mail sendmail[12]: x1: to=<bob@b.example>, delay=00:00:01, mailer=esmtp, pri=1, relay=mx.b.example. [192.0.2.1], dsn=5.1.1, stat=User unknown",
            Some(("User unknown", "bob@b.example", Some("mx.b.example"), None)),
        );
        check(
            "delivery 7: failure: 192.0.2.1_does_not_like_recipient./Remote_host_said:_550_no_such_user/Giving_up_on_192.0.2.1./",
            Some(("550 no such user", "", Some("192.0.2.1"), Some(Step::Rcpt))),
        );
        check(
            "smtpd[9]: abc mta event=delivery evpid=1 from=<a@a.example> to=<bob@b.example> rcpt=<-> source=\"192.0.2.2\" relay=\"192.0.2.1 (mx.b.example)\" delay=1s result=\"PermFail\" stat=\"550 5.1.1 no\"",
            Some(("550 5.1.1 no", "bob@b.example", Some("mx.b.example"), None)),
        );
        check(
            "2026-11-03T10:00:00.000Z,,,,SRV,No suitable shadow,,SMTP,FAIL,1,<id@a>,guid,bob@b.example,550 5.1.1 RESOLVER.ADR.RecipNotFound; not found,100",
            Some((
                "550 5.1.1 RESOLVER.ADR.RecipNotFound; not found,100",
                "bob@b.example",
                None,
                None,
            )),
        );
        check(
            "192.0.2.7 - - [10/Oct/2023:13:55:36 +0200] \"GET / HTTP/1.1\" 200 2326",
            None,
        );
    }
}
