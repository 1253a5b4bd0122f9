//! Values of the paste that fill the placeholders of an article.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    Values, blocklists, sizes,
    words::{Word, WordKind, words},
};
use crate::{
    pattern::fixed,
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
        sender_domain: sender
            .as_ref()
            .and_then(domain_of)
            .or_else(|| sender_domain(&report.text, failure.quoted)),
        sender,
        remote_host: failure.said_by.clone(),
        own_host: failure.reported_by.clone(),
        // Where nobody answered, the address is that of the server that was to be reached.
        client_ip: client_ip(&report.text, &quoted)
            .filter(|_| party != Party::Network)
            .or_else(|| failure.client.clone()),
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

/// The sender as the returned message's header, the log line or a sentence of the report names it.
pub(super) fn sender(report: &Report, failure: &Failure) -> Option<Found<String>> {
    let header = report
        .sections
        .iter()
        .filter(|section| section.kind == SectionKind::Original)
        .find_map(|section| field_address(report, section.span, &["from:", "return-path:"]));
    header
        .or_else(|| {
            failure.context.iter().find_map(|span| {
                let text = span.of(&report.text);
                let mut marks = ["from=<", " F=<"].iter();
                let start = marks.find_map(|mark| Some(text.find(mark)? + mark.len()))?;
                let address = text.get(start..)?.split_once('>')?.0;
                let start = span.start + start;
                address.contains('@').then(|| {
                    Found::new(address.to_owned(), Span::new(start, start + address.len()))
                })
            })
        })
        .or_else(|| {
            let mut spans = failure.context.iter();
            spans.find_map(|span| named_sender(report, *span))
        })
}

/// The address that words before it call the sender's: "sender address", "sent by", "mail from".
fn named_sender(report: &Report, span: Span) -> Option<Found<String>> {
    let all = words(span.of(&report.text), span.start);
    let text = |place: Option<usize>| Some(all.get(place?)?.text.as_str());
    let is_sender = |place: usize| {
        let before = (text(place.checked_sub(2)), text(place.checked_sub(1)));
        matches!(
            before,
            (_, Some("sender")) | (Some("sender"), Some("address")) | (Some("sent"), Some("by"))
        )
    };
    let mut addresses = (all.iter().enumerate()).filter(|(_, word)| word.kind == WordKind::Address);
    let (_, word) = addresses.find(|(place, _)| is_sender(*place))?;
    Some(Found::new(word.span.of(&report.text).to_owned(), word.span))
}

/// Words behind which a refusal names the domain of the sender.
static SENDER_DOMAIN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let domain = r#"['"<\[(]?((?:[a-z0-9_-]+\.)+[a-z][a-z0-9-]+)\b"#;
    fixed(&format!(
        r#"(?i)\b(?:(?:sending|sender|from) domain:?\s+{domain}|(?:e?-?mails?|messages) from\s+{domain}['">\])]?\s+(?:is|are|was|does|do|not)\b)"#
    ))
});

/// The domain of the sender, where the refusal names it as such: "email from example.org is", "sending domain example.org".
fn sender_domain(text: &str, quoted: Span) -> Option<Found<String>> {
    let hit = SENDER_DOMAIN.as_ref()?.captures(quoted.of(text))?;
    let domain = hit.get(1).or_else(|| hit.get(2))?;
    let span = Span::new(quoted.start + domain.start(), quoted.start + domain.end());
    Some(Found::new(domain.as_str().to_owned(), span))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, sender: Option<&str>, domain: Option<&str>) {
        let report = Report::read(text.as_bytes());
        let failure = report.failures.first().unwrap();
        let found = of(&report, failure, Party::Unknown);
        let value = |found: &Option<Found<String>>| found.as_ref().map(|found| found.value.clone());
        assert_eq!(
            (value(&found.sender), value(&found.sender_domain)),
            (sender.map(str::to_owned), domain.map(str::to_owned)),
            "{text}"
        );
    }

    #[test]
    fn sentences_name_the_sender() {
        check(
            "Sender Address: al@a.example\nRemote server returned '550 5.7.1 Rejected'",
            Some("al@a.example"),
            Some("a.example"),
        );
        check(
            "Message sent by al@a.example\nRemote server returned '550 5.7.1 Rejected'",
            Some("al@a.example"),
            Some("a.example"),
        );
        check("550 5.1.1 <bob@b.example>: unknown", None, None);
    }

    #[test]
    fn refusals_name_the_domain_of_the_sender() {
        check(
            "550 5.7.1 email from uni-a.example is not accepted",
            None,
            Some("uni-a.example"),
        );
        check(
            "550 5.7.26 The sending domain UNI-A.EXAMPLE does not meet the requirements",
            None,
            Some("UNI-A.EXAMPLE"),
        );
        check(
            "550 5.7.1 mail from mail.a.example [192.0.2.1] blocked",
            None,
            None,
        );
    }
}
