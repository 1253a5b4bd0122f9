//! Who wrote the report, whose words the refusal is, and whose side refused.

use std::{net::IpAddr, sync::LazyLock};

use aho_corasick::AhoCorasick;

use super::{Because, RefusedBy, SystemAt, SystemKind, Systems};
use crate::{
    codes::Code,
    report::{Failure, Found, Report, SectionKind, Span},
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
    let generator = generator(report, failure, systems);
    let worded = speaker(report, failure, systems);
    let quotes_other = differ(generator.as_ref(), worded.as_ref(), systems);
    let refused_by = refused_by(report, failure, codes, generator.is_some(), quotes_other);
    let speaker = worded.or_else(|| {
        generator
            .clone()
            .filter(|_| refused_by.because == Because::NoOtherServerNamed)
    });
    Parties {
        generator,
        speaker,
        refused_by,
    }
}

/// Whether the refusal is worded by another mail system than the one that wrote the report. A filter in front of a server
/// hands on that server's words, and systems of one family speak alike: there the words prove nothing.
fn differ(generator: Option<&SystemAt>, speaker: Option<&SystemAt>, systems: &Systems) -> bool {
    let known = |at: Option<&SystemAt>| {
        at.and_then(|at| at.id.as_ref())
            .and_then(|id| systems.get(id.as_str()))
    };
    let (Some(writer), Some(speaker)) = (known(generator), known(speaker)) else {
        return false;
    };
    let is_mail_system = |kind| matches!(kind, SystemKind::Server | SystemKind::Provider);
    writer.id != speaker.id
        && is_mail_system(writer.kind)
        && (is_mail_system(speaker.kind) || speaker.kind == SystemKind::Gateway)
        && (writer.family.is_none() || writer.family != speaker.family)
}

/// The system that wrote the report: its marks anywhere but in the returned message, or else the host that names itself.
fn generator(report: &Report, failure: &Failure, systems: &Systems) -> Option<SystemAt> {
    let host = failure.reported_by.as_ref();
    // One company's own hosts say more than the words of the program it runs.
    let provider = host
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
    quotes_other: bool,
) -> RefusedBy {
    let reported_by = failure.reported_by.clone();
    let said_by = failure.said_by.clone();
    let quotes = |test: fn(Code) -> bool| {
        codes
            .iter()
            .any(|code| test(code.value) && failure.quoted.contains(code.span))
    };
    let replied = quotes(|code| matches!(code, Code::Reply(_)));
    // A system that gives up in words of its own gives them codes too, of the network class (RFC 3463 section 3.5).
    let gave_up = said_by.is_none()
        && quotes(|code| matches!(code, Code::Enhanced(code) if code.subject() == 4));
    let unanswered = nobody_answered(failure.quoted.of(&report.text)).is_some();
    let reported = report.kind == Kind::Bounce && (generated || reported_by.is_some());
    let (party, host, because) = match &said_by {
        _ if unanswered && (!replied || gave_up) => {
            (Party::Network, said_by, Because::NobodyAnswered)
        }
        // A program's box quotes the first server it spoke to, and that is the sender's own.
        said_by_first_hop if failure.from_client => {
            (Party::Own, said_by_first_hop.clone(), Because::FirstHop)
        }
        Some(said)
            if is_this_machine(&said.value)
                || reported_by
                    .as_ref()
                    .is_some_and(|own| own.value.eq_ignore_ascii_case(&said.value)) =>
        {
            (Party::Own, said_by, Because::NoOtherServerNamed)
        }
        Some(_) => (Party::Remote, said_by, Because::AnotherHostSaid),
        None if failure.said_elsewhere => (Party::Remote, None, Because::AnotherHostSaid),
        None if failure.from_own_log => (Party::Own, reported_by, Because::OwnLog),
        None if reported && replied && quotes_other => {
            (Party::Remote, None, Because::WordsOfAnotherSystem)
        }
        None if reported => (Party::Own, reported_by, Because::NoOtherServerNamed),
        None => (Party::Unknown, None, Because::NothingTells),
    };
    RefusedBy {
        party,
        host,
        because,
    }
}

/// A filter or a mailbox server on the same machine.
fn is_this_machine(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host
            .parse()
            .is_ok_and(|address: IpAddr| address.is_loopback())
}

/// Where the text says that no connection came about or that DNS did not answer.
fn nobody_answered(text: &str) -> Option<Span> {
    static WORDINGS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
        let lines = include_str!("nobody_answered.txt").lines();
        let wordings = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(wordings)
            .ok()
    });
    let hit = WORDINGS.as_ref()?.find(text)?;
    Some(Span::new(hit.start(), hit.end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_connection_is_nobody_s_refusal() {
        assert!(
            nobody_answered("connect to mx.example.net[192.0.2.1]:25: Connection timed out")
                .is_some()
        );
        assert!(nobody_answered("Host or domain name not found. Name service error").is_some());
        assert!(nobody_answered("User unknown").is_none());
    }
}
