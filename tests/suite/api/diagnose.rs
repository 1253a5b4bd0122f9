//! `POST /api/v1/diagnose`
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test whose answer has another shape has failed"
)]

use axum::http::Method;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use crate::site::{RELAY, Reply, Site};

const PATH: &str = "/api/v1/diagnose";

fn keys(value: &Value) -> Vec<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

#[track_caller]
fn refused(reply: Reply, status: u16) {
    let reply = reply.expect_status(status);
    assert!(reply.json()["error"].is_string(), "{}", reply.text());
}

#[test]
fn the_answer_has_the_agreed_shape() {
    let answer = Site::new()
        .post(PATH, "text/plain", RELAY)
        .expect_status(200)
        .json();
    assert_eq!(keys(&answer), ["failures", "id", "kind", "kind_of"]);
    let failure = &answer["failures"][0];
    for list in [
        "recipients",
        "codes",
        "replies",
        "numbers",
        "notes",
        "causes",
    ] {
        assert!(failure[list].is_array(), "{list} is a list: {failure}");
    }
    assert_eq!(failure["codes"], json!(["5.7.1"]));
    assert_eq!(failure["replies"], json!([550]));
    assert_eq!(failure["verdict"], "match");
    let cause = &failure["causes"][0];
    assert_eq!(
        (&cause["rank"], &cause["article"]),
        (&json!(1), &json!("Q274638"))
    );
    assert!(cause["url"].as_str().unwrap().starts_with("/a/Q274638#"));
    assert!(
        cause["score"]
            .as_f64()
            .is_some_and(|score| (0.0..=1.0).contains(&score))
    );
    assert!(!cause["fix"].as_array().unwrap().is_empty());
}

#[test]
fn the_fields_stand_in_the_agreed_order() {
    let text = Site::new().post(PATH, "text/plain", RELAY).text();
    let mut from = 0;
    for field in [
        "id",
        "kind",
        "kind_of",
        "failures",
        "recipients",
        "quoted",
        "codes",
        "replies",
        "numbers",
        "generator",
        "speaker",
        "refused_by",
        "party",
        "host",
        "because",
        "step",
        "temporary",
        "verdict",
        "notes",
        "causes",
        "rank",
        "article",
        "cause",
        "reason",
        "title",
        "url",
        "confidence",
        "score",
        "acts",
        "retry",
        "why",
        "kind",
        "text",
        "start",
        "end",
        "fix",
    ] {
        let at = text[from..].find(&format!("\"{field}\":"));
        from += at.unwrap_or_else(|| panic!("`{field}` is missing or too early in {text}"));
    }
}

#[test]
fn offsets_point_into_the_text_that_was_asked_for() {
    let answer = Site::new()
        .post(&format!("{PATH}?text=1"), "text/plain", RELAY)
        .json();
    let text = answer["text"].as_str().unwrap();
    let whys = answer["failures"][0]["causes"][0]["why"]
        .as_array()
        .unwrap();
    assert!(!whys.is_empty());
    for why in whys {
        let place = |name: &str| usize::try_from(why[name].as_u64().unwrap()).unwrap();
        assert_eq!(
            &text[place("start")..place("end")],
            why["text"].as_str().unwrap()
        );
    }
}

#[test]
fn all_ways_to_send_give_one_answer() {
    let site = Site::new();
    let plain = site
        .post(PATH, "text/plain", RELAY)
        .expect_status(200)
        .text();
    let multipart = format!(
        "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n{RELAY}\r\n--x--\r\n"
    );
    for (media_type, body) in [
        ("text/plain; charset=utf-8", RELAY.to_owned()),
        ("application/json", json!({ "text": RELAY }).to_string()),
        (
            "application/json",
            json!({ "base64": STANDARD.encode(RELAY) }).to_string(),
        ),
        ("multipart/form-data; boundary=x", multipart),
        ("application/x-www-form-urlencoded", RELAY.to_owned()),
        (
            "application/x-www-form-urlencoded",
            format!("text={}", RELAY.replace(' ', "+")),
        ),
    ] {
        assert_eq!(
            site.post(PATH, media_type, body).expect_status(200).text(),
            plain,
            "{media_type}"
        );
    }
}

#[test]
fn parameters_choose_language_and_length() {
    let site = Site::new();
    let chinese = site
        .post(&format!("{PATH}?lang=zh"), "text/plain", RELAY)
        .json();
    assert!(
        chinese["failures"][0]["causes"][0]["url"]
            .as_str()
            .unwrap()
            .starts_with("/zh/a/")
    );
    let short = site
        .post(&format!("{PATH}?limit=1"), "text/plain", RELAY)
        .json();
    assert!(short["failures"][0]["causes"].as_array().unwrap().len() <= 1);
    for bad in ["limit=0", "limit=51", "limit=x", "lang=fr", "text=x"] {
        refused(
            site.post(&format!("{PATH}?{bad}"), "text/plain", RELAY),
            400,
        );
    }
}

#[test]
fn no_text_is_an_error() {
    let site = Site::new();
    for text in ["", " ", "\0\0", "\u{202e}550", "{{recipient}}", "<b>"] {
        site.post(PATH, "text/plain", text).expect_status(200);
    }
    site.post(PATH, "text/plain", [0xff, 0xfe, 0x35])
        .expect_status(200);
}

#[test]
fn bad_requests_are_told_as_json() {
    let site = Site::new();
    refused(site.post(PATH, "application/json", "{"), 422);
    refused(site.post(PATH, "application/json", "{}"), 422);
    refused(
        site.post(PATH, "application/json", "{\"base64\": \"?\"}"),
        422,
    );
    refused(site.post(PATH, "image/png", "x"), 415);
    refused(
        site.post(PATH, "text/plain", "x".repeat(10 * 1024 * 1024 + 1)),
        413,
    );
    refused(site.method(Method::GET, PATH), 405);
    refused(site.get("/api/v1/nope"), 404);
}
