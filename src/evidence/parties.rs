//! Who wrote the report, whose words the refusal is, and whose side refused.

use std::{net::IpAddr, sync::LazyLock};

use aho_corasick::AhoCorasick;

use super::{
    Because, RefusedBy, System, SystemAt, SystemKind, Systems,
    values::{domain_of, field_address, sender},
};
use crate::{
    codes::Code,
    report::{Failure, Found, Report, SectionKind, Span, WrittenBy},
    vocabulary::{Kind, Party},
};

/// The parties of a failure.
pub(super) struct Parties {
    pub(super) generator: Option<SystemAt>,
    pub(super) speaker: Option<SystemAt>,
    pub(super) refused_by: RefusedBy,
}

pub(super) fn of(
    report: &Report,
    failure: &Failure,
    codes: &[Found<Code>],
    systems: &Systems,
) -> Parties {
    let daemon = daemon_host(report, systems);
    let generator = generator(report, failure, daemon.as_ref(), systems);
    let worded = speaker(report, failure, systems);
    let whose = if differ(generator.as_ref(), worded.as_ref(), systems) {
        Whose::AnotherSystem
    } else if alike(generator.as_ref(), worded.as_ref(), systems) {
        Whose::Reporter
    } else if worded.is_none() && passed_on(failure, generator.as_ref(), daemon.as_ref(), systems) {
        Whose::NextServer
    } else {
        Whose::Untold
    };
    let serves = systems.serves_recipient(failure.quoted.of(&report.text));
    let refused_by = refused_by(report, failure, codes, generator.is_some(), (whose, serves));
    let names_no_other = match refused_by.because {
        Because::NoOtherServerNamed | Because::RecipientsServer => true,
        Because::NothingTells => report.kind == Kind::Bounce,
        _ => false,
    };
    let itself = generator.clone().filter(|_| names_no_other);
    let speaker = match (worded, itself) {
        // Its words, and no other server's: so it is that host that spoke.
        (Some(worded), Some(itself)) if worded.id == itself.id && worded.host.is_none() => {
            Some(SystemAt {
                host: itself.host,
                ..worded
            })
        }
        (worded, itself) => worded.or(itself),
    };
    Parties {
        generator,
        speaker,
        refused_by,
    }
}

/// Whose the words of a refusal are, going by the system that wrote the report.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    /// Another mail system's.
    AnotherSystem,
    /// That system's own, or of one of its family.
    Reporter,
    /// Of the server that the service which reports carries the mail to.
    NextServer,
    /// They do not tell.
    Untold,
}

fn known<'s>(at: Option<&SystemAt>, systems: &'s Systems) -> Option<&'s System> {
    systems.get(at?.id.as_ref()?.as_str())
}

/// Whether both are one system or of one family.
fn alike(one: Option<&SystemAt>, other: Option<&SystemAt>, systems: &Systems) -> bool {
    known(one, systems)
        .zip(known(other, systems))
        .is_some_and(|(one, other)| {
            one.id == other.id || one.family.is_some() && one.family == other.family
        })
}

/// Whether the service that reports only carries mail to that recipient.
fn passed_on(
    failure: &Failure,
    generator: Option<&SystemAt>,
    daemon: Option<&Found<String>>,
    systems: &Systems,
) -> bool {
    let host = failure.reported_by.as_ref().or(daemon);
    known(generator, systems)
        .zip(host)
        .is_some_and(|(system, host)| {
            let recipients = failure.recipients.iter();
            !failure.recipients.is_empty()
                && recipients
                    .map(|recipient| &recipient.value)
                    .all(|recipient| system.passes_on(&host.value, recipient))
        })
}

/// The domain of the mail server's account that the report is from.
fn daemon_host(report: &Report, systems: &Systems) -> Option<Found<String>> {
    let heads = report
        .sections
        .iter()
        .filter(|section| section.kind == SectionKind::Headers);
    let address = heads
        .filter_map(|section| field_address(report, section.span, &["from:"]))
        .find(|address| {
            let name = address.value.split('@').next().unwrap_or_default();
            systems.is_daemon(name)
        })?;
    domain_of(&address)
}

/// Whether the refusal is worded by another mail system than the one that wrote the report. A filter in front of a server
/// hands on that server's words, and systems of one family speak alike: there the words prove nothing.
fn differ(generator: Option<&SystemAt>, speaker: Option<&SystemAt>, systems: &Systems) -> bool {
    let (Some(writer), Some(speaker)) = (known(generator, systems), known(speaker, systems)) else {
        return false;
    };
    let is_mail_system = |kind| matches!(kind, SystemKind::Server | SystemKind::Provider);
    // A service has its customers' servers behind it; an appliance stands beside the one that it reports for.
    let is_service = writer.kind == SystemKind::Gateway && !writer.hosts.is_empty();
    writer.id != speaker.id
        && (is_mail_system(writer.kind) || is_service)
        && (is_mail_system(speaker.kind) || speaker.kind == SystemKind::Gateway)
        && (writer.family.is_none() || writer.family != speaker.family)
}

/// The system that wrote the report: its marks anywhere but in the returned message, or else the host that names itself.
fn generator(
    report: &Report,
    failure: &Failure,
    daemon: Option<&Found<String>>,
    systems: &Systems,
) -> Option<SystemAt> {
    let host = failure.reported_by.as_ref();
    // One company's own hosts say more than the words of the program it runs.
    let provider = host
        .or(daemon)
        .and_then(|host| Some((systems.of_host(&host.value)?, host.span)))
        .filter(|(system, _)| matches!(system.kind, SystemKind::Provider | SystemKind::Gateway));
    let marked = report
        .sections
        .iter()
        .filter(|section| section.kind != SectionKind::Original)
        .filter_map(|section| systems.writer_of(section.span.of(&report.text), section.span.start))
        .max_by_key(|(_, span)| (span.end - span.start, usize::MAX - span.start));
    let by_host = || host.and_then(|host| Some((systems.of_host(&host.value)?, host.span)));
    let (system, mark) = provider
        .or(marked)
        .or_else(by_host)
        .map(|(system, mark)| (system.id.clone(), mark))
        .unzip();
    (system.is_some() || host.is_some()).then(|| SystemAt {
        id: system,
        host: host.map(|host| host.value.clone()),
        mark: mark.or(host.map(|host| host.span)),
    })
}

/// The system whose words the refusal is: its wording, or else the host that is named as having said it.
fn speaker(report: &Report, failure: &Failure, systems: &Systems) -> Option<SystemAt> {
    let host = failure.said_by.as_ref();
    let worded = systems.speaker_of(failure.quoted.of(&report.text), failure.quoted.start);
    let by_host = || host.and_then(|host| Some((systems.of_host(&host.value)?, host.span)));
    let (system, mark) = worded
        .or_else(by_host)
        .map(|(system, mark)| (system.id.clone(), mark))
        .unzip();
    (system.is_some() || host.is_some()).then(|| SystemAt {
        id: system,
        host: host.map(|host| host.value.clone()),
        mark: mark.or(host.map(|host| host.span)),
    })
}

fn refused_by(
    report: &Report,
    failure: &Failure,
    codes: &[Found<Code>],
    generated: bool,
    (whose, serves): (Whose, bool),
) -> RefusedBy {
    let reported_by = failure.reported_by.clone();
    let said_by = failure.said_by.clone();
    let quotes = |test: fn(Code) -> bool| {
        codes
            .iter()
            .any(|code| test(code.value) && failure.quoted.contains(code.span))
    };
    let replied = quotes(|code| matches!(code, Code::Reply(_)));
    let worded = replied || quotes(|code| matches!(code, Code::Enhanced(_)));
    // A system that gives up in words of its own gives them codes too, of the network class (RFC 3463 section 3.5).
    // So does one that names in them the host it tried; whether that answered is another question.
    let names_host = said_by
        .as_ref()
        .is_some_and(|host| failure.quoted.contains(host.span));
    let gave_up = (said_by.is_none() || names_host || whose == Whose::Reporter)
        && quotes(|code| matches!(code, Code::Enhanced(code) if code.subject() == 4));
    let says =
        |span: Span, wordings: &LazyLock<Wordings>| found_in(span.of(&report.text), wordings);
    let by_program = says(failure.quoted, &OWN_PROGRAM);
    // A certificate comes from somebody who answered.
    let answered = said_by.is_some() && says(failure.quoted, &SOMEBODY);
    let unanswered = says(failure.quoted, &SURELY_NOBODY)
        || (!replied || gave_up) && says(failure.quoted, &NOBODY)
        || gave_up
            && failure
                .context
                .iter()
                .any(|span| says(*span, &SURELY_NOBODY));
    let reported = report.kind == Kind::Bounce && (generated || reported_by.is_some());
    let (party, host, because) = match &said_by {
        _ if unanswered && !by_program && !answered => {
            (Party::Network, said_by, Because::NobodyAnswered)
        }
        // A program's box quotes the first server it spoke to, and that is the sender's own.
        said_by_first_hop if failure.written_by == WrittenBy::Client => {
            (Party::Own, said_by_first_hop.clone(), Because::FirstHop)
        }
        _ if failure.written_by == WrittenBy::Receiver => {
            (Party::Own, reported_by, Because::ReceivingLog)
        }
        Some(said)
            if is_this_machine(&said.value)
                || reported_by
                    .as_ref()
                    .is_some_and(|own| is_same_host(&own.value, &said.value)) =>
        {
            let because = if failure.written_by == WrittenBy::Server {
                Because::OwnLog
            } else {
                Because::NoOtherServerNamed
            };
            (Party::Own, said_by, because)
        }
        Some(_) if !names_host || answered => (Party::Remote, said_by, Because::AnotherHostSaid),
        _ if failure.said_elsewhere => (Party::Remote, None, Because::AnotherHostSaid),
        _ if failure.written_by == WrittenBy::Server => (Party::Own, reported_by, Because::OwnLog),
        _ if reported && worded && whose == Whose::AnotherSystem => {
            (Party::Remote, None, Because::WordsOfAnotherSystem)
        }
        _ if reported && replied && !gave_up && whose == Whose::NextServer => {
            (Party::Remote, None, Because::PassedOn)
        }
        _ if reported => match of_recipients(report, failure) {
            Some(Known::Other) => (Party::Remote, reported_by, Because::RecipientsServer),
            Some(Known::Not) => (Party::Unknown, None, Because::NothingTells),
            None if serves && is_from_elsewhere(report, failure) => {
                (Party::Own, reported_by, Because::ServesRecipient)
            }
            Some(Known::Same) | None => (Party::Own, reported_by, Because::NoOtherServerNamed),
        },
        _ => (Party::Unknown, None, Because::NothingTells),
    };
    RefusedBy {
        party,
        host,
        because,
    }
}

/// What is known of a sender whose mail a server of the recipients' own domain reports on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    /// The sender is of that domain too.
    Same,
    /// The sender is of another one.
    Other,
    /// The text does not tell.
    Not,
}

/// Whether the sender is of none of the recipients' domains.
fn is_from_elsewhere(report: &Report, failure: &Failure) -> bool {
    let domain =
        |address: &Found<String>| domain_of(address).map(|found| found.value.to_lowercase());
    let own = sender(report, failure).as_ref().and_then(domain);
    let mut others = failure.recipients.iter().filter_map(domain).peekable();
    own.is_some_and(|own| others.peek().is_some() && others.all(|other| other != own))
}

/// Whether the server that reports is of the domain of all whom it reports on, so that it need not be the sender's.
fn of_recipients(report: &Report, failure: &Failure) -> Option<Known> {
    let host = failure.reported_by.as_ref()?.value.to_lowercase();
    let is_of = |address: &Found<String>| {
        let domain = domain_of(address).map(|domain| domain.value.to_lowercase());
        domain.is_some_and(|domain| {
            let rest = host.strip_suffix(&domain);
            rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        })
    };
    let mut recipients = report.failures.iter().flat_map(|other| &other.recipients);
    if failure.recipients.is_empty() || !recipients.all(is_of) {
        return None;
    }
    let mut heads = report.sections.iter();
    // A report goes to the sender.
    let told = heads
        .find(|section| section.kind == SectionKind::Headers)
        .and_then(|section| field_address(report, section.span, &["to:"]));
    Some(match sender(report, failure).or(told) {
        Some(sender) if is_of(&sender) => Known::Same,
        Some(_) => Known::Other,
        None => Known::Not,
    })
}

/// Whether both names are one host's. Logs name their host without its domain.
fn is_same_host(own: &str, other: &str) -> bool {
    let first = |name: &str| name.split('.').next().unwrap_or_default().to_lowercase();
    own.eq_ignore_ascii_case(other) || !own.contains('.') && first(own) == first(other)
}

/// A filter or a mailbox server on the same machine.
fn is_this_machine(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host
            .parse()
            .is_ok_and(|address: IpAddr| address.is_loopback())
}

type Wordings = Option<AhoCorasick>;

/// Words that say that no connection came about or that DNS did not answer.
static NOBODY: LazyLock<Wordings> =
    LazyLock::new(|| wordings(|line| Some(line).filter(|line| !line.starts_with(['!', '-', '+']))));

/// Those of them that no server says of itself in a reply.
static SURELY_NOBODY: LazyLock<Wordings> =
    LazyLock::new(|| wordings(|line| line.strip_prefix("! ")));

/// Words of a program on the own machine, whose connections are not those of the mail.
static OWN_PROGRAM: LazyLock<Wordings> = LazyLock::new(|| wordings(|line| line.strip_prefix("- ")));

/// Words that show that somebody answered, whatever else they say.
static SOMEBODY: LazyLock<Wordings> = LazyLock::new(|| wordings(|line| line.strip_prefix("+ ")));

fn wordings(kept: impl Fn(&'static str) -> Option<&'static str>) -> Wordings {
    let lines = include_str!("nobody_answered.txt").lines();
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build(lines.filter_map(kept))
        .ok()
}

/// Whether one of the wordings stands in the text, which may be wrapped.
fn found_in(text: &str, wordings: &LazyLock<Wordings>) -> bool {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    wordings
        .as_ref()
        .is_some_and(|wordings| wordings.is_match(&line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_connection_is_nobody_s_refusal() {
        let timed_out = "connect to mx.example.net[192.0.2.1]:25: Connection timed out";
        assert!(found_in(timed_out, &NOBODY) && !found_in(timed_out, &SURELY_NOBODY));
        assert!(found_in(
            "Host or domain name not found. Name service error",
            &NOBODY
        ));
        let unknown = "550 Host unknown (Name server: b.example: no data known)";
        assert!(found_in(unknown, &SURELY_NOBODY));
        assert!(found_in("Connection\n    refused", &NOBODY));
        assert!(!found_in("User unknown", &NOBODY));
    }
}
