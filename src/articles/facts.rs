//! The fields of an article's front matter and what each must hold.

use std::{ops::Range, str::FromStr};

use super::{
    Against, ArticleKind, Cause, Date, Reference, Sample, Written,
    diagnostic::{Mistakes, nearest},
    front_matter::{Table, Text, Value},
};
use crate::{
    evidence::{
        Systems,
        words::{WordKind, words},
    },
    vocabulary::UnknownWord,
};

const ARTICLE_FIELDS: [&str; 10] = [
    "id",
    "kind",
    "aliases",
    "title",
    "summary",
    "applies_to",
    "reviewed",
    "sources",
    "related",
    "cause",
];
const CAUSE_FIELDS: [&str; 13] = [
    "id",
    "reason",
    "acts",
    "retry",
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
const TRANSLATION_FIELDS: [&str; 3] = ["title", "summary", "cause"];
const TRANSLATED_CAUSE_FIELDS: [&str; 4] = ["id", "signatures", "samples", "phrases"];

/// What may stand in a signature for words that change.
const SIGNATURE_PLACEHOLDERS: [&str; 7] = ["addr", "domain", "host", "ip", "n", "tok", "any"];

/// The longest summary, in characters: it has to fit a phone and a search result.
const MAX_SUMMARY: usize = 200;

/// What the front matter says. A field is absent only after a fatal mistake.
#[derive(Debug)]
pub(super) struct Facts {
    pub(super) id: Option<Text>,
    pub(super) kind: Option<ArticleKind>,
    pub(super) aliases: Vec<Text>,
    pub(super) title: Option<Text>,
    pub(super) summary: Option<Text>,
    pub(super) applies_to: Vec<String>,
    pub(super) reviewed: Option<Date>,
    pub(super) sources: Vec<Reference>,
    pub(super) related: Vec<Text>,
    pub(super) causes: Vec<CauseFacts>,
}

/// One `[[cause]]`: its id, as far as given, and the whole, if nothing needed is missing.
#[derive(Debug)]
pub(super) struct CauseFacts {
    pub(super) id: Option<Text>,
    pub(super) place: Range<usize>,
    pub(super) cause: Option<Cause>,
}

/// What a translation adds to the article it translates.
#[derive(Debug)]
pub(super) struct Translation {
    pub(super) title: Option<Text>,
    pub(super) summary: Option<Text>,
    pub(super) causes: Vec<MoreEvidence>,
}

/// The texts that a translation adds to a cause.
#[derive(Debug)]
pub(super) struct MoreEvidence {
    pub(super) id: Text,
    pub(super) signatures: Vec<Written<String>>,
    pub(super) samples: Vec<Written<Sample>>,
    pub(super) phrases: Vec<Written<String>>,
}

impl FromStr for ArticleKind {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        match word {
            "problem" => Ok(Self::Problem),
            "guide" => Ok(Self::Guide),
            _ => Err(UnknownWord {
                vocabulary: "kind",
                written: word.to_owned(),
                allowed: vec!["problem", "guide"],
            }),
        }
    }
}

impl Facts {
    /// Reads the front matter of an English file.
    pub(super) fn read(root: &Table, systems: &Systems, mistakes: &mut Mistakes) -> Self {
        root.allow("an article", &ARTICLE_FIELDS, mistakes);
        let facts = Self {
            id: root.needed_text("id", "\"Q274638\"", mistakes),
            kind: root.needed_word("kind", "\"problem\"", mistakes),
            aliases: root.texts("aliases", mistakes),
            title: root.needed_text("title", "\"…\"", mistakes),
            summary: root.needed_text("summary", "\"One sentence for the sender.\"", mistakes),
            applies_to: values(root.texts("applies_to", mistakes)),
            reviewed: root.needed_date("reviewed", mistakes),
            sources: sources(root, mistakes),
            related: root.texts("related", mistakes),
            causes: root
                .tables("cause", mistakes)
                .iter()
                .map(|table| CauseFacts::read(table, systems, mistakes))
                .collect(),
        };
        for name in facts.id.iter().chain(&facts.aliases) {
            if !is_address_word(&name.value) {
                mistakes.fatal(
                    name.place.start,
                    format!("`{}` cannot stand in an address", name.value),
                    "use letters, digits, `-`, `.` and `_`, and begin with a letter or digit",
                );
            }
        }
        short_summary(facts.summary.as_ref(), mistakes);
        let ids = facts.causes.iter().filter_map(|cause| cause.id.as_ref());
        no_id_twice(ids, mistakes);
        match facts.kind {
            Some(ArticleKind::Problem) if facts.causes.is_empty() => mistakes.fatal(
                root.place.start,
                "a problem without any [[cause]]",
                "add a [[cause]], or write `kind = \"guide\"`",
            ),
            Some(ArticleKind::Guide) => {
                for cause in &facts.causes {
                    mistakes.fatal(
                        cause.place.start,
                        "a guide has no causes",
                        "remove the [[cause]], or write `kind = \"problem\"`",
                    );
                }
            }
            _ => {}
        }
        facts
    }
}

impl Translation {
    /// Reads the front matter of a file in another language.
    pub(super) fn read(root: &Table, mistakes: &mut Mistakes) -> Self {
        root.allow(
            "a translation (facts are inherited)",
            &TRANSLATION_FIELDS,
            mistakes,
        );
        let title = root.needed_text("title", "\"…\"", mistakes);
        let summary = root.needed_text("summary", "\"…\"", mistakes);
        short_summary(summary.as_ref(), mistakes);
        let causes: Vec<_> = root
            .tables("cause", mistakes)
            .iter()
            .filter_map(|table| {
                let what = "a translated cause (facts are inherited)";
                table.allow(what, &TRANSLATED_CAUSE_FIELDS, mistakes);
                let signatures = signatures(table, mistakes);
                let samples = samples(table, mistakes);
                let phrases = phrases(table, mistakes);
                let id = table.needed_text("id", "\"…\"", mistakes)?;
                Some(MoreEvidence {
                    id,
                    signatures,
                    samples,
                    phrases,
                })
            })
            .collect();
        no_id_twice(causes.iter().map(|cause| &cause.id), mistakes);
        Self {
            title,
            summary,
            causes,
        }
    }
}

impl CauseFacts {
    fn read(table: &Table, systems: &Systems, mistakes: &mut Mistakes) -> Self {
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

fn values(texts: Vec<Text>) -> Vec<String> {
    texts.into_iter().map(|text| text.value).collect()
}

fn is_address_word(id: &str) -> bool {
    id.starts_with(|c: char| c.is_ascii_alphanumeric())
        && id
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_'))
}

fn short_summary(summary: Option<&Text>, mistakes: &mut Mistakes) {
    let Some(summary) = summary else { return };
    let length = summary.value.chars().count();
    if length > MAX_SUMMARY {
        mistakes.error(
            summary.place.start,
            format!("the summary has {length} characters"),
            format!("say it in {MAX_SUMMARY}: it is read on a phone"),
        );
    }
}

fn no_id_twice<'a>(ids: impl Iterator<Item = &'a Text>, mistakes: &mut Mistakes) {
    let mut seen: Vec<&str> = Vec::new();
    for id in ids {
        if seen.contains(&id.value.as_str()) {
            mistakes.fatal(
                id.place.start,
                format!("two causes have the id `{}`", id.value),
                "give each cause an id of its own",
            );
        }
        seen.push(&id.value);
    }
}

fn sources(root: &Table, mistakes: &mut Mistakes) -> Vec<Reference> {
    let tables = root.tables("sources", mistakes);
    if tables.is_empty() {
        let at = root
            .get("sources")
            .map_or(root.place.start, |value| value.place.start);
        mistakes.error(
            at,
            "no sources",
            "name what the facts come from: `sources = [{ name = \"RFC 5321\", url = \"https://…\" }]`",
        );
    }
    tables
        .iter()
        .filter_map(|table| {
            table.allow("a source", &["name", "url"], mistakes);
            let url = table.text("url", mistakes).filter(|url| {
                let web = url.value.starts_with("https://") || url.value.starts_with("http://");
                if !web {
                    mistakes.error(
                        url.place.start,
                        format!("`{}` is no web address", url.value),
                        "write the whole address with https://, or leave `url` out",
                    );
                }
                web
            });
            let name = table.needed_text("name", "\"…\"", mistakes)?.value;
            Some(Reference {
                name,
                url: url.map(|url| url.value),
            })
        })
        .collect()
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
                "use <addr>, <domain>, <host>, <ip>, <n>, <tok> or <any>",
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
