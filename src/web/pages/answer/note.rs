//! A failure and its first cause as plain text, for a ticket.

use super::failure::{CauseView, Fact};
use crate::wording::Wording;

/// The note: what happened, what it rests on, who acts and how, each on its own line.
pub(super) fn note(
    wording: &Wording,
    quoted: &str,
    recipients: &[&str],
    facts: &[Fact<'_>],
    cause: &CauseView<'_>,
    steps: &[String],
) -> String {
    let texts = &wording.answer;
    let mut lines = vec![
        format!("{} ({})", cause.title, cause.confidence),
        quoted.split_whitespace().collect::<Vec<_>>().join(" "),
        String::new(),
    ];
    if !recipients.is_empty() {
        lines.push(format!("{}: {}", texts.recipients, recipients.join(", ")));
    }
    lines.extend(
        facts
            .iter()
            .map(|fact| format!("{}: {}", fact.label, fact.value)),
    );
    lines.push(format!("{}: {}", texts.who_acts, cause.acts));
    lines.push(String::new());
    lines.push(format!("{}:", texts.fix));
    lines.extend(
        steps
            .iter()
            .zip(1..)
            .map(|(step, number)| format!("{number}. {step}")),
    );
    lines.push(String::new());
    lines.push(cause.public_url.clone());
    lines.join("\n")
}
