//! Whom a report is about where no line of it opens with a recipient.

use super::{Found, SectionKind, Span, draft::Draft, human, lines};

/// The recipients that the header names, else the sentences of a region, else its lists, else the refusal itself, else
/// the header of the message that came back. Only what can be nobody else is taken from the last two.
pub(super) fn of(draft: &Draft, region: Span, quoted: Span) -> Vec<Found<String>> {
    let text = &draft.text;
    let mut found = field(draft, SectionKind::Headers, "x-failed-recipients:");
    let sources: [&dyn Fn() -> Vec<Found<String>>; 4] = [
        &|| human::named(text, region),
        &|| human::listed(text, region),
        &|| {
            let named = addresses(text, quoted).into_iter();
            only(
                draft,
                named
                    .filter(|found| !is_of_sender(text, found.span))
                    .collect(),
            )
        },
        &|| only(draft, field(draft, SectionKind::Original, "to:")),
    ];
    for source in sources {
        if found.is_empty() {
            found = source();
        }
    }
    found
}

/// The one address, unless it is the sender's, who is told of the failure.
fn only(draft: &Draft, found: Vec<Found<String>>) -> Vec<Found<String>> {
    let told = field(draft, SectionKind::Headers, "to:");
    let is_sender = |address: &Found<String>| {
        told.iter()
            .chain(&field(draft, SectionKind::Original, "from:"))
            .any(|own| own.value.eq_ignore_ascii_case(&address.value))
    };
    if found.len() == 1 && !found.iter().any(is_sender) {
        found
    } else {
        Vec::new()
    }
}

/// Whether the word before the address says that mail comes from it.
fn is_of_sender(text: &str, address: Span) -> bool {
    let before = text.get(..address.start).unwrap_or_default();
    let word = before.trim_end_matches([' ', '\n', '<', '"', '\'']);
    ["from", "by", "sender", "from:", "sender:"]
        .iter()
        .any(|mark| {
            word.len()
                .checked_sub(mark.len())
                .and_then(|at| word.get(at..))
                .is_some_and(|own| own.eq_ignore_ascii_case(mark))
        })
}

/// The addresses in the header field of this name, in all parts of a kind.
fn field(draft: &Draft, kind: SectionKind, name: &str) -> Vec<Found<String>> {
    let text = &draft.text;
    draft
        .spans(kind)
        .into_iter()
        .flat_map(|span| {
            let head = lines::lines(text, span).into_iter();
            head.skip_while(|line| !line.text.contains(':'))
                .take_while(|line| !line.is_blank())
        })
        .filter(|line| {
            let own = line.text.get(..name.len());
            own.is_some_and(|own| own.eq_ignore_ascii_case(name))
        })
        .flat_map(|line| addresses(text, line.span))
        .collect()
}

fn addresses(text: &str, within: Span) -> Vec<Found<String>> {
    lines::addresses(text, within)
        .into_iter()
        .map(|span| Found::new(span.of(text).to_owned(), span))
        .collect()
}
