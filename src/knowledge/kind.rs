//! What a paste is, once it is known what was found in it.

use super::Explained;
use crate::{
    evidence::WordingKind,
    report::{Failure, Report, SectionKind, Span, WrittenBy},
    vocabulary::{Kind, KindOf, Verdict},
};

/// Whether a mail of this nature reports something that did not arrive. A delay does: the reader wants to know why.
pub(super) fn is_failure(nature: KindOf) -> bool {
    nature == KindOf::DelayNotice
}

/// The failures to be explained. A mail that reports none gets one entry all the same, so that the answer can say so.
pub(super) fn failures(report: &Report) -> Vec<Failure> {
    let nothing_failed = report.kind_of.is_some_and(|nature| !is_failure(nature));
    if report.failures.is_empty() && nothing_failed {
        return vec![Failure::quoting(first_line(report))];
    }
    report.failures.clone()
}

/// The first line that says something.
fn first_line(report: &Report) -> Span {
    let mut any = None;
    let bodies = report
        .sections
        .iter()
        .filter(|section| section.kind == SectionKind::Body);
    for section in bodies {
        let mut start = section.span.start;
        for line in section.span.of(&report.text).split_inclusive('\n') {
            let words = line.trim();
            let span = Span::new(start, start + line.trim_end().len());
            if !words.is_empty() {
                any.get_or_insert(span);
                // A boundary, a rule or a link says nothing.
                if !words.starts_with("--") && words.split_whitespace().count() > 1 {
                    return span;
                }
            }
            start += line.len();
        }
    }
    any.unwrap_or(Span::new(0, 0))
}

/// What was pasted, settled: words without any code in which nothing was recognised as an error text are a question.
pub(super) fn settled(report: &Report, explained: &[Explained], is_target: bool) -> Kind {
    if is_target {
        return Kind::Code;
    }
    if report.kind != Kind::ErrorText {
        return report.kind;
    }
    let found = |own: &Explained| own.ranking.verdict != Verdict::None;
    let worded = |own: &Explained| {
        own.evidence
            .matches
            .iter()
            .any(|hit| hit.kind == WordingKind::Signature && hit.in_quoted && hit.coverage > 0.9)
    };
    let coded = |own: &Explained| {
        let evidence = &own.evidence;
        !(evidence.codes.is_empty() && evidence.replies.is_empty() && evidence.numbers.is_empty())
    };
    if explained.iter().any(|own| {
        own.failure.written_by == WrittenBy::Client || coded(own) || (found(own) && worded(own))
    }) {
        Kind::ErrorText
    } else if explained.iter().any(found) || asks(&report.text) {
        Kind::Question
    } else {
        Kind::Unrecognised
    }
}

fn asks(text: &str) -> bool {
    text.trim_end().ends_with(['?', '？'])
}
