//! The fields of an article's front matter and what each must hold.

use super::{
    Date, Reference,
    cause_facts::{CauseFacts, MoreEvidence},
    diagnostic::Mistakes,
    front_matter::{Table, Text, values},
};
use crate::{evidence::Systems, vocabulary::ArticleKind};

const ARTICLE_FIELDS: [&str; 11] = [
    "id",
    "kind",
    "aliases",
    "title",
    "summary",
    "applies_to",
    "reviewed",
    "sources",
    "related",
    "phrases",
    "cause",
];
const TRANSLATION_FIELDS: [&str; 3] = ["title", "summary", "cause"];
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
    pub(super) phrases: Vec<Text>,
    pub(super) causes: Vec<CauseFacts>,
}

/// What a translation adds to the article it translates.
#[derive(Debug)]
pub(super) struct Translation {
    pub(super) title: Option<Text>,
    pub(super) summary: Option<Text>,
    pub(super) causes: Vec<MoreEvidence>,
}

impl Facts {
    /// Reads the front matter of an English file.
    pub(super) fn read(root: &Table, systems: &Systems, mistakes: &mut Mistakes) -> Self {
        root.allow("an article", &ARTICLE_FIELDS, mistakes);
        let facts = Self {
            id: root.needed_text("id", "\"mailbox-full\"", mistakes),
            kind: root.needed_word("kind", "\"problem\"", mistakes),
            aliases: root.texts("aliases", mistakes),
            title: root.needed_text("title", "\"…\"", mistakes),
            summary: root.needed_text("summary", "\"One sentence for the sender.\"", mistakes),
            applies_to: values(root.texts("applies_to", mistakes)),
            reviewed: root.needed_date("reviewed", mistakes),
            sources: sources(root, mistakes),
            related: root.texts("related", mistakes),
            phrases: root.texts("phrases", mistakes),
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
        if let (Some(ArticleKind::Problem), Some(phrase)) = (facts.kind, facts.phrases.first()) {
            mistakes.fatal(
                phrase.place.start,
                "the phrases of a problem stand in its causes",
                "move them into a [[cause]]",
            );
        }
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
            .filter_map(|table| MoreEvidence::read(table, mistakes))
            .collect();
        no_id_twice(causes.iter().map(|cause| &cause.id), mistakes);
        Self {
            title,
            summary,
            causes,
        }
    }
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
