//! Templates for the reports and warnings of Exim: parts divided by lines of four asterisks, expanded for every mail.

use std::{collections::BTreeSet, sync::LazyLock};

use super::{Findings, beyond_ascii, lines, names};

static NAMES: LazyLock<BTreeSet<&str>> = LazyLock::new(|| names(include_str!("exim_names.txt")));
/// Names that go on as somebody likes: header lines and variables of ACLs.
const BEGINNINGS: [&str; 12] = [
    "h_", "rh_", "bh_", "lh_", "header_", "rheader_", "bheader_", "lheader_", "acl_c", "acl_m",
    "r_", "regex",
];
/// A warning has three parts; a report has the same three, and three more that are not used any more.
const PARTS: std::ops::RangeInclusive<usize> = 3..=6;

pub(super) fn check(found: &mut Findings<'_>) {
    let text = found.text;
    let words = found.words();
    let mut divisions = Vec::new();
    let mut headers = "";
    for (at, line) in lines(text) {
        if line == "****" {
            if divisions.is_empty() {
                headers = text.get(..at).unwrap_or_default();
            }
            divisions.push(at);
        }
        if let Some(place) = beyond_ascii(line) {
            found.fatal(at + place, &words.exim_ascii, &[]);
        }
    }
    // A last division with nothing after it begins no part.
    let ends = text.trim_end().ends_with("\n****");
    let parts = divisions.len() + usize::from(!ends);
    if !PARTS.contains(&parts) && !PARTS.contains(&divisions.len()) {
        let count = parts.to_string();
        found.error(0, &words.exim_parts, &[("n", &count)]);
    }
    head(found, headers);
    expansion(found, text);
    found.links(0, text);
}

fn head(found: &mut Findings<'_>, headers: &str) {
    let words = found.words();
    let is_subject = |line: &str| {
        let name = line.split(':').next().unwrap_or_default();
        name.eq_ignore_ascii_case("subject")
    };
    if !lines(headers).any(|(_, line)| is_subject(line)) {
        found.fatal(0, &words.exim_subject, &[]);
    }
    if let Some((at, _)) = lines(headers).find(|(_, line)| line.trim().is_empty()) {
        found.fatal(at, &words.exim_blank, &[]);
    }
}

/// What Exim would stumble over while it puts in values. What stands inside `${…}` is its own language and is only
/// looked through for the end.
fn expansion(found: &mut Findings<'_>, text: &str) {
    let words = found.words();
    let mut rest = text;
    while let Some(mark) = rest.find(['$', '\\']) {
        let at = text.len() - rest.len() + mark;
        let after = rest.get(mark + 1..).unwrap_or_default();
        if rest
            .get(mark..)
            .is_some_and(|found| found.starts_with('\\'))
        {
            let escaped = after.chars().next().map_or(0, char::len_utf8);
            rest = after.get(escaped..).unwrap_or_default();
            continue;
        }
        rest = after;
        if let Some(inner) = after.strip_prefix('{') {
            let Some(end) = end_of_braces(inner) else {
                // Nothing below can be told apart from what stands inside.
                return found.fatal(at, &words.exim_brace, &[]);
            };
            rest = inner.get(end..).unwrap_or_default();
            continue;
        }
        let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let name = after.get(..end.unwrap_or(after.len())).unwrap_or_default();
        if name.is_empty() {
            found.fatal(at, &words.exim_dollar, &[]);
        } else if !is_known(name) {
            found.fatal(at, &words.exim_name, &[("name", name)]);
        }
    }
}

fn is_known(name: &str) -> bool {
    BEGINNINGS.iter().any(|known| name.starts_with(known))
        || name.ends_with(|c: char| c.is_ascii_digit())
        || NAMES.contains(name)
}

/// Where the brace ends that has been opened before `text`.
fn end_of_braces(text: &str) -> Option<usize> {
    let (mut depth, mut escaped) = (1_usize, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => {}
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at + 1);
        }
        escaped = c == '\\' && !escaped;
    }
    None
}
