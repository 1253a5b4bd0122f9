//! The fields of a `[[cause]]` and what each must hold: its class, its evidence, its proofs.

use std::{ops::Range, str::FromStr};

use super::{
    Against, Ask, Cause, Sample, Written,
    diagnostic::{Mistakes, nearest},
    front_matter::{Table, Text, Value, values},
    markdown,
};
use crate::{
    evidence::{
        Systems,
        words::{WordKind, words},
    },
    vocabulary::Acts,
};

const CAUSE_FIELDS: [&str; 14] = [
    "id",
    "reason",
    "acts",
    "retry",
    "ask",
    "codes",
    "speakers",
    "refused_by",
    "step",
    "signatures",
    "samples",
    "phrases",
    "not_when",
    "dispatcher",
];
const TRANSLATED_CAUSE_FIELDS: [&str; 4] = ["id", "signatures", "samples", "phrases"];

/// What may stand in a signature for words that change.
const SIGNATURE_PLACEHOLDERS: [&str; 7] = ["addr", "domain", "host", "ip", "n", "tok", "any"];

/// One `[[cause]]`: its id, as far as given, and the whole, if nothing needed is missing.
#[derive(Debug)]
pub(super) struct CauseFacts {
    pub(super) id: Option<Text>,
    pub(super) place: Range<usize>,
    pub(super) cause: Option<Cause>,
}

/// The texts that a translation adds to a cause.
#[derive(Debug)]
pub(super) struct MoreEvidence {
    pub(super) id: Text,
    pub(super) signatures: Vec<Written<String>>,
    pub(super) samples: Vec<Written<Sample>>,
    pub(super) phrases: Vec<Written<String>>,
}

impl CauseFacts {
    /// Reads a `[[cause]]` of an English file.
    pub(super) fn read(table: &Table, systems: &Systems, mistakes: &mut Mistakes) -> Self {
        table.allow("a cause", &CAUSE_FIELDS, mistakes);
        let id = table.needed_text("id", "\"authenticated-relay-off\"", mistakes);
        if let Some(id) = &id
            && !id
                .value
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        {
            mistakes.fatal(
                id.place.start,
                format!("the cause id `{}` cannot be an anchor", id.value),
                "use small letters, digits and `-`",
            );
        }
        let reason = table.needed_word("reason", "\"relay-denied\"", mistakes);
        let acts = table.needed_word("acts", "\"sender-admin\"", mistakes);
        let retry = table.needed_word("retry", "\"no\"", mistakes);
        let ask = ask(table, acts, mistakes);
        let codes: Vec<_> = table
            .texts("codes", mistakes)
            .iter()
            .filter_map(|text| parsed(text, mistakes))
            .collect();
        let speakers: Vec<_> = table
            .texts("speakers", mistakes)
            .into_iter()
            .filter(|text| is_system(&text.value, text, systems, mistakes))
            .map(|text| text.value)
            .collect();
        let refused_by = table.word("refused_by", mistakes);
        let step = table.word("step", mistakes);
        let dispatcher = table.flag("dispatcher", mistakes);
        let signatures = signatures(table, mistakes);
        let samples = samples(table, mistakes);
        let phrases = phrases(table, mistakes);
        let not_when = not_when(table, systems, mistakes);
        if ["codes", "signatures", "phrases"]
            .iter()
            .all(|name| table.get(name).is_none())
        {
            mistakes.error(
                table.place.start,
                "nothing in a report can lead to this cause",
                "give it `signatures`, `codes` or `phrases`",
            );
        }
        let whole = (id.clone(), reason, acts, retry);
        let cause = match whole {
            (Some(id), Some(reason), Some(acts), Some(retry)) => Some(Cause {
                id: id.value,
                reason,
                acts,
                codes,
                speakers,
                refused_by,
                step,
                retry,
                ask,
                dispatcher,
                signatures,
                samples,
                phrases,
                not_when,
            }),
            _ => None,
        };
        Self {
            id,
            place: table.place.clone(),
            cause,
        }
    }
}

impl MoreEvidence {
    /// Reads a `[[cause]]` of a translation.
    pub(super) fn read(table: &Table, mistakes: &mut Mistakes) -> Option<Self> {
        table.allow(
            "a translated cause (facts are inherited)",
            &TRANSLATED_CAUSE_FIELDS,
            mistakes,
        );
        let signatures = signatures(table, mistakes);
        let samples = samples(table, mistakes);
        let phrases = phrases(table, mistakes);
        let id = table.needed_text("id", "\"…\"", mistakes)?;
        Some(Self {
            id,
            signatures,
            samples,
            phrases,
        })
    }
}

/// Parses a string of the front matter; what cannot be read is told and left out.
fn parsed<T: FromStr<Err: std::fmt::Display>>(text: &Text, mistakes: &mut Mistakes) -> Option<T> {
    match text.value.parse() {
        Ok(value) => Some(value),
        Err(error) => {
            let message = error.to_string();
            let (what, help) = message.split_once("; ").unwrap_or((&message, "mend it"));
            mistakes.error(text.place.start, what, help);
            None
        }
    }
}

/// What the party that acts is asked for. Both languages are needed: the text is handed to people elsewhere.
fn ask(table: &Table, acts: Option<Acts>, mistakes: &mut Mistakes) -> Option<Ask> {
    let Some(field) = table.get("ask") else {
        if let Some(acts) = acts.filter(|acts| *acts != Acts::Nobody) {
            mistakes.error(
                table.place.start,
                format!("the cause does not say what to ask `{acts}` for"),
                "add `ask = { en = \"…\", zh = \"…\" }`, one to three sentences",
            );
        }
        return None;
    };
    let Some(both) = field.table() else {
        mistakes.error(
            field.place.start,
            "`ask` is not written in both languages",
            "write `ask = { en = \"…\", zh = \"…\" }`",
        );
        return None;
    };
    both.allow("`ask`", &["en", "zh"], mistakes);
    let mut text = |name| {
        let Some(text) = both.text(name, mistakes) else {
            mistakes.error(
                field.place.start,
                format!("`ask` has no text in `{name}`"),
                format!("add `{name} = \"…\"`: the party that acts may read another language"),
            );
            return None;
        };
        if let Some(placeholder) = markdown::unknown(&text.value) {
            mistakes.error(
                text.place.start,
                format!("unknown placeholder `{placeholder}`"),
                format!("use one of {}", markdown::allowed()),
            );
        }
        Some(text.value)
    };
    let (en, zh) = (text("en"), text("zh"));
    Some(Ask { en: en?, zh: zh? })
}

fn is_system(id: &str, text: &Text, systems: &Systems, mistakes: &mut Mistakes) -> bool {
    let known = systems.get(id).is_some();
    if !known {
        let help = nearest(id, systems.ids()).map_or_else(
            || "use an id of src/evidence/systems.toml, or add the system there".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        mistakes.error(text.place.start, format!("unknown system `{id}`"), help);
    }
    known
}

fn written<T>(value: T, place: Range<usize>, file: &str) -> Written<T> {
    Written {
        value,
        file: file.to_owned(),
        place,
    }
}

fn phrases(table: &Table, mistakes: &mut Mistakes) -> Vec<Written<String>> {
    let file = mistakes.file();
    let texts = table.texts("phrases", mistakes);
    texts
        .into_iter()
        .map(|text| written(text.value, text.place, file))
        .collect()
}

fn signatures(table: &Table, mistakes: &mut Mistakes) -> Vec<Written<String>> {
    let file = mistakes.file();
    let texts = table.texts("signatures", mistakes);
    texts
        .into_iter()
        .filter(|text| is_sound_signature(text, mistakes))
        .map(|text| written(text.value, text.place, file))
        .collect()
}

/// Every `<word>` must be a known placeholder, and something literal must stand beside them.
fn is_sound_signature(text: &Text, mistakes: &mut Mistakes) -> bool {
    let mut literal = String::new();
    let mut rest = text.value.as_str();
    while let Some((before, after)) = rest.split_once('<') {
        literal.push_str(before);
        literal.push(' ');
        rest = after;
        let Some((name, after)) = after.split_once('>') else {
            continue;
        };
        let name_like = !name.is_empty()
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
        if !name_like {
            continue;
        }
        rest = after;
        if !SIGNATURE_PLACEHOLDERS.contains(&name) {
            mistakes.error(
                text.place.start,
                format!("unknown placeholder `<{name}>` in a signature"),
                "use <addr>, <domain>, <host>, <ip>, <n>, <tok> or <any>; leave brackets out that the text itself has",
            );
            return false;
        }
    }
    literal.push_str(rest);
    if literal.contains("{{") {
        mistakes.error(
            text.place.start,
            "a signature has no {{…}} placeholders",
            "use <addr>, <domain>, <host>, <ip>, <n>, <tok> or <any>",
        );
        return false;
    }
    let says_something = words(&literal, 0).iter().any(|word| {
        !matches!(
            word.kind,
            WordKind::Number | WordKind::Code | WordKind::Address | WordKind::Ip
        )
    });
    if !says_something {
        mistakes.error(
            text.place.start,
            "the signature holds no literal word",
            "write the words that the program emits; codes belong in `codes`",
        );
    }
    says_something
}

fn samples(table: &Table, mistakes: &mut Mistakes) -> Vec<Written<Sample>> {
    let file = mistakes.file();
    let entries = table.list("samples", mistakes);
    entries
        .iter()
        .filter_map(|entry| sample(entry, mistakes))
        .map(|(sample, place)| written(sample, place, file))
        .collect()
}

fn sample(entry: &Value, mistakes: &mut Mistakes) -> Option<(Sample, Range<usize>)> {
    let (text, with) = match entry.table() {
        Some(table) => {
            table.allow("a sample", &["text", "with"], mistakes);
            let with = values(table.texts("with", mistakes));
            (table.needed_text("text", "\"…\"", mistakes)?, with)
        }
        None => (entry.text("a sample", mistakes)?, Vec::new()),
    };
    Some((
        Sample {
            text: text.value,
            with,
        },
        entry.place.clone(),
    ))
}

fn not_when(table: &Table, systems: &Systems, mistakes: &mut Mistakes) -> Vec<Written<Against>> {
    let file = mistakes.file();
    let texts = table.texts("not_when", mistakes);
    texts
        .into_iter()
        .filter_map(|text| {
            let against: Against = parsed(&text, mistakes)?;
            match &against {
                Against::Speaker(id) if !is_system(id, &text, systems, mistakes) => return None,
                Against::Words(words) => {
                    let kinds = ["refused-by", "speaker", "step", "code"];
                    let kind = words.split_once(':').map(|(kind, _)| kind);
                    if let Some(near) = kind.and_then(|kind| nearest(kind, kinds)) {
                        mistakes.error(
                            text.place.start,
                            format!("`{words}` would be taken for words of the report"),
                            format!("did you mean `{near}:`?"),
                        );
                        return None;
                    }
                }
                _ => {}
            }
            Some(written(against, text.place, file))
        })
        .collect()
}
