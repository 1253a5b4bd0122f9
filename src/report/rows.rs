//! Tables and lists with a recipient and an answer on each line, as people keep them and as panels show them.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    Failure, Found, Span, extent,
    lines::{self, Line, lines},
    marks::MARKS,
    opening::{Opening, opening},
    pattern::pattern,
    recipient_lines::RECIPIENTS_LIMIT,
};

/// How many lines the words of a list go on for.
const ROW_LINES: usize = 8;

/// What parts the cells of a row, those that stand in sentences too at the end.
const SEPARATORS: [char; 4] = ['\t', '|', ';', ','];

/// A line of a list: maybe a number, the address, the answer.
static LISTED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(concat!(
        r#"^(?:\(?\d{1,4}[.):]\s+|[*•>-]+\s*)?[<"'(\[]*(?P<address>[^\s<>"':;,()\[\]@]+@[^\s<>"':;,()\[\]@]+?)[>"')\]]*"#,
        r#"(?:\s*(?:[-=]+>|[-–—=→⇒]+)\s*|\s+)["']?(?P<words>#?[45]\d\d[ -].*)$"#
    ))
});

/// A line that names a recipient and gives an answer.
struct Row {
    line: usize,
    /// It stands in a list, not in a table.
    is_listed: bool,
    recipient: Span,
    words: Span,
}

/// The failures that the rows of a text tell of; nothing, if it holds no table and no list, but other lines as well.
pub(super) fn read(text: &str, region: Span) -> Vec<Failure> {
    if !region.of(text).contains('@') {
        return Vec::new();
    }
    let all = lines(text, region);
    let mut rows: Vec<Row> = Vec::new();
    let mut heading: Option<(Span, char, usize)> = None;
    for (number, line) in all.iter().enumerate() {
        if rows.len() > RECIPIENTS_LIMIT {
            break;
        }
        match row(text, line, heading) {
            Some(row) => rows.push(Row {
                line: number,
                ..row
            }),
            None => heading = recipients_column(text, line).or(heading),
        }
    }
    let filled = all.iter().filter(|line| !line.is_blank()).count();
    if rows.len() < 2 && filled > 1 && (heading.is_none() || rows.is_empty()) {
        return Vec::new();
    }
    let failures = rows.iter().map(|row| {
        let rest = all.get(row.line..).unwrap_or_default();
        failure(text, rest, row, heading.map(|(span, ..)| span))
    });
    failures.collect()
}

/// The failure of which a row tells that stands on the first of the lines.
fn failure(text: &str, rest: &[Line<'_>], row: &Row, heading: Option<Span>) -> Failure {
    let line = rest.first().map_or(row.words, |line| line.span);
    // The words of a list may go on below; who is named there has an answer of their own.
    let below = rest.iter().skip(1).take(ROW_LINES);
    let below = below.take_while(|line| !line.text.contains('@')).count();
    let own = rest.get(..=below).filter(|_| row.is_listed);
    let quoted = match own {
        Some(own) => extent::extent(text, own, 0, row.words.start),
        None => extent::finished(text, row.words),
    };
    let mut failure = Failure::quoting(quoted);
    failure.recipients = vec![Found::new(row.recipient.of(text).to_owned(), row.recipient)];
    failure.said_by = MARKS.speaker(text, line, quoted);
    failure.step = MARKS.step(text, line);
    let context = Some(line).into_iter().chain(heading);
    failure
        .context
        .extend(context.map(|span| lines::bounded(text, span, 1024)));
    failure
}

/// The recipient and the answer of a row, if the line is one.
fn row(text: &str, line: &Line<'_>, heading: Option<(Span, char, usize)>) -> Option<Row> {
    if !line.text.contains('@') {
        return None;
    }
    let of_table = SEPARATORS
        .iter()
        .filter(|separator| line.text.contains(**separator))
        .find_map(|separator| {
            let column = heading.filter(|(_, own, _)| own == separator);
            of_cells(text, line, *separator, column.map(|(.., column)| column))
        });
    of_table.or_else(|| {
        let hit = LISTED.as_ref()?.captures(line.text)?;
        let place = |name| {
            let group = hit.name(name)?;
            let start = line.span.start;
            Some(Span::new(start + group.start(), start + group.end()))
        };
        let (recipient, words) = (place("address")?, place("words")?);
        is_refusal(words.of(text)).then_some(Row {
            line: 0,
            is_listed: true,
            recipient,
            words,
        })
    })
}

fn of_cells(text: &str, line: &Line<'_>, separator: char, column: Option<usize>) -> Option<Row> {
    let cells = cells(text, line.span, separator);
    let says = |cell: &Span| cell.of(text).contains(char::is_alphabetic);
    let is_code = |cell: &Span| is_refusal(cell.of(text));
    // A code in a column of its own has its words behind it.
    let answer = cells
        .iter()
        .position(|cell| is_code(cell) && says(cell))
        .or_else(|| {
            let first = cells.iter().position(is_code)?;
            cells.iter().skip(first).any(says).then_some(first)
        })?;
    let end = cells.iter().skip(answer).find(|cell| says(cell))?.end;
    let words = Span::new(cells.get(answer)?.start, end);
    let named = cells
        .iter()
        .enumerate()
        .filter_map(|(place, cell)| Some((place, address(text, *cell)?)));
    let named: Vec<(usize, Span)> = named.collect();
    // Commas stand in sentences too: it must be plain that they part columns.
    if separator == ',' && named.len() < 2 && column.is_none() {
        return None;
    }
    let headed = named.iter().find(|(place, _)| Some(*place) == column);
    let nearest = named
        .iter()
        .min_by_key(|(place, _)| (place.abs_diff(answer), *place > answer));
    headed.or(nearest).map(|(_, recipient)| Row {
        line: 0,
        is_listed: false,
        recipient: *recipient,
        words,
    })
}

/// Which column of the table below this line holds the recipients, if the line is a heading.
fn recipients_column(text: &str, line: &Line<'_>) -> Option<(Span, char, usize)> {
    if line.is_blank() || line.text.len() > 500 || line.text.contains('@') {
        return None;
    }
    let found = SEPARATORS.iter().find_map(|separator| {
        let cells = cells(text, line.span, *separator);
        let names = |cell: &Span| MARKS.lists_recipients(&format!("{}:", cell.of(text)));
        let column = cells.iter().position(names)?;
        (cells.len() > 1).then_some((*separator, column))
    });
    found.map(|(separator, column)| (line.span, separator, column))
}

/// The cells of a line, without the quotation marks around them. A separator between such marks parts nothing.
fn cells(text: &str, line: Span, separator: char) -> Vec<Span> {
    let mut found = Vec::new();
    let mut start = line.start;
    let mut is_open = false;
    let mut is_begun = false;
    for (at, c) in line.of(text).char_indices() {
        let at = line.start + at;
        if c == separator && !is_open {
            found.push(bare(text, Span::new(start, at)));
            start = at + c.len_utf8();
            is_begun = false;
        } else if c == '"' {
            is_open = !is_open && !is_begun;
            is_begun = true;
        } else if !c.is_whitespace() {
            is_begun = true;
        }
    }
    found.push(bare(text, Span::new(start, line.end)));
    found
}

fn bare(text: &str, cell: Span) -> Span {
    let cell = lines::trimmed(text, cell);
    let marked = cell.of(text).strip_prefix('"');
    let marked = marked.and_then(|rest| rest.strip_suffix('"'));
    marked.map_or(cell, |words| {
        Span::new(cell.start + 1, cell.start + 1 + words.len())
    })
}

/// The address of which a cell consists, whatever brackets stand around it.
fn address(text: &str, cell: Span) -> Option<Span> {
    let is_frame = |c: char| matches!(c, '<' | '>' | '"' | '\'' | '[' | ']' | '(' | ')' | '`');
    let bare = cell.of(text).trim_matches(is_frame);
    match lines::addresses(text, cell).as_slice() {
        [only] if only.of(text) == bare => Some(*only),
        _ => None,
    }
}

fn is_refusal(words: &str) -> bool {
    opening(words).is_some_and(|codes: Opening| codes.is_refusal())
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOTH: [(&str, &str); 2] = [
        ("bob@b.example", "550 5.1.1 User unknown"),
        ("eve@c.example", "552 5.2.2 Mailbox full"),
    ];

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        let found = read(text, Span::new(0, text.len()));
        let got: Vec<_> = found
            .iter()
            .map(|failure| {
                let to = failure.recipients.first().map_or("", |to| to.span.of(text));
                (to, failure.quoted.of(text))
            })
            .collect();
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn lists() {
        for line in [
            "{to}  {why}",
            "1. {to} - {why}",
            "* <{to}> -> {why}",
            "{to} {why}",
        ] {
            let lines = BOTH.map(|(to, why)| line.replace("{to}", to).replace("{why}", why));
            check(&lines.join("\n"), &BOTH);
            check(&format!("Who failed:\n\n{}\n", lines.join("\n\n")), &BOTH);
        }
        check("bob@b.example 550 5.1.1 User unknown", &BOTH[..1]);
        check(
            "bob@b.example - 550 5.1.1 The address to which you wrote is\n  not known here\neve@c.example - 552 5.2.2 Mailbox full",
            &[
                (
                    "bob@b.example",
                    "550 5.1.1 The address to which you wrote is\n  not known here",
                ),
                BOTH[1],
            ],
        );
    }

    #[test]
    fn tables() {
        check(
            "| Recipient | Error |\n|---|---|\n| bob@b.example | 550 5.1.1 User unknown |\n| eve@c.example | 552 5.2.2 Mailbox full |",
            &BOTH,
        );
        check(
            "Time\tSender\tRecipient\tResult\nJan 1\tal@a.example\tbob@b.example\t550 5.1.1 User unknown\nJan 2\tal@a.example\teve@c.example\t552 5.2.2 Mailbox full\nJan 3\tal@a.example\tok@c.example\t250 OK",
            &BOTH,
        );
        check(
            "to;status;message\nbob@b.example;bounced;\"550 5.1.1 User unknown\"\neve@c.example;bounced;\"552 5.2.2 Mailbox full\"\nok@c.example;delivered;\"250 2.0.0 OK\"",
            &BOTH,
        );
        check(
            "Recipient,Sender,Reason\nbob@b.example,al@a.example,\"550 5.1.1 User unknown\"\neve@c.example,al@a.example,552 5.2.2 Mailbox full",
            &BOTH,
        );
        check(
            "bob@b.example\t550\t5.1.1\tUser unknown\neve@c.example\t552\t5.2.2\tMailbox full",
            &[
                ("bob@b.example", "550\t5.1.1\tUser unknown"),
                ("eve@c.example", "552\t5.2.2\tMailbox full"),
            ],
        );
    }

    #[test]
    fn other_lines_are_no_rows() {
        check(
            "I wrote to bob@b.example and got 550 5.1.1 no\nThen I wrote again",
            &[],
        );
        check("bob@b.example, eve@c.example\n550 5.1.1 no", &[]);
        check(
            "550 5.1.1 <bob@b.example>, no\n552 5.2.2 <eve@c.example>, no",
            &[],
        );
        check("", &[]);
    }
}
