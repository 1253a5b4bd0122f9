//! `/openapi.json`, held against the words and the answers it describes.
#![expect(
    clippy::unwrap_used,
    reason = "a description of another shape has failed"
)]

use std::collections::BTreeSet;

use serde_json::Value;
use whybounce::vocabulary::{
    Acts, ArticleKind, Confidence, Kind, KindOf, Lang, Party, Reason, Retry, Step, Verdict, WhyKind,
};

use crate::site::{RELAY, Site};

fn document() -> Value {
    Site::new()
        .get("/openapi.json")
        .expect_status(200)
        .expect_header("content-type", "application/json; charset=utf-8")
        .json()
}

/// Every operation: path, method, what stands there.
fn operations(document: &Value) -> Vec<(&String, &String, &Value)> {
    let paths = document["paths"].as_object().unwrap().iter();
    paths
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().unwrap().iter();
            methods.map(move |(method, operation)| (path, method, operation))
        })
        .collect()
}

/// What the document says of a value, with references followed.
fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(name) => document.pointer(name.trim_start_matches('#')).unwrap(),
        None => schema,
    }
}

/// Says where a value has a field that the schema does not name, or lacks one that it requires.
fn differences(document: &Value, schema: &Value, value: &Value, place: &str) -> Vec<String> {
    let schema = resolved(document, schema);
    if let Some(all) = schema["allOf"].as_array() {
        let known: Vec<_> = all.iter().map(|part| resolved(document, part)).collect();
        let fields = known
            .iter()
            .filter_map(|part| part["properties"].as_object())
            .flatten();
        let merged = serde_json::json!({ "properties": fields.map(|(name, schema)| (name.clone(), schema.clone())).collect::<serde_json::Map<_, _>>() });
        return differences(document, &merged, value, place);
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let tried = choices
            .iter()
            .map(|choice| differences(document, choice, value, place));
        return tried.min_by_key(Vec::len).unwrap_or_default();
    }
    if let Some(words) = schema["enum"].as_array() {
        return if words.contains(value) {
            Vec::new()
        } else {
            vec![format!("{place}: {value} is no word of {words:?}")]
        };
    }
    match value {
        Value::Object(fields) => {
            let Some(known) = schema["properties"].as_object() else {
                return vec![format!("{place}: no object is described")];
            };
            let missing = known
                .keys()
                .filter(|name| {
                    schema["required"]
                        .as_array()
                        .is_some_and(|required| required.iter().any(|field| field == *name))
                })
                .filter(|name| !fields.contains_key(*name))
                .map(|name| format!("{place}.{name} is missing"));
            let inside = fields.iter().flat_map(|(name, value)| {
                let place = format!("{place}.{name}");
                known.get(name).map_or_else(
                    || vec![format!("{place} is not described")],
                    |schema| differences(document, schema, value, &place),
                )
            });
            missing.chain(inside).collect()
        }
        Value::Array(items) => items
            .iter()
            .flat_map(|item| differences(document, &schema["items"], item, &format!("{place}[]")))
            .collect(),
        _ => Vec::new(),
    }
}

#[test]
fn every_word_of_every_vocabulary_is_listed() {
    let document = document();
    let words = |name: &str| document["components"]["schemas"][name]["enum"].clone();
    macro_rules! check {
        ($($name:ident),+) => {
            $(assert_eq!(words(stringify!($name)), serde_json::to_value($name::ALL).unwrap(), stringify!($name));)+
        };
    }
    check!(
        Acts,
        ArticleKind,
        Confidence,
        Kind,
        KindOf,
        Lang,
        Party,
        Reason,
        Retry,
        Step,
        Verdict,
        WhyKind
    );
    assert_eq!(words("Party")[0], "own");
}

#[test]
fn it_is_openapi_for_the_address_that_people_know() {
    let document = Site::at("https://kb.example.org/")
        .get("/openapi.json")
        .json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    assert_eq!(document["servers"][0]["url"], "https://kb.example.org");
    assert_eq!(document["info"]["version"], env!("CARGO_PKG_VERSION"));
}

#[test]
fn every_refusal_is_described_with_its_body() {
    let document = document();
    for (path, method, operation) in operations(&document) {
        let responses = operation["responses"].as_object().unwrap();
        assert!(responses.contains_key("500"), "{method} {path}");
        assert!(operation["operationId"].is_string(), "{method} {path}");
        assert!(operation["summary"].is_string(), "{method} {path}");
        for (status, response) in responses.iter().filter(|(status, _)| *status != "200") {
            let schema = &response["content"]["application/json"]["schema"];
            let fields = &resolved(&document, schema)["required"];
            assert_eq!(
                fields,
                &serde_json::json!(["error"]),
                "{method} {path}: {status}"
            );
        }
    }
}

#[test]
fn what_is_answered_is_what_is_described() {
    let (document, site) = (document(), Site::new());
    for (path, method, operation) in operations(&document) {
        let path = path.replace("{id}", "Q274638").replace("{code}", "5.7.1");
        let path = path.replace("/suggest", "/suggest?q=mailbox");
        let reply = if method == "post" {
            site.post(&path, "text/plain", RELAY)
        } else {
            site.get(&path)
        };
        let answer = reply.expect_status(200).json();
        let schema = &operation["responses"]["200"]["content"]["application/json"]["schema"];
        let wrong = differences(&document, schema, &answer, &path);
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}

#[test]
fn the_page_lists_the_same_addresses() {
    let document = document();
    let described: BTreeSet<String> = operations(&document)
        .into_iter()
        .map(|(path, method, _)| format!("{} {path}", method.to_uppercase()))
        .collect();
    let page = Site::new().get("/api").expect_status(200);
    let listed: BTreeSet<String> = page.texts("#addresses + dl dt code").into_iter().collect();
    assert_eq!(listed, described);
}
