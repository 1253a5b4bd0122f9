//! What a mail is called in logs: people who look for it there ask for these first.

use std::sync::LazyLock;

use regex::Regex;

use crate::pattern::fixed;
use crate::report::{Failure, Found, Report, SectionKind, Span};

/// The names of the refused mail, as far as the paste holds them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identifiers {
    /// Its `Message-ID`, with angle brackets (RFC 5322, section 3.6.4).
    pub message_id: Option<Found<String>>,
    /// Its name in the queue of the server that reports.
    pub queue_id: Option<Found<String>>,
}

/// Of a header field or of a log line.
static MESSAGE_ID: LazyLock<Option<Regex>> =
    LazyLock::new(|| fixed(r"(?im)(?:^message-id:\s*|\bmessage-id=)(<[^<>\s]{3,250}>)"));

/// A field of the delivery status; behind the process in lines of Postfix and Sendmail; before the arrow in those of Exim.
static QUEUE_ID: LazyLock<Option<Regex>> = LazyLock::new(|| {
    fixed(concat!(
        r"(?im)^x-[a-z]{3,20}-queue-id:\s*([0-9A-Za-z-]{4,40})\s*$",
        r"|\]: ([0-9A-Za-z]{6,20}): [a-z-]+[=:]",
        r"|\b([0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4}) (?:==|\*\*|=>|->|<=|H=)",
    ))
});

impl Identifiers {
    /// The names of the mail that a failure of this report is about.
    pub fn of(report: &Report, failure: &Failure) -> Self {
        let lines: Vec<Span> = failure
            .context
            .iter()
            .map(|span| whole_lines(&report.text, *span))
            .collect();
        let of_kind = |kind| {
            report
                .sections
                .iter()
                .filter(move |section| section.kind == kind)
                .map(|section| section.span)
        };
        // The report's own header names the report, not the mail.
        let original: Vec<Span> = of_kind(SectionKind::Original).collect();
        let status: Vec<Span> = of_kind(SectionKind::DeliveryStatus).collect();
        let find = |pattern: &LazyLock<Option<Regex>>, places: &[Span]| {
            places
                .iter()
                .find_map(|span| first(pattern, &report.text, *span))
        };
        Self {
            message_id: find(&MESSAGE_ID, &original).or_else(|| find(&MESSAGE_ID, &lines)),
            queue_id: find(&QUEUE_ID, &lines).or_else(|| find(&QUEUE_ID, &status)),
        }
    }
}

fn first(pattern: &LazyLock<Option<Regex>>, text: &str, place: Span) -> Option<Found<String>> {
    let pattern = pattern.as_ref()?;
    pattern.captures_iter(place.of(text)).find_map(|hit| {
        let name = hit.iter().skip(1).flatten().next()?;
        // A word of the program stands in the same place: `NOQUEUE`, `warning`.
        let named = name
            .as_str()
            .contains(|c: char| c == '<' || c.is_ascii_digit());
        named.then(|| {
            let span = Span::new(place.start + name.start(), place.start + name.end());
            Found::new(name.as_str().to_owned(), span)
        })
    })
}

fn whole_lines(text: &str, span: Span) -> Span {
    let before = text.get(..span.start).unwrap_or_default();
    let after = text.get(span.end..).unwrap_or_default();
    Span::new(
        before.rfind('\n').map_or(0, |end| end + 1),
        span.end + after.find('\n').unwrap_or(after.len()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(paste: &str, message_id: Option<&str>, queue_id: Option<&str>) {
        let report = Report::read(paste.as_bytes());
        let found = report
            .failures
            .first()
            .map(|failure| Identifiers::of(&report, failure))
            .unwrap_or_default();
        let own = |found: &Option<Found<String>>| found.as_ref().map(|found| found.value.clone());
        assert_eq!(own(&found.message_id).as_deref(), message_id, "{paste}");
        assert_eq!(own(&found.queue_id).as_deref(), queue_id, "{paste}");
        for found in [found.message_id, found.queue_id].into_iter().flatten() {
            assert_eq!(found.span.of(&report.text), found.value, "{paste}");
        }
    }

    #[test]
    fn log_lines_name_the_mail() {
        check(
            "Nov 20 10:00:00 mail postfix/smtp[4711]: 3F2A11C0D2: to=<bob@example.net>, \
             relay=mx.example.net[192.0.2.25]:25, dsn=5.7.1, status=bounced (host mx.example.net[192.0.2.25] said: \
             550 5.7.1 Unable to relay for bob@example.net (in reply to RCPT TO command))",
            None,
            Some("3F2A11C0D2"),
        );
        check(
            "2026-11-20 10:00:00 1tDx2K-0000000AbCd-1234 ** bob@example.net R=dnslookup T=remote_smtp: \
             SMTP error from remote mail server after RCPT TO:<bob@example.net>: 550 5.1.1 No such user",
            None,
            Some("1tDx2K-0000000AbCd-1234"),
        );
        check(
            "Nov 20 10:00:00 mail postfix/smtpd[99]: NOQUEUE: reject: RCPT from unknown[192.0.2.7]: 554 5.7.1 \
             <bob@example.net>: Relay access denied; from=<a@example.org> to=<bob@example.net>",
            None,
            None,
        );
    }

    #[test]
    fn the_report_is_not_taken_for_the_mail() {
        let report = "From: MAILER-DAEMON@mail.example.org\nMessage-ID: <report@mail.example.org>\n\
             Subject: Undelivered Mail Returned to Sender\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\n\n\
             --b\nContent-Type: text/plain\n\n<bob@example.net>: host mx.example.net said: 550 5.1.1 No such user\n\
             --b\nContent-Type: message/delivery-status\n\n\
             Reporting-MTA: dns; mail.example.org\nX-Postfix-Queue-ID: 4Xk2aB3cD4z5\n\n\
             Final-Recipient: rfc822; bob@example.net\nAction: failed\nStatus: 5.1.1\n\
             Diagnostic-Code: smtp; 550 5.1.1 No such user\n\n\
             --b\nContent-Type: text/rfc822-headers\n\nFrom: a@example.org\nMessage-ID: <mail@example.org>\n\n--b--\n";
        check(report, Some("<mail@example.org>"), Some("4Xk2aB3cD4z5"));
    }
}
