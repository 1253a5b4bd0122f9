//! `tests/tables/`: what mail systems say, row by row, held against the answers.

use std::{collections::BTreeMap, fs, path::Path};

use whybounce::{
    codes::{EnhancedCode, typed},
    knowledge::Target,
    vocabulary::{Lang, Reason, Verdict},
};

use crate::cases::SNAPSHOT;

type Row = BTreeMap<String, String>;

/// The rows of a table, each value by the name of its column.
fn table(name: &str) -> Vec<Row> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/tables")
        .join(name);
    let text = fs::read_to_string(path).unwrap();
    let mut lines = text.lines();
    let columns: Vec<&str> = lines.next().unwrap().split('\t').collect();
    lines
        .map(|line| {
            let values: Vec<&str> = line.split('\t').collect();
            assert_eq!(values.len(), columns.len(), "{name}: {line}");
            columns
                .iter()
                .zip(values)
                .map(|(column, value)| ((*column).to_owned(), value.to_owned()))
                .collect()
        })
        .collect()
}

/// The verdict on a text and the reasons of its causes, each once, best first.
fn answer(text: &str) -> (Verdict, Vec<&'static str>) {
    let diagnosis = SNAPSHOT.diagnose(text.as_bytes(), 8);
    let Some(own) = diagnosis.explained.first() else {
        return (Verdict::None, Vec::new());
    };
    let mut reasons: Vec<Reason> = Vec::new();
    for cause in &own.ranking.causes {
        if !reasons.contains(&cause.reason) {
            reasons.push(cause.reason);
        }
    }
    let reasons = reasons.into_iter().map(Reason::as_str).collect();
    (own.ranking.verdict, reasons)
}

/// The lines that a row of `provider-codes.tsv` stands for, as they are pasted.
fn lines(row: &Row) -> Vec<String> {
    let replies: Vec<&str> = row["reply"]
        .split(['/', ' '])
        .filter(|reply| reply.len() == 3)
        .collect();
    let mut codes: Vec<&str> = [row["token"].as_str(), row["enhanced"].as_str()]
        .into_iter()
        .flat_map(|codes| codes.split(['/', '-', '#', ' ']))
        .filter(|code| code.parse::<EnhancedCode>().is_ok())
        .collect();
    if codes.is_empty() {
        codes.push("");
    }
    let host = host_of(&row["provider"]);
    let mut lines = Vec::new();
    for text in texts(&row["text_template"]) {
        for code in &codes {
            let same_class = |reply: &&&str| !code.is_empty() && reply.get(..1) == code.get(..1);
            let reply = replies.iter().find(same_class).or(replies.first());
            let whole = begins_with_reply(&text);
            let holds_code = text.contains("(#") || text.contains(code);
            let parts = [
                reply.copied().filter(|_| !whole).unwrap_or_default(),
                if whole || holds_code { "" } else { *code },
                text.as_str(),
            ];
            let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            let line = parts.join(" ");
            lines.push(match &host {
                Some(host) => format!("host mx.{host}[192.0.2.25] said: {line}"),
                None => line,
            });
        }
    }
    lines
}

fn begins_with_reply(text: &str) -> bool {
    text.get(..4)
        .and_then(|start| start.strip_suffix([' ', '-']))
        .is_some_and(|reply| reply.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A domain in which the provider's hosts live, if it is one that has its own.
fn host_of(provider: &str) -> Option<String> {
    let short = format!("{provider} (");
    let systems = SNAPSHOT.systems().all();
    let system = systems
        .iter()
        .find(|system| {
            system.name(Lang::En) == provider || system.aka.iter().any(|aka| aka == provider)
        })
        .or_else(|| {
            systems
                .iter()
                .find(|system| system.name(Lang::En).starts_with(&short))
        })?;
    system.hosts.first().cloned()
}

/// The texts of a template: its alternatives (`a / b`) and the ends of its ranges (`AUP#1010-1080`), with example values.
fn texts(template: &str) -> Vec<String> {
    if begins_with_reply(template) && template.contains("ESMTP") {
        return vec![template.replace(" / ", "\n").replace("... ", "")];
    }
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if let Some((first, last)) = template
        .strip_prefix("AUP#")
        .and_then(|range| range.split_once(['-', '/']))
        && digits(first)
        && digits(last)
    {
        return vec![format!("AUP#{first}"), format!("AUP#{last}")];
    }
    if let Some(bits) = template.strip_prefix("BL00")
        && bits.contains('/')
    {
        return bits.split('/').map(|bits| format!("BL00{bits}")).collect();
    }
    let template = template.replace("bbbb", "0011");
    let mut pieces = template.trim_end_matches(" ...").split(" / ");
    let first = pieces.next().into_iter();
    // An alternative in small letters is a piece of a sentence, not a reply.
    let others = pieces.filter(|piece| !piece.starts_with(char::is_lowercase));
    first.chain(others).map(filled).collect()
}

/// The text with an example in the place of each placeholder.
fn filled(text: &str) -> String {
    let examples = [
        ("addr", "user@example.com"),
        ("mail address", "user@example.com"),
        ("recipients", "user@example.com"),
        ("address", "boss@example.com"),
        ("account", "EXAMPLE\\user"),
        ("name", "Bob Example"),
        ("ip", "192.0.2.10"),
        ("range", "192.0.2.0/24"),
        ("domain", "example.org"),
        ("host", "mx.example.net"),
        ("n", "1024"),
        ("reason", "ValidityPeriodExpired"),
        ("token", "S3150"),
        ("list", "zen.spamhaus.org"),
        ("reply", "550 Denied by policy"),
    ];
    examples
        .into_iter()
        .fold(text.to_owned(), |text, (name, example)| {
            text.replace(&format!("<{name}>"), example)
        })
}

#[test]
fn what_providers_say_leads_to_a_reason_of_its_category() {
    let accepted: BTreeMap<String, String> = table("category-reasons.tsv")
        .into_iter()
        .map(|row| (row["category"].clone(), row["accepted_reasons"].clone()))
        .collect();
    let rows = table("provider-codes.tsv");
    let sourced: Vec<&Row> = rows
        .iter()
        .filter(|row| row["confidence"] == "stored source")
        .collect();
    assert!(
        sourced.len() >= 300,
        "the rows are where they are looked for"
    );
    let mut misses = Vec::new();
    for row in &sourced {
        let right: Vec<&str> = accepted[&row["category"]].split(' ').collect();
        let wrong = lines(row).into_iter().find_map(|line| {
            let (verdict, reasons) = answer(&line);
            let found = reasons.iter().take(3).any(|reason| right.contains(reason));
            (verdict != Verdict::Match || !found)
                .then(|| format!("{line:?}: {verdict:?} {reasons:?}, accepted {right:?}"))
        });
        misses.extend(wrong);
    }
    let right = sourced.len() - misses.len();
    println!("rows of providers: {right} of {}", sourced.len());
    assert!(
        right * 1000 >= sourced.len() * 970,
        "{right} of {} rows, floor 970 in a thousand\n{}",
        sourced.len(),
        misses.join("\n")
    );
}

#[test]
fn an_error_number_leads_to_its_page_in_either_spelling() {
    let rows = table("cdo-errors.tsv");
    assert!(rows.len() >= 150, "the rows are where they are looked for");
    for row in &rows {
        let (hex, decimal) = (row["hex"].as_str(), row["decimal_signed"].as_str());
        // Socket errors have no hexadecimal spelling; the numbers at the end of a report of Exchange have no decimal one.
        let spellings: Vec<&str> = if hex == "-" {
            vec![decimal]
        } else if decimal.starts_with('-') {
            vec![hex, decimal]
        } else {
            vec![hex]
        };
        let targets: Vec<Option<Target>> = spellings
            .iter()
            .map(|spelling| SNAPSHOT.target(spelling))
            .collect();
        assert!(
            matches!(targets.first(), Some(Some(Target::Code(_)))),
            "{row:?}: {targets:?}"
        );
        assert_eq!(targets.first(), targets.last(), "{row:?}");
        let code = typed(spellings[0]).and_then(whybounce::codes::Typed::narrowest);
        let told = SNAPSHOT.registry().explain(code.unwrap(), Lang::En);
        assert!(told.registered, "{row:?}: {told:?}");
    }
}

#[test]
fn the_same_code_means_what_its_speaker_means_by_it() {
    let rows = table("collisions.tsv");
    assert!(rows.len() >= 20, "the rows are where they are looked for");
    let mut meanings: BTreeMap<&str, Vec<Vec<&str>>> = BTreeMap::new();
    let mut wrong = Vec::new();
    for row in &rows {
        let right: Vec<&str> = row["accepted_reasons"].split(' ').collect();
        let (verdict, reasons) = answer(&row["text"]);
        let first = reasons.first().is_some_and(|reason| right.contains(reason));
        if verdict != Verdict::Match || !first {
            wrong.push(format!("{row:?}: {verdict:?} {reasons:?}"));
        }
        meanings.entry(&row["code"]).or_default().push(right);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for (code, meanings) in meanings {
        let differ = meanings.iter().enumerate().any(|(place, one)| {
            meanings
                .iter()
                .skip(place + 1)
                .any(|other| one.iter().all(|reason| !other.contains(reason)))
        });
        assert!(differ, "{code} means the same to everybody: {meanings:?}");
    }
}
