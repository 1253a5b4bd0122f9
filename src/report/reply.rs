//! Replies inside a text: the piece of it that says most plainly what failed.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    Span,
    extent::{extent, is_wrapped},
    lines::{self, Line, lines},
    marks::MARKS,
    opening::{inside, opening},
    pattern::pattern,
};

/// How far back a sentence is followed, in lines.
const SENTENCE_LINES: usize = 2;

/// How sure it is that a piece is what the failure says. Better ones are greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// The first line that is no politeness.
    Line,
    /// A sentence that words a reason.
    Reason,
    /// A status code in the middle of a line.
    CodeInside,
    /// Words that stand after a mark such as `said:`.
    Said,
    /// A line that opens with a code.
    Code,
    /// A reply with its code, after a mark such as `said:`.
    Reply,
}

/// A piece of text that may be what the failure says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    /// How sure that is.
    pub(super) strength: Strength,
    /// Where it stands.
    pub(super) span: Span,
}

/// Where a piece begins: on which line, and at which byte of the text.
#[derive(Debug, Clone, Copy)]
struct Beginning {
    strength: Strength,
    line: usize,
    start: usize,
}

/// A status code within a line.
static STATUS: LazyLock<Option<Regex>> =
    LazyLock::new(|| pattern(r"(?:^|[\s(\[#:;])[45]\.\d{1,3}\.\d{1,3}(?:$|[\s)\],;:.])"));

/// The piece of a region that says most plainly what failed.
pub(super) fn decisive(text: &str, region: Span) -> Option<Piece> {
    let all = lines(text, region);
    let mut best: Option<Beginning> = None;
    for (number, line) in all.iter().enumerate() {
        let Some(found) = in_line(text, &all, number, line) else {
            continue;
        };
        if best.is_none_or(|known| found.strength > known.strength) {
            best = Some(found);
        }
        if best.is_some_and(|known| known.strength == Strength::Reply) {
            break;
        }
    }
    // Only now: how far a piece goes is the dearest question, and only the best piece is asked it.
    best.map(|piece| {
        let (line, start) = match piece.strength {
            Strength::Reason => sentence(text, &all, piece),
            _ => (piece.line, piece.start),
        };
        Piece {
            strength: piece.strength,
            span: extent(text, &all, line, start),
        }
    })
}

/// The beginning of the sentence that words a reason, where the line before was wrapped in it.
fn sentence(text: &str, all: &[Line<'_>], piece: Beginning) -> (usize, usize) {
    let mut line = piece.line;
    let mut start = piece.start;
    while let Some(pair) = line
        .checked_sub(1)
        .filter(|above| piece.line - above <= SENTENCE_LINES)
        .and_then(|above| all.get(above..=line))
        && let [above, below] = pair
        && start == below.span.start
        // Postfix folds what stands behind a recipient: "<bob@b.example>: connect to b.example[192.0.2.1]:25: Connection".
        && let is_folded = line == 1
            && below.indent > 2
            && below.text.starts_with(|c: char| c.is_ascii_lowercase())
        && (is_folded || below.indent <= above.indent + 1)
        && (is_folded
            || line > 1
            || above.span.start == 0
            || text
                .get(..above.span.start)
                .is_some_and(|before| before.trim_end_matches([' ', '\t']).ends_with('\n')))
        && !above.is_blank()
        && says_something(above.text)
        && !above
            .text
            .ends_with(['.', ':', '!', '?', '。', ':', ',', '*'])
        && !MARKS.is_filler(above.text)
        && !MARKS.is_noise(above.text)
        && lines::addresses(above.text, Span::new(0, above.text.len())).is_empty()
        && is_wrapped(text, above, below)
    {
        line -= 1;
        start = above.span.start;
    }
    (line, start)
}

/// The replies of a text that holds nothing but replies, one entry each; nothing, if it holds other lines or only one.
pub(super) fn list(text: &str, region: Span) -> Vec<Span> {
    let all = lines(text, region);
    let mut found: Vec<Span> = Vec::new();
    for (number, line) in all.iter().enumerate() {
        if line.is_blank() || found.last().is_some_and(|last| line.span.end <= last.end) {
            continue;
        }
        if !opening(line.text).is_some_and(|codes| codes.is_refusal()) {
            return Vec::new();
        }
        found.push(extent(text, &all, number, line.span.start));
    }
    if found.len() > 1 { found } else { Vec::new() }
}

/// The line that at least says that something failed, where no line says why.
pub(super) fn headline(text: &str, region: Span) -> Option<Piece> {
    let all = lines(text, region);
    let says = |line: &&Line<'_>| {
        MARKS.is_filler(line.text)
            && !MARKS.is_noise(line.text)
            && line.text.contains(char::is_alphabetic)
            && !line.text.contains("://")
    };
    let states = |line: &&Line<'_>| {
        says(line) && (MARKS.is_outcome(line.text) || MARKS.reason_in(line.text).is_some())
    };
    let line = all
        .iter()
        .rev()
        .find(states)
        .or_else(|| all.iter().find(says))?;
    Some(Piece {
        strength: Strength::Line,
        span: line.span,
    })
}

/// The best piece that begins on one line.
fn in_line(text: &str, all: &[Line<'_>], number: usize, line: &Line<'_>) -> Option<Beginning> {
    if line.is_blank() || MARKS.is_noise(line.text) {
        return None;
    }
    let piece = |strength, start, line| {
        Some(Beginning {
            strength,
            line,
            start,
        })
    };
    let opens = opening(line.text);
    if let Some(codes) = opens.as_ref().filter(|codes| codes.is_refusal()) {
        let whole = (codes.reply, line.span.start + codes.start, number);
        let (_, start, at) = reply_above(all, number)
            .filter(|_| codes.reply.is_none())
            .unwrap_or(whole);
        return piece(Strength::Code, start, at);
    }
    if let Some(after) = reply_start(line.text) {
        let rest = line.text.get(after..).unwrap_or_default();
        let skipped = rest.len()
            - rest
                .trim_start_matches([' ', '\t', '\'', '"', '‘', '“', '-'])
                .len();
        let rest_start = line.span.start + after + skipped;
        let (start, at) = if rest.trim().len() > skipped.min(1)
            || !rest.trim_matches([' ', '\'', '"', '-']).is_empty()
        {
            (rest_start, number)
        } else {
            let (at, next) = all
                .iter()
                .enumerate()
                .skip(number + 1)
                .find(|(_, next)| !next.is_blank())?;
            let bullet = next.text.len() - next.text.trim_start_matches(['-', ' ', '*']).len();
            (next.span.start + bullet, at)
        };
        let words = text.get(start..).unwrap_or_default();
        let words = words.split('\n').next().unwrap_or_default();
        match opening(words) {
            Some(codes) if codes.is_refusal() => {
                return piece(Strength::Reply, start + codes.start, at);
            }
            Some(_) => return None,
            None if words.chars().filter(|c| c.is_alphabetic()).count() >= 4
                && !MARKS.is_filler(words) =>
            {
                if let Some(inside) = inside(words).next() {
                    return piece(Strength::Reply, start + inside, at);
                }
                return piece(Strength::Said, start, at);
            }
            None => {}
        }
    }
    // A greeting and replies after it on one line: only what was refused counts.
    if let Some(reply) = opens.and_then(|codes| codes.reply) {
        let refused = inside(line.text).next().filter(|_| reply == 220);
        return refused.and_then(|start| piece(Strength::Code, line.span.start + start, number));
    }
    if let Some(start) = inside(line.text).next() {
        return piece(Strength::Code, line.span.start + start, number);
    }
    if STATUS
        .as_ref()
        .is_some_and(|status| status.is_match(line.text))
        && !MARKS.is_filler(line.text)
    {
        return piece(Strength::CodeInside, line.span.start, number);
    }
    if MARKS.is_filler(line.text) || is_name(line.text) {
        return None;
    }
    if let Some(reason) = MARKS.reason_in(line.text) {
        let start = sentence_start(line.text, reason.start);
        return piece(Strength::Reason, line.span.start + start, number);
    }
    says_something(line.text)
        .then_some(())
        .and_then(|()| piece(Strength::Line, line.span.start, number))
}

/// The reply code at the end of the line above, where a report was wrapped between it and the enhanced one.
fn reply_above(all: &[Line<'_>], number: usize) -> Option<(Option<u16>, usize, usize)> {
    let number = number.checked_sub(1)?;
    let above = all.get(number)?;
    let (before, last) = above.text.rsplit_once([' ', ':'])?;
    let codes = opening(last).filter(|codes| last.len() == 3 && codes.is_refusal())?;
    let is_announced =
        before.trim_end().ends_with(':') || above.text.ends_with(&format!(":{last}"));
    is_announced.then_some((codes.reply, above.span.end - last.len(), number))
}

/// Whether a line holds words: a rule does not, nor a name alone. Chinese words stand without blanks between them.
fn says_something(line: &str) -> bool {
    let mut words = line.split_whitespace().filter(|word| !word.contains('@'));
    let first = words.next().unwrap_or_default();
    line.contains(char::is_alphabetic) && (words.next().is_some() || !first.is_ascii())
}

/// Where the words of the other server begin: behind the first mark that a refusal follows, else behind the last mark.
fn reply_start(line: &str) -> Option<usize> {
    let starts = MARKS.reply_starts(line);
    let refuses = |at: &&usize| {
        let words = line.get(**at..).unwrap_or_default();
        opening(words).is_some_and(|codes| codes.is_refusal())
    };
    starts.iter().find(refuses).or(starts.last()).copied()
}

/// Whether nothing but an address, a host or a link stands on the line.
fn is_name(line: &str) -> bool {
    let bare = line.trim_matches(['<', '>', '"', '\'', ':', ' ', '(', ')', '-', '*', '.']);
    let is_link = bare.starts_with("http://") || bare.starts_with("https://");
    !bare.contains(char::is_whitespace)
        && (bare.contains('@') || lines::is_host(bare) || is_link || bare.is_empty())
}

/// Where the sentence begins that holds the place; a line of ordinary length is taken whole.
fn sentence_start(line: &str, at: usize) -> usize {
    if line.len() <= 160 {
        return 0;
    }
    let before = line.get(..at).unwrap_or_default();
    before.rfind(". ").map_or(0, |dot| dot + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let whole = Span::new(0, text.len());
        let found = decisive(text, whole).map(|piece| piece.span.of(text));
        assert_eq!(
            found,
            Some(expected).filter(|words| !words.is_empty()),
            "{text}"
        );
    }

    #[test]
    fn the_reply_is_cut_out_of_what_stands_around() {
        check(
            "host mx.example.net[192.0.2.1] said: 550 5.1.1 no such user (in reply to RCPT TO command)",
            "550 5.1.1 no such user",
        );
        check(
            "    (reason: 550 5.1.1 <a@b.example>... User (x) unknown)",
            "550 5.1.1 <a@b.example>... User (x) unknown",
        );
        check(
            "Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; x'",
            "550 5.1.10 RESOLVER.ADR.RecipientNotFound; x",
        );
        check(
            "#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##",
            "#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found",
        );
        check("Remote host said:\n550 no user\n[RCPT_TO]", "550 no user");
        check(
            "I get this: 550 5.7.1 Unable to relay",
            "550 5.7.1 Unable to relay",
        );
    }

    #[test]
    fn lines_of_one_reply_are_one_piece() {
        check(
            "550-5.7.1 one\n550-5.7.1 two\n550 5.7.1 three\n250 ok",
            "550-5.7.1 one\n550-5.7.1 two\n550 5.7.1 three",
        );
        check(
            "<bob@b.example>: host mx.b.example[192.0.2.25] refused to talk to me: 554\n    5.7.1 Service unavailable; Client host [198.51.100.7] blocked using\n    bl.example.com",
            "554\n    5.7.1 Service unavailable; Client host [198.51.100.7] blocked using\n    bl.example.com",
        );
        check(
            "    host a.example [192.0.2.1]: 550 Requested action not taken:\n    mailbox unavailable",
            "550 Requested action not taken:\n    mailbox unavailable",
        );
    }

    #[test]
    fn without_a_code_the_sentence_with_the_reason_is_taken() {
        check(
            "Hello.\nThe account does not exist",
            "The account does not exist",
        );
        check("", "");
        check("250 2.0.0 Ok", "");
    }
}
