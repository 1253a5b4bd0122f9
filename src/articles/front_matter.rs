//! The TOML between the `+++` lines, read field by field so that every mistake is told at once and in its place.
//!
//! Deserialising into structs would stop at the first mistake and would not know where a good value stood.

use std::{ops::Range, str::FromStr};

use toml::de::{DeTable, DeValue};

use super::diagnostic::{Mistakes, nearest};
use crate::vocabulary::UnknownWord;

/// A file cut into its two halves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Parts<'a> {
    /// The TOML.
    pub(super) toml: &'a str,
    /// Where it starts in the file.
    pub(super) toml_at: usize,
    /// The Markdown.
    pub(super) body: &'a str,
    /// Where it starts in the file.
    pub(super) body_at: usize,
}

/// Cuts a file at its two `+++` lines. Without both there is no article, and the mistake is told.
pub(super) fn split<'a>(text: &'a str, mistakes: &mut Mistakes) -> Option<Parts<'a>> {
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut lines = text.get(start..)?.split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    if first.trim_end() != "+++" {
        mistakes.fatal(
            start,
            "the file does not begin with front matter",
            "write a line `+++`, the TOML fields, and another line `+++` before the text",
        );
        return None;
    }
    let toml_at = start + first.len();
    let mut at = toml_at;
    for line in lines {
        if line.trim_end() == "+++" {
            let body_at = at + line.len();
            return Some(Parts {
                toml: text.get(toml_at..at)?,
                toml_at,
                body: text.get(body_at..)?,
                body_at,
            });
        }
        at += line.len();
    }
    mistakes.fatal(
        start,
        "the front matter is never closed",
        "end it with a line `+++`",
    );
    None
}

/// Parses the TOML of a file. After a syntax mistake nothing is read: what the parser makes up would be told as further
/// mistakes that nobody made.
pub(super) fn parse<'a>(parts: &Parts<'a>, mistakes: &mut Mistakes) -> Option<DeTable<'a>> {
    let (table, errors) = DeTable::parse_recoverable(parts.toml);
    let sound = errors.is_empty();
    for error in errors {
        let at = parts.toml_at + error.span().map_or(0, |span| span.start);
        mistakes.fatal(
            at,
            format!("not valid TOML: {}", error.message().replace('\n', "; ")),
            "see https://toml.io/en/v1.0.0",
        );
    }
    sound.then(|| table.into_inner())
}

/// A string of the front matter and its place in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) value: String,
    pub(super) place: Range<usize>,
}

/// The strings without their places.
pub(super) fn values(texts: Vec<Text>) -> Vec<String> {
    texts.into_iter().map(|text| text.value).collect()
}

/// A value of the front matter and its place in the file.
#[derive(Debug, Clone)]
pub(super) struct Value<'a> {
    toml: &'a DeValue<'a>,
    pub(super) place: Range<usize>,
    base: usize,
}

/// A table of the front matter and its place in the file.
#[derive(Debug, Clone)]
pub(super) struct Table<'a> {
    fields: &'a DeTable<'a>,
    pub(super) place: Range<usize>,
    base: usize,
}

impl<'a> Value<'a> {
    /// The string, or a mistake.
    pub(super) fn text(&self, what: &str, mistakes: &mut Mistakes) -> Option<Text> {
        let Some(text) = self.toml.as_str() else {
            self.wrong_type(what, "a string in quotes", mistakes);
            return None;
        };
        if text.trim().is_empty() {
            mistakes.fatal(
                self.place.start,
                format!("{what} is empty"),
                "write it, or remove the field",
            );
            return None;
        }
        Some(Text {
            value: text.to_owned(),
            place: self.place.clone(),
        })
    }

    /// The table, if it is one.
    pub(super) fn table(&self) -> Option<Table<'a>> {
        let fields = self.toml.as_table()?;
        Some(Table {
            fields,
            place: self.place.clone(),
            base: self.base,
        })
    }

    fn wrong_type(&self, what: &str, expected: &str, mistakes: &mut Mistakes) {
        mistakes.fatal(
            self.place.start,
            format!(
                "{what} is written as {}, not as {expected}",
                type_in_words(self.toml)
            ),
            format!("write {expected}"),
        );
    }
}

fn type_in_words(value: &DeValue) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

impl<'a> Table<'a> {
    /// The whole front matter. Its own place is the opening `+++`.
    pub(super) fn root(fields: &'a DeTable<'a>, base: usize) -> Self {
        let place = base.saturating_sub(4)..base;
        Self {
            fields,
            place,
            base,
        }
    }

    /// Tells every field that is not among `known`.
    pub(super) fn allow(&self, what: &str, known: &[&str], mistakes: &mut Mistakes) {
        for (name, _) in self.fields {
            let written: &str = name.get_ref();
            if known.contains(&written) {
                continue;
            }
            let help = nearest(written, known.iter().copied()).map_or_else(
                || format!("{what} has the fields {}", known.join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            mistakes.error(
                self.base + name.span().start,
                format!("unknown field `{written}` in {what}"),
                help,
            );
        }
    }

    /// The field with this name.
    pub(super) fn get(&self, name: &str) -> Option<Value<'a>> {
        self.fields
            .iter()
            .find(|(key, _)| key.get_ref() == name)
            .map(|(_, value)| self.value(value))
    }

    fn value(&self, value: &'a toml::Spanned<DeValue<'a>>) -> Value<'a> {
        let span = value.span();
        Value {
            toml: value.get_ref(),
            place: self.base + span.start..self.base + span.end,
            base: self.base,
        }
    }

    fn missing(&self, name: &str, example: &str, mistakes: &mut Mistakes) {
        mistakes.fatal(
            self.place.start,
            format!("the field `{name}` is missing"),
            format!("add `{name} = {example}`"),
        );
    }

    /// A string that may be left out.
    pub(super) fn text(&self, name: &str, mistakes: &mut Mistakes) -> Option<Text> {
        self.get(name)?.text(&format!("`{name}`"), mistakes)
    }

    /// A string that must be there.
    pub(super) fn needed_text(
        &self,
        name: &str,
        example: &str,
        mistakes: &mut Mistakes,
    ) -> Option<Text> {
        if self.get(name).is_none() {
            self.missing(name, example, mistakes);
        }
        self.text(name, mistakes)
    }

    /// A word of a fixed vocabulary that may be left out.
    pub(super) fn word<T>(&self, name: &str, mistakes: &mut Mistakes) -> Option<T>
    where
        T: FromStr<Err = UnknownWord>,
    {
        let text = self.text(name, mistakes)?;
        match text.value.parse() {
            Ok(word) => Some(word),
            Err(error) => {
                let UnknownWord {
                    vocabulary,
                    written,
                    allowed,
                } = error;
                let list = format!("use one of: {}", allowed.join(", "));
                let help = match nearest(&written, allowed) {
                    Some(near) => format!("did you mean `{near}`? {list}"),
                    None => list,
                };
                mistakes.fatal(
                    text.place.start,
                    format!("unknown {vocabulary} `{written}`"),
                    help,
                );
                None
            }
        }
    }

    /// A word of a fixed vocabulary that must be there.
    pub(super) fn needed_word<T>(
        &self,
        name: &str,
        example: &str,
        mistakes: &mut Mistakes,
    ) -> Option<T>
    where
        T: FromStr<Err = UnknownWord>,
    {
        if self.get(name).is_none() {
            self.missing(name, example, mistakes);
        }
        self.word(name, mistakes)
    }

    /// `true` or `false`; false if it is left out.
    pub(super) fn flag(&self, name: &str, mistakes: &mut Mistakes) -> bool {
        let Some(value) = self.get(name) else {
            return false;
        };
        value.toml.as_bool().unwrap_or_else(|| {
            value.wrong_type(&format!("`{name}`"), "true or false", mistakes);
            false
        })
    }

    /// The entries of a list; none if it is left out.
    pub(super) fn list(&self, name: &str, mistakes: &mut Mistakes) -> Vec<Value<'a>> {
        let Some(value) = self.get(name) else {
            return Vec::new();
        };
        let Some(entries) = value.toml.as_array() else {
            value.wrong_type(&format!("`{name}`"), "a list in brackets", mistakes);
            return Vec::new();
        };
        entries.iter().map(|entry| self.value(entry)).collect()
    }

    /// A list of strings; none if it is left out.
    pub(super) fn texts(&self, name: &str, mistakes: &mut Mistakes) -> Vec<Text> {
        let what = format!("an entry of `{name}`");
        let entries = self.list(name, mistakes);
        entries
            .iter()
            .filter_map(|entry| entry.text(&what, mistakes))
            .collect()
    }

    /// A list of tables, such as `[[cause]]`; none if it is left out.
    pub(super) fn tables(&self, name: &str, mistakes: &mut Mistakes) -> Vec<Table<'a>> {
        let entries = self.list(name, mistakes);
        entries
            .iter()
            .filter_map(|entry| {
                let table = entry.table();
                if table.is_none() {
                    entry.wrong_type(&format!("an entry of `{name}`"), "a table", mistakes);
                }
                table
            })
            .collect()
    }

    /// The date that must be there, unquoted.
    pub(super) fn needed_date(&self, name: &str, mistakes: &mut Mistakes) -> Option<super::Date> {
        let example = "2026-11-23";
        let Some(value) = self.get(name) else {
            self.missing(name, example, mistakes);
            return None;
        };
        let date = value
            .toml
            .as_datetime()
            .filter(|stamp| stamp.time.is_none());
        let date = date.and_then(|stamp| stamp.date);
        if date.is_none() {
            mistakes.fatal(
                value.place.start,
                format!("`{name}` is no date"),
                format!("write year, month and day without quotes: `{name} = {example}`"),
            );
        }
        date.map(|toml::value::Date { year, month, day }| super::Date { year, month, day })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<(&str, &str)>) {
        let mut mistakes = Mistakes::new("x.md", text);
        let parts = split(text, &mut mistakes);
        assert_eq!(
            parts.map(|parts| (parts.toml, parts.body)),
            expected,
            "{text:?}"
        );
        assert_eq!(mistakes.any_fatal(), expected.is_none());
        if let Some(parts) = parts {
            let toml = parts.toml_at..parts.toml_at + parts.toml.len();
            assert_eq!(text.get(toml), Some(parts.toml));
            assert_eq!(text.get(parts.body_at..), Some(parts.body));
        }
    }

    #[test]
    fn the_two_halves_are_found_whatever_the_line_ends() {
        check("+++\na = 1\n+++\nBody", Some(("a = 1\n", "Body")));
        check("+++\r\na = 1\r\n+++\r\nBody", Some(("a = 1\r\n", "Body")));
        check("\u{feff}+++\n+++", Some(("", "")));
        check("+++\na = 1\n", None);
        check("---\na: 1\n---\n", None);
        check("", None);
    }
}
