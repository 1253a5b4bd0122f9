//! The failures that a mail reports: its delivery status and its words, put together.

use super::{
    Action, Failure, Kind, Report, SectionKind, Span, boxes, date, dialogue,
    draft::Draft,
    dsn::{self, Status},
    extent, group,
    human::{self, Told},
    json, lines,
    marks::MARKS,
    nature::NATURES,
    opening::opening,
    prose, recipient_lines, recipients,
    reply::{self, Piece, Strength},
    session,
};
use crate::vocabulary::KindOf;

/// How much of the words for people belongs to a failure, in bytes.
const CONTEXT_LIMIT: usize = 2048;

/// Reads a mail whose text has been put together.
pub(super) fn read(mut draft: Draft) -> Report {
    let reports = NATURES.is_bounce(&draft);
    cut_original(&mut draft, reports);
    let bodies = draft.spans(SectionKind::Body);
    let words: String = bodies
        .iter()
        .map(|span| lines::bounded(&draft.text, *span, 16 * 1024).of(&draft.text))
        .collect::<Vec<_>>()
        .join("\n");
    let mut statuses: Vec<Status> = Vec::new();
    for span in draft
        .spans(SectionKind::DeliveryStatus)
        .into_iter()
        .chain(bodies.iter().copied())
    {
        statuses.extend(dsn::read(&draft.text, span));
    }
    let fails = |status: &Status| {
        !matches!(
            status.action,
            Some(Action::Delivered | Action::Relayed | Action::Expanded)
        ) && status
            .code
            .as_ref()
            .is_none_or(|found| found.value.class() != 2)
    };
    let all_arrived = !statuses.is_empty() && !statuses.iter().any(fails);
    statuses.retain(fails);
    if statuses.len() > recipient_lines::RECIPIENTS_LIMIT {
        statuses.truncate(recipient_lines::RECIPIENTS_LIMIT);
        draft.cut(super::Cut::Recipients);
    }
    let certain = NATURES
        .certain(&draft, &words)
        .filter(|_| statuses.is_empty());
    let mut failures = if all_arrived || certain.is_some() {
        Vec::new()
    } else {
        failures(&draft, &bodies, &statuses, reports)
    };
    if failures.is_empty() && !all_arrived && certain.is_none() {
        failures = bodies
            .iter()
            .flat_map(|span| boxes::read(&draft.text, *span))
            .collect();
    }
    let late = !failures.is_empty()
        && (failures
            .iter()
            .all(|failure| failure.action == Some(Action::Delayed))
            && !NATURES.is_over(&words)
            || statuses.iter().all(|status| status.action.is_none()) && NATURES.is_delay(&words));
    if late {
        for failure in &mut failures {
            failure.action = Some(Action::Delayed);
        }
    }
    if !late && NATURES.is_over(&words) {
        give_up(&mut failures);
    }
    let kind_of = match (all_arrived, certain, failures.is_empty()) {
        (true, _, _) => Some(KindOf::Receipt),
        (_, Some(kind), _) => Some(kind),
        (_, None, true) => Some(NATURES.otherwise(&draft, &words)),
        (_, None, false) => late.then_some(KindOf::DelayNotice),
    };
    group::finish(&mut failures, &draft.text, &mut draft.cuts);
    Report {
        date: date::of_mail(&draft),
        text: draft.text,
        kind: Kind::Bounce,
        kind_of,
        sections: draft.sections,
        failures,
        cuts: draft.cuts,
        secrets_masked: draft.masked,
    }
}

/// The words say that it is over: what has no word of its own has failed for good.
pub(super) fn give_up(failures: &mut [Failure]) {
    for failure in failures {
        failure.action = failure.action.or(Some(Action::Failed));
    }
}

/// Marks where the message that came back begins in a text for people. In a mail that reports something that is the first
/// line that looks like it; elsewhere it must follow words that say what failed, or a forwarded report would be lost.
pub(super) fn cut_original(draft: &mut Draft, reports: bool) {
    let enough = if reports {
        Strength::Line
    } else {
        Strength::CodeInside
    };
    for span in draft.spans(SectionKind::Body) {
        // What stands before the next mark is judged once; the best of it is kept.
        let mut judged = span.start;
        let mut best: Option<Strength> = None;
        let found = lines::lines(&draft.text, span).into_iter().find(|line| {
            if !MARKS.starts_original(line.text) {
                return false;
            }
            let before = Span::new(judged, line.span.start);
            judged = line.span.start;
            best = best.max(reply::decisive(&draft.text, before).map(|piece| piece.strength));
            if reports && best.is_none() {
                best = reply::headline(&draft.text, before).map(|piece| piece.strength);
            }
            best.is_some_and(|strength| strength >= enough)
        });
        if let Some(line) = found {
            draft.split_original(line.span.start);
        }
    }
}

fn failures(draft: &Draft, bodies: &[Span], statuses: &[Status], reports: bool) -> Vec<Failure> {
    let text = &draft.text;
    let notified: Vec<Failure> = bodies
        .iter()
        .filter_map(|span| json::read(text, *span))
        .flatten()
        .collect();
    if statuses.is_empty() && !notified.is_empty() {
        return notified;
    }
    // Somebody mails what they saw: a dialogue or lines of a log.
    let seen = (!reports && statuses.is_empty())
        .then(|| {
            bodies
                .iter()
                .find_map(|span| prose::structured(text, *span))
        })
        .flatten();
    if let Some(seen) = seen.filter(|seen| !seen.failures.is_empty()) {
        return seen.failures;
    }
    // Only a mail that reports something is searched for plain words; others must hold a reply or status fields.
    let least = if reports || !statuses.is_empty() {
        Strength::Line
    } else {
        Strength::Code
    };
    let mut told: Vec<Told> = bodies
        .iter()
        .flat_map(|span| human::read(text, *span))
        .collect();
    told.retain(|entry| entry.piece.strength >= least);
    let whole = bodies
        .iter()
        .filter_map(|span| reply::decisive(text, *span).map(|piece| (piece, *span)))
        .filter(|(piece, _)| piece.strength >= least)
        .reduce(|best, next| {
            if next.0.strength > best.0.strength {
                next
            } else {
                best
            }
        })
        .or_else(|| {
            bodies.iter().find_map(|span| {
                reply::headline(text, *span)
                    .filter(|_| reports)
                    .map(|piece| (piece, *span))
            })
        });
    let reporter = bodies.iter().find_map(|span| MARKS.reporter(text, *span));
    let mut found = if !statuses.is_empty() {
        let alone = statuses.len() == 1;
        statuses
            .iter()
            .map(|status| of_status(text, status, &told, whole, alone))
            .collect()
    } else if told.is_empty() {
        whole
            .map(|(piece, span)| of_words(draft, piece, span))
            .into_iter()
            .collect()
    } else {
        told.iter()
            .map(|entry| of_told(text, entry))
            .collect::<Vec<_>>()
    };
    if let [only] = found.as_mut_slice() {
        for span in bodies {
            if only.step.is_none() {
                only.step = dialogue::step_at(text, *span, only.quoted);
            }
            only.context
                .push(lines::bounded(text, *span, CONTEXT_LIMIT));
        }
    }
    for failure in &mut found {
        failure.reported_by = failure.reported_by.take().or_else(|| reporter.clone());
    }
    found
}

/// One recipient of a delivery status, and what the words for people say about it.
pub(super) fn of_status(
    text: &str,
    status: &Status,
    told: &[Told],
    whole: Option<(Piece, Span)>,
    alone: bool,
) -> Failure {
    let name = status.recipient.as_ref().map(|found| found.value.as_str());
    let own = told
        .iter()
        .find(|entry| {
            entry
                .recipients
                .iter()
                .any(|known| name.is_some_and(|name| name.eq_ignore_ascii_case(&known.value)))
        })
        .or_else(|| told.first().filter(|_| alone && told.len() == 1));
    // "X-Postfix; host mx.b.example[192.0.2.1] said: 550 no": the reply inside is what matters. So it is behind a greeting
    // on the same line, "220 a.example 421 no", and behind the reporter's own view, "5.1.0 - Address error 550-'no'".
    let within = |span: Span| {
        let opens = opening(span.of(text));
        let start = match &opens {
            Some(codes) if codes.is_refusal() => Some(span.start + codes.start),
            _ => reply::decisive(text, span)
                .filter(|piece| {
                    piece.strength == Strength::Reply
                        || opens.is_some() && piece.strength == Strength::Code
                })
                .map(|piece| piece.span.start),
        };
        extent::finished(text, Span::new(start.unwrap_or(span.start), span.end))
    };
    let diagnostic = status
        .diagnostic
        .filter(|span| is_telling(span.of(text)))
        .map(within);
    let words = own
        .map(|entry| (entry.piece, entry.block))
        .or_else(|| whole.filter(|_| alone));
    let worded = words.filter(|(piece, _)| piece.strength >= Strength::Reason);
    // Some put only the first line of a long reply into the field, and all of it into the words.
    let fuller = |short: Span| {
        let words = |span: Span| span.of(text).split_whitespace().collect::<Vec<_>>();
        let is_first = short.of(text).get(3..4) == Some("-");
        let long = worded.map(|(piece, _)| piece.span).filter(|_| is_first);
        long.filter(|span| {
            words(*span).starts_with(&words(short)) && words(*span).len() > words(short).len()
        })
        .unwrap_or(short)
    };
    // A code says more than words that only repeat that something failed.
    let says = |span: Span| {
        let words = span.of(text);
        !MARKS.is_filler(words) || MARKS.reason_in(words).is_some() || !is_particular(status)
    };
    let quoted = diagnostic
        .map(fuller)
        .or_else(|| worded.map(|(piece, _)| piece.span))
        .or(status.diagnostic)
        .or(status
            .comment
            .filter(|span| MARKS.reason_in(span.of(text)).is_some()))
        .or_else(|| {
            words
                .map(|(piece, _)| piece.span)
                .filter(|span| says(*span))
        })
        .or_else(|| status.code.as_ref().map(|found| found.span))
        .unwrap_or(status.span);
    let place = own.map(Told::session).or(words.map(|(_, block)| block));
    let place = place.unwrap_or(status.span);
    let session = session::line_of(text, place, quoted, name);
    let quoted = session.as_ref().map_or(quoted, |line| line.quoted);
    let mut failure = Failure::quoting(lines::bounded(text, quoted, CONTEXT_LIMIT));
    failure.recipients = status.recipient.clone().into_iter().collect();
    failure.action = status.action;
    failure.status.clone_from(&status.code);
    failure.reported_by.clone_from(&status.reporting);
    failure.said_by.clone_from(&status.remote);
    failure.retry_until = status.until.and_then(|span| date::first_in(text, span));
    failure
        .context
        .push(lines::bounded(text, status.span, CONTEXT_LIMIT));
    if let Some((piece, block)) = words {
        match own {
            Some(told) => failure.context.extend(places(text, told)),
            None => failure
                .context
                .push(lines::bounded(text, block, CONTEXT_LIMIT)),
        }
        failure.context.push(piece.span);
        failure.said_by = failure
            .said_by
            .or_else(|| MARKS.speaker(text, block, piece.span));
        failure.step = MARKS.step_around(text, block, piece.span);
    }
    if let Some(line) = session {
        failure.step = line.step.or(failure.step);
        failure.said_by = failure.said_by.or(line.host);
    }
    failure
}

/// Whether the status says more than that something failed.
fn is_particular(status: &Status) -> bool {
    status
        .code
        .as_ref()
        .is_some_and(|found| (found.value.subject(), found.value.detail()) != (0, 0))
}

/// Whether a diagnostic says something besides a code.
fn is_telling(diagnostic: &str) -> bool {
    let rest = opening(diagnostic).map_or(0, |codes| codes.rest);
    diagnostic
        .get(rest..)
        .unwrap_or_default()
        .chars()
        .filter(|c| c.is_alphabetic())
        .count()
        >= 4
}

pub(super) fn of_told(text: &str, told: &Told) -> Failure {
    let name = told.recipients.first().map(|found| found.value.as_str());
    let session = session::line_of(text, told.session(), told.piece.span, name);
    let mut failure =
        Failure::quoting(session.as_ref().map_or(told.piece.span, |line| line.quoted));
    failure.recipients.clone_from(&told.recipients);
    failure.said_by = MARKS.speaker(text, told.block, told.piece.span);
    failure.step = MARKS.step_around(text, told.block, told.piece.span);
    if let Some(line) = session {
        failure.step = line.step.or(failure.step);
        failure.said_by = failure.said_by.or(line.host);
    }
    failure.context.extend(places(text, told));
    failure
}

/// Where the words for people tell of a recipient.
fn places<'t>(text: &'t str, told: &'t Told) -> impl Iterator<Item = Span> + 't {
    let places = std::iter::once(told.block).chain(told.elsewhere.iter().copied());
    places.map(|place| lines::bounded(text, place, CONTEXT_LIMIT))
}

/// Words that stand under no recipient's name. The header may name one all the same.
fn of_words(draft: &Draft, piece: Piece, region: Span) -> Failure {
    let text = &draft.text;
    let mut failure = Failure::quoting(piece.span);
    failure.recipients = recipients::of(draft, region, piece.span);
    failure.said_by = MARKS.speaker(text, region, piece.span);
    failure.step = MARKS.step_around(text, region, piece.span);
    failure
}
