//! One pass over a failure: every finding with the text that proves it.

use super::{
    Announcing, Evidence, Match, Phrasebook, Recogniser, Systems, WordingKind,
    parties::{self, Parties},
    values,
};
use crate::{
    codes::{Code, Scanner},
    report::{Action, Failure, Found, Report, Span, WrittenBy},
};

impl Recogniser {
    /// A recogniser over these tables.
    pub fn new(
        systems: Systems,
        scanner: Scanner,
        phrasebook: Phrasebook,
        announcing: Announcing,
    ) -> Self {
        Self {
            systems,
            scanner,
            phrasebook,
            announcing,
        }
    }

    /// The table of systems it uses.
    pub fn systems(&self) -> &Systems {
        &self.systems
    }

    /// Everything that can be recognised in one failure of a report. Total and deterministic; the time is bounded by the
    /// bounds of the reader.
    pub fn recognise(&self, report: &Report, failure: &Failure) -> Evidence {
        let codes = self.codes(&report.text, failure);
        let Parties {
            generator,
            speaker,
            refused_by,
        } = parties::of(report, failure, &codes, &self.systems);
        let values = values::of(report, failure, refused_by.party);
        let quoted = failure.quoted;
        let read = self.phrasebook.read(quoted.of(&report.text), quoted.start);
        let (words, announcing) = self.announcing.part(read);
        let mut evidence = Evidence {
            codes: picked(&codes, |code| {
                if let Code::Enhanced(code) = code {
                    Some(code)
                } else {
                    None
                }
            }),
            replies: picked(&codes, |code| {
                if let Code::Reply(code) = code {
                    Some(code)
                } else {
                    None
                }
            }),
            numbers: picked(&codes, |code| {
                if let Code::Number(code) = code {
                    Some(code)
                } else {
                    None
                }
            }),
            matches: self.matches(report, failure),
            words,
            announcing,
            generator,
            speaker,
            refused_by,
            step: failure.step.clone(),
            temporary: false,
            outlasted: false,
            values,
        };
        evidence.temporary = is_temporary(failure, &evidence);
        evidence.outlasted = failure.action == Some(Action::Failed) && is_for_now(&evidence);
        evidence
    }

    /// Codes of the quoted words first, then the reporting system's own, then those around; each once.
    fn codes(&self, text: &str, failure: &Failure) -> Vec<Found<Code>> {
        let mut found: Vec<Found<Code>> = Vec::new();
        let mut add = |code: Found<Code>| {
            if !found.iter().any(|known| known.value == code.value) {
                found.push(code);
            }
        };
        let scan = |span: Span| {
            let hits = self.scanner.scan(span.of(text)).into_iter();
            hits.map(move |(range, code)| {
                Found::new(
                    code,
                    Span::new(range.start + span.start, range.end + span.start),
                )
            })
        };
        scan(failure.quoted).for_each(&mut add);
        if let Some(status) = &failure.status {
            add(Found::new(Code::Enhanced(status.value), status.span));
        }
        for span in &failure.context {
            // A greeting or an accepted command says nothing about the refusal.
            scan(*span)
                .filter(|code| speaks_of_failure(code.value))
                .for_each(&mut add);
        }
        found
    }

    fn matches(&self, report: &Report, failure: &Failure) -> Vec<Match> {
        let mut found = self
            .phrasebook
            .find(&report.text, failure.quoted, &failure.context);
        // The names of fields around the words in a log (relay=, status=) are nobody's words.
        let is_record = failure.written_by >= WrittenBy::Server;
        found.retain(|hit| hit.in_quoted || !is_record || hit.kind == WordingKind::Signature);
        found
    }
}

fn speaks_of_failure(code: Code) -> bool {
    match code {
        Code::Reply(reply) => reply.number() >= 400,
        Code::Enhanced(code) => code.class() != 2,
        Code::Number(_) => true,
    }
}

fn picked<T>(codes: &[Found<Code>], pick: impl Fn(Code) -> Option<T>) -> Vec<Found<T>> {
    codes
        .iter()
        .filter_map(|code| Some(Found::new(pick(code.value)?, code.span)))
        .collect()
}

/// Whether an answer was that of a refusal for now.
fn is_for_now(evidence: &Evidence) -> bool {
    let mut replies = evidence
        .replies
        .iter()
        .map(|reply| reply.value.is_temporary());
    let mut codes = evidence.codes.iter().map(|code| code.value.is_temporary());
    replies.any(|temporary| temporary) || codes.any(|temporary| temporary)
}

/// The report's own word decides (RFC 3464 section 2.3.3); without one the class of the first code.
fn is_temporary(failure: &Failure, evidence: &Evidence) -> bool {
    match failure.action {
        Some(Action::Delayed) => true,
        Some(_) => false,
        None => {
            let reply = evidence
                .replies
                .first()
                .map(|reply| reply.value.is_temporary());
            let code = evidence.codes.first().map(|code| code.value.is_temporary());
            reply.or(code).unwrap_or(false)
        }
    }
}
