//! The question that decides between two reasons, and what the reader answered.

use super::cause::cause_text;
use crate::{
    answer::variables,
    causes::{Told, splitting},
    knowledge::{Explained, Snapshot},
    web::{page::Safe, site::Site},
    wording::Wording,
};

/// A question with its possible answers.
pub(crate) struct Question<'a> {
    pub(crate) heading: &'a str,
    /// The failure it is about, counted from 1.
    pub(crate) failure: usize,
    pub(crate) choices: Vec<Choice>,
}

/// A possible answer.
pub(crate) struct Choice {
    /// As the form sends it.
    pub(crate) value: String,
    pub(crate) label: String,
    /// How to tell that it is the case.
    pub(crate) tell: Option<Safe>,
}

/// The question of a failure, counted from 1, if one is worth asking.
pub(super) fn question<'a>(
    site: &'a Site,
    snapshot: &Snapshot,
    explained: &Explained,
    failure: usize,
) -> Option<Question<'a>> {
    let wording = site.wording();
    let texts = &wording.question;
    let told = splitting(snapshot.library(), &explained.evidence, &explained.ranking);
    let heading = match told.first()? {
        Told::RefusedBy(_) => &texts.refused_by,
        Told::Speaker(_) => &texts.speaker,
        Told::Step(_) => &texts.step,
        Told::Cause { .. } => &texts.cause,
    };
    let choices = told
        .iter()
        .map(|told| Choice {
            value: told.to_string(),
            label: label(snapshot, wording, told),
            tell: tell(snapshot, wording, explained, told),
        })
        .collect();
    Some(Question {
        heading,
        failure,
        choices,
    })
}

/// What the reader told, in words.
pub(super) fn label(snapshot: &Snapshot, wording: &Wording, told: &Told) -> String {
    match told {
        Told::RefusedBy(party) => wording.parties.of(*party).to_owned(),
        Told::Speaker(id) => snapshot
            .systems()
            .get(id)
            .map_or_else(|| id.clone(), |system| system.name(wording.lang).to_owned()),
        Told::Step(step) => wording.steps.of(*step).to_owned(),
        Told::Cause { article, cause } => {
            title(snapshot, wording, article, cause).unwrap_or_else(|| cause.clone())
        }
    }
}

fn title(snapshot: &Snapshot, wording: &Wording, id: &str, cause: &str) -> Option<String> {
    let article = snapshot.library().find(id)?;
    let place = article.causes.iter().position(|own| own.id == cause)?;
    let text = article.text(wording.lang).0.causes.get(place)?;
    Some(text.title.clone())
}

fn tell(
    snapshot: &Snapshot,
    wording: &Wording,
    explained: &Explained,
    told: &Told,
) -> Option<Safe> {
    let Told::Cause { article, cause } = told else {
        return None;
    };
    let ranked = explained.ranking.causes.iter().find(|ranked| {
        let own = snapshot.library().cause(ranked.cause);
        own.is_some_and(|(own, facts)| own.id == *article && facts.id == *cause)
    })?;
    let text = cause_text(snapshot, wording, ranked)?;
    let values = variables(&explained.evidence.values);
    let whole = Safe::new(&text.tell, &values, wording.lang);
    Some(whole.dressed(first_words)).filter(|words| !words.is_empty())
}

/// The first paragraph or entry of an article's HTML, without its links.
fn first_words(html: &str) -> String {
    let html = html.replace("<li><p>", "<p>").replace("<li>\n<p>", "<p>");
    let starts = ["<p>", "<li>"].map(|tag| html.find(tag).map(|at| at + tag.len()));
    let Some(inside) = starts
        .into_iter()
        .flatten()
        .min()
        .and_then(|at| html.get(at..))
    else {
        return String::new();
    };
    let ends = ["</p>", "</li>", "<p>", "<ul>", "<ol>", "<pre"].map(|tag| inside.find(tag));
    let end = ends.into_iter().flatten().min().unwrap_or(inside.len());
    let words = inside.get(..end).unwrap_or_default();
    let mut out = String::with_capacity(words.len());
    let mut rest = words;
    while let Some((before, link)) = rest.split_once("<a ") {
        out.push_str(before);
        rest = link.split_once('>').map_or("", |(_, words)| words);
    }
    out.push_str(rest);
    out.replace("</a>", "").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, expected: &str) {
        assert_eq!(first_words(html), expected, "{html}");
    }

    #[test]
    fn the_first_words_are_a_whole_paragraph_or_entry() {
        check("<p>a <code>b</code></p>\n<p>c</p>", "a <code>b</code>");
        check(
            "<ul>\n<li>a <a href=\"/a/x\">b</a>: c</li>\n<li>d</li></ul>",
            "a b: c",
        );
        check("<ul>\n<li><p>a</p></li></ul>", "a");
        check("", "");
    }
}
