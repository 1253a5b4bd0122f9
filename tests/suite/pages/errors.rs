//! What cannot be answered

use std::time::Duration;

use axum::{body::Body, http::Method};
use tower_http::timeout::RequestBodyTimeoutLayer;

use crate::site::{FORM, RELAY, Site};

#[test]
fn what_is_not_there_is_told_with_ways_on() {
    let site = Site::new();
    for path in [
        "/nope",
        "/index.php",
        "/.git/config",
        "/static/none.css",
        "/zh/nope",
        "/a",
        "/nope/c",
    ] {
        let page = site
            .get(path)
            .expect_status(404)
            .expect("form.paste")
            .expect(".chips a");
        assert_eq!(page.header("cache-control"), "no-store");
    }
    site.get("/zh/nope").expect("html[lang=zh-Hans]");
}

#[test]
fn wrong_methods_are_told() {
    let site = Site::new();
    for (method, path) in [
        (Method::GET, "/diagnose"),
        (Method::GET, "/zh/diagnose"),
        (Method::POST, "/articles"),
        (Method::DELETE, "/a/Q274638"),
        (Method::OPTIONS, "/"),
        (Method::PUT, "/healthz"),
    ] {
        site.method(method, path)
            .expect_status(405)
            .expect("form.paste");
    }
}

#[test]
fn too_long_a_text_is_refused() {
    let body = format!("text={}", "x".repeat(10 * 1024 * 1024));
    Site::new()
        .post("/diagnose", FORM, body)
        .expect_status(413)
        .expect("form.paste");
}

#[test]
fn a_text_that_stops_coming_is_told_so() {
    for (path, media_type, accept) in [
        ("/diagnose", FORM, "text/html"),
        (
            "/zh/diagnose",
            "multipart/form-data; boundary=x",
            "text/html",
        ),
        ("/api/v1/diagnose", "text/plain", "application/json"),
    ] {
        let request = axum::http::Request::builder()
            .method(Method::POST)
            .uri(path)
            .header("accept", accept)
            .header("content-type", media_type);
        let never = futures_util::stream::pending::<Result<Vec<u8>, std::io::Error>>();
        let patience = RequestBodyTimeoutLayer::new(Duration::from_millis(20));
        let reply = Site::behind(patience)
            .send(request, Body::from_stream(never))
            .expect_status(408);
        if accept == "text/html" {
            reply.expect("form.paste");
        } else {
            assert!(reply.json()["error"].is_string());
        }
    }
}

#[test]
fn addresses_and_headers_beyond_all_use_are_refused() {
    let site = Site::new();
    let long = "x".repeat(9000);
    site.get(&format!("/?q={long}"))
        .expect_status(414)
        .expect("form.paste");
    site.get(&format!("/zh/articles?topic={long}"))
        .expect_status(414)
        .expect("html[lang=zh-Hans]");
    let json = site.get(&format!("/api/v1/articles?lang={long}"));
    assert!(json.expect_status(414).json()["error"].is_string());
    let cookie = "x".repeat(33 * 1024);
    site.get_with("/", "cookie", &cookie)
        .expect_status(431)
        .expect("form.paste");
    site.get_with("/", "cookie", &cookie[..16 * 1024])
        .expect_status(200);
}

#[test]
fn a_long_text_within_the_limit_is_answered() {
    let body = format!("text={RELAY}{}", "+x".repeat(500 * 1024)).replace(' ', "+");
    Site::new().post("/diagnose", FORM, body).expect_status(200);
}

#[test]
fn other_kinds_of_content_are_refused() {
    let site = Site::new();
    site.post("/diagnose", "text/plain", RELAY)
        .expect_status(415)
        .expect("form.paste");
    site.post("/diagnose", "application/json", "{}")
        .expect_status(415);
    site.post("/diagnose", "multipart/form-data", "--x")
        .expect_status(422);
    site.post(
        "/diagnose",
        "multipart/form-data; boundary=x",
        "--x\r\nbroken",
    )
    .expect_status(422);
    site.post("/diagnose", FORM, "text=a&text=b")
        .expect_status(422);
}

#[test]
fn compressed_bodies_are_refused() {
    let site = Site::new();
    for encoding in ["gzip", "br", "gzip, gzip"] {
        let request = axum::http::Request::builder()
            .method(Method::POST)
            .uri("/diagnose")
            .header("content-type", FORM)
            .header("content-encoding", encoding);
        site.send(request, axum::body::Body::from("text=a"))
            .expect_status(415);
    }
}

#[test]
fn programs_are_told_errors_as_json_and_people_as_pages() {
    let site = Site::new();
    for (path, accept, json) in [
        ("/nope", "*/*", false),
        ("/nope", "text/html,application/json", false),
        ("/nope", "application/json", true),
        ("/a/nothing.json", "*/*", true),
        ("/c/nonsense.json", "text/html", true),
        ("/api/v1/nope", "text/html", true),
    ] {
        let reply = site
            .get_with(path, "accept", accept)
            .expect_status(404)
            .expect_header("cache-control", "no-store")
            .expect_header("vary", "accept");
        if json {
            assert!(reply.json()["error"].is_string(), "{path}");
        } else {
            reply.expect("form.paste");
        }
    }
    for accept in ["text/html", "application/json"] {
        let request = axum::http::Request::builder()
            .method(Method::POST)
            .uri("/articles")
            .header("accept", accept);
        site.send(request, axum::body::Body::empty())
            .expect_status(405)
            .expect_header("allow", "GET,HEAD");
    }
}

#[test]
fn a_slash_at_the_end_is_forgiven() {
    let site = Site::new();
    for (path, expected) in [
        ("/codes/", "/codes"),
        ("/a/Q274638/", "/a/Q274638"),
        ("/zh/by/postfix/?x=1", "/zh/by/postfix?x=1"),
        ("/c", "/codes"),
        ("/zh/c/", "/zh/codes"),
        ("//evil.example/", "/evil.example"),
    ] {
        site.get(path)
            .expect_status(301)
            .expect_header("location", expected);
    }
    site.get("/nope/").expect_status(301);
    site.get("/%5Cevil.example/")
        .expect_header("location", "/%5Cevil.example");
}
