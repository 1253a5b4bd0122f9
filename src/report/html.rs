//! HTML parts as words.

use std::{borrow::Cow, sync::LazyLock};

use nanohtml2text::html2text;
use regex::{Captures, Regex};

use super::{lines::floor, pattern::pattern};

/// The longest HTML part that is converted; the converter is not linear in the number of links.
const HTML_LIMIT: usize = 256 * 1024;

/// A tag that is longer than this is counted as one that never closes, in bytes.
const TAG_LIMIT: usize = 2048;
/// How many tags may be that long, as pictures inside a page are; the converter looks for the end of each.
const LONG_TAGS: usize = 64;

/// What a page, or a piece of one, opens with.
const TAGS: [&str; 14] = [
    "<html",
    "<!doctype",
    "<head",
    "<body",
    "<div",
    "<table",
    "<tbody",
    "<tr",
    "<td",
    "<p",
    "<pre",
    "<span",
    "<font",
    "<br",
];

/// A character by its name or its number. More names than these do not stand in what mail systems say.
static ENTITY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"&(?:(?P<name>lt|gt|quot|apos|amp|nbsp)|#(?P<decimal>\d{2,7})|#[xX](?P<hex>[0-9a-fA-F]{2,6}));",
    )
});

/// The words of an HTML page, cells and lines apart.
pub(super) fn html(page: &str) -> String {
    let page = page.get(..floor(page, HTML_LIMIT)).unwrap_or_default();
    html2text(&without_open_tags(page))
}

/// The page, where brackets that open no tag are written out if there are many of them. For each of them the converter
/// goes through the rest of the page, so that a page of nothing else would take it minutes.
fn without_open_tags(page: &str) -> Cow<'_, str> {
    let open: Vec<usize> = page
        .match_indices('<')
        .map(|(at, _)| at)
        .filter(|at| !closes(page.get(at + 1..).unwrap_or_default()))
        .collect();
    if open.len() <= LONG_TAGS {
        return Cow::Borrowed(page);
    }
    let mut out = String::with_capacity(page.len() + 3 * open.len());
    let mut from = 0;
    for at in open {
        out.push_str(page.get(from..at).unwrap_or_default());
        out.push_str("&lt;");
        from = at + 1;
    }
    out.push_str(page.get(from..).unwrap_or_default());
    Cow::Owned(out)
}

/// Whether what follows a `<` is a tag with an end, which does not stand inside the quotation marks of an attribute.
fn closes(after: &str) -> bool {
    let mut quote = None;
    let mut is_value = false;
    for byte in after.bytes().take(TAG_LIMIT) {
        match (quote, byte) {
            (Some(open), _) => {
                if byte == open {
                    quote = None;
                    is_value = false;
                }
            }
            (None, b'>') => return true,
            (None, b'"' | b'\'') if is_value => quote = Some(byte),
            (None, _) => is_value = byte == b'=' || is_value && byte.is_ascii_whitespace(),
        }
    }
    false
}

/// Text that is labelled plain, but is a page all the same, becomes words.
pub(super) fn words(text: &str) -> String {
    let start = text.trim_start();
    let start = start
        .get(..floor(start, 200))
        .unwrap_or_default()
        .to_ascii_lowercase();
    let is_page = TAGS.iter().any(|tag| {
        let rest = start.strip_prefix(tag);
        rest.is_some_and(|rest| rest.starts_with(['>', ' ', '\n', '/']))
    });
    if is_page { html(text) } else { decoded(text) }
}

/// The text with its characters in place of the names that pages have for them, as source that somebody copied has them.
fn decoded(text: &str) -> String {
    let Some(entity) = ENTITY.as_ref().filter(|entity| entity.is_match(text)) else {
        return text.to_owned();
    };
    let decoded = entity.replace_all(text, |hit: &Captures<'_>| {
        let part = |name| hit.name(name).map(|part| part.as_str());
        let number = part("decimal")
            .and_then(|digits| digits.parse().ok())
            .or_else(|| part("hex").and_then(|digits| u32::from_str_radix(digits, 16).ok()));
        let named = match part("name").unwrap_or_default() {
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            "nbsp" => Some(' '),
            "amp" => Some('&'),
            _ => number.and_then(char::from_u32),
        };
        match named {
            Some(c) => c.to_string(),
            None => hit
                .get(0)
                .map_or_else(String::new, |all| all.as_str().to_owned()),
        }
    });
    decoded.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(words(text).trim(), expected);
    }

    #[test]
    fn pages_become_words_and_other_text_stays() {
        check(
            "<html><body><p>550 5.1.1 &lt;bob@b.example&gt;</p></body></html>",
            "550 5.1.1 <bob@b.example>",
        );
        check(
            "<p class=\"x\">550 5.1.1 &lt;bob@b.example&gt; can&#39;t</p>",
            "550 5.1.1 <bob@b.example> can't",
        );
        check(
            "&lt;bob@b.example&gt;: &#x27;550&#39; R&amp;D &copy; &#0; a=1&lt=2",
            "<bob@b.example>: '550' R&D &copy; &#0; a=1&lt=2",
        );
        check("<p@b.example>: 550 no", "<p@b.example>: 550 no");
        check("<bob@b.example>: 550 no", "<bob@b.example>: 550 no");
        check("退信<br>", "退信<br>");
        check(&format!("<div>{}</div>", "退".repeat(90)), &"退".repeat(90));
    }

    #[test]
    fn many_open_tags_become_text_and_long_tags_stay_tags() {
        let many = format!("<html>{}", "<a ".repeat(LONG_TAGS + 2));
        assert_eq!(
            without_open_tags(&many).matches("&lt;").count(),
            LONG_TAGS + 2
        );
        let picture = format!("<html><img src=\"{}\">550 no", "A".repeat(2 * TAG_LIMIT));
        check(&picture, "550 no");
        assert_eq!(
            without_open_tags("<a title=\"1 > 0\">")
                .matches("&lt;")
                .count(),
            0
        );
        assert!(closes("a title=\"1 > 0\">") && !closes("a title=\"1 > 0") && closes("p>"));
    }
}
