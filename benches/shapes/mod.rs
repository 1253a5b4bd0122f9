//! Pastes of any size, one shape for each reader and for each way in which a reader has been, or could be, slow.

use super::pastes::{HEAD, around, mail, words};

/// A shape of paste.
pub(crate) struct Shape {
    /// What is repeated in it.
    pub(crate) name: &'static str,
    /// A paste of this shape of about so many bytes.
    pub(crate) of: fn(usize) -> Vec<u8>,
}

/// Every shape.
#[rustfmt::skip] // One shape a line.
pub(crate) const ALL: &[Shape] = &[
    shape("words with a refusal", words),
    shape("bounce", mail),
    shape("words without a refusal", |n| around("", "The quick brown fox was not delivered. ", "", n)),
    shape("one long word", |n| around("", "a", "", n)),
    shape("one long line of codes", |n| around("", "550 5.7.1 ", "", n)),
    shape("many codes, one a line", |n| numbered("", |i| format!("{} {}.{}.{} code\n", 400 + i % 200, 4 + i % 2, i % 8, i % 40), "", n)),
    shape("dots and digits", |n| around("", "5.", "", n)),
    shape("brackets", |n| around("", "<", "", n)),
    shape("closed brackets", |n| around("550 <a", ">", "", n)),
    shape("quotation marks", |n| around("", "'\" ", "", n)),
    shape("quotation marks after a reply", |n| around("550 5.1.1 \"", "'\" ", "", n)),
    shape("blank lines", |n| around("550 5.1.1 no\n", "\n", "550 5.1.1 no", n)),
    shape("blanks", |n| around("550 5.1.1 no", " ", "x", n)),
    shape("accents without a letter", |n| around("e", "\u{301}", "", n)),
    shape("replacement characters", |n| around("", "\u{fffd}", "", n)),
    shape("ligatures that unfold", |n| around("", "\u{fdfa}\u{fb03}\u{130}", "", n)),
    shape("Chinese words", |n| around("", "收件人的邮箱不存在,邮件未能送达。", "", n)),
    shape("Chinese lines", |n| around("", "550 收件人的邮箱不存在,邮件未能送达。\n", "", n)),
    shape("bytes of no character set", |n| (0..n).map(|i| u8::try_from((i * 7919 + i / 251 * 131) % 256).unwrap_or(0)).collect()),
    shape("lines of one reply", |n| around("", "550-5.7.1 not accepted\n", "550 5.7.1 end", n)),
    shape("replies", |n| numbered("", |i| format!("550 5.1.1 <u{i}@example.net>: no such user\n"), "", n)),
    shape("different replies", |n| numbered("", |i| format!("{} 5.{}.{} reason {i} is told\n", 550 + i % 5, i % 8, i % 100), "", n)),
    shape("wrapped lines", |n| around("550 5.1.1 no such user,\n", "  and another piece of it that goes on and on and on,\n", "", n)),
    shape("addresses", |n| numbered("550 5.1.1 no: ", |i| format!("u{i}@example.net, "), "", n)),
    shape("at signs", |n| around("", "a@", "", n)),
    shape("recipients with a reason each", |n| numbered("This is the mail system at host mx.example.org.\n\n", |i| format!("<u{i}@example.net>: host mx.example.net[192.0.2.1] said: 550 5.1.1 user {i} unknown (in reply to RCPT TO command)\n\n"), "", n)),
    shape("recipients without a reason", |n| numbered("Delivery to the following recipients failed.\n\n", |i| format!("    u{i}@example.net\n"), "", n)),
    shape("list of recipients with answers", |n| numbered("", |i| format!("{i}. u{i}@example.net - 550 5.1.1 user {i} unknown\n"), "", n)),
    shape("table of deliveries", |n| numbered("Sender\tRecipient\tResult\n", |i| format!("a@example.org\tu{i}@example.net\t55{} 5.1.1 user {i} unknown\n", i % 5), "", n)),
    shape("cells", |n| around("a@example.net", "|\"550 5.1.1 no", "", n)),
    shape("report of Sendmail with the session", |n| { let of = |form: fn(usize) -> String| numbered("", form, "", n / 2); [of(|i| format!("<u{i}@example.net>\n    (reason: 550 5.1.1 user {i} unknown)\n")), b"   ----- Transcript of session follows -----\n".to_vec(), of(|i| format!("... while talking to mx{i}.example.net.:\n>>> RCPT To:<u{i}@example.net>\n<<< 550 5.1.1 user {i} unknown\n"))].concat() }),
    shape("names of characters", |n| around("", "&lt;&#39;&amp;", "", n)),
    shape("hosts that said something", |n| numbered("", |i| format!("host mx{i}.example.net[192.0.2.1] said: 451 4.3.0 later "), "", n)),
    shape("marks of a message that came back", |n| around("550 5.1.1 no\n", "------ This is a copy of the message, including all the headers. ------\n", "", n)),
    shape("dialogue", |n| numbered("220 mx.example.net ESMTP\nEHLO mx.example.org\n250 ok\n", |i| format!("RCPT TO:<u{i}@example.net>\n550 5.1.1 user {i} unknown\n"), "QUIT\n221 bye\n", n)),
    shape("dialogue with arrows", |n| numbered("<-  220 mx.example.net ESMTP\n -> EHLO mx.example.org\n<-  250 ok\n", |i| format!(" -> RCPT TO:<u{i}@example.net>\n<** 550 5.1.1 user {i} unknown\n"), "", n)),
    shape("dialogue that asks for a password", |n| around("220 mx.example.net ESMTP\nAUTH LOGIN\n535 5.7.8 no\nAUTH LOGIN\n", "334 VXNlcm5hbWU6\nYm9i\n", "", n)),
    shape("secrets", |n| numbered("", |i| format!("password=Secret{i}! AUTH PLAIN AGJvYgBodW50ZXIy smtp://bob:Secret{i}@example.net\n"), "", n)),
    shape("log of Postfix", |n| numbered("", |i| format!("Nov  3 10:00:00 mx postfix/smtp[1]: 4F2A1C{i:04}: to=<u{i}@example.net>, relay=mx.example.net[192.0.2.1]:25, delay=1, dsn=5.1.1, status=bounced (host mx.example.net[192.0.2.1] said: 550 5.1.1 user {i} unknown (in reply to RCPT TO command))\n"), "", n)),
    shape("queue", |n| numbered("-Queue ID-  --Size-- ----Arrival Time---- -Sender/Recipient-------\n", |i| format!("4F2A1C{i:04} 1234 Fri Nov 27 08:12:01 a@example.org\n(host mx{i}.example.net[192.0.2.1] said: 452 4.2.2 user {i} full\nof mail)\n    u{i}@example.net\n"), "", n)),
    shape("queue of one reason", |n| around("4F2A1C0001 1234 Fri Nov 27 08:12:01 a@example.org\n(connect to mx.example.net", "\n(later)\n u@example.net", "", n)),
    shape("last errors of queues", |n| numbered("", |i| format!("{{LED=452 4.2.2 user {i} full}};{{FQDN=mx{i}.example.net}} u{i}@example.net; {{LED=unclosed\n"), "", n)),
    shape("protocol log", |n| numbered("", |i| format!("2026-11-03T10:00:00.000Z,Outbound to Internet,08{i:06},5,192.0.2.1:1,192.0.2.2:25,>,RCPT TO:<u{i}@example.net>,\n2026-11-03T10:00:00.000Z,Outbound to Internet,08{i:06},6,192.0.2.1:1,192.0.2.2:25,<,550 5.1.1 user {i} unknown,\n"), "", n)),
    shape("deferred and delivered", |n| numbered("", |i| format!("4F2A1C0001: to=<u{i}@example.net>, dsn=4.7.1, status=deferred (450 4.7.1 user {i} later)\n4F2A1C0001: to=<u{}@example.net>, dsn=2.0.0, status=sent (250 ok)\n", i / 2), "", n)),
    shape("deferred and given up", |n| numbered("", |i| format!("4F2A1C0001: to=<u{i}@example.net>, dsn=4.7.1, status=deferred (450 4.7.1 user {i} later)\n4F2A1C0002: from=<a@example.org>, status=expired, returned to sender\n"), "4F2A1C0001: from=<a@example.org>, status=expired, returned to sender\n", n)),
    shape("log of Exim", |n| numbered("", |i| format!("2026-11-03 10:00:00 1rAbCd-{i:06}-AB ** u{i}@example.net R=dnslookup T=remote_smtp H=mx.example.net [192.0.2.1]: SMTP error from remote mail server after RCPT TO:<u{i}@example.net>: 550 5.1.1 user {i} unknown\n"), "", n)),
    shape("log of qmail", |n| numbered("", |i| format!("@4000000038c3eeb027f41c7c starting delivery {i}: msg 93869 to remote u{i}@example.net\n@4000000038c3eeb027f41c7c delivery {i}: failure: 192.0.2.1_does_not_like_recipient./Remote_host_said:_550_user_{i}_unknown/Giving_up_on_192.0.2.1./\n"), "", n)),
    shape("tracking log with commas", |n| numbered("#Fields: date-time,client-ip,event-id,recipient-address,recipient-status\n", |i| format!("2026-11-03T10:00:00.000Z,192.0.2.1,mx,192.0.2.2,mx2,,,SMTP,FAIL,{i},<m{i}@example.org>,u{i}@example.net,550 5.1.1 user {i} unknown,1,1,,,subject,a@example.org,a@example.org,\n"), "", n)),
    shape("commas", |n| around("2026-11-03T10:00:00.000Z,SMTP,FAIL", ",", "", n)),
    shape("records in JSON", |n| numbered("", |i| format!("{{\"notificationType\":\"Bounce\",\"bounce\":{{\"bounceType\":\"Permanent\",\"bouncedRecipients\":[{{\"emailAddress\":\"u{i}@example.net\",\"diagnosticCode\":\"smtp; 550 5.1.1 user {i} unknown\"}}]}}}}\n"), "", n)),
    shape("one record in JSON with many recipients", |n| numbered("{\"notificationType\":\"Bounce\",\"bounce\":{\"bouncedRecipients\":[", |i| format!("{{\"emailAddress\":\"u{i}@example.net\",\"diagnosticCode\":\"smtp; 550 5.1.1 user {i} unknown\"}},"), "{}]}}", n)),
    shape("events in JSON, most of them fine", |n| numbered("[", |i| format!("{{\"email\":\"u{i}@example.net\",\"event\":\"{}\",\"reason\":\"55{} 5.1.1 user {i} unknown\"}},", ["bounce", "delivered"].get(i % 3).unwrap_or(&"open"), i % 5), "{}]", n)),
    shape("records within records in JSON", |n| around("", "[{\"event\":\"bounce\",\"email\":\"bob@example.net\",\"reason\":\"550 5.1.1 no\",\"more\":", "", n)),
    shape("lists without an end in JSON", |n| around("{\"event\":\"bounce\",", "\"recipients\":[\"bob@example.net\",", "", n)),
    shape("open braces", |n| around("", "{\"diagnosticCode\":", "", n)),
    shape("open JSON brackets", |n| around("{\"notificationType\":", "[", "", n)),
    shape("boxes", |n| numbered("", |i| format!("The rejected e-mail address was 'u{i}@example.net'. Server: 'smtp.example.org', Protocol: SMTP, Server Response: '550 5.7.1 Unable to relay for u{i}@example.net', Port: 25, Secure(SSL): No, Server Error: 550, Error Number: 0x800CCC79\n"), "", n)),
    shape("exceptions", |n| numbered("", |i| format!("smtplib.SMTPRecipientsRefused: {{'u{i}@example.net': (550, b'5.7.1 relay {i} denied')}}\n"), "", n)),
    shape("nested quotation", nested_quotation),
    shape("quoted lines", |n| around("", "> 550 5.1.1 no such user\n", "", n)),
    shape("one deep line of quotation marks", |n| around("> a\n> b\n", ">", "> 550 no", n)),
    shape("remains of quoted-printable", |n| around("", "550=20no=20such=20user=3D and a line that is long enough to be broken softly=\n", "", n)),
    shape("equals signs and blanks", |n| around("a=20=3Db=\n", "= ", "", n)),
    shape("base64 wall", |n| around("", "VGhpcyBpcyBub3QgYSBtZXNzYWdlIGZvciBwZW9wbGUgYW5kIGdvZXMgb24gYW5kIG9u\n", "", n)),
    shape("page", |n| numbered("<html><body>", |i| format!("<p>550 5.1.1 <a href=\"mailto:u{i}@example.net\">u{i}@example.net</a> <b>unknown</b><br></p>\n"), "</body></html>", n)),
    shape("page with open tags", |n| around("<html><body>", "<p ", "", n)),
    shape("page with open links", |n| around("<html><body>", "<a href=x>", "", n)),
    shape("page with open attributes", |n| around("<html><body>", "<a href=\"><b\" ", "=\"", n)),
    shape("page with open comments", |n| around("<html><body>", "<!-- ", "", n)),
    shape("page with open scripts", |n| around("<html><body>", "<script>", "", n)),
    shape("page with nested tables", |n| around("<html><body>", "<table><tr><td>", "", n)),
    shape("page with links that never close", |n| around("<html><body>", "<a href=x></a <b", "", n)),
    shape("page of entities", |n| around("<html><body>", "&lt;&amp;&#0;&", "", n)),
    shape("mail of words", |n| around(HEAD, "\nThe quick brown fox was not delivered.", "", n)),
    shape("mail with a long folded field", |n| around("From: a@example.org\nTo: b@example.org\nSubject: a", "\n b", "\n\n550 5.1.1 no", n)),
    shape("mail with a long folded unknown field", |n| around("From: a@example.org\nTo: b@example.org\nX-Notes: a", "\n b", "\n\n550 5.1.1 no", n)),
    shape("mail with folded addresses", |n| around("From: a@example.org\nSubject: x\nTo: b@example.org", ",\n b@example.org", "\n\n550 5.1.1 no", n)),
    shape("mail with open address groups", |n| around("From: a@example.org\nSubject: x\nTo: ", "a:(\"<", "\n\n550 5.1.1 no", n)),
    shape("mail with a folded Received", |n| around("From: a@example.org\nSubject: x\nReceived: from a", "\n (b", "\n\n550 5.1.1 no", n)),
    shape("mail with many fields", |n| numbered("From: a@example.org\nSubject: x\n", |i| format!("X-Field-{i}: value {i}\n"), "\n550 5.1.1 no", n)),
    shape("mail with encoded words", |n| around("From: a@example.org\nTo: b@example.org\nSubject:", " =?utf-8?B?6YCA5L+h?=\n", "\n550 5.1.1 no", n)),
    shape("mail with broken encoded words", |n| around("From: a@example.org\nTo: b@example.org\nSubject: ", "=?utf-8?B?", "\n\n550 5.1.1 no", n)),
    shape("mail with continued parameters", |n| numbered("From: a@example.org\nSubject: x\nContent-Type: text/plain", |i| format!(";\n name*{i}=a"), "\n\n550 5.1.1 no", n)),
    shape("mail with many parts", |n| around(&multipart("mixed"), "--b\nContent-Type: text/plain\n\n550 5.1.1 no\n", "--b--\n", n)),
    shape("mail with empty parts", |n| around(&multipart("mixed"), "--b\n\n", "--b--\n", n)),
    shape("mail with many pages", |n| around(&multipart("mixed"), "--b\nContent-Type: text/html\n\n<p>550 5.1.1 no\n", "--b--\n", n)),
    shape("mail with alternatives", |n| around(&multipart("alternative"), "--b\nContent-Type: text/html\n\n<p>550 5.1.1 no\n", "--b--\n", n)),
    shape("mail in mails", |n| around("", "From: MAILER-DAEMON@example.org\nSubject: x\nContent-Type: message/rfc822\n\n", "From: a@example.org\nSubject: x\n\n550 5.1.1 no", n)),
    shape("parts in parts", |n| numbered("From: MAILER-DAEMON@example.org\nSubject: x\n", |i| format!("Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n"), "\n550 5.1.1 no", n)),
    shape("parts in parts with one boundary", |n| around("From: MAILER-DAEMON@example.org\nSubject: x\n", "Content-Type: multipart/mixed; boundary=b\n\n--b\n", "\n550 5.1.1 no", n)),
    shape("mails side by side", |n| around(&multipart("mixed"), "--b\nContent-Type: message/rfc822\n\nFrom: MAILER-DAEMON@example.org\nSubject: x\n\n550 5.1.1 no\n", "--b--\n", n)),
    shape("mail with boundaries in its lines", |n| around(&multipart("mixed"), "--bb\n--", "", n)),
    shape("mail in base64", |n| around(&format!("{HEAD}Content-Transfer-Encoding: base64\n\n"), "NTUwIDUuMS4xIDx1QGV4YW1wbGUubmV0Pjogbm8gc3VjaCB1c2VyCg==\n", "", n)),
    shape("mail in quoted-printable", |n| around(&format!("{HEAD}Content-Transfer-Encoding: quoted-printable\n\n"), "550=205.1.1=20no such user=\n", "", n)),
    shape("mail with CR alone", |n| around("From: MAILER-DAEMON@example.org\rSubject: failure notice\r\r", "550 5.1.1 no such user\r", "", n)),
    shape("status of many recipients", |n| numbered(&report(), |i| format!("Final-Recipient: rfc822; u{i}@example.net\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 user {i} unknown\n\n"), "--b--\n", n)),
    shape("status and words of many recipients", both),
    shape("status with a long diagnostic", |n| around(&format!("{}Final-Recipient: rfc822; u@example.net\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550-a", report()), "\n 550-b", "\n\n--b--\n", n)),
    shape("status with many diagnostics", |n| around(&format!("{}Final-Recipient: rfc822; u@example.net\nAction: failed\nStatus: 5.1.1\n", report()), "Diagnostic-Code: smtp; 550 5.1.1 no\n", "\n--b--\n", n)),
    shape("mail that came back", |n| around(&format!("{}Final-Recipient: rfc822; u@example.net\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no\n\n--b\nContent-Type: message/rfc822\n\nFrom: a@example.org\nSubject: x\n\n", report()), "The quick brown fox.\n", "--b--\n", n)),
    shape("report of Exchange", |n| numbered(&format!("{HEAD}\nDiagnostic information for administrators:\n\nGenerating server: mx.example.org\n\n"), |i| format!("u{i}@example.net\n#550 5.1.1 RESOLVER.ADR.RecipNotFound; user {i} not found ##\n\n"), "", n)),
    shape("report of qmail", |n| numbered("Return-Path: <>\nFrom: MAILER-DAEMON@example.org\nSubject: failure notice\n\nHi. This is the qmail-send program at example.org.\n\n", |i| format!("<u{i}@example.net>:\n192.0.2.1 does not like recipient.\nRemote host said: 550 user {i} unknown\nGiving up on 192.0.2.1.\n\n"), "--- Below this line is a copy of the message.\n", n)),
    shape("report of Sendmail", |n| numbered(&format!("{HEAD}\n   ----- The following addresses had permanent fatal errors -----\n"), |i| format!("<u{i}@example.net>\n    (reason: 550 5.1.1 user {i} unknown)\n"), "\n   ----- Transcript of session follows -----\n... while talking to mx.example.net.:\n>>> DATA\n<<< 550 5.1.1 unknown\n", n)),
    shape("transcript of Sendmail", |n| numbered(&format!("{HEAD}\n   ----- Transcript of session follows -----\n... while talking to mx.example.net.:\n"), |i| format!(">>> RCPT To:<u{i}@example.net>\n<<< 550 5.1.1 user {i} unknown\n550 5.1.1 <u{i}@example.net>... User unknown\n"), "", n)),
];

const fn shape(name: &'static str, of: fn(usize) -> Vec<u8>) -> Shape {
    Shape { name, of }
}

/// The same with pieces that differ by a number.
fn numbered(start: &str, piece: impl Fn(usize) -> String, end: &str, size: usize) -> Vec<u8> {
    let mut paste = start.to_owned();
    for number in 0.. {
        let next = piece(number);
        if paste.len() + next.len() + end.len() > size {
            break;
        }
        paste.push_str(&next);
    }
    paste.push_str(end);
    paste.into_bytes()
}

fn multipart(kind: &str) -> String {
    format!("{HEAD}Content-Type: multipart/{kind}; boundary=b\n\n")
}

fn report() -> String {
    format!(
        "{HEAD}Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nIt could not be delivered.\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\n"
    )
}

/// Each line stands one mark deeper than the one before.
fn nested_quotation(size: usize) -> Vec<u8> {
    let mut paste = String::new();
    let mut depth = 1;
    while paste.len() + depth + 14 <= size {
        paste.push_str(&">".repeat(depth));
        paste.push_str(" 550 5.1.1 no\n");
        depth += 1;
    }
    paste.into_bytes()
}

/// Recipients named in words and once more in the delivery status.
fn both(size: usize) -> Vec<u8> {
    let words = numbered(
        &format!(
            "{HEAD}Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\n"
        ),
        |i| {
            format!(
                "<u{i}@example.net>: host mx.example.net[192.0.2.1] said: 550 5.1.1 user {i} unknown\n\n"
            )
        },
        "",
        size / 2,
    );
    let status = numbered(
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\n",
        |i| {
            format!(
                "Final-Recipient: rfc822; u{i}@example.net\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 user {i} unknown\n\n"
            )
        },
        "--b--\n",
        size / 2,
    );
    [words, status].concat()
}
