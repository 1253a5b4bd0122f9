//! From files to a [`Library`]: each article by itself, then what they say of each other.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Article, ArticleText, CauseText, Library, Loaded, Source,
    cause_facts::{CauseFacts, MoreEvidence},
    diagnostic::{Diagnostic, Mistakes, Severity},
    facts::{Facts, Translation},
    front_matter::{self, Table, Text},
    markdown::{Body, Layout, Link},
    references,
    source::File,
};
use crate::{
    evidence::Systems,
    vocabulary::{ArticleKind, Lang},
};

/// What the parts of a section are called; the order is that of the fields of [`CauseText`].
const fn part_names(lang: Lang) -> [&'static str; 4] {
    match lang {
        Lang::En => ["How to tell", "Fix", "Verify", "Do not"],
        Lang::Zh => ["如何判断", "解决办法", "如何确认", "切勿"],
    }
}

/// The topic of an article that lies in no folder.
const NO_TOPIC: &str = "other";

/// An article with what is still to be proved once all articles are known.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) article: Article,
    pub(super) aliases: Vec<Text>,
    pub(super) related: Vec<Text>,
    /// The links of each language's text.
    pub(super) links: BTreeMap<Lang, Vec<Link>>,
    /// The ids of its headings.
    pub(super) anchors: BTreeSet<String>,
    /// The file of each language's text.
    pub(super) files: BTreeMap<Lang, String>,
}

impl Library {
    /// Reads all articles of these sources and tells every mistake in them.
    ///
    /// A later source adds articles or replaces them by id, ignoring case. A replaced article takes its translations
    /// with it; a source may also hold only a translation of an earlier source's article. An article with a fatal
    /// mistake is left out; if it would have replaced another, that one stays.
    pub fn load(sources: &[Source]) -> Loaded {
        let systems = match Systems::load() {
            Ok(systems) => systems,
            Err(error) => {
                let message = error.to_string();
                let help = "the program itself is faulty: report it";
                let fault = Diagnostic::new("systems.toml", "", 0, Severity::Fatal, message, help);
                return Loaded {
                    library: Self::default(),
                    diagnostics: vec![fault],
                };
            }
        };
        let mut drafts = BTreeMap::new();
        let mut diagnostics = Vec::new();
        for source in sources {
            let files = source.read();
            let mut found = files.mistakes;
            read_source(&files.files, &systems, &mut drafts, &mut found);
            sort(&mut found);
            diagnostics.append(&mut found);
        }
        let (library, mut found) = references::resolve(drafts);
        sort(&mut found);
        diagnostics.append(&mut found);
        diagnostics.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
        Loaded {
            library,
            diagnostics,
        }
    }
}

fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by(|a, b| {
        (&a.file, a.line, a.column, &a.message).cmp(&(&b.file, b.line, b.column, &b.message))
    });
}

/// Reads the files of one source over what earlier sources gave.
fn read_source(
    files: &[File],
    systems: &Systems,
    drafts: &mut BTreeMap<String, Draft>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut here: BTreeMap<String, String> = BTreeMap::new();
    let mut broken = BTreeSet::new();
    for file in files.iter().filter(|file| file.lang == Lang::En) {
        let mut mistakes = Mistakes::new(&file.name, &file.text);
        let draft = read_article(file, systems, &mut mistakes);
        let mut fit = draft.filter(|_| !mistakes.any_fatal());
        if let Some((id, mut draft)) = fit.take() {
            let key = id.value.to_lowercase();
            if let Some(first) = here.get(&key) {
                mistakes.fatal(
                    id.place.start,
                    format!("the id `{}` is taken by {first}", id.value),
                    "ids are unique ignoring case: choose another, or merge the two files",
                );
            } else {
                if draft.article.topic.is_empty() {
                    if let Some(replaced) = drafts.get(&key) {
                        draft.article.topic.clone_from(&replaced.article.topic);
                    } else {
                        let help = "move it to <topic>/<id>.md";
                        mistakes.error(0, "the file lies in no topic folder", help);
                        NO_TOPIC.clone_into(&mut draft.article.topic);
                    }
                }
                here.insert(key.clone(), file.name.clone());
                drafts.insert(key, draft);
            }
        }
        if mistakes.any_fatal() {
            broken.insert(file.stem.to_lowercase());
        }
        diagnostics.append(&mut mistakes.into_found());
    }
    for file in files.iter().filter(|file| file.lang != Lang::En) {
        let key = file.stem.to_lowercase();
        let mut mistakes = Mistakes::new(&file.name, &file.text);
        match drafts.get_mut(&key) {
            // What the original says is not known, so nothing can be said of its translation.
            _ if broken.contains(&key) => {}
            Some(draft) => read_translation(file, draft, &mut mistakes),
            None => mistakes.fatal(
                0,
                format!("a translation without its original `{}`", file.stem),
                format!("write {}.md first, or mend the file's name", file.stem),
            ),
        }
        diagnostics.append(&mut mistakes.into_found());
    }
}

/// Reads an English file. The draft is only fit to be served if no fatal mistake was told.
fn read_article(file: &File, systems: &Systems, mistakes: &mut Mistakes) -> Option<(Text, Draft)> {
    refuse_control_characters(&file.text, mistakes)?;
    let parts = front_matter::split(&file.text, mistakes)?;
    let toml = front_matter::parse(&parts, mistakes)?;
    let facts = Facts::read(&Table::root(&toml, parts.toml_at), systems, mistakes);
    let problem = facts.kind.map_or(!facts.causes.is_empty(), |kind| {
        kind == ArticleKind::Problem
    });
    let layout = if problem {
        Layout::Sections(part_names(Lang::En))
    } else {
        Layout::Whole
    };
    let mut body = Body::read(parts.body, parts.body_at, layout, mistakes);
    if body.intro.is_empty() {
        mistakes.fatal(
            parts.body_at,
            "no text before the first section",
            "say in two sentences what this means",
        );
    }
    let known: Vec<_> = facts
        .causes
        .iter()
        .filter_map(|cause| Some((cause.id.as_ref()?.value.as_str(), cause.place.start)))
        .collect();
    let causes = if problem {
        match_sections(&known, &mut body, mistakes)
    } else {
        Vec::new()
    };
    let id = facts.id?;
    if id.value != file.stem {
        mistakes.error(
            id.place.start,
            format!("the id `{}` is not the file's name", id.value),
            format!(
                "write `id = \"{}\"`, or rename the file to {}.md",
                file.stem, id.value
            ),
        );
    }
    let (title, summary) = (facts.title?.value, facts.summary?.value);
    let text = ArticleText {
        title,
        summary,
        intro: body.intro,
        plain: body.plain,
        causes,
        source: file.text.clone(),
    };
    let article = Article {
        id: id.value.clone(),
        kind: facts.kind?,
        aliases: Vec::new(),
        topic: file.topic.clone(),
        applies_to: facts.applies_to,
        reviewed: facts.reviewed?,
        sources: facts.sources,
        related: Vec::new(),
        phrases: front_matter::values(facts.phrases),
        causes: facts
            .causes
            .into_iter()
            .map(|CauseFacts { cause, .. }| cause)
            .collect::<Option<_>>()?,
        texts: BTreeMap::from([(Lang::En, text)]),
        file: file.name.clone(),
    };
    let draft = Draft {
        article,
        aliases: facts.aliases,
        related: facts.related,
        links: BTreeMap::from([(Lang::En, body.links)]),
        anchors: body.anchors,
        files: BTreeMap::from([(Lang::En, file.name.clone())]),
    };
    Some((id, draft))
}

/// Adds a language to an article, unless the translation has a fatal mistake.
fn read_translation(file: &File, draft: &mut Draft, mistakes: &mut Mistakes) {
    let Some((text, evidence, body)) = translated(file, &draft.article, mistakes) else {
        return;
    };
    if mistakes.any_fatal() {
        return;
    }
    for more in evidence {
        let cause = draft
            .article
            .causes
            .iter_mut()
            .find(|cause| cause.id == more.id.value);
        if let Some(cause) = cause {
            cause.signatures.extend(more.signatures);
            cause.samples.extend(more.samples);
            cause.phrases.extend(more.phrases);
        }
    }
    draft.article.texts.insert(file.lang, text);
    draft.links.insert(file.lang, body.links);
    draft.files.insert(file.lang, file.name.clone());
    draft.anchors.extend(body.anchors);
}

fn translated(
    file: &File,
    original: &Article,
    mistakes: &mut Mistakes,
) -> Option<(ArticleText, Vec<MoreEvidence>, Body)> {
    refuse_control_characters(&file.text, mistakes)?;
    let parts = front_matter::split(&file.text, mistakes)?;
    let toml = front_matter::parse(&parts, mistakes)?;
    let facts = Translation::read(&Table::root(&toml, parts.toml_at), mistakes);
    for more in &facts.causes {
        if !original
            .causes
            .iter()
            .any(|cause| cause.id == more.id.value)
        {
            mistakes.fatal(
                more.id.place.start,
                format!("the original has no cause `{}`", more.id.value),
                format!("its causes are {}", ids_of(original)),
            );
        }
    }
    let layout = match original.kind {
        ArticleKind::Problem => Layout::Sections(part_names(file.lang)),
        ArticleKind::Guide => Layout::Whole,
    };
    let mut body = Body::read(parts.body, parts.body_at, layout, mistakes);
    if body.intro.is_empty() {
        mistakes.fatal(
            parts.body_at,
            "no text before the first section",
            "translate it",
        );
    }
    let known: Vec<_> = original
        .causes
        .iter()
        .map(|cause| (cause.id.as_str(), parts.body_at))
        .collect();
    let causes = match_sections(&known, &mut body, mistakes);
    let text = ArticleText {
        title: facts.title?.value,
        summary: facts.summary?.value,
        intro: std::mem::take(&mut body.intro),
        plain: std::mem::take(&mut body.plain),
        causes,
        source: file.text.clone(),
    };
    Some((text, facts.causes, body))
}

fn ids_of(article: &Article) -> String {
    let ids: Vec<_> = article
        .causes
        .iter()
        .map(|cause| cause.id.as_str())
        .collect();
    ids.join(", ")
}

/// The words of each cause in the order of the causes; `known` holds their ids and where each is written.
fn match_sections(
    known: &[(&str, usize)],
    body: &mut Body,
    mistakes: &mut Mistakes,
) -> Vec<CauseText> {
    let Body {
        sections, unnamed, ..
    } = body;
    let mut texts = Vec::new();
    let mut seen = BTreeSet::new();
    for section in sections.iter() {
        if !known.iter().any(|(id, _)| *id == section.id) {
            mistakes.fatal(
                section.at,
                format!("the section `{}` belongs to no cause", section.id),
                format!(
                    "add a [[cause]] with `id = \"{}\"`, or mend the id behind the heading",
                    section.id
                ),
            );
        }
        if !seen.insert(section.id.clone()) {
            mistakes.fatal(
                section.at,
                format!("two sections have the id `{}`", section.id),
                "write one section per cause",
            );
        }
    }
    for (id, at) in known {
        let Some(place) = sections.iter().position(|section| section.id == *id) else {
            // A section without an id is probably the one that is missed here, and was told.
            if !seen.contains(*id) && !*unnamed {
                mistakes.fatal(
                    *at,
                    format!("the cause `{id}` has no section"),
                    format!("add a section `## … {{#{id}}}` with its four parts"),
                );
            }
            continue;
        };
        let section = sections.remove(place);
        let [tell, fix, verify, do_not] = section.parts;
        texts.push(CauseText {
            title: section.title,
            tell,
            fix,
            verify,
            do_not,
            fix_steps: section.steps,
            warnings: section.warnings,
            plain: section.plain,
        });
    }
    texts
}

/// Control characters show that a file is no text, or was cut off while it was saved.
fn refuse_control_characters(text: &str, mistakes: &mut Mistakes) -> Option<()> {
    let found = text.find(|c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
    if let Some(at) = found {
        mistakes.fatal(
            at,
            "a control character",
            "remove it, or save the file again as plain text",
        );
    }
    found.is_none().then_some(())
}
