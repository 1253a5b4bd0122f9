//! Reports in words: which recipient is named, and which words below the name say why.

use std::ops::Range;

use super::{
    Found, Span,
    lines::{self, Line, lines},
    marks::MARKS,
    opening::{Opening, opening},
    recipient_lines::{RECIPIENTS_LIMIT, RecipientLine, recipient_lines},
    reply::{self, Piece, Strength},
};

/// How much of a block is looked at closely, in bytes.
const BLOCK_LIMIT: usize = 8 * 1024;
/// How many other places that tell of a recipient are kept.
const PLACES_LIMIT: usize = 4;

/// What a text says about recipients that stand together.
#[derive(Debug, Clone)]
pub(super) struct Told {
    /// Whom it concerns.
    pub(super) recipients: Vec<Found<String>>,
    /// The words that say why.
    pub(super) piece: Piece,
    /// The lines that belong to these recipients.
    pub(super) block: Span,
    /// Where else they are told about; what stands between belongs to others.
    pub(super) elsewhere: Vec<Span>,
    /// The session with the servers of all recipients, where it stands apart from the block.
    session: Option<Span>,
    /// How they stand together.
    layout: Layout,
    /// The words are a reason, not only the next thing that is said.
    worded: bool,
}

/// How recipients and words stand together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Layout {
    /// By chance, for all that is seen.
    Loose,
    /// As in a report: the words indented below, or the recipients below a line that announces them.
    List,
    /// With a colon between, so that the words are meant as the reason, however they read.
    Announced,
}

impl Told {
    /// Where the session is shown in which these recipients were refused, if any is.
    pub(super) fn session(&self) -> Span {
        self.session.unwrap_or(self.block)
    }

    fn is_about(&self, name: &str) -> bool {
        let mut known = self.recipients.iter();
        known.any(|known| known.value.eq_ignore_ascii_case(name))
    }
}

/// What the words of a region say, one entry for every block of recipients, in order. A recipient that is named twice, at
/// the top for the sender and below for the administrator, has one entry with the plainer words.
pub(super) fn read(text: &str, region: Span) -> Vec<Told> {
    let all = lines(text, region);
    let heads = recipient_lines(text, &all);
    let mut told: Vec<Told> = Vec::new();
    let mut waiting: Vec<(usize, Found<String>)> = Vec::new();
    let start_of = |head: &RecipientLine| all.get(head.line).map(|line| line.span.start);
    let session = session(&all, &heads, region).filter(|_| heads.len() > 1);
    for (place, head) in heads.iter().enumerate() {
        waiting.push((head.line, head.address.clone()));
        let next = heads.get(place + 1);
        let end = next.and_then(start_of).unwrap_or(region.end);
        let below = before_session(text, Span::new(head.rest, end), session);
        let end = below.end;
        let is_empty = below.of(text).chars().all(|c| !c.is_alphanumeric());
        if is_empty && next.is_some() {
            continue;
        }
        let first = waiting.first().map_or(head.line, |(line, _)| *line);
        let start = all.get(first).map_or(head.rest, |line| line.span.start);
        let block = lines::trimmed(text, Span::new(start, end));
        let mut layout = layout(text, &all, first..head.line, head.rest);
        let goes_on = |last: &Told| last.layout == Layout::List && is_apart(&all, first, head);
        if layout == Layout::Loose && told.last().is_some_and(goes_on) {
            layout = Layout::List;
        }
        let names = std::mem::take(&mut waiting).into_iter();
        let names = names.map(|(_, address)| address).collect();
        told.extend(of_block(text, (block, layout), below, names));
        if told.len() >= RECIPIENTS_LIMIT {
            break;
        }
    }
    if told.is_empty() {
        told = by_line(text, &all);
        let mut from = region.start;
        for entry in &mut told {
            entry.block.start = lines::floor(text, entry.block.end.saturating_sub(600)).max(from);
            from = entry.block.end;
        }
    }
    for entry in &mut told {
        entry.session = session.filter(|session| !session.overlaps(entry.block));
    }
    let first = heads.first().and_then(start_of).unwrap_or(region.start);
    prefer_earlier(text, Span::new(region.start, first), &mut told);
    for entry in &mut told {
        entry.worded = entry.piece.strength >= Strength::Reason;
        entry.piece.strength = entry.piece.strength.max(Strength::Reason);
    }
    joined(told)
}

/// The same of a text that need be no report: what has a code, and what is laid out as a report lays it out and gives a
/// reason, or has a neighbour or an author that tells that it is one.
pub(super) fn reported(text: &str, region: Span, has_author: bool) -> Vec<Told> {
    let mut told = read(text, region);
    let is_coded = |entry: &Told| entry.piece.strength >= Strength::CodeInside;
    let is_report = has_author || told.iter().any(is_coded);
    told.retain(|entry| {
        is_coded(entry) || entry.layout > Layout::Loose && (entry.worded || is_report)
    });
    told
}

/// Whether the text is a report that shows the session below its recipients: it is no dialogue of its own.
pub(super) fn shows_session(text: &str, region: Span) -> bool {
    let all = lines(text, region);
    let heads = recipient_lines(text, &all);
    session(&all, &heads, region).is_some()
}

/// The session that a report shows below its recipients.
fn session(all: &[Line<'_>], heads: &[RecipientLine], region: Span) -> Option<Span> {
    let first = heads.first()?.line;
    let mut below = all.iter().skip(first);
    let line = below.find(|line| MARKS.announces_session(line.text))?;
    Some(Span::new(line.span.start, region.end))
}

/// What stands below a recipient without the session of all recipients, where it holds an answer of its own.
fn before_session(text: &str, below: Span, session: Option<Span>) -> Span {
    let Some(session) = session.filter(|session| below.overlaps(*session)) else {
        return below;
    };
    let own = Span::new(below.start, session.start);
    let answers = |piece: Piece| piece.strength >= Strength::Said;
    if reply::decisive(text, own).is_some_and(answers) {
        own
    } else {
        below
    }
}

/// How the recipients on these lines, the last one at the end of the range, stand to the words from `rest` on.
fn layout(text: &str, all: &[Line<'_>], heads: Range<usize>, rest: usize) -> Layout {
    let before = text.get(..rest).unwrap_or_default();
    if before.ends_with([':', ';']) {
        return Layout::Announced;
    }
    let mut below = all.iter().skip(heads.end);
    let indented = below.next().zip(below.next()).is_some_and(|(head, words)| {
        rest == head.span.end && !words.is_blank() && words.indent > head.indent
    });
    let mut above = all.iter().take(heads.start).rev();
    let mut announced = || {
        let line = above.find(|line| !line.is_blank());
        line.is_some_and(|line| MARKS.lists_recipients(line.text))
    };
    if indented || announced() {
        Layout::List
    } else {
        Layout::Loose
    }
}

/// Whether the recipient stands alone on a line below an empty one, as the next entry of a list does.
fn is_apart(all: &[Line<'_>], first: usize, head: &RecipientLine) -> bool {
    let above = first.checked_sub(1).and_then(|above| all.get(above));
    let own = all.get(head.line);
    above.is_some_and(Line::is_blank) && own.is_some_and(|line| line.span.end == head.rest)
}

/// What a block says. Where several recipients stand above one text, each gets the line that names it, if one does.
fn of_block(
    text: &str,
    (block, layout): (Span, Layout),
    below: Span,
    recipients: Vec<Found<String>>,
) -> Vec<Told> {
    let Some(common) = reply::decisive(text, below) else {
        return Vec::new();
    };
    let told = |recipients, piece| Told {
        recipients,
        piece,
        block: window(text, block, common.span),
        elsewhere: Vec::new(),
        session: None,
        layout,
        worded: false,
    };
    let answers = if recipients.len() > 1 {
        by_line(text, &lines(text, below))
    } else {
        Vec::new()
    };
    let mut found = Vec::new();
    let mut rest = Vec::new();
    for address in recipients {
        match answers.iter().find(|own| own.is_about(&address.value)) {
            Some(own) => found.push(told(vec![address], own.piece)),
            None => rest.push(address),
        }
    }
    if !rest.is_empty() {
        found.push(told(rest, common));
    }
    found
}

/// Lines that open with a refusal and name an address right behind it, as in `550 <bob@example.net>... User unknown`.
fn by_line(text: &str, all: &[Line<'_>]) -> Vec<Told> {
    let mut found: Vec<Told> = Vec::new();
    for line in all {
        let bare = line.text.trim_start_matches(['<', ' ']);
        let start = line.span.end - bare.len();
        let Some(codes) = opening(bare).filter(Opening::is_refusal) else {
            continue;
        };
        let rest = bare.get(codes.rest..).unwrap_or_default();
        if !rest
            .trim_start_matches([' ', '<'])
            .split_whitespace()
            .next()
            .is_some_and(|word| word.contains('@'))
        {
            continue;
        }
        let Some(address) = lines::addresses(text, Span::new(start + codes.rest, line.span.end))
            .into_iter()
            .next()
        else {
            continue;
        };
        let span = Span::new(start, line.span.end);
        let Some(piece) = reply::decisive(text, span) else {
            continue;
        };
        let name = address.of(text);
        if found.iter().any(|told| told.is_about(name)) {
            continue;
        }
        found.push(Told {
            recipients: vec![Found::new(name.to_owned(), address)],
            piece,
            block: span,
            elsewhere: Vec::new(),
            session: None,
            layout: Layout::Announced,
            worded: true,
        });
        if found.len() >= RECIPIENTS_LIMIT {
            break;
        }
    }
    found
}

/// Some layouts give the reason before the recipients. It is taken where the words below a recipient say less.
fn prefer_earlier(text: &str, before: Span, told: &mut [Told]) {
    let Some(earlier) =
        reply::decisive(text, before).filter(|piece| piece.strength >= Strength::Reason)
    else {
        return;
    };
    for entry in told {
        let worded = entry.piece.strength == Strength::Reason;
        if entry.piece.strength < Strength::Reason && entry.layout < Layout::Announced
            || worded && earlier.strength >= Strength::CodeInside
        {
            entry.piece = earlier;
            // A list that is named in the reason is what refused, not the address for its commands.
            if let ([named], false) = (lines::addresses(text, earlier.span).as_slice(), worded) {
                entry.recipients = vec![Found::new(named.of(text).to_owned(), *named)];
            }
            entry.block = Span::new(
                lines::floor(text, earlier.span.start.saturating_sub(600)).max(before.start),
                entry.block.end,
            );
        }
    }
}

/// A block cut to a length that is looked at again and again without harm; the quoted words stay inside.
fn window(text: &str, block: Span, quoted: Span) -> Span {
    let start = if quoted.end <= block.start + BLOCK_LIMIT {
        block.start
    } else {
        lines::floor(
            text,
            quoted
                .start
                .saturating_sub(BLOCK_LIMIT / 4)
                .max(block.start),
        )
    };
    lines::bounded(text, Span::new(start, block.end), BLOCK_LIMIT)
}

fn joined(told: Vec<Told>) -> Vec<Told> {
    let mut found: Vec<Told> = Vec::new();
    for entry in told {
        let same = found.iter_mut().find(|known| {
            known.recipients.len() == entry.recipients.len()
                && known
                    .recipients
                    .iter()
                    .zip(&entry.recipients)
                    .all(|(a, b)| a.value.eq_ignore_ascii_case(&b.value))
        });
        match same {
            Some(known) => {
                let says = |told: &Told| (told.piece.strength, told.worded);
                let mut other = entry.block;
                if says(&entry) > says(known) {
                    known.piece = entry.piece;
                    std::mem::swap(&mut known.block, &mut other);
                }
                if known.elsewhere.len() < PLACES_LIMIT {
                    known.elsewhere.push(other);
                }
                known.layout = known.layout.max(entry.layout);
                known.worded |= entry.worded;
            }
            None => found.push(entry),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&[&str], &str)]) {
        let found = read(text, Span::new(0, text.len()));
        let got: Vec<(Vec<&str>, &str)> = found
            .iter()
            .map(|told| {
                (
                    told.recipients
                        .iter()
                        .map(|found| found.span.of(text))
                        .collect(),
                    told.piece.span.of(text),
                )
            })
            .collect();
        let wanted: Vec<(Vec<&str>, &str)> = expected
            .iter()
            .map(|(names, words)| (names.to_vec(), *words))
            .collect();
        assert_eq!(got, wanted, "{text}");
    }

    #[test]
    fn reasons_stand_below_or_beside_their_recipients() {
        check(
            "Hi. This is the qmail-send program at a.example.\n\n<bob@b.example>:\n192.0.2.1 does not like recipient.\nRemote host said: 550 no such user\nGiving up on 192.0.2.1.\n\n<carol@c.example>:\nSorry, I couldn't find any host named c.example. (#5.1.2)\n",
            &[
                (&["bob@b.example"], "550 no such user"),
                (
                    &["carol@c.example"],
                    "Sorry, I couldn't find any host named c.example. (#5.1.2)",
                ),
            ],
        );
        check(
            "  bob@b.example\n    Unrouteable address\n",
            &[(&["bob@b.example"], "Unrouteable address")],
        );
        check(
            "<bob@b.example>: host mx.b.example[192.0.2.1] said: 550 5.1.1 no (in reply to RCPT TO command)",
            &[(&["bob@b.example"], "550 5.1.1 no")],
        );
        check(
            "bob@b.example on Thu, 29 Apr 2010 00:00:00 -0000\n    The recipient name is not recognized\n    MSEXCH:IMS:X 0 (000C05A6)",
            &[(&["bob@b.example"], "The recipient name is not recognized")],
        );
    }

    #[test]
    fn a_transcript_is_shared_out_to_the_recipients_it_names() {
        check(
            "<a@b.example>\n<c@d.example>\n\n   ----- Transcript of session follows -----\n... while talking to b.example:\n>>> RCPT To:<a@b.example>\n<<< 550 <a@b.example>... User unknown\n553 <c@d.example>... Relay denied",
            &[
                (&["a@b.example"], "550 <a@b.example>... User unknown"),
                (&["c@d.example"], "553 <c@d.example>... Relay denied"),
            ],
        );
    }

    #[test]
    fn what_is_told_twice_is_quoted_in_the_plainer_words() {
        check(
            "bob@b.example\nSomething is the matter with the other side.\n\nb.example gave this answer:\n<bob@b.example>: Recipient address rejected: User disabled",
            &[(
                &["bob@b.example"],
                "Recipient address rejected: User disabled",
            )],
        );
    }

    #[test]
    fn a_list_that_is_announced_goes_on_below_its_first_entry() {
        let text = "Delivery has failed to these recipients or groups:\n\nbob@b.example\nThe email address you entered couldn't be found.\n\neve@c.example\nThe recipient's mailbox is full and can't accept messages now.\n";
        let found = reported(text, Span::new(0, text.len()), false);
        let names = found.iter().map(|told| told.recipients[0].value.as_str());
        assert_eq!(
            names.collect::<Vec<_>>(),
            ["bob@b.example", "eve@c.example"]
        );
        let letter = "Bob,\n\nbob@b.example\nis my address, the other user is unknown.";
        assert!(reported(letter, Span::new(0, letter.len()), false).is_empty());
    }

    #[test]
    fn a_reason_may_stand_before() {
        check(
            "Could not be delivered because of\n\n550 5.1.1 User unknown\n\nThe following recipients were affected:\n  bob@b.example\n\nAdditional Information",
            &[(&["bob@b.example"], "550 5.1.1 User unknown")],
        );
    }
}
