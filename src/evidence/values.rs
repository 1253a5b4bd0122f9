//! Values of the paste that fill the placeholders of an article.

use super::{
    Values, blocklists, sizes,
    words::{Word, WordKind, words},
};
use crate::{
    report::{Failure, Found, Report, SectionKind, Span},
    vocabulary::Party,
};

/// Values that the paste names. What could be two things is left out: nothing is guessed.
pub(super) fn of(report: &Report, failure: &Failure, party: Party) -> Values {
    let quoted = words(failure.quoted.of(&report.text), failure.quoted.start);
    let sender = sender(report, failure);
    let recipient = failure
        .recipients
        .first()
        .cloned()
        .or_else(|| only_recipient(&quoted, report));
    Values {
        recipient_domain: recipient.as_ref().and_then(domain_of),
        recipient,
        sender_domain: sender.as_ref().and_then(domain_of),
        sender,
        remote_host: failure.said_by.clone(),
        own_host: failure.reported_by.clone(),
        // Where nobody answered, the address is that of the server that was to be reached.
        client_ip: client_ip(&report.text, &quoted).filter(|_| party != Party::Network),
        listing: blocklists::named(&report.text, failure.quoted, &quoted),
        size_limit: sizes::limit(&report.text, failure.quoted),
        retry_until: failure.retry_until.clone(),
    }
}

/// The domain of an address, where it stands.
pub(super) fn domain_of(address: &Found<String>) -> Option<Found<String>> {
    let (local, domain) = address.value.rsplit_once('@')?;
    let start = address.span.start + local.len() + 1;
    // The span is the address's own only if the text holds it as it is.
    let span = if address.span.end == start + domain.len() {
        Span::new(start, address.span.end)
    } else {
        address.span
    };
    Some(Found::new(domain.to_owned(), span))
}

/// The one address in the refusal, unless the words speak of the sender or of an account.
fn only_recipient(quoted: &[Word], report: &Report) -> Option<Found<String>> {
    let mut addresses = quoted.iter().filter(|word| word.kind == WordKind::Address);
    let (first, second) = (addresses.next()?, addresses.next());
    let of_sender = quoted.iter().any(|word| {
        matches!(
            word.text.as_str(),
            "sender" | "from" | "mailfrom" | "task" | "account"
        )
    });
    (second.is_none() && !of_sender)
        .then(|| Found::new(first.span.of(&report.text).to_owned(), first.span))
}

/// The sender as the returned message's header or the log line names it.
fn sender(report: &Report, failure: &Failure) -> Option<Found<String>> {
    let header = report
        .sections
        .iter()
        .filter(|section| section.kind == SectionKind::Original)
        .find_map(|section| field_address(report, section.span, &["from:", "return-path:"]));
    header.or_else(|| {
        failure.context.iter().find_map(|span| {
            let text = span.of(&report.text);
            let start = text.find("from=<")? + "from=<".len();
            let address = text.get(start..)?.split_once('>')?.0;
            let start = span.start + start;
            address
                .contains('@')
                .then(|| Found::new(address.to_owned(), Span::new(start, start + address.len())))
        })
    })
}

/// The first address in a header field with one of these names.
pub(super) fn field_address(
    report: &Report,
    section: Span,
    names: &[&str],
) -> Option<Found<String>> {
    let mut start = section.start;
    for line in section.of(&report.text).split_inclusive('\n') {
        let fits = names.iter().any(|name| {
            line.get(..name.len())
                .is_some_and(|own| own.eq_ignore_ascii_case(name))
        });
        if fits
            && let Some(word) = words(line, start)
                .into_iter()
                .find(|word| word.kind == WordKind::Address)
        {
            return Some(Found::new(word.span.of(&report.text).to_owned(), word.span));
        }
        start += line.len();
    }
    None
}

/// The address of the client that the refusal names; not the server's own, which stands before the quoted words.
fn client_ip(text: &str, quoted: &[Word]) -> Option<Found<String>> {
    // "host mx.b.example[192.0.2.25] refused to talk": the server's own.
    let of_server = |place: usize| {
        let two = place.checked_sub(2).and_then(|at| quoted.get(at..place));
        matches!(two, Some([role, host]) if host.kind == WordKind::Dotted
            && matches!(role.text.as_str(), "host" | "server" | "to" | "with")
            && quoted.get(place).is_some_and(|word| text.get(host.span.end..word.span.start) == Some("[")))
    };
    let mut addresses = (quoted.iter().enumerate())
        .filter(|(place, word)| word.kind == WordKind::Ip && !of_server(*place))
        .map(|(_, word)| word);
    let first = addresses.next()?;
    addresses
        .all(|other| other.text == first.text)
        .then(|| Found::new(first.text.clone(), first.span))
}
