//! The links of a file: what makes them fail in a report, and whether there is a page behind each.

use std::sync::LazyLock;

use regex::Regex;

use super::Findings;
use crate::{codes::typed, footers::LONGEST_LINK, pattern::fixed};

/// A link ends where it cannot go on: at a space, a quote or a bracket of a tag.
static LINK: LazyLock<Option<Regex>> = LazyLock::new(|| fixed(r#"https?://[!-~--<>"'`]+"#));
static TAG: LazyLock<Option<Regex>> = LazyLock::new(|| fixed("<[^<>]*>"));

/// What mail systems put in that is nobody else's business.
const PERSONAL: [&str; 13] = [
    "@",
    "%MACRO_",
    "{to}",
    "{from}",
    "{subject}",
    "{recipients}",
    "{reason}",
    "$bounce_recipient",
    "$sender_address",
    "$local_part",
    "$h_",
    "$recipient",
    "%%",
];

/// Checks every link of a text and gives back the codes that they name.
pub(super) fn check(
    found: &mut Findings<'_>,
    text: &str,
    place: &dyn Fn(usize) -> usize,
) -> Vec<String> {
    let mut codes = Vec::new();
    let matches = LINK.iter().flat_map(|link| link.find_iter(text));
    for link in matches {
        found.links += 1;
        let at = place(link.start());
        let bare = link
            .as_str()
            .trim_end_matches(['.', ',', ';', ':', '!', '?', ')']);
        let mark = link.as_str().get(bare.len()..).unwrap_or_default();
        let rest = text.get(link.end()..).unwrap_or_default();
        if !mark.is_empty() {
            let words = &found.words().link_mark;
            found.error(place(link.start() + bare.len()), words, &[("mark", mark)]);
        } else if is_followed(rest) {
            found.error(place(link.end()), &found.words().link_followed, &[]);
        }
        shape(found, at, bare);
        codes.extend(target(found, at, bare));
    }
    codes
}

/// How much is looked at behind a link, in bytes.
const BEHIND: usize = 200;

/// Whether words follow a link on its line. One in quotes is an attribute or an argument, and ends with them.
fn is_followed(rest: &str) -> bool {
    let near = rest
        .get(..rest.floor_char_boundary(BEHIND))
        .unwrap_or_default();
    let line = near.lines().next().unwrap_or_default();
    if line.starts_with(['"', '\'', '`']) {
        return false;
    }
    let words = match TAG.as_ref() {
        Some(tag) => tag.replace_all(line, " "),
        None => line.into(),
    };
    !words.trim_matches(['"', '\'', ' ', '\t']).is_empty()
}

fn shape(found: &mut Findings<'_>, at: usize, link: &str) {
    let words = found.words();
    if link.starts_with("http:") {
        found.error(at, &words.link_insecure, &[]);
    }
    if link.len() > LONGEST_LINK {
        let (length, longest) = (link.len().to_string(), LONGEST_LINK.to_string());
        found.error(
            at,
            &words.link_long,
            &[("n", &length), ("longest", &longest)],
        );
    }
    if let Some(value) = PERSONAL.iter().find(|value| link.contains(**value)) {
        found.error(at, &words.link_personal, &[("value", value)]);
    }
}

/// Holds a link to a code or an article against what there is; gives back the code.
fn target(found: &mut Findings<'_>, at: usize, link: &str) -> Option<String> {
    let ours = found
        .linter
        .base
        .is_none_or(|base| link.starts_with(&base.to_string()));
    let (article, name) = named(link).filter(|_| ours)?;
    let words = found.words();
    // The mail system puts it in.
    if name.contains(['$', '{', '%', '\\']) {
        return None;
    }
    if article {
        let (id, cause) = name.split_once('#').unwrap_or((name, ""));
        let library = found.linter.library;
        match library.find(id) {
            None => found.error(at, &words.link_no_article, &[("article", id)]),
            Some(_) if !cause.is_empty() && library.find_cause(name).is_none() => {
                let values = [("article", id), ("cause", cause)];
                found.error(at, &words.link_no_cause, &values);
            }
            Some(known) => {
                found.checked.articles.insert(known.id.clone());
            }
        }
        return None;
    }
    let name = name.split('#').next().unwrap_or_default();
    let Some(code) = typed(name) else {
        found.error(at, &words.link_no_code, &[("code", name)]);
        return None;
    };
    let written = code.to_string();
    if !code.is_canonical(name) {
        found.error(at, &words.link_spelling, &[("code", &written)]);
    }
    found.checked.codes.insert(written);
    code.code.map(|code| code.to_string())
}

/// Whether a link is to an article, and what it names; nothing if it is neither to an article nor to a code.
fn named(link: &str) -> Option<(bool, &str)> {
    let (code, article) = (link.rfind("/c/"), link.rfind("/a/"));
    let at = code.max(article)?;
    let name = link.get(at + 3..)?.split('?').next()?;
    Some((article > code, name))
}
