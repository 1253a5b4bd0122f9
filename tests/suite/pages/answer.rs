//! `POST /diagnose`

use crate::site::{FORM, RELAY, Site, encoded};

#[test]
fn a_pasted_error_text_is_explained() {
    Site::new()
        .paste(RELAY)
        .expect_status(200)
        .expect_header("cache-control", "no-store")
        .expect_cause("Q274638")
        .expect("mark.code")
        .expect(".way li")
        .expect_words("#text", RELAY);
}

#[test]
fn the_marked_text_is_the_pasted_text() {
    let page = Site::new().paste(RELAY);
    assert_eq!(page.texts("pre.text").concat(), RELAY);
}

#[test]
fn markup_in_a_paste_stays_text() {
    let hostile =
        "550 5.7.1 <script>alert(1)</script> \"><img src=x onerror=alert(1)></textarea><b id=x7>";
    let page = Site::new().paste(hostile).expect_status(200);
    assert_eq!(
        page.texts("#x7, main script, main img").len(),
        0,
        "{}",
        page.text()
    );
    assert_eq!(page.texts("#text").concat().trim(), hostile);
}

#[test]
fn the_switch_of_languages_carries_the_paste() {
    let page = Site::new().paste(RELAY);
    assert_eq!(page.attributes("form.lang", "action"), ["/zh/diagnose"]);
    assert_eq!(
        page.attributes("form.lang input[type=hidden]", "value"),
        [RELAY]
    );
    assert!(
        page.attributes("a", "href")
            .iter()
            .all(|link| !link.contains("externaldomain"))
    );
}

#[test]
fn the_same_answer_is_there_in_chinese() {
    let body = format!("text={}", RELAY.replace(' ', "+"));
    Site::new()
        .post("/zh/diagnose", FORM, body)
        .expect_status(200)
        .expect("html[lang=zh-Hans]")
        .expect(".cause.first a[href^='/zh/a/']");
}

#[test]
fn a_file_is_read_and_counts_more_than_the_text() {
    let body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nleft over\r\n\
         --x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.eml\"\r\n\
         Content-Type: message/rfc822\r\n\r\n{RELAY}\r\n--x--\r\n"
    );
    Site::new()
        .post("/diagnose", "multipart/form-data; boundary=x", body)
        .expect_status(200)
        .expect_words("#text", RELAY);
}

#[test]
fn an_unused_file_field_leaves_the_text() {
    let body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n{RELAY}\r\n\
         --x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n\r\n--x--\r\n"
    );
    Site::new()
        .post("/diagnose", "multipart/form-data; boundary=x", body)
        .expect_status(200)
        .expect_words("#text", RELAY);
}

#[test]
fn a_pasted_code_leads_to_its_page() {
    Site::new()
        .paste(" 5.7.1 ")
        .expect_status(303)
        .expect_header("location", "/c/5.7.1");
}

#[test]
fn an_empty_paste_says_so() {
    for text in ["", "  \n "] {
        Site::new()
            .paste(text)
            .expect_status(200)
            .expect("[role=status]")
            .expect("form.paste");
    }
}

#[test]
fn where_nothing_is_recognised_the_way_to_the_source_is_told() {
    Site::new()
        .paste("the weather was fine and we went for a walk")
        .expect_status(200)
        .expect("#source");
}

#[test]
fn articles_are_offered_for_words_of_mail_and_not_for_other_words() {
    let site = Site::new();
    site.paste("shared mailbox permission").expect("#may-help");
    for other in [
        "the weather was fine and we went for a walk",
        "Thanks for the minutes, I will bring the printed slides to the meeting on Thursday.",
        "会议改到下午三点，请确认",
    ] {
        assert!(site.paste(other).texts("#may-help").is_empty(), "{other}");
    }
}

#[test]
fn an_answer_can_be_taken_along_on_a_phone() {
    let page = Site::new().paste(RELAY);
    let label = page.attributes(".hand-on svg.qr", "aria-label");
    assert!(label.concat().contains("/?q=550"), "{label:?}");
    assert!(!label.concat().contains("externaldomain"), "{label:?}");
}

#[test]
fn a_report_with_many_failures_stays_readable() {
    let lines: Vec<_> = (0..60)
        .map(|n| format!("<u{n}@example.org>: host mx{n}.example.org[192.0.2.{n}] said: 550 5.1.{n} No such user {n}"))
        .collect();
    let report = lines.join("\n");
    let page = Site::new().paste(&report).expect_status(200);
    let (listed, detailed) = (
        page.texts(".overview tbody tr").len(),
        page.texts("article.failure").len(),
    );
    assert!(
        listed > 1 && detailed <= 20 && detailed <= listed,
        "{listed} listed, {detailed} in detail"
    );
    assert!(page.body.len() < 512 * 1024, "{} bytes", page.body.len());
}

const POSTFIX: &str = "Nov 20 10:00:00 mail postfix/smtp[4711]: 3F2A11C0D2: to=<bob@example.net>, \
    relay=mx.example.net[192.0.2.25]:25, dsn=5.7.1, status=bounced (host mx.example.net[192.0.2.25] said: \
    550 5.7.1 Unable to relay for bob@example.net (in reply to RCPT TO command))";

#[test]
fn messages_to_those_who_act_are_ready_in_both_languages() {
    let page = Site::new().paste(POSTFIX).expect_status(200);
    let messages = page.texts(".message textarea");
    assert_eq!(
        messages.len(),
        4,
        "to the party and to the sender, twice each"
    );
    for message in &messages {
        assert!(
            message.contains("550 5.7.1 Unable to relay for bob@example.net"),
            "{message}"
        );
        assert!(message.contains("http://kb.example.org/"), "{message}");
        assert!(!message.contains("{{"), "{message}");
    }
    let to_party = messages.first().map(String::as_str).unwrap_or_default();
    assert!(to_party.contains("3F2A11C0D2"), "{to_party}");
    let languages = page.attributes(".message textarea", "lang");
    assert_eq!(languages, ["en", "zh-Hans", "en", "zh-Hans"]);
}

#[test]
fn a_password_is_in_no_message() {
    let dialogue =
        "AUTH PLAIN AGpvaG4AaHVudGVyMi1zZWNyZXQ=\r\n535 5.7.8 Error: authentication failed: \r\n";
    let page = Site::new().paste(dialogue).expect_status(200);
    assert!(!page.text().contains("AGpvaG4AaHVudGVyMi1zZWNyZXQ"));
}

#[test]
fn one_note_holds_all_failures_in_three_forms() {
    let report = "<bob@example.net>: host mx.example.net[192.0.2.1] said: 550 5.1.1 No such user here\n\
        <eve@example.com>: host mx.example.com[192.0.2.2] said: 552 5.2.2 Mailbox full over quota\n";
    let page = Site::new().paste(report).expect_status(200);
    assert_eq!(page.texts(".overview tbody tr").len(), 2);
    let notes = page.texts(".note:not(.message) textarea");
    assert_eq!(notes.len(), 3);
    for note in notes {
        assert!(
            note.contains("bob@example.net") && note.contains("eve@example.com"),
            "{note}"
        );
    }
}

#[test]
fn links_of_an_answer_keep_it_open() {
    let page = Site::new().paste(RELAY);
    let all = page.texts("article.failure a[href*='/']").len();
    let beside =
        page.texts("article.failure a[href*='/'][target=_blank][aria-describedby=_new-tab]");
    assert!(
        all > 3 && beside.len() == all,
        "{all} links, {} beside",
        beside.len()
    );
    assert_eq!(page.texts("#_new-tab").len(), 1);
}

#[test]
fn the_link_to_an_answer_leads_to_the_same_answer() {
    let site = Site::new();
    let link = site.paste(RELAY).texts(".link code").concat();
    assert!(!link.contains("externaldomain"), "{link}");
    let path = link.strip_prefix("http://kb.example.org").unwrap();
    site.get(path).expect_status(200).expect_cause("Q274638");
}

#[test]
fn a_question_is_answered_and_taken_back() {
    let site = Site::new();
    let mut asked = 0;
    for text in [
        "554 5.3.0 Local configuration error",
        "550 DKIM verification failed for d=example.org",
        "554 Rejected by the user's personal sieve filter",
        "503 5.5.4 Error: send AUTH command first",
        "Unrouteable address: no such domain nosuch.example",
        "500 Line too long (limit is 998)",
        "450 4.7.1 Error: too many recipients from 203.0.113.7",
        "553 Relaying disallowed as alerts@example.com",
        "550 拒绝中继，请先通过身份验证",
    ] {
        let page = site.paste(text);
        let answers = page.attributes(".question button", "value");
        let Some(answer) = answers.last() else {
            continue;
        };
        asked += 1;
        let form = format!(
            "text={}&failure=1&evidence={}",
            encoded(text),
            encoded(answer)
        );
        let settled = site
            .post("/diagnose", FORM, form)
            .expect_status(200)
            .expect(".said");
        assert_eq!(settled.texts(".question").len(), 0, "{text}");
        let back = settled.attributes(".said input", "value");
        assert_eq!(back, [text], "the way back is the paste alone");
        if let Some(cause) = answer.strip_prefix("cause:") {
            let first = settled.attributes(".cause.first .open a", "href");
            assert_eq!(first, [format!("/a/{cause}")]);
        }
    }
    assert!(asked > 0, "no text leaves two reasons open");
}

#[test]
fn evidence_that_is_none_changes_nothing() {
    let form = format!("text={}&failure=x&evidence=mood%3Abad", encoded(RELAY));
    let page = Site::new().post("/diagnose", FORM, form).expect_status(200);
    assert_eq!(page.texts(".said").len(), 0);
}

#[test]
fn who_else_may_have_to_act_is_said_and_asked() {
    let page = Site::new().paste(RELAY);
    assert!(page.texts(".acts .or").concat().contains("recipient"));
    page.expect(".question button[value='refused-by:own']")
        .expect(".question button[value='refused-by:remote']");
}

#[test]
fn notes_hold_commands_that_can_be_copied_and_what_must_not_be_done() {
    let page = Site::new().paste(RELAY);
    let notes = page.texts(".note textarea");
    let markdown = notes
        .iter()
        .find(|note| note.contains("\n### ") || note.starts_with("### "))
        .unwrap();
    assert!(
        markdown.contains("\n   ```\n   Get-ReceiveConnector"),
        "{markdown}"
    );
    let html = notes.iter().find(|note| note.contains("<h3>")).unwrap();
    assert!(html.contains("<pre><code>Get-ReceiveConnector"), "{html}");
    assert!(html.contains("0.0.0.0/0"), "{html}");
}

#[test]
fn what_has_only_been_delayed_is_no_refusal() {
    let site = Site::new();
    let delayed = "There was a temporary problem delivering your message to bob@example.com. Gmail will retry for 46 more hours.";
    let page = site.paste(delayed);
    assert!(page.texts(".acts dt").concat().contains("Only delayed"));
    let question = site.paste("my mailbox is full, what now?");
    let label = question.texts(".acts dt").concat();
    assert!(!label.contains("refusal"), "{label}");
}

#[test]
fn nothing_tries_again_once_the_server_has_given_up() {
    let mail = "From: MAILER-DAEMON@example.org\nSubject: failure notice\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n\
                --b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mail.example.org\n\nFinal-Recipient: rfc822; bob@example.net\n\
                Action: failed\nStatus: 4.4.1\nDiagnostic-Code: smtp; 421 4.4.1 Connection timed out\n--b--\n";
    let page = Site::new().paste(mail);
    let acts = page.texts(".acts dd").join(" ");
    assert!(
        acts.contains("by hand") && !acts.contains("The server tries again"),
        "{acts}"
    );
}

#[test]
fn a_picture_is_told_from_a_text() {
    let site = Site::new();
    let sent = |file: &[u8]| {
        let head = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n";
        let body = [head.as_bytes(), file, b"\r\n--b--\r\n"].concat();
        site.post("/diagnose", "multipart/form-data; boundary=b", body)
            .expect_status(200)
    };
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01";
    assert!(sent(png).texts(".notice").concat().contains("picture"));
    let bitmap_or_not = sent(b"BMW sent a mail: 550 5.1.1 User unknown");
    assert!(bitmap_or_not.texts(".notice").is_empty());
    bitmap_or_not.expect(".cause.first");
}

#[test]
fn the_whole_of_a_short_text_is_shown_with_its_marks() {
    let text = "<bob@example.net>: host mx1.example.net[192.0.2.7] said: 554 5.7.1 Relay access denied (in reply to RCPT TO command)";
    let page = Site::new().paste(text);
    assert_eq!(
        page.texts(".proof pre.text").first().map(String::as_str),
        Some(text)
    );
}

#[test]
fn a_question_is_led_to_the_guide_that_answers_it() {
    let site = Site::new();
    for (question, guide) in [
        ("can I test port 25 by hand", "/a/test-smtp-by-hand"),
        ("怎么看懂退信", "/a/read-an-ndr"),
        (
            "nothing came and there was no bounce",
            "/a/mail-did-not-arrive",
        ),
    ] {
        let guides = site
            .paste(question)
            .attributes("[aria-labelledby=without-error] a", "href");
        assert_eq!(
            guides.first().map(String::as_str),
            Some(guide),
            "{guides:?}"
        );
    }
}

#[test]
fn a_log_of_the_receiving_server_shows_that_it_refused() {
    let line = "Nov 27 09:15:02 mx postfix/smtpd[1]: NOQUEUE: reject: RCPT from mail.example.net[192.0.2.7]: 554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using zen.spamhaus.org; from=<a@example.net> to=<b@example.org> proto=ESMTP helo=<x>";
    let page = Site::new().paste(line);
    assert_eq!(page.texts(".way .refused span"), ["Recipient’s server"]);
    assert!(
        page.texts(".failure .notice")
            .concat()
            .contains("server is yours")
    );
    // Who wants to use the server as a relay is on the sender's side.
    let line = line.replace(
        "Service unavailable; Client host [192.0.2.7] blocked using zen.spamhaus.org",
        "<b@example.org>: Relay access denied",
    );
    let page = Site::new().paste(&line);
    assert_eq!(page.texts(".way .refused span"), ["Sender’s server"]);
}

#[test]
fn a_log_tells_how_often_and_puts_the_own_mail_first() {
    let rejected = |user: &str| {
        format!(
            "postfix/smtpd[1]: NOQUEUE: reject: RCPT from x.example.net[192.0.2.7]: 550 5.1.1 <{user}@example.org>: Recipient address rejected: User unknown; from=<a@example.net> to=<{user}@example.org> proto=ESMTP helo=<x>\n"
        )
    };
    let bounced = "postfix/smtp[1]: 4F2A1C05B7: to=<c@example.com>, relay=mx.example.com[192.0.2.9]:25, dsn=5.2.2, status=bounced (host mx.example.com[192.0.2.9] said: 552 5.2.2 Mailbox full (in reply to RCPT TO command))\n";
    let log = ["u1", "u2", "u3", "u4"].map(rejected).concat() + bounced;
    let page = Site::new().paste(&log);
    let rows = page.texts(".overview tbody tr");
    assert!(rows[0].contains("c@example.com"), "{rows:?}");
    assert!(
        rows[1].contains("4 times") && rows[1].contains("and 1 more"),
        "{rows:?}"
    );
}

#[test]
fn a_message_is_in_one_language() {
    let page =
        Site::new().paste("550 5.4.1 <bob@example.net>: Recipient address rejected: Access denied");
    let chinese = page.texts(".hand-on textarea[lang=zh-Hans]");
    assert!(!chinese.is_empty());
    for text in chinese {
        let own = text.lines().filter(|line| !line.starts_with(['>', 'h']));
        let words = own.flat_map(str::split_whitespace);
        let english =
            words.filter(|word| word.bytes().all(|b| b.is_ascii_alphabetic() || b == b'.'));
        assert!(english.count() < 8, "{text}");
    }
}
