//! One failure per distinct answer.

use super::{Cut, Failure, Found, Span, marks::MARKS, recipient_lines::RECIPIENTS_LIMIT};

/// How many failures a report keeps.
pub(super) const FAILURES_LIMIT: usize = 100;

/// Joins failures with the same answer, puts every context in order, and keeps to the bounds.
pub(super) fn finish(failures: &mut Vec<Failure>, text: &str, cuts: &mut Vec<Cut>) {
    let mut joined: Vec<(String, Failure)> = Vec::new();
    let mut recipients = 0;
    let mut cut = false;
    for mut failure in failures.drain(..) {
        let room = RECIPIENTS_LIMIT.saturating_sub(recipients);
        cut |= failure.recipients.len() > room;
        failure.recipients.truncate(room);
        recipients += failure.recipients.len();
        let key = key(text, &failure);
        let room = joined.len() < FAILURES_LIMIT;
        match joined.iter_mut().find(|(known, _)| *known == key) {
            Some((_, known)) => join(known, failure),
            None if room => joined.push((key, failure)),
            None => cut = true,
        }
    }
    for (_, mut failure) in joined {
        failure.context.push(failure.quoted);
        failure.said_elsewhere =
            failure.said_by.is_none() && MARKS.is_elsewhere(text, failure.quoted);
        failure.context = merged(std::mem::take(&mut failure.context));
        failures.push(failure);
    }
    if cut && !cuts.contains(&Cut::Recipients) {
        cuts.push(Cut::Recipients);
        cuts.sort_unstable();
    }
}

fn join(known: &mut Failure, other: Failure) {
    for recipient in other.recipients {
        if known
            .recipients
            .iter()
            .all(|have: &Found<String>| !have.value.eq_ignore_ascii_case(&recipient.value))
        {
            known.recipients.push(recipient);
        }
    }
    if known.context.len() < 64 {
        known.context.extend(other.context);
    }
    known.step = known.step.take().or(other.step);
    known.said_by = known.said_by.take().or(other.said_by);
    known.reported_by = known.reported_by.take().or(other.reported_by);
    // Of several clients none is the one.
    known.client = known.client.take().filter(|client| {
        let other = other.client.as_ref();
        other.is_some_and(|other| other.value == client.value)
    });
    known.seen += other.seen;
    known.written_by = known.written_by.max(other.written_by);
}

/// What makes two answers the same: codes and words, without addresses, hosts, numbers and session ids.
fn key(text: &str, failure: &Failure) -> String {
    let quoted = failure.quoted.of(text).to_lowercase();
    let names: Vec<String> = failure
        .recipients
        .iter()
        .filter_map(|found| found.value.split('@').next())
        .map(str::to_lowercase)
        .collect();
    let mut words: Vec<&str> = Vec::new();
    for (number, word) in quoted
        .split(|c: char| {
            c.is_whitespace()
                || matches!(
                    c,
                    '<' | '>' | '"' | '\'' | ',' | ';' | '(' | ')' | '[' | ']'
                )
        })
        .filter(|word| !word.is_empty())
        .enumerate()
    {
        let is_code = number < 3
            && word
                .chars()
                .all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '#'));
        let is_word = !word.contains(|c: char| c.is_ascii_digit() || matches!(c, '@' | '/'))
            && !names.iter().any(|name| name == word);
        if is_code || is_word {
            words.push(word);
        }
    }
    let status = failure
        .status
        .as_ref()
        .map(|found| found.value.to_string())
        .unwrap_or_default();
    let state = (failure.action, failure.delivered.is_some());
    format!("{state:?} {status} {}", words.join(" "))
}

/// The spans in order; those that touch are one.
fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.retain(|span| span.start < span.end);
    spans.sort_unstable();
    let mut found: Vec<Span> = Vec::new();
    for span in spans {
        match found.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => found.push(span),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(lines: &[(&str, &str)], expected: &[&[&str]]) {
        let text = lines
            .iter()
            .map(|(_, words)| *words)
            .collect::<Vec<_>>()
            .join(
                "
",
            );
        let mut at = 0;
        let mut failures = Vec::new();
        for (name, words) in lines {
            let mut failure = Failure::quoting(Span::new(at, at + words.len()));
            failure
                .recipients
                .push(Found::new((*name).to_owned(), Span::new(at, at)));
            failures.push(failure);
            at += words.len() + 1;
        }
        let mut cuts = Vec::new();
        finish(&mut failures, &text, &mut cuts);
        let got: Vec<Vec<&str>> = failures
            .iter()
            .map(|failure| {
                failure
                    .recipients
                    .iter()
                    .map(|found| found.value.as_str())
                    .collect()
            })
            .collect();
        assert_eq!(got, expected);
        assert_eq!(cuts, []);
    }

    #[test]
    fn equal_answers_are_one_failure() {
        check(
            &[
                ("a@x.example", "550 5.1.1 <a@x.example> no such user k9-123"),
                ("b@x.example", "550 5.1.1 <b@x.example> no such user z8-456"),
                ("c@x.example", "552 5.2.2 full"),
            ],
            &[&["a@x.example", "b@x.example"], &["c@x.example"]],
        );
    }

    #[test]
    fn too_many_are_cut() {
        let text = "x".repeat(200);
        let words: Vec<String> = (0..150).map(|n| format!("w{}", "a".repeat(n))).collect();
        let text = format!("{text}{}", words.join(" "));
        let mut at = 200;
        let mut failures: Vec<Failure> = Vec::new();
        for word in &words {
            failures.push(Failure::quoting(Span::new(at, at + word.len())));
            at += word.len() + 1;
        }
        let mut cuts = Vec::new();
        finish(&mut failures, &text, &mut cuts);
        assert_eq!(
            (failures.len(), cuts),
            (FAILURES_LIMIT, vec![Cut::Recipients])
        );
    }
}
