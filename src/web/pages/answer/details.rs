//! What names a refused mail to other people: addresses, hosts, codes, identifiers.

use crate::{evidence::Identifiers, knowledge::Explained, report::Report, wording::Wording};

/// Recipients named in texts that are handed on.
const RECIPIENTS: usize = 20;
/// Characters of the refusal in texts that are handed on.
const QUOTED: usize = 600;

/// A labelled value.
pub(crate) struct Detail {
    pub(crate) label: String,
    pub(crate) value: String,
}

/// The values in the order people ask for them, labelled in the language of `wording`; absent ones are left out.
pub(super) fn details(wording: &Wording, report: &Report, explained: &Explained) -> Vec<Detail> {
    let texts = &wording.answer;
    let Explained {
        failure, evidence, ..
    } = explained;
    let values = &evidence.values;
    let Identifiers {
        message_id,
        queue_id,
    } = Identifiers::of(report, failure);
    let own = |found: &Option<crate::report::Found<String>>| {
        found
            .as_ref()
            .map_or(String::new(), |found| found.value.clone())
    };
    let mut codes: Vec<String> = Vec::new();
    let written = (evidence.replies.iter().map(|found| found.value.to_string()))
        .chain(evidence.codes.iter().map(|found| found.value.to_string()))
        .chain(evidence.numbers.iter().map(|found| found.value.to_string()));
    for code in written {
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    let step = evidence.step.as_ref();
    [
        (
            &texts.date,
            report
                .date
                .as_ref()
                .map_or("", |date| date.span.of(&report.text))
                .to_owned(),
        ),
        (&texts.sender, own(&values.sender)),
        (&texts.recipients, recipients(explained).join(", ")),
        (&texts.codes, codes.join(", ")),
        (&texts.host, own(&evidence.refused_by.host)),
        (&texts.own_host, own(&values.own_host)),
        (&texts.client_ip, own(&values.client_ip)),
        (
            &texts.step,
            step.map_or(String::new(), |step| {
                wording.steps.of(step.value).to_owned()
            }),
        ),
        (&texts.queue_id, own(&queue_id)),
        (&texts.message_id, own(&message_id)),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(label, value)| Detail {
        label: label.clone(),
        value,
    })
    .collect()
}

/// Whom the failure concerns, as far as can be listed.
pub(super) fn recipients(explained: &Explained) -> Vec<&str> {
    let named = explained.failure.recipients.iter();
    let mut recipients: Vec<&str> = named
        .take(RECIPIENTS)
        .map(|recipient| recipient.value.as_str())
        .collect();
    if recipients.is_empty() {
        let only = explained.evidence.values.recipient.as_ref();
        recipients.extend(only.map(|found| found.value.as_str()));
    }
    recipients
}

/// The refusal on one line, cut if long.
pub(super) fn quoted(report: &Report, explained: &Explained) -> String {
    let words = explained.failure.quoted.of(&report.text).split_whitespace();
    let line = words.collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}
