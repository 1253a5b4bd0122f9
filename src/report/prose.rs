//! Pasted text that is no mail: the pieces of it that say what failed.

use super::{
    Failure, Kind, Report, SectionKind, Span, answers, bounce, boxes, date, dialogue,
    draft::Draft,
    dsn, extent, foreign, group, human, json, lines, log,
    marks::MARKS,
    nature::NATURES,
    queue, recipients,
    reply::{self, Strength},
    rows,
};
use crate::vocabulary::KindOf;

/// How much of the text around the quoted words belongs to a failure, in bytes.
const CONTEXT_LIMIT: usize = 2048;

/// How much of a text is searched for what it is if no failure, in bytes.
const NATURE_LIMIT: usize = 16 * 1024;

/// Reads a plain text.
pub(super) fn read(mut draft: Draft) -> Report {
    let whole = Span::new(0, draft.text.len());
    let (kind, mut failures) = if let Some(found) = structured(&draft.text, whole) {
        if found.is_receipt {
            return finish(draft, found.kind, Some(KindOf::Receipt), found.failures);
        }
        (found.kind, found.failures)
    } else {
        bounce::cut_original(&mut draft, false);
        let region = draft
            .spans(SectionKind::Body)
            .first()
            .copied()
            .unwrap_or(whole);
        if let Some(nature) = nature(&draft.text, region) {
            return finish(draft, Kind::Bounce, Some(nature), Vec::new());
        }
        let mut failures = of_words(&draft.text, region);
        let reported = failures
            .iter()
            .any(|failure| failure.action.is_some() || failure.reported_by.is_some());
        let words = lines::bounded(&draft.text, region, NATURE_LIMIT).of(&draft.text);
        let names_them = failures
            .iter()
            .any(|failure| !failure.recipients.is_empty());
        if (reported || names_them) && NATURES.is_over(words) {
            bounce::give_up(&mut failures);
        }
        (
            if reported {
                Kind::Bounce
            } else {
                Kind::ErrorText
            },
            failures,
        )
    };
    if kind == Kind::ErrorText {
        for failure in &mut failures {
            let whole = failure.quoted;
            failure.quoted = extent::without_voice(&draft.text, cell(&draft.text, whole));
            failure.context.push(whole);
        }
    }
    finish(draft, kind, None, failures)
}

/// What the text is instead of a failure, where no answer of a server stands in it.
fn nature(text: &str, region: Span) -> Option<KindOf> {
    let nature = NATURES.pasted(lines::bounded(text, region, NATURE_LIMIT).of(text))?;
    (!has_code(text, region)).then_some(nature)
}

/// Whether an answer of a server with its code stands in the text.
fn has_code(text: &str, region: Span) -> bool {
    reply::decisive(text, region).is_some_and(|piece| piece.strength >= Strength::CodeInside)
}

fn finish(
    mut draft: Draft,
    kind: Kind,
    kind_of: Option<KindOf>,
    mut failures: Vec<Failure>,
) -> Report {
    group::finish(&mut failures, &draft.text, &mut draft.cuts);
    Report {
        date: date::of_failures(&draft.text, &failures),
        text: draft.text,
        kind,
        kind_of,
        sections: draft.sections,
        failures,
        cuts: draft.cuts,
        secrets_masked: draft.masked,
    }
}

/// What a text says in a form of its own.
pub(super) struct Structured {
    kind: Kind,
    /// It tells of deliveries, and of nothing that failed.
    is_receipt: bool,
    pub(super) failures: Vec<Failure>,
}

impl Structured {
    fn new(kind: Kind, failures: Vec<Failure>) -> Self {
        Self {
            kind,
            is_receipt: false,
            failures,
        }
    }
}

/// What the text is, if it has a form of its own: a dialogue, a log, records of a service, the box of a program.
pub(super) fn structured(text: &str, whole: Span) -> Option<Structured> {
    if let Some(failures) = dialogue::read(text, whole)
        && !human::shows_session(text, whole)
    {
        return Some(Structured::new(Kind::Transcript, failures));
    }
    let queue = queue::read(text, whole);
    let log = log::read(text, whole);
    // A log of nothing but what went well; where an answer stands beside it, that is what was pasted.
    let is_alone = || log.lines + usize::from(log.is_fine) > 1 && !has_code(text, whole);
    if queue.is_some() || !log.failures.is_empty() || is_alone() {
        let failures: Vec<_> = queue.into_iter().flatten().chain(log.failures).collect();
        return Some(Structured {
            is_receipt: failures.is_empty() && log.is_fine,
            ..Structured::new(Kind::Log, failures)
        });
    }
    if let Some(records) = json::read(text, whole) {
        return Some(Structured {
            is_receipt: records.is_empty(),
            ..Structured::new(Kind::Log, records)
        });
    }
    let boxed = boxes::read(text, whole);
    (!boxed.is_empty()).then(|| Structured::new(Kind::ErrorText, boxed))
}

fn of_words(text: &str, region: Span) -> Vec<Failure> {
    if foreign::is_foreign(text, region) {
        return Vec::new();
    }
    let reporter = MARKS.reporter(text, region);
    let statuses = dsn::read(text, region);
    if statuses.is_empty() && reporter.is_none() {
        let rows = rows::read(text, region);
        if !rows.is_empty() {
            return rows;
        }
    }
    let told = human::reported(text, region, reporter.is_some());
    let mut failures: Vec<Failure> = if statuses.is_empty() {
        told.iter()
            .map(|entry| bounce::of_told(text, entry))
            .collect()
    } else {
        let whole = reply::decisive(text, region).map(|piece| (piece, region));
        statuses
            .iter()
            .map(|status| bounce::of_status(text, status, &told, whole, statuses.len() == 1))
            .collect()
    };
    if failures.is_empty() {
        failures.extend(reply::list(text, region).into_iter().map(Failure::quoting));
    }
    if failures.is_empty() && reporter.is_none() {
        let told = answers::told(text, region).into_iter();
        failures.extend(told.map(|span| of_answer(text, region, span)));
    }
    if failures.is_empty() {
        failures.extend(alone(text, region));
    }
    if let [only] = failures.as_mut_slice() {
        only.context.push(around(text, region, only.quoted));
    }
    for failure in &mut failures {
        failure.reported_by = failure.reported_by.take().or_else(|| reporter.clone());
    }
    failures
}

/// One failure: the plainest piece of the text, or all of it.
fn alone(text: &str, region: Span) -> Option<Failure> {
    let whole = lines::trimmed(text, region);
    if whole.start == whole.end {
        return None;
    }
    let piece = reply::decisive(text, region);
    let short = !whole.of(text).contains('\n') && whole.of(text).len() <= 300;
    let quoted = match piece {
        Some(piece) if piece.strength >= Strength::Said || !short => piece.span,
        _ => lines::bounded(text, whole, 1000),
    };
    let mut failure = of_answer(text, region, quoted);
    failure.recipients = recipients::told(text, region, quoted);
    Some(failure)
}

/// The quoted words up to the end of their cell, where they come from a table.
fn cell(text: &str, quoted: Span) -> Span {
    let row = lines::row(text, quoted.start).into_iter();
    let end = row.map(|cell| cell.end).find(|end| quoted.start < *end);
    Span::new(quoted.start, end.unwrap_or(quoted.end).min(quoted.end))
}

/// A failure of which the words are known, and what stands around them.
fn of_answer(text: &str, region: Span, quoted: Span) -> Failure {
    let mut failure = Failure::quoting(quoted);
    failure.said_by = MARKS.speaker(text, region, quoted);
    failure.step = MARKS.step_around(text, region, quoted);
    failure
}

/// The text around the quoted words, on character boundaries.
fn around(text: &str, region: Span, quoted: Span) -> Span {
    let start =
        lines::floor(text, quoted.start.saturating_sub(CONTEXT_LIMIT / 2)).max(region.start);
    lines::bounded(text, Span::new(start, region.end), CONTEXT_LIMIT)
}
