//! `tests/cases/<what it shows>/`: a paste and what must be found in it. Every case runs with LF, with CRLF and with CR.

use std::{fs, path::Path, sync::LazyLock};

use serde::Deserialize;
use whybounce::knowledge::{Diagnosis, Explained, Snapshot};

/// `expected.toml`. Of each failure everything is stated but the quoted words and the cause; `none` is stated too.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    /// Where the text comes from.
    #[expect(
        dead_code,
        reason = "for the reader; required so that every case says it"
    )]
    source: String,
    kind: Option<String>,
    kind_of: Option<String>,
    #[serde(default)]
    failure: Vec<ExpectedFailure>,
    /// The day the report is of, as far as it says.
    date: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedFailure {
    recipients: Vec<String>,
    quoted: Option<String>,
    codes: Vec<String>,
    replies: Vec<u16>,
    numbers: Vec<String>,
    generator: String,
    speaker: String,
    refused_by: String,
    /// How that is known, by its name in the program.
    because: Option<String>,
    step: String,
    temporary: bool,
    verdict: String,
    /// Any of these, as `Article#cause` or `Article`, must be first.
    first: Option<Vec<String>>,
    /// Any of these must be the first cause's reason.
    reason: Option<Vec<String>>,
    /// The words that prove the first cause most.
    proof: Option<String>,
    /// The line that says that the message was delivered after all.
    delivered: Option<String>,
    values: ExpectedValues,
}

/// What fills the placeholders of an article. `none` says that nothing may be there.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedValues {
    recipient: String,
    sender: String,
    client_ip: String,
    remote_host: String,
    own_host: String,
    /// These only where they are what the case shows.
    blocklist: Option<String>,
    listed: Option<String>,
    lookup: Option<String>,
    size_limit: Option<String>,
    retry_until: Option<String>,
}

pub(crate) static SNAPSHOT: LazyLock<Snapshot> = LazyLock::new(|| Snapshot::shipped().unwrap());

#[test]
fn every_case_is_read_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut names: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    names.sort();
    assert!(
        names.len() >= 130,
        "the cases are where they are looked for"
    );
    let mut wrong = Vec::new();
    for case in &names {
        let name = case.file_name().unwrap().to_string_lossy();
        let expected: Expected =
            toml::from_str(&fs::read_to_string(case.join("expected.toml")).unwrap())
                .unwrap_or_else(|error| panic!("{name}: {error}"));
        let paste = ["paste.txt", "paste.eml", "paste.msg"]
            .iter()
            .find_map(|file| fs::read(case.join(file)).ok());
        let paste = paste.unwrap_or_else(|| panic!("{name}: no paste.txt, paste.eml or paste.msg"));
        for (ends, end) in [("LF", "\n"), ("CRLF", "\r\n"), ("CR", "\r")] {
            let bytes = if is_binary(&paste) {
                paste.clone()
            } else {
                with_line_ends(&paste, end.as_bytes())
            };
            let diagnosis = SNAPSHOT.diagnose(&bytes, 5);
            wrong.extend(
                differences(&expected, &diagnosis)
                    .into_iter()
                    .map(|what| format!("{name} ({ends}): {what}")),
            );
        }
    }
    assert!(
        wrong.is_empty(),
        "{} differences:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// A file whose bytes 10 are no line ends: a message of Outlook, UTF-16.
fn is_binary(paste: &[u8]) -> bool {
    paste.contains(&0)
}

fn with_line_ends(paste: &[u8], end: &[u8]) -> Vec<u8> {
    paste
        .split(|byte| *byte == b'\n')
        .collect::<Vec<_>>()
        .join(end)
}

fn differences(expected: &Expected, diagnosis: &Diagnosis) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut same = |what: &str, expected: Option<&String>, got: Option<&str>| {
        if let Some(expected) = expected
            && got != Some(expected.as_str())
        {
            wrong.push(format!("{what}: expected {expected}, got {got:?}"));
        }
    };
    same(
        "kind",
        expected.kind.as_ref(),
        Some(diagnosis.kind.as_str()),
    );
    same(
        "kind_of",
        expected.kind_of.as_ref(),
        diagnosis
            .report
            .kind_of
            .map(whybounce::vocabulary::KindOf::as_str),
    );
    same(
        "date",
        expected.date.as_ref(),
        diagnosis
            .report
            .date
            .as_ref()
            .map(|date| date.value.date().to_string())
            .as_deref(),
    );
    if expected.failure.len() != diagnosis.explained.len() {
        wrong.push(format!(
            "expected {} failures, got {}",
            expected.failure.len(),
            diagnosis.explained.len()
        ));
    }
    for (expected, got) in expected.failure.iter().zip(&diagnosis.explained) {
        wrong.extend(failure_differences(expected, got, &diagnosis.report.text));
    }
    wrong
}

#[expect(clippy::too_many_lines, reason = "one field after the other")]
fn failure_differences(expected: &ExpectedFailure, got: &Explained, text: &str) -> Vec<String> {
    let Explained {
        failure,
        evidence,
        ranking,
    } = got;
    let mut wrong = Vec::new();
    let mut same = |what: &str, expected: Option<String>, got: String| {
        if let Some(expected) = expected.filter(|expected| *expected != got) {
            wrong.push(format!("{what}: expected {expected}, got {got}"));
        }
    };
    let list = |items: &[String]| Some(items.join(" "));
    let all = |items: Vec<String>| items.join(" ");
    let recipients = failure
        .recipients
        .iter()
        .map(|recipient| recipient.value.clone())
        .collect();
    same("recipients", list(&expected.recipients), all(recipients));
    same(
        "quoted",
        expected.quoted.clone(),
        failure.quoted.of(text).to_owned(),
    );
    same(
        "codes",
        list(&expected.codes),
        all(evidence
            .codes
            .iter()
            .map(|code| code.value.to_string())
            .collect()),
    );
    let replies: Vec<String> = expected.replies.iter().map(u16::to_string).collect();
    same(
        "replies",
        list(&replies),
        all(evidence
            .replies
            .iter()
            .map(|code| code.value.to_string())
            .collect()),
    );
    same(
        "numbers",
        list(&expected.numbers),
        all(evidence
            .numbers
            .iter()
            .map(|code| code.value.to_string())
            .collect()),
    );
    let id = |system: &Option<whybounce::evidence::SystemAt>| {
        system
            .as_ref()
            .and_then(|system| system.id.as_ref())
            .map_or("none".to_owned(), ToString::to_string)
    };
    same(
        "generator",
        Some(expected.generator.clone()),
        id(&evidence.generator),
    );
    same(
        "speaker",
        Some(expected.speaker.clone()),
        id(&evidence.speaker),
    );
    same(
        "refused_by",
        Some(expected.refused_by.clone()),
        evidence.refused_by.party.to_string(),
    );
    same(
        "because",
        expected.because.clone(),
        format!("{:?}", evidence.refused_by.because),
    );
    same(
        "delivered",
        expected.delivered.clone(),
        got.failure
            .delivered
            .map_or("none".to_owned(), |line| line.of(text).to_owned()),
    );
    let step = evidence
        .step
        .as_ref()
        .map_or("none".to_owned(), |step| step.value.to_string());
    same("step", Some(expected.step.clone()), step);
    same(
        "temporary",
        Some(expected.temporary.to_string()),
        evidence.temporary.to_string(),
    );
    same(
        "verdict",
        Some(expected.verdict.clone()),
        ranking.verdict.to_string(),
    );
    let first = ranking.causes.first();
    let proof = first.and_then(|cause| cause.why.first());
    same(
        "proof",
        expected.proof.clone(),
        proof.map_or("none".to_owned(), |why| why.span.of(text).to_owned()),
    );
    let value = |found: &Option<whybounce::report::Found<String>>| {
        found
            .as_ref()
            .map_or("none".to_owned(), |found| found.value.clone())
    };
    let (wanted, values) = (&expected.values, &evidence.values);
    for (what, wanted, got) in [
        ("recipient", &wanted.recipient, &values.recipient),
        ("sender", &wanted.sender, &values.sender),
        ("client_ip", &wanted.client_ip, &values.client_ip),
        ("remote_host", &wanted.remote_host, &values.remote_host),
        ("own_host", &wanted.own_host, &values.own_host),
    ] {
        same(what, Some(wanted.clone()), value(got));
    }
    let listing = values.listing.as_ref();
    let or_none = |got: Option<String>| got.unwrap_or_else(|| "none".to_owned());
    for (what, wanted, got) in [
        (
            "blocklist",
            &wanted.blocklist,
            listing.map(|listing| listing.blocklist.value.clone()),
        ),
        (
            "listed",
            &wanted.listed,
            listing.map(|listing| value(&listing.listed)),
        ),
        (
            "lookup",
            &wanted.lookup,
            listing.and_then(|listing| listing.lookup.clone()),
        ),
        (
            "size_limit",
            &wanted.size_limit,
            values
                .size_limit
                .as_ref()
                .map(|limit| limit.value.to_string()),
        ),
        (
            "retry_until",
            &wanted.retry_until,
            values
                .retry_until
                .as_ref()
                .map(|until| until.span.of(text).to_owned()),
        ),
    ] {
        if wanted.is_some() {
            same(what, wanted.clone(), or_none(got));
        }
    }
    let first = ranking.causes.first();
    let named = first.and_then(|first| SNAPSHOT.library().cause(first.cause));
    let cause = named.map_or("none".to_owned(), |(article, cause)| {
        format!("{}#{}", article.id, cause.id)
    });
    if let Some(allowed) = &expected.first
        && !allowed
            .iter()
            .any(|allowed| cause == *allowed || cause.starts_with(&format!("{allowed}#")))
    {
        wrong.push(format!(
            "first cause: expected one of {allowed:?}, got {cause}"
        ));
    }
    let reason = first.map_or("none".to_owned(), |first| first.reason.to_string());
    if let Some(allowed) = &expected.reason
        && !allowed.contains(&reason)
    {
        wrong.push(format!(
            "reason: expected one of {allowed:?}, got {reason} ({cause})"
        ));
    }
    wrong
}
