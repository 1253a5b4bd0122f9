//! The turns of an SMTP dialogue: which lines are commands and which are replies, however a program prints them.

use std::{collections::BTreeMap, sync::LazyLock};

use regex::{Captures, Regex};

use super::{
    Found, Span, WrittenBy,
    lines::{self, Line},
    log::step_of,
    log_table::LOGS,
    pattern::pattern,
};
use crate::vocabulary::Step;

/// Which cells of a row in a protocol log hold its session and its event.
const SESSION: usize = 2;
const EVENT: usize = 6;

/// What stands before a line when a program prints the dialogue: direction marks, times, quotation marks.
static PREFIX: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:\[?\d{4}-\d\d-\d\d[T ][\d:.,]+Z?\]?,?\s*|\[?\d\d:\d\d:\d\d[.\d]*\]?\s*)?",
        r"(?:(?P<connector>[^,]{0,80}),[^,]{0,40},\d+,[^,]{0,60},(?P<remote>[^,]{0,60}),(?P<event>[<>*+-]),",
        r"|(?:\[?(?:INFO|DEBUG)\]?\s*)?(?P<arrow><\*\*|<~\*|<-|->|~>|<~|<<<|>>>|<<|>>|<|>|\*\*\*|\*)\s+",
        r"|(?P<side>(?i:SERVER -> CLIENT|CLIENT -> SERVER|SMTP -> FROM SERVER|SMTP -> get_lines\(\)|in|out|c|s|client|server|reply|send|data))\s?:\s*",
        r#")?(?:b?['"])?"#
    ))
});

static COMMAND: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"^(?i:(?P<verb>HELO|EHLO|LHLO|STARTTLS|AUTH|MAIL FROM|RCPT TO|DATA|BDAT|QUIT|RSET|NOOP|VRFY|EXPN|HELP|XCLIENT)\b|(?P<dot>\.)$)",
    )
});

static REPLY: LazyLock<Option<Regex>> =
    LazyLock::new(|| pattern(r"^(?P<code>[2-5]\d\d)(?:[- ]|$)"));

/// One turn of a dialogue.
pub(super) enum Said {
    /// A command of the client.
    Command {
        step: Option<Step>,
        span: Span,
        recipient: Option<Found<String>>,
    },
    /// A reply, all its lines, its code, and what the row of a protocol log tells of it.
    Reply {
        span: Span,
        code: u16,
        row: Option<Row>,
    },
}

/// A row of a server's protocol log.
#[derive(Clone)]
pub(super) struct Row {
    /// Who wrote the reply down: the server that gave it, or the one that got it.
    pub(super) written_by: WrittenBy,
    /// The address of the other server, where it is the one that gave the reply.
    pub(super) said_by: Option<Found<String>>,
}

/// The lines of a protocol log by the sessions that they name, in the order of the first line of each.
pub(super) fn sessions(all: Vec<Line<'_>>) -> Vec<Vec<Line<'_>>> {
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    let mut found: Vec<Vec<Line<'_>>> = Vec::new();
    let mut last = 0;
    for line in all {
        let mut cells = line.text.split(',').skip(SESSION);
        let named = cells.next();
        let event = cells.nth(EVENT - SESSION - 1);
        // What is no row goes on with the row above it.
        if let (Some(named), Some("<" | ">" | "*" | "+" | "-")) = (named, event) {
            last = *places.entry(named).or_insert(found.len());
        }
        match found.get_mut(last) {
            Some(session) => session.push(line),
            None => found.push(vec![line]),
        }
    }
    found
}

/// The commands and replies of the text, in order. What is neither is passed over.
pub(super) fn turns(text: &str, all: &[Line<'_>]) -> Vec<Said> {
    let (Some(prefix), Some(command), Some(reply)) =
        (PREFIX.as_ref(), COMMAND.as_ref(), REPLY.as_ref())
    else {
        return Vec::new();
    };
    let mut found: Vec<Said> = Vec::new();
    let mut going_on: Option<u16> = None;
    let mut in_body = false;
    for line in all {
        if line.is_blank() {
            continue;
        }
        let prefix = prefix.captures(line.text);
        let skipped = prefix
            .as_ref()
            .and_then(|hit| hit.get(0))
            .map_or(0, |hit| hit.end());
        let words = line.text.get(skipped..).unwrap_or_default();
        let start = line.span.end - words.len();
        if let Some(hit) = reply.captures(words) {
            let code: u16 = hit
                .name("code")
                .and_then(|code| code.as_str().parse().ok())
                .unwrap_or(0);
            let is_first = going_on != Some(code);
            going_on = (words.as_bytes().get(3) == Some(&b'-')).then_some(code);
            in_body = code == 354;
            let end = start + words.trim_end_matches(['\'', '"', ',', '\\']).len();
            match found.last_mut() {
                Some(Said::Reply { span, .. }) if !is_first => span.end = end,
                _ => found.push(Said::Reply {
                    span: Span::new(start, end),
                    code,
                    row: prefix.and_then(|hit| row(line, &hit)),
                }),
            }
            continue;
        }
        going_on = None;
        let Some(hit) = command.captures(words) else {
            // A reply of nothing but a rule: its words stand below it.
            if let Some(Said::Reply { span, .. }) = found.last_mut()
                && !span.of(text).contains(char::is_alphabetic)
            {
                span.end = line.span.end;
            }
            continue;
        };
        let dot = hit.name("dot").is_some();
        if in_body && !dot {
            continue;
        }
        in_body = false;
        let verb = hit
            .name("verb")
            .map(|verb| verb.as_str().split(' ').next().unwrap_or_default());
        let span = lines::bounded(text, Span::new(start, line.span.end), 200);
        let recipient = verb
            .filter(|verb| verb.eq_ignore_ascii_case("rcpt"))
            .and_then(|_| {
                let address = lines::addresses(text, span).into_iter().next()?;
                Some(Found::new(address.of(text).to_owned(), address))
            });
        found.push(Said::Command {
            step: if dot {
                Some(Step::EndOfData)
            } else {
                verb.and_then(step_of)
            },
            span,
            recipient,
        });
    }
    found
}

/// What the row of a protocol log says of a reply; nothing, if the line is no such row.
fn row(line: &Line<'_>, prefix: &Captures<'_>) -> Option<Row> {
    let (connector, remote) = (prefix.name("connector")?, prefix.name("remote")?);
    let address = remote.as_str();
    let host = address.rsplit_once(':').map_or(address, |(host, _)| host);
    let start = line.span.start + remote.start();
    let said_by = lines::is_host(host)
        .then(|| Found::new(host.to_owned(), Span::new(start, start + host.len())));
    Some(match prefix.name("event")?.as_str() {
        "<" => Row {
            written_by: WrittenBy::Server,
            said_by,
        },
        _ if LOGS.submission.is_match(connector.as_str()) => Row {
            written_by: WrittenBy::Server,
            said_by: None,
        },
        _ => Row {
            written_by: WrittenBy::Receiver,
            said_by: None,
        },
    })
}
