//! Mails that somebody forwards: where the forwarded one begins in a text, and which lines of the program say so.

use std::{collections::BTreeMap, sync::LazyLock};

use regex::Regex;
use serde::Deserialize;

use super::{
    Span, clean, dialogue,
    lines::{self, Line},
    marks::MARKS,
    nature::NATURES,
    pattern::pattern,
    reply::{self, Strength},
};

/// How much of a text is searched for the lines above a forwarded mail, in bytes.
const SEARCHED: usize = 16 * 1024;
/// So many different fields show a header; the author's must be one of them.
const FIELDS: usize = 3;
/// The longest name of a field, in bytes.
const NAME_LIMIT: usize = 40;
/// The longest value of a field that is kept, in bytes.
const VALUE_LIMIT: usize = 500;

/// The shipped table. It is constant, so it is read once a process.
static TABLE: LazyLock<Table> =
    LazyLock::new(|| toml::from_str(include_str!("forwarded.toml")).unwrap_or_default());

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    /// What programs call a field, by its standard name.
    fields: BTreeMap<String, Vec<String>>,
    subject: Subjects,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Subjects {
    begins: Vec<String>,
}

/// A report in a text that somebody forwards.
#[derive(Debug)]
pub(super) struct Forwarded<'t> {
    /// The words of whoever forwards it.
    pub(super) cover: &'t str,
    /// The lines of the program that forwards it.
    pub(super) head: &'t str,
    /// What they say, by the standard names of the fields.
    pub(super) fields: Vec<(String, String)>,
    /// The report as it stands there.
    words: &'t str,
}

/// What is bold in mails that are copied as plain text (`*bob@example.net*`, `** Address not found **`).
static BOLD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(r"(?m)(^|[\s(])\*{1,2}[ \t]?([^*\n]*[^*\s])[ \t]?\*{1,2}([\s).,:;]|$)")
});

impl Forwarded<'_> {
    /// The report without what programs put in to show it to people: marks of quotation and of bold words.
    pub(super) fn bare_words(&self) -> String {
        let bare = clean::bare(self.words);
        match BOLD.as_ref() {
            Some(bold) => bold.replace_all(&bare, "$1$2$3").into_owned(),
            None => bare.into_owned(),
        }
    }
}

/// The report that somebody forwards in this text. What stands above must not itself be what is to be read: a report quotes
/// the message that came back.
pub(super) fn report(text: &str) -> Option<Forwarded<'_>> {
    let searched = lines::bounded(text, Span::new(0, text.len()), SEARCHED);
    let all = lines::lines(text, searched);
    let mut rest = all.as_slice();
    while let Some(first) = rest.iter().position(|line| field(line.text).is_some()) {
        rest = rest.get(first..)?;
        let head = head_length(rest);
        let (head, below) = rest.split_at_checked(head)?;
        let fields: Vec<_> = head.iter().filter_map(|line| field(line.text)).collect();
        if is_header(&fields) && NATURES.is_bounce_by(&fields) {
            let start = head.first().map(line_start)?;
            let end = head.last()?.span.end;
            let cover = text.get(..start)?;
            return (!says_why(cover)).then_some(Forwarded {
                cover,
                head: text.get(start..end)?,
                fields,
                words: text.get(end..)?,
            });
        }
        rest = below;
    }
    None
}

/// Whether the subject of a mail says that somebody forwards another.
pub(super) fn is_forward(subject: &str) -> bool {
    let subject = subject.trim_start().to_lowercase();
    let mut begins = TABLE.subject.begins.iter();
    begins.any(|begin| subject.starts_with(begin.as_str()))
}

/// Whether a text itself says why mail failed, so that a mail below it is the one that came back.
pub(super) fn says_why(text: &str) -> bool {
    let whole = Span::new(0, text.len());
    let piece = reply::decisive(text, whole);
    piece.is_some_and(|piece| piece.strength >= Strength::CodeInside)
        || MARKS.reporter(text, whole).is_some()
        || dialogue::read(text, whole).is_some()
}

/// How many of the lines belong to the header that begins with the first of them: fields, and what is folded below one.
fn head_length(lines: &[Line<'_>]) -> usize {
    let mut last = 0;
    for (place, line) in lines.iter().enumerate() {
        if field(line.text).is_some() {
            last = place;
        } else if line.is_blank() || line.indent == 0 || place > last + 2 {
            break;
        }
    }
    last + 1
}

fn is_header(fields: &[(String, String)]) -> bool {
    let has = |name: &str| fields.iter().any(|(known, _)| known == name);
    let names = TABLE.fields.keys().filter(|name| has(name)).count();
    names >= FIELDS && has("from")
}

fn line_start(line: &Line<'_>) -> usize {
    line.span.start - line.indent
}

/// A line as a field by its standard name, and the value. Programs make names bold (`*From:*`), quote them (`> From:`), and
/// `NetEase` leaves the colon out.
fn field(line: &str) -> Option<(String, String)> {
    let bare = line.trim_start_matches(['>', '|', '*', ' ', '\t']);
    let by_colon = bare.split_once([':', '：']);
    let by_blank = bare.split_once([' ', '\t']);
    let by_blank = by_blank.filter(|(name, _)| !name.is_ascii());
    let (name, value) = by_colon
        .into_iter()
        .chain(by_blank)
        .find_map(|(name, value)| Some((standard_name(name)?, value)))?;
    let value = value.trim_matches(['*', ' ', '\t', '\u{a0}']);
    let end = lines::floor(value, VALUE_LIMIT);
    Some((name.to_owned(), value.get(..end)?.to_owned()))
}

/// The standard name of a field that a program calls so.
fn standard_name(called: &str) -> Option<&'static str> {
    if called.len() > NAME_LIMIT {
        return None;
    }
    let called = called
        .trim_matches(['*', ' ', '\t', '\u{a0}'])
        .to_lowercase();
    let mut fields = TABLE.fields.iter();
    fields
        .find(|(_, names)| names.contains(&called))
        .map(|(name, _)| name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<(&str, &str)>) {
        let found = report(text);
        let got = found
            .as_ref()
            .map(|found| (found.cover.trim(), found.words.trim()));
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn programs_write_lines_above_what_they_forward() {
        for head in [
            "---------- Forwarded message ---------\nFrom: Mail Delivery Subsystem <mailer-daemon@a.example>\nDate: Mon, Jun 1, 2026\nSubject: x\nTo: <a@a.example>\n",
            "*From:* postmaster@a.example\n*Sent:* Monday\n*Subject:* x\n",
            "> From: Ann\n> Subject: Undeliverable: x\n> Date: Monday\n",
            "发件人: postmaster@a.example\n发送时间: 2026年6月1日\n收件人: 王\n主题: x\n",
            "发件人：postmaster@a.example\n日期：2026年6月1日\n主题：系统退信\n",
            "发件人 王 <wang@a.example>\n发送日期 2026年6月1日 10:21\n主题 Re: 系统退信\n",
            "Von: postmaster@a.example\nGesendet: Montag\nBetreff: x\n",
        ] {
            let cover = "Please help.\n\n";
            let text = format!("{cover}{head}\n\n550 no");
            let found = report(&text).unwrap_or_else(|| panic!("{text}"));
            assert!(found.cover.starts_with(cover), "{text}");
            assert_eq!(found.words.trim(), "550 no", "{text}");
        }
    }

    #[test]
    fn the_innermost_header_of_a_report_counts() {
        check(
            "FYI\n\nFrom: Ann\nSent: Monday\nSubject: FW: x\n\nwhat is this?\n\nFrom: MAILER-DAEMON@a.example\nSent: Sunday\nSubject: x\n\nmailbox full",
            Some((
                "FYI\n\nFrom: Ann\nSent: Monday\nSubject: FW: x\n\nwhat is this?",
                "mailbox full",
            )),
        );
    }

    #[test]
    fn what_came_back_is_no_report() {
        check(
            "550 5.1.1 no such user\n\nFrom: postmaster@a.example\nTo: b@b.example\nSubject: x\n\nhello",
            None,
        );
        check(
            "From: ann@a.example\nTo: b\nSubject: lunch\n\nAt noon?",
            None,
        );
        check("to: be\nor: not\nfrom: here to there", None);
    }

    #[test]
    fn bold_words_are_plain() {
        let text = "From: mailer-daemon@a.example\nDate: x\nSubject: y\n\n** Address not found **\n\nnot delivered to *bob@b.example* because\n* one\n* two";
        let bare = report(text).map(|found| found.bare_words());
        let expected = "Address not found\n\nnot delivered to bob@b.example because\n* one\n* two";
        assert_eq!(bare.as_deref().map(str::trim), Some(expected));
    }

    #[test]
    fn a_subject_tells_that_a_mail_is_forwarded() {
        assert!(is_forward("FW: Undeliverable") && is_forward("转发：退信"));
        assert!(!is_forward("Re: Forward planning") && !is_forward(""));
    }
}
