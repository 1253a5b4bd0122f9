//! Templates for the reports of Postfix (bounce(5)): `name = <<EOF`, headers, an empty line, the text, `EOF`.

use std::{collections::BTreeSet, sync::LazyLock};

use super::{Findings, beyond_ascii, lines, names};

static NAMES: LazyLock<BTreeSet<&str>> = LazyLock::new(|| names(include_str!("postfix_names.txt")));
/// The templates there are, and whether a copy of their reports goes to the postmaster.
const TEMPLATES: [(&str, bool); 4] = [
    ("failure_template", true),
    ("delay_template", true),
    ("success_template", false),
    ("verify_template", false),
];
const HEADERS: [&str; 3] = ["charset", "from", "subject"];
/// Besides the parameters of main.cf, the text may hold these, in these units.
const TIMES: [&str; 2] = ["delay_warning_time", "maximal_queue_lifetime"];
const UNITS: [&str; 5] = ["_seconds", "_minutes", "_hours", "_days", "_weeks"];

/// Whether a template begins on this line.
pub(super) fn is_head(line: &str) -> bool {
    head(line).is_some()
}

/// The name of a template and the word that ends it.
fn head(line: &str) -> Option<(&str, &str)> {
    let (name, end) = line.split_once("<<")?;
    let name = name.trim_end().strip_suffix('=')?.trim();
    let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    is_name.then_some((name, end.trim()))
}

/// The part of a template that a line belongs to.
enum Part {
    Headers,
    Text,
}

struct Template<'a> {
    at: usize,
    end: &'a str,
    copied: bool,
    charset: &'a str,
    part: Part,
}

pub(super) fn check(found: &mut Findings<'_>) {
    let text = found.text;
    let mut open: Option<Template<'_>> = None;
    for (at, line) in lines(text) {
        open = match open {
            None => outside(found, at, line),
            Some(template) if line == template.end => None,
            Some(template) => Some(inside(found, template, at, line)),
        };
    }
    if let Some(template) = open {
        let words = &found.words().template_end;
        found.fatal(template.at, words, &[("end", template.end)]);
    }
}

fn outside<'a>(found: &mut Findings<'_>, at: usize, line: &'a str) -> Option<Template<'a>> {
    let words = found.words();
    let Some((name, end)) = head(line) else {
        if !line.trim().is_empty() && !line.trim_start().starts_with('#') {
            found.fatal(at, &words.template_stray, &[]);
        }
        return None;
    };
    let known = TEMPLATES.iter().find(|(known, _)| *known == name);
    if known.is_none() {
        found.fatal(at, &words.template_unknown, &[("name", name)]);
    }
    let bare = end.trim_matches(['"', '\'']);
    if bare != end {
        found.fatal(at, &words.template_quoted, &[]);
    }
    Some(Template {
        at,
        end: bare,
        copied: known.is_some_and(|(_, copied)| *copied),
        charset: "us-ascii",
        part: Part::Headers,
    })
}

fn inside<'a>(
    found: &mut Findings<'_>,
    mut template: Template<'a>,
    at: usize,
    line: &'a str,
) -> Template<'a> {
    match template.part {
        Part::Text => body(found, &template, at, line),
        Part::Headers if line.trim().is_empty() => template.part = Part::Text,
        Part::Headers => {
            if let Some((name, value)) = labelled(line) {
                if name.eq_ignore_ascii_case("charset") {
                    template.charset = value.trim();
                }
                header(found, &template, (at, line), (name, value));
            } else {
                found.error(at, &found.words().template_blank, &[]);
                template.part = Part::Text;
                body(found, &template, at, line);
            }
        }
    }
    template
}

/// A header: one word, a colon, and the rest.
fn labelled(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once(':')?;
    let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    is_name.then_some((name, value))
}

fn header(
    found: &mut Findings<'_>,
    template: &Template<'_>,
    (at, line): (usize, &str),
    (name, value): (&str, &str),
) {
    let words = found.words();
    let lower = name.to_ascii_lowercase();
    let known =
        HEADERS.contains(&lower.as_str()) || lower == "postmaster-subject" && template.copied;
    if !known {
        found.fatal(at, &words.template_header, &[("name", name)]);
    }
    if let Some(place) = beyond_ascii(line) {
        found.fatal(at + place, &words.template_header_ascii, &[]);
    }
    if let Some(place) = value.find('$') {
        let place = at + line.len() - value.len() + place;
        found.error(place, &words.template_header_dollar, &[]);
    }
}

fn body(found: &mut Findings<'_>, template: &Template<'_>, at: usize, line: &str) {
    let words = found.words();
    let ascii = template.charset.eq_ignore_ascii_case("us-ascii");
    if let (Some(place), true) = (beyond_ascii(line), ascii) {
        let charset = [("charset", template.charset)];
        found.fatal(at + place, &words.template_charset, &charset);
    }
    let mut rest = line;
    while let Some((_, after)) = rest.split_once('$') {
        let place = at + line.len() - after.len() - 1;
        rest = after.strip_prefix('$').unwrap_or(after);
        if rest.len() < after.len() {
            continue;
        }
        let name = rest.trim_start_matches(['{', '(']);
        let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let name = name.get(..end.unwrap_or(name.len())).unwrap_or_default();
        if name.is_empty() {
            found.fatal(place, &words.template_dollar, &[]);
        } else if !is_known(name) {
            found.fatal(place, &words.template_name, &[("name", name)]);
        }
    }
    found.links(at, line);
}

fn is_known(name: &str) -> bool {
    let is_time = TIMES.iter().any(|time| {
        name.strip_prefix(time)
            .is_some_and(|unit| UNITS.contains(&unit))
    });
    is_time || NAMES.contains(name)
}
