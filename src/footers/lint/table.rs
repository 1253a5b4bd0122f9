//! Tables of Postfix with patterns (`pcre_table`, `regexp_table`) that reword a delivery status or add a footer to a
//! refusal: `/pattern/flags result`, and `if`, `endif` around lines of it.

use super::{Findings, beyond_ascii, lines};

/// What the SMTP server puts into a footer.
const ATTRIBUTES: [&str; 4] = ["client_address", "client_port", "localtime", "server_name"];

/// Whether this is a line of such a table: a pattern, and something after it.
pub(super) fn is_rule(line: &str) -> bool {
    let line = line.trim_start_matches("if ").trim_start_matches('!');
    line.strip_prefix('/')
        .is_some_and(|rest| pattern(rest).is_some_and(|(pattern, _)| !pattern.is_empty()))
}

/// The pattern and what stands after its end.
fn pattern(rest: &str) -> Option<(&str, &str)> {
    let mut escaped = false;
    for (at, c) in rest.char_indices() {
        match c {
            '/' if !escaped => return Some((rest.get(..at)?, rest.get(at + 1..)?)),
            _ => escaped = c == '\\' && !escaped,
        }
    }
    None
}

pub(super) fn check(found: &mut Findings<'_>) {
    let text = found.text;
    let words = found.words();
    let mut open = Vec::new();
    for (at, line) in lines(text) {
        let bare = line.trim_start();
        // A line that begins with white space goes on with the one above.
        if bare.is_empty() || bare.starts_with('#') {
            continue;
        }
        if bare.len() < line.len() {
            result(found, (at, line), ("", bare));
        } else if line.eq_ignore_ascii_case("endif") {
            if open.pop().is_none() {
                found.error(at, &words.table_endif, &[]);
            }
        } else if let Some(condition) = condition(line) {
            open.push(at);
            rule(found, (at, line), condition, true);
        } else {
            rule(found, (at, line), line, false);
        }
    }
    for at in open {
        found.error(at, &words.table_if, &[]);
    }
}

fn condition(line: &str) -> Option<&str> {
    let (word, rest) = line.split_at_checked(2)?;
    (word.eq_ignore_ascii_case("if") && rest.starts_with([' ', '\t', '/', '!']))
        .then(|| rest.trim_start())
}

fn rule(found: &mut Findings<'_>, (at, line): (usize, &str), rule: &str, only_pattern: bool) {
    let words = found.words();
    let Some(rest) = rule.trim_start_matches('!').trim_start().strip_prefix('/') else {
        return found.fatal(at, &words.table_line, &[]);
    };
    let whole = pattern(rest).and_then(|(pattern, after)| {
        let answer = after.trim_start_matches(|flag: char| flag.is_ascii_alphabetic());
        let ends = answer.is_empty() || answer.starts_with([' ', '\t']);
        ends.then(|| (pattern, answer.trim()))
    });
    let Some((pattern, answer)) = whole else {
        return found.fatal(at, &words.table_pattern, &[]);
    };
    match (only_pattern, answer.is_empty()) {
        (true, _) => {}
        (false, true) => found.fatal(at, &words.table_result, &[]),
        (false, false) => result(found, (at, line), (pattern, answer)),
    }
}

/// What a line answers; `pattern` is empty for a line that goes on with the one above.
fn result(found: &mut Findings<'_>, (at, line): (usize, &str), (pattern, answer): (&str, &str)) {
    let words = found.words();
    let start = at + line.trim_end().len() - answer.trim_end().len();
    if let Some(place) = beyond_ascii(answer) {
        found.fatal(start + place, &words.table_ascii, &[]);
    }
    let known = (!pattern.is_empty()).then(|| groups(pattern));
    let mut rest = answer;
    while let Some((_, after)) = rest.split_once('$') {
        let place = start + answer.len() - after.len() - 1;
        let (dollars, name) = match after.strip_prefix('$') {
            Some(name) => (2, name),
            None => (1, after),
        };
        let name = name.trim_start_matches(['{', '(']);
        let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let (name, left) = name
            .split_at_checked(end.unwrap_or(name.len()))
            .unwrap_or_default();
        rest = left;
        dollar(found, place, (dollars, name), known);
    }
    if !pattern.is_empty() {
        status(found, start, pattern, answer);
    }
    found.links(start, answer);
}

/// One dollar and a number stands for a group of the pattern, which may have `known` of them; two and a name, for what
/// the SMTP server puts in.
fn dollar(found: &mut Findings<'_>, at: usize, (dollars, name): (u8, &str), known: Option<usize>) {
    let words = found.words();
    match (dollars, name.parse::<usize>()) {
        (1, Ok(0)) => found.fatal(at, &words.table_zero, &[]),
        (1, Ok(group)) => {
            if known.is_some_and(|known| group > known) {
                found.fatal(at, &words.table_group, &[("n", name)]);
            }
        }
        (1, Err(_)) => found.fatal(at, &words.table_dollar, &[("name", name)]),
        (_, _) => {
            let known = name.is_empty() || ATTRIBUTES.contains(&name);
            if !known {
                found.fatal(at, &words.table_attribute, &[("name", name)]);
            }
        }
    }
}

/// How many groups a pattern has that can be put in.
fn groups(pattern: &str) -> usize {
    let (mut count, mut escaped, mut class) = (0, false, false);
    for (at, c) in pattern.char_indices() {
        match c {
            _ if escaped => {}
            '[' => class = true,
            ']' => class = false,
            '(' if !class => {
                let rest = pattern.get(at + 1..).unwrap_or_default();
                count += usize::from(!rest.starts_with('?'));
            }
            _ => {}
        }
        escaped = c == '\\' && !escaped;
    }
    count
}

/// A delivery status keeps its class, and has a text. A footer begins otherwise.
fn status(found: &mut Findings<'_>, at: usize, pattern: &str, answer: &str) {
    let words = found.words();
    let class = |text: &str| {
        let text = text.trim_start_matches(['^', '(']);
        let mut letters = text.chars();
        let first = letters.next().filter(char::is_ascii_digit)?;
        matches!(letters.next(), Some('.' | '\\')).then_some(first)
    };
    if let (Some(from), Some(to)) = (class(pattern), class(answer))
        && from != to
    {
        let (from, to) = (from.to_string(), to.to_string());
        found.fatal(at, &words.table_class, &[("from", &from), ("to", &to)]);
    }
    let is_code = answer == "$1" || answer.parse::<crate::codes::EnhancedCode>().is_ok();
    if is_code {
        found.fatal(at, &words.table_words, &[]);
    }
}
