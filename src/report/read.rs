//! From bytes to a report: what form the paste has, and which reader is the one for it.

use super::{
    Report, SectionKind, bounce, clean, decode, draft::Draft, forwarded, html, json, log, mail,
    mail_source, msg, prose, rtf,
};

/// How many bytes of a paste are looked at; what attachments hold beyond that is never text.
const BYTES_LIMIT: usize = 16 * 1024 * 1024;
/// How far down a mail may begin below other words, in bytes and in paragraphs.
const WORDS_LIMIT: usize = 8 * 1024;
const PARAGRAPHS_LIMIT: usize = 20;

pub(super) fn read(bytes: &[u8]) -> Report {
    let bytes = bytes.get(..bytes.len().min(BYTES_LIMIT)).unwrap_or(bytes);
    if let Some(draft) = as_mail(bytes) {
        return bounce::read(draft);
    }
    if msg::is_compound(bytes)
        && let Some(draft) = msg::read(bytes)
    {
        return bounce::read(draft);
    }
    let mut text = decode::text(bytes, None)
        .replace("\r\n", "\n")
        .replace('\r', "\n");
    text = clean::bare(&text).into_owned();
    if clean::is_quoted_printable(&text) {
        text = decode::text(&decode::quoted_printable(text.as_bytes()), None);
    }
    if rtf::is_rich(&text) {
        text = rtf::words(&text);
    }
    let in_words = || after_words(&text).or_else(|| forwarded(&text));
    if let Some(draft) = as_mail(text.as_bytes()).or_else(in_words) {
        return bounce::read(draft);
    }
    let mut draft = Draft::default();
    let words = log::readable(&html::words(&text));
    draft.push(SectionKind::Body, &json::readable(&words));
    prose::read(draft)
}

/// The paste as a mail, if it opens with the header of one. Old systems end their lines with CR alone.
fn as_mail(bytes: &[u8]) -> Option<Draft> {
    if bytes.contains(&b'\n') || !bytes.contains(&b'\r') {
        return Some(mail::read(mail_source::start(bytes)?));
    }
    let lines: Vec<u8> = bytes
        .iter()
        .map(|byte| if *byte == b'\r' { b'\n' } else { *byte })
        .collect();
    Some(mail::read(mail_source::start(&lines)?))
}

/// A mail that somebody pasted below words of their own. What stands above must not itself be what is to be read: a
/// report in words quotes the message that came back, and a dialogue the message that was sent.
fn after_words(text: &str) -> Option<Draft> {
    let blanks = text.match_indices("\n\n").map(|(at, _)| at);
    for at in blanks
        .take_while(|at| *at < WORDS_LIMIT)
        .take(PARAGRAPHS_LIMIT)
    {
        let (before, rest) = text.split_at_checked(at)?;
        let Some(raw) =
            mail_source::start(rest.as_bytes()).filter(|raw| mail_source::is_whole(raw))
        else {
            continue;
        };
        if forwarded::says_why(before) {
            return None;
        }
        let mut draft = Draft::default();
        draft.push(SectionKind::Body, before);
        draft.append(mail::read(raw));
        return Some(draft);
    }
    None
}

/// A report that somebody forwards, with the lines of their program above it.
fn forwarded(text: &str) -> Option<Draft> {
    let found = forwarded::report(text)?;
    let mut draft = Draft::default();
    draft.forwarded(&found);
    draft.push(SectionKind::Body, &html::words(&found.bare_words()));
    Some(draft)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        report::{Failure, Span},
        vocabulary::{Kind, KindOf, Step},
    };

    /// What must hold for every paste: spans cut the text, findings stand where they say, nothing is quoted that came back.
    fn assert_sound(report: &Report) {
        let text = &report.text;
        let cuts = |span: Span| text.get(span.range()).is_some();
        for section in &report.sections {
            assert!(cuts(section.span), "{section:?}");
        }
        assert!(text.len() <= clean::TEXT_LIMIT && report.failures.len() <= 100);
        for Failure {
            recipients,
            quoted,
            context,
            said_by,
            reported_by,
            step,
            status,
            ..
        } in &report.failures
        {
            assert!(
                cuts(*quoted) && !quoted.of(text).trim().is_empty(),
                "{quoted:?}"
            );
            assert!(
                context.iter().all(|span| cuts(*span))
                    && context.iter().any(|span| span.contains(*quoted)),
                "{context:?}"
            );
            assert!(context.is_sorted());
            for found in recipients.iter().chain(said_by).chain(reported_by) {
                assert_eq!(found.span.of(text), found.value);
            }
            assert!(step.as_ref().is_none_or(|step| cuts(step.span)));
            assert!(
                status
                    .as_ref()
                    .is_none_or(|status| status.span.of(text).parse() == Ok(status.value))
            );
        }
    }

    fn pieces() -> impl Strategy<Value = Vec<String>> {
        let known = prop::sample::select(vec![
            "From: MAILER-DAEMON@a.example",
            "Subject: failure notice",
            "Content-Type: multipart/report; boundary=b",
            "--b",
            "--b--",
            "",
            "Content-Type: message/delivery-status",
            "Final-Recipient: rfc822; bob@b.example",
            "Action: failed",
            "Status: 5.1.1",
            "Diagnostic-Code: smtp; 550 5.1.1 no",
            "<bob@b.example>:",
            "host mx.b.example[192.0.2.1] said: 550 no (in reply to RCPT TO command)",
            "220 a.example",
            "RCPT TO:<bob@b.example>",
            "550-5.7.1 one",
            "550 5.7.1 two",
            ">>> DATA",
            "<<< 550 退信",
            "> quoted",
            "AUTH LOGIN",
            "334 VXNlcm5hbWU6",
            "Ym9i",
            "(reason: 550 x)",
            "smtplib.SMTPException: (550, b'x')",
            "服务器响应: '553 登录出错', 端口: 25",
            "a=20=3D=",
            "{\"notificationType\":\"Bounce\",\"diagnosticCode\":\"550 x\"}",
            "Content-Transfer-Encoding: base64",
            "5.1.1",
            "550",
            "４５０ ４.２.２ ｆｕｌｌ",
            "status=bounced (x)",
            "=?utf-8?B?6YCA?=",
            "Received: from x",
            " folded",
        ]);
        prop::collection::vec(
            prop_oneof![4 => known.prop_map(str::to_owned), 1 => "\\PC{0,40}"],
            0..30,
        )
    }

    proptest! {
        #[test]
        fn any_bytes_give_a_sound_report(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
            let report = read(&bytes);
            assert_sound(&report);
            let again = read(&bytes);
            prop_assert_eq!((report.text, report.failures), (again.text, again.failures));
        }

        #[test]
        fn any_lines_give_a_sound_report_with_either_line_end(lines in pieces()) {
            let unix = read(lines.join("\n").as_bytes());
            let dos = read(lines.join("\r\n").as_bytes());
            assert_sound(&unix);
            prop_assert_eq!(&unix.text, &dos.text);
            prop_assert_eq!(unix.failures, dos.failures);
        }
    }

    #[track_caller]
    fn check(paste: &str, kind: Kind, kind_of: Option<KindOf>, quoted: &[&str]) -> Report {
        let report = read(paste.as_bytes());
        assert_sound(&report);
        let got: Vec<&str> = report
            .failures
            .iter()
            .map(|failure| failure.quoted.of(&report.text))
            .collect();
        assert_eq!(
            (report.kind, report.kind_of, got),
            (kind, kind_of, quoted.to_vec()),
            "{paste}"
        );
        report
    }

    const STATUS: &str = "Return-Path: <>\nFrom: MAILER-DAEMON@mx.a.example\nSubject: Undelivered Mail Returned to Sender\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nThis is the mail system at host mx.a.example.\n\n<bob@b.example>: host mx.b.example[192.0.2.1] said: 550 5.1.1 no such\n    user (in reply to RCPT TO command)\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.a.example\n\nFinal-Recipient: rfc822; bob@b.example\nAction: ACTION\nStatus: 5.1.1\nRemote-MTA: dns; mx.b.example\nDiagnostic-Code: smtp; 550 5.1.1 no such\n    user\n\n--b\nContent-Type: message/rfc822\n\nFrom: me@a.example\nSubject: 554 5.7.1 not a failure\n\nhello\n--b--\n";

    #[test]
    fn a_report_names_all_parties() {
        let report = check(
            &STATUS.replace("ACTION", "failed"),
            Kind::Bounce,
            None,
            &["550 5.1.1 no such user"],
        );
        let failure = &report.failures[0];
        let host = |found: &Option<crate::report::Found<String>>| {
            found.as_ref().map(|found| found.value.clone())
        };
        assert_eq!(
            (
                host(&failure.said_by).as_deref(),
                host(&failure.reported_by).as_deref()
            ),
            (Some("mx.b.example"), Some("mx.a.example"))
        );
        assert_eq!(
            failure.step.as_ref().map(|step| step.value),
            Some(Step::Rcpt)
        );
        check(
            &STATUS.replace("ACTION", "delayed"),
            Kind::Bounce,
            Some(KindOf::DelayNotice),
            &["550 5.1.1 no such user"],
        );
        check(
            &STATUS.replace("ACTION", "delivered"),
            Kind::Bounce,
            Some(KindOf::Receipt),
            &[],
        );
        check(
            &STATUS.replace("ACTION", "failed").replace('\n', "\r"),
            Kind::Bounce,
            None,
            &["550 5.1.1 no such user"],
        );
        let below = STATUS.replace("ACTION", "failed");
        let report = check(
            &format!("Hi team,\n\nplease have a look, this came back rejected:\n\n{below}"),
            Kind::Bounce,
            None,
            &["550 5.1.1 no such user"],
        );
        assert!(report.failures[0].said_by.is_some());
        let quoted = format!(
            "> {}",
            STATUS.replace("ACTION", "failed").replace('\n', "\n> ")
        );
        check(&quoted, Kind::Bounce, None, &["550 5.1.1 no such user"]);
    }

    #[test]
    fn each_form_of_paste_has_its_reader() {
        check(
            "550 5.7.1 Unable to relay for bob@b.example",
            Kind::ErrorText,
            None,
            &["550 5.7.1 Unable to relay for bob@b.example"],
        );
        check(
            "220 sina.com ESMTP\n250 sina.com\n553 SMTP登录出错",
            Kind::Transcript,
            None,
            &["553 SMTP登录出错"],
        );
        check(
            "421 4.7.0 later\n550 5.1.1 no such user",
            Kind::ErrorText,
            None,
            &["421 4.7.0 later", "550 5.1.1 no such user"],
        );
        check(
            "Nov  3 10:00:00 a postfix/smtp[1]: 4F2A1C0: to=<b@b.example>, relay=none, delay=1, dsn=4.4.1, status=deferred (connect to b.example[192.0.2.1]:25: Connection refused)",
            Kind::Log,
            None,
            &["connect to b.example[192.0.2.1]:25: Connection refused"],
        );
        check(
            "Final-Recipient: rfc822; bob@b.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 unknown",
            Kind::Bounce,
            None,
            &["550 5.1.1 unknown"],
        );
        check(
            "From: a@a.example\nTo: b@b.example\nSubject: lunch\n\nAt noon?",
            Kind::Bounce,
            Some(KindOf::OrdinaryMail),
            &[],
        );
        check("", Kind::ErrorText, None, &[]);
        let sent = "Nov  3 10:00:00 a postfix/smtp[1]: 4F2A1C0: to=<b@b.example>, relay=b.example[192.0.2.1]:25, dsn=2.0.0, status=sent (250 ok)";
        check(sent, Kind::Log, Some(KindOf::Receipt), &[]);
        check(
            &format!("550 5.1.1 <c@b.example>: User unknown\n\n{sent}"),
            Kind::ErrorText,
            None,
            &["550 5.1.1 <c@b.example>: User unknown"],
        );
    }
}
