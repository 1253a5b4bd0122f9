//! What articles say of each other: aliases, related articles, links, the rivals of samples.

use std::collections::BTreeMap;

use super::{
    Article, Library, Written,
    diagnostic::{Diagnostic, Severity, nearest},
    front_matter::Text,
    load::Draft,
    markdown::Destination,
};
use crate::vocabulary::Lang;

/// Makes the library of these drafts, keyed by id in small letters, and tells every name in them that leads nowhere.
pub(super) fn resolve(mut drafts: BTreeMap<String, Draft>) -> (Library, Vec<Diagnostic>) {
    let mut found = Vec::new();
    let names = name_all(&mut drafts, &mut found);
    let known = Known {
        names: &names,
        drafts: &drafts,
    };
    let related: Vec<Vec<String>> = drafts
        .values()
        .map(|draft| known.related(draft, &mut found))
        .collect();
    let rivals: Vec<_> = drafts
        .values()
        .map(|draft| known.rivals(draft, &mut found))
        .collect();
    for draft in drafts.values() {
        known.prove_links(draft, &mut found);
    }
    for ((draft, related), rivals) in drafts.values_mut().zip(related).zip(rivals) {
        draft.article.related = related;
        let samples = draft
            .article
            .causes
            .iter_mut()
            .flat_map(|cause| &mut cause.samples);
        for (sample, with) in samples.zip(rivals) {
            sample.value.with = with;
        }
    }
    let articles = drafts.into_values().map(|draft| draft.article).collect();
    (Library::new(articles), found)
}

/// The key of the draft that each id or alias leads to, both in small letters. Aliases that lead elsewhere are told and
/// not given to their article.
fn name_all(
    drafts: &mut BTreeMap<String, Draft>,
    found: &mut Vec<Diagnostic>,
) -> BTreeMap<String, String> {
    let mut names: BTreeMap<String, String> = drafts
        .keys()
        .map(|key| (key.clone(), key.clone()))
        .collect();
    for (key, draft) in drafts {
        for alias in std::mem::take(&mut draft.aliases) {
            let name = alias.value.to_lowercase();
            if let Some(taken) = names.get(&name) {
                let message = if taken == key {
                    format!("`{}` already leads to this article", alias.value)
                } else {
                    format!("`{}` already leads to the article `{taken}`", alias.value)
                };
                found.push(mistake(
                    &draft.article,
                    Lang::En,
                    draft,
                    alias.place.start,
                    message,
                    "remove the alias",
                ));
            } else {
                names.insert(name, key.clone());
                draft.article.aliases.push(alias.value);
            }
        }
    }
    names
}

/// A mistake in one language's file of an article.
fn mistake(
    article: &Article,
    lang: Lang,
    draft: &Draft,
    at: usize,
    message: impl Into<String>,
    help: impl Into<String>,
) -> Diagnostic {
    let file = draft.files.get(&lang).unwrap_or(&article.file);
    let text = article
        .texts
        .get(&lang)
        .map_or("", |text| text.source.as_str());
    Diagnostic::new(file, text, at, Severity::Error, message, help)
}

struct Known<'a> {
    names: &'a BTreeMap<String, String>,
    drafts: &'a BTreeMap<String, Draft>,
}

impl Known<'_> {
    fn find(&self, id_or_alias: &str) -> Option<&Draft> {
        self.drafts
            .get(self.names.get(&id_or_alias.to_lowercase())?)
    }

    fn no_such_article(&self, id: &str) -> (String, String) {
        let help = nearest(&id.to_lowercase(), self.names.keys().map(String::as_str)).map_or_else(
            || "name an article by its id or an alias".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        (format!("there is no article `{id}`"), help)
    }

    /// The related articles by their own ids.
    fn related(&self, draft: &Draft, found: &mut Vec<Diagnostic>) -> Vec<String> {
        let mut ids = Vec::new();
        for Text { value, place } in &draft.related {
            match self.find(value) {
                Some(other) if other.article.id == draft.article.id => {
                    let message = "an article related to itself";
                    found.push(mistake(
                        &draft.article,
                        Lang::En,
                        draft,
                        place.start,
                        message,
                        "remove it",
                    ));
                }
                Some(other) => ids.push(other.article.id.clone()),
                None => {
                    let (message, help) = self.no_such_article(value);
                    found.push(mistake(
                        &draft.article,
                        Lang::En,
                        draft,
                        place.start,
                        message,
                        help,
                    ));
                }
            }
        }
        ids
    }

    /// The rivals of each sample, in the order of causes and samples, as `Article#cause` with the article's own id.
    fn rivals(&self, draft: &Draft, found: &mut Vec<Diagnostic>) -> Vec<Vec<String>> {
        let mut all = Vec::new();
        for Written {
            value: sample,
            file,
            place,
        } in draft.article.causes.iter().flat_map(|cause| &cause.samples)
        {
            let lang = draft
                .files
                .iter()
                .find(|(_, name)| *name == file)
                .map_or(Lang::En, |(lang, _)| *lang);
            let mut own = Vec::new();
            for written in &sample.with {
                match self.rival(written) {
                    Ok(rival) => own.push(rival),
                    Err((message, help)) => {
                        let message = format!("the sample's `with`: {message}");
                        found.push(mistake(
                            &draft.article,
                            lang,
                            draft,
                            place.start,
                            message,
                            help,
                        ));
                    }
                }
            }
            all.push(own);
        }
        all
    }

    /// `Article#cause` with the article's own id, or what is wrong and how to mend it.
    fn rival(&self, written: &str) -> Result<String, (String, String)> {
        let Some((id, cause)) = written.split_once('#') else {
            let message = format!("`{written}` names no cause");
            return Err((message, "write `Article#cause`".to_owned()));
        };
        let other = &self
            .find(id)
            .ok_or_else(|| self.no_such_article(id))?
            .article;
        let ids = other.causes.iter().map(|cause| cause.id.as_str());
        if ids.clone().any(|known| known == cause) {
            return Ok(format!("{}#{cause}", other.id));
        }
        let help = match nearest(cause, ids.clone()) {
            Some(near) => format!("did you mean `{}#{near}`?", other.id),
            None => format!("its causes are {}", ids.collect::<Vec<_>>().join(", ")),
        };
        Err((format!("`{}` has no cause `{cause}`", other.id), help))
    }

    fn prove_links(&self, draft: &Draft, found: &mut Vec<Diagnostic>) {
        for (lang, links) in &draft.links {
            for link in links {
                let problem = match &link.to {
                    Destination::Away(_) | Destination::Site(_) => None,
                    Destination::Here(anchor) => no_such_heading(draft, anchor),
                    Destination::Article { id, anchor } => match (self.find(id), anchor) {
                        (None, _) => Some(self.no_such_article(id)),
                        (Some(other), Some(anchor)) => no_such_heading(other, anchor),
                        (Some(_), None) => None,
                    },
                };
                if let Some((message, help)) = problem {
                    let message = format!("a dead link: {message}");
                    found.push(mistake(
                        &draft.article,
                        *lang,
                        draft,
                        link.at,
                        message,
                        help,
                    ));
                }
            }
        }
    }
}

fn no_such_heading(draft: &Draft, anchor: &str) -> Option<(String, String)> {
    if draft.anchors.contains(anchor) {
        return None;
    }
    let help = nearest(anchor, draft.anchors.iter().map(String::as_str)).map_or_else(
        || "use the id of a heading: `## … {#id}`".to_owned(),
        |near| format!("did you mean `#{near}`?"),
    );
    Some((
        format!("`{}` has no heading `#{anchor}`", draft.article.id),
        help,
    ))
}
