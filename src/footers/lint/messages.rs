//! System messages of Exchange, as `Get-SystemMessage` prints them: a list of names and values, CSV, or a table in HTML.

use std::sync::LazyLock;

use regex::Regex;

use super::{Findings, lines};
use crate::codes::EnhancedCode;
use crate::pattern::fixed;

/// The id of the system whose limits hold, in the table of systems.
const SYSTEM: &str = "exchange";

static TAG: LazyLock<Option<Regex>> =
    LazyLock::new(|| fixed(r"</?\s*([A-Za-z][A-Za-z0-9]*)[^<>]*>"));
static BARE: LazyLock<Option<Regex>> = LazyLock::new(|| fixed(r"&(?:(?:lt|gt|quot|amp);)?"));
static ROW: LazyLock<Option<Regex>> = LazyLock::new(|| fixed(r"(?s)<tr>(.*?)</tr>"));
static CELL: LazyLock<Option<Regex>> = LazyLock::new(|| fixed(r"(?s)<t[hd]>(.*?)</t[hd]>"));

/// A text that stands in the file piece by piece.
#[derive(Default)]
struct Words {
    text: String,
    /// Where each piece begins, in the text and in the file.
    pieces: Vec<(usize, usize)>,
}

impl Words {
    fn push(&mut self, at: usize, piece: &str) {
        self.pieces.push((self.text.len(), at));
        self.text.push_str(piece);
    }

    /// Where a byte of the text stands in the file.
    fn place(&self, at: usize) -> usize {
        let after = self.pieces.partition_point(|(start, _)| *start <= at);
        let piece = after
            .checked_sub(1)
            .and_then(|piece| self.pieces.get(piece));
        piece.map_or(0, |(start, place)| place + at - start)
    }
}

#[derive(Default)]
struct Message {
    /// `En\Internal\5.7.1`
    identity: Words,
    text: Words,
}

/// Whether a file holds such messages.
pub(super) fn is_list(text: &str) -> bool {
    !read(text).is_empty()
}

pub(super) fn check(found: &mut Findings<'_>) {
    for message in read(found.text) {
        limits(found, &message.text);
        let linked = found.links_in(&message.text.text, &|at| message.text.place(at));
        let Some(name) = message.identity.text.rsplit('\\').next() else {
            continue;
        };
        let (words, at) = (found.words(), message.identity.place(0));
        match name.trim().parse::<EnhancedCode>() {
            Ok(code) if matches!(code.class(), 4 | 5) => {
                let own = code.to_string();
                if let Some(other) = linked.iter().find(|linked| **linked != own) {
                    let values = [("code", own.as_str()), ("linked", other.as_str())];
                    found.error(message.text.place(0), &words.other_code, &values);
                }
            }
            Ok(code) => found.fatal(at, &words.message_code, &[("code", &code.to_string())]),
            // Messages about a quota have no code.
            Err(_) => {}
        }
    }
}

fn limits(found: &mut Findings<'_>, message: &Words) {
    let words = found.words();
    let Some(system) = found.linter.systems.get(SYSTEM) else {
        return;
    };
    let length = message.text.chars().count();
    if let Some(longest) = system.longest.filter(|longest| length > *longest) {
        let (length, longest) = (length.to_string(), longest.to_string());
        let values = [("n", length.as_str()), ("longest", longest.as_str())];
        found.fatal(message.place(0), &words.message_long, &values);
    }
    for tag in TAG.iter().flat_map(|tag| tag.captures_iter(&message.text)) {
        let (Some(whole), Some(name)) = (tag.get(0), tag.get(1)) else {
            continue;
        };
        if !system.tags.contains(&name.as_str().to_ascii_lowercase()) {
            let values = [("tag", name.as_str())];
            found.fatal(message.place(whole.start()), &words.message_tag, &values);
        }
    }
    let bare = BARE.iter().flat_map(|bare| bare.find_iter(&message.text));
    for ampersand in bare.filter(|found| found.as_str() == "&") {
        let at = message.place(ampersand.start());
        found.fatal(at, &words.message_ampersand, &[]);
    }
}

fn read(text: &str) -> Vec<Message> {
    let listed = list(text);
    if !listed.is_empty() {
        return listed;
    }
    let rows = if text.contains("<th>") {
        html(text)
    } else {
        csv(text)
    };
    of_rows(rows)
}

/// `Name : value`, a value going on below in lines that begin with white space.
fn list(text: &str) -> Vec<Message> {
    let mut messages: Vec<Message> = Vec::new();
    let mut in_text = false;
    for (at, line) in lines(text) {
        let Some(value_at) = value_of(line) else {
            let more = line.trim_start();
            if let (Some(message), true, false) = (messages.last_mut(), in_text, more.is_empty()) {
                // The program broke the line at a space or, where there was none, inside a word.
                let gap = if message.text.text.ends_with('/') {
                    ""
                } else {
                    " "
                };
                message.text.text.push_str(gap);
                message.text.push(at + line.len() - more.len(), more);
            }
            continue;
        };
        let value = line.get(value_at..).unwrap_or_default();
        let name = line.split([' ', ':']).next().unwrap_or_default();
        in_text = name == "Text";
        if name == "Identity" {
            messages.push(Message::default());
        }
        match (messages.last_mut(), name) {
            (Some(message), "Identity") => message.identity.push(at + value_at, value),
            (Some(message), "Text") => message.text.push(at + value_at, value),
            _ => {}
        }
    }
    messages.retain(|message| !message.text.text.is_empty());
    messages
}

/// Where the value begins on a line that has a name.
fn value_of(line: &str) -> Option<usize> {
    let (name, value) = line.split_once(':')?;
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.trim_end().bytes().all(|b| b.is_ascii_alphanumeric());
    is_name.then(|| line.len() - value.trim_start().len())
}

/// Rows of cells; the first names the columns.
type Rows = Vec<Vec<Words>>;

fn of_rows(rows: Rows) -> Vec<Message> {
    let mut rows = rows.into_iter();
    let Some(names) = rows.next() else {
        return Vec::new();
    };
    let column = |wanted: &str| names.iter().position(|name| name.text == wanted);
    let (Some(identity), Some(text)) = (column("Identity"), column("Text")) else {
        return Vec::new();
    };
    rows.map(|mut cells| {
        let mut take = |column: usize| {
            cells
                .get_mut(column)
                .map(std::mem::take)
                .unwrap_or_default()
        };
        Message {
            identity: take(identity),
            text: take(text),
        }
    })
    .collect()
}

/// Values in quotes, a quote written twice (RFC 4180). `Export-Csv` puts a line with the type first.
fn csv(text: &str) -> Rows {
    let mut rows: Rows = Vec::new();
    let (mut row, mut cell, mut quoted) = (Vec::new(), Words::default(), false);
    let start = lines(text)
        .find(|(_, line)| !line.starts_with("#TYPE"))
        .map_or(0, |(at, _)| at);
    let body = text.get(start..).unwrap_or_default();
    let mut letters = body
        .char_indices()
        .map(|(at, c)| (start + at, c))
        .peekable();
    while let Some((at, c)) = letters.next() {
        match c {
            '"' if quoted && letters.peek().is_some_and(|(_, next)| *next == '"') => {
                letters.next();
                cell.push(at + 1, "\"");
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            '\r' if !quoted => {}
            _ => cell.push(at, c.encode_utf8(&mut [0; 4])),
        }
    }
    row.push(cell);
    rows.push(row);
    rows
}

/// What `ConvertTo-Html` writes: each value with its marks as entities.
fn html(text: &str) -> Rows {
    let rows = ROW.iter().flat_map(|row| row.captures_iter(text));
    rows.filter_map(|row| row.get(1))
        .map(|row| {
            let cells = CELL
                .iter()
                .flat_map(|cell| cell.captures_iter(row.as_str()));
            cells
                .filter_map(|cell| cell.get(1))
                .map(|cell| unescaped(row.start() + cell.start(), cell.as_str()))
                .collect()
        })
        .collect()
}

fn unescaped(mut at: usize, mut rest: &str) -> Words {
    const ENTITIES: [(&str, &str); 5] = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ];
    let mut words = Words::default();
    while let Some(found) = rest.find('&') {
        let (before, marked) = rest.split_at_checked(found).unwrap_or_default();
        words.push(at, before);
        let entity = ENTITIES
            .iter()
            .find(|(entity, _)| marked.starts_with(entity));
        let (entity, c) = entity.copied().unwrap_or(("&", "&"));
        words.push(at + found, c);
        at += found + entity.len();
        rest = marked.get(entity.len()..).unwrap_or_default();
    }
    words.push(at, rest);
    words
}
