//! Who wrote the report, whose words the refusal is, and whose side refused.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::{Because, RefusedBy, SystemAt, Systems};
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
    let refused_by = refused_by(report, failure, codes, generator.is_some());
    let speaker = speaker(report, failure, systems).or_else(|| {
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

/// The system that wrote the report: its marks anywhere but in the returned message, or else the host that names itself.
fn generator(report: &Report, failure: &Failure, systems: &Systems) -> Option<SystemAt> {
    let host = failure.reported_by.as_ref();
    let marked = report
        .sections
        .iter()
        .filter(|section| section.kind != SectionKind::Original)
        .filter_map(|section| systems.writer_of(section.span.of(&report.text), section.span.start))
        .max_by_key(|(_, span)| (span.end - span.start, usize::MAX - span.start));
    let by_host = || host.and_then(|host| Some((systems.of_host(&host.value)?, host.span)));
    let (system, mark) = marked
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
) -> RefusedBy {
    let reported_by = failure.reported_by.clone();
    let said_by = failure.said_by.clone();
    let replied = codes
        .iter()
        .any(|code| matches!(code.value, Code::Reply(_)) && failure.quoted.contains(code.span));
    let (party, host, because) = match &said_by {
        _ if !replied && nobody_answered(failure.quoted.of(&report.text)).is_some() => {
            (Party::Network, said_by, Because::NobodyAnswered)
        }
        // A program's box quotes the first server it spoke to, and that is the sender's own.
        said_by_first_hop if failure.from_client => {
            (Party::Own, said_by_first_hop.clone(), Because::FirstHop)
        }
        Some(said)
            if reported_by
                .as_ref()
                .is_some_and(|own| own.value.eq_ignore_ascii_case(&said.value)) =>
        {
            (Party::Own, said_by, Because::NoOtherServerNamed)
        }
        Some(_) => (Party::Remote, said_by, Because::AnotherHostSaid),
        None if failure.from_own_log => (Party::Own, reported_by, Because::OwnLog),
        None if report.kind == Kind::Bounce && (generated || reported_by.is_some()) => {
            (Party::Own, reported_by, Because::NoOtherServerNamed)
        }
        None => (Party::Unknown, None, Because::NothingTells),
    };
    RefusedBy {
        party,
        host,
        because,
    }
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
