//! `POST /diagnose`

use crate::site::{FORM, RELAY, Site};

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
