//! What the API tells without a paste: articles, codes, reasons, systems, suggestions.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test whose answer has another shape has failed"
)]

use axum::http::Method;
use serde_json::{Value, json};
use whybounce::vocabulary::Reason;

use crate::site::Site;

fn get(path: &str) -> Value {
    Site::new()
        .get(&format!("/api/v1{path}"))
        .expect_status(200)
        .expect_header("content-type", "application/json; charset=utf-8")
        .json()
}

#[track_caller]
fn refused(path: &str, status: u16, says: &str) {
    let reply = Site::new().get(&format!("/api/v1{path}"));
    let answer = reply
        .expect_status(status)
        .expect_header("cache-control", "no-store")
        .json();
    let error = answer["error"].as_str().unwrap();
    assert!(error.contains(says), "{path}: {error}");
}

#[test]
fn an_article_is_the_one_behind_its_page() {
    let site = Site::new();
    for (api, page) in [
        ("/api/v1/articles/Q274638", "/a/Q274638.json"),
        ("/api/v1/articles/KB274638?lang=zh", "/zh/a/Q274638.json"),
    ] {
        let twin = site.get(page).expect_status(200).text();
        assert_eq!(site.get(api).expect_status(200).text(), twin, "{api}");
    }
    refused("/articles/no-such", 404, "/api/v1/articles");
}

#[test]
fn every_code_of_the_list_is_there() {
    let list = get("/codes?lang=zh");
    let codes = list["codes"].as_array().unwrap();
    assert!(codes.len() > 300);
    for code in codes.iter().step_by(40) {
        let written = code["code"].as_str().unwrap();
        let whole = get(&format!("/codes/{written}?lang=zh"));
        assert_eq!(whole["title"], code["title"], "{written}");
        assert_eq!(whole["url"], code["url"]);
        assert_eq!(whole["reasons"], code["reasons"]);
    }
    refused("/codes?kind=enhanced", 400, "lang is en or zh");
}

#[test]
fn every_article_of_the_list_is_there() {
    let site = Site::new();
    let list = get("/articles");
    let articles = list["articles"].as_array().unwrap();
    assert!(articles.len() > 50);
    for article in articles {
        let id = article["id"].as_str().unwrap();
        let whole = site.get(&format!("/api/v1/articles/{id}")).json();
        assert_eq!(whole["summary"], article["summary"], "{id}");
        assert_eq!(whole["url"], json!(format!("/a/{id}")));
    }
}

#[test]
fn a_code_is_explained_however_it_is_written() {
    let code = get("/codes/550-5.7.1");
    assert_eq!(code["code"], "550-5.7.1");
    assert_eq!(code["url"], "/c/550-5.7.1");
    assert!(!code["causes"].as_array().unwrap().is_empty());
    assert_eq!(get("/codes/550%205.7.1%3E."), code);
    assert!(
        !get("/codes/5.2.2")["said_by"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    assert_eq!(get("/codes/0x800ccc79")["code"], "0x800CCC79");
    let told = get("/codes/5.4.1");
    for field in ["title", "happened", "first_step", "first_check"] {
        assert!(
            told[field].as_str().is_some_and(|text| !text.is_empty()),
            "{field}"
        );
    }
    assert_eq!(told["registered_title"], "No answer from host");
    assert_eq!(
        (&told["acts"], &told["retry"]),
        (&json!("sender"), &json!("no"))
    );
    assert!(get("/codes/2.1.5")["first_step"].is_null());
    refused("/codes/hello", 404, "codes look like");
}

#[test]
fn reasons_and_systems_are_all_listed() {
    let reasons = get("/reasons?lang=zh");
    let reasons = reasons["reasons"].as_array().unwrap();
    assert_eq!(reasons.len(), Reason::ALL.len());
    let site = Site::new();
    for reason in reasons {
        site.get(reason["url"].as_str().unwrap()).expect_status(200);
    }
    let systems = get("/systems");
    for system in systems["systems"].as_array().unwrap() {
        site.get(system["url"].as_str().unwrap()).expect_status(200);
    }
}

#[test]
fn suggestions_are_pages() {
    let found = get("/suggest?q=5.2.2");
    assert_eq!(
        found["suggestions"][0]["url"],
        "http://kb.example.org/c/5.2.2"
    );
    let paste = get("/suggest?q=bob@example.net");
    assert_eq!(paste, json!({ "suggestions": [] }));
    refused("/suggest", 400, "q is what was typed");
}

#[test]
fn lists_are_asked_for_again_only_when_they_changed() {
    let site = Site::new();
    for path in ["/openapi.json", "/api/v1/articles", "/api/v1/codes/550"] {
        let tag = site.get(path).header("etag").to_owned();
        assert!(tag.starts_with('"'), "{path}: {tag}");
        let again = site.get_with(path, "if-none-match", &tag);
        assert!(again.expect_status(304).body.is_empty());
    }
    let suggested = site.get("/api/v1/suggest?q=550");
    suggested.expect_header("cache-control", "no-store");
}

#[test]
fn misspelt_requests_are_told_as_json() {
    for path in [
        "/articles",
        "/articles/Q274638",
        "/codes/550",
        "/reasons",
        "/systems",
    ] {
        refused(&format!("{path}?lang=xx"), 400, "lang is en or zh");
    }
    refused("/", 404, "/openapi.json");
    refused("/nope", 404, "/openapi.json");
    let site = Site::new();
    for path in ["/openapi.json", "/api/v1/articles"] {
        let reply = site.method(Method::DELETE, path).expect_status(405);
        assert!(reply.header("allow").contains("GET"), "{path}");
        assert!(reply.json()["error"].is_string());
    }
}
