//! What a ticket needs of an answer, as plain text, Markdown and HTML.

use askama::Template;

use super::{
    cause::CauseView,
    details::{Detail, details, quoted},
    steps::{Part, parts},
};
use crate::{knowledge::Explained, report::Report, wording::Wording};

/// One failure in a note.
pub(crate) struct Entry {
    title: String,
    confidence: String,
    quoted: String,
    details: Vec<Detail>,
    steps: Vec<Vec<Part>>,
    /// What must not be done, in sentences.
    warnings: Vec<String>,
    url: String,
}

/// A note in every form that tickets take.
pub(crate) struct Note {
    pub(crate) plain: String,
    pub(crate) markdown: String,
    pub(crate) html: String,
}

#[derive(Template)]
#[template(path = "parts/note_text.html")]
struct NoteHtml<'a> {
    w: &'a Wording,
    entries: &'a [Entry],
}

impl Entry {
    /// What happened, what it rests on, who acts and how.
    pub(super) fn new(
        wording: &Wording,
        report: &Report,
        explained: &Explained,
        cause: &CauseView<'_>,
        (or_acts, said): (Option<&str>, Option<&str>),
        steps: &[String],
    ) -> Self {
        let texts = &wording.answer;
        let mut details = details(wording, report, explained);
        let or = or_acts.map(|acts| texts.or_acts.with(&[("acts", acts)]));
        let acts = [Some(cause.acts.to_owned()), or].into_iter().flatten();
        details.extend(said.map(|said| Detail {
            label: texts.told.clone(),
            value: said.to_owned(),
        }));
        details.extend([
            Detail {
                label: texts.who_acts.clone(),
                value: acts.collect::<Vec<_>>().join(" "),
            },
            Detail {
                label: texts.resend.clone(),
                value: cause.retry.to_owned(),
            },
        ]);
        Self {
            title: cause.title.to_owned(),
            confidence: cause.confidence.to_owned(),
            quoted: quoted(report, explained),
            details,
            steps: steps.iter().map(|step| parts(step)).collect(),
            warnings: cause.warnings.to_vec(),
            url: cause.public_url.clone(),
        }
    }

    fn plain(&self, wording: &Wording) -> String {
        let colon = &wording.message.colon;
        let mut lines = vec![
            format!("{} ({})", self.title, self.confidence),
            self.quoted.clone(),
            String::new(),
        ];
        let labelled = |detail: &Detail| {
            let Detail { label, value } = detail;
            // A label that is a question needs no colon.
            let between = if label.ends_with(['?', '？']) {
                " "
            } else {
                colon
            };
            format!("{label}{between}{value}")
        };
        lines.extend(self.details.iter().map(labelled));
        lines.extend([
            String::new(),
            format!("{}{}", wording.answer.fix, colon.trim_end()),
        ]);
        lines.extend(numbered(&self.steps, |part| plain(wording, part)));
        if !self.warnings.is_empty() {
            lines.extend([
                String::new(),
                format!("{}{}", wording.answer.do_not, colon.trim_end()),
            ]);
            lines.extend(self.warnings.iter().map(|warning| format!("- {warning}")));
        }
        lines.extend([String::new(), self.url.clone()]);
        lines.join("\n")
    }

    fn markdown(&self, wording: &Wording) -> String {
        let fence = fence_around(&self.quoted);
        let mut lines = vec![
            format!("### {} ({})", escaped(&self.title), self.confidence),
            String::new(),
            fence.clone(),
            self.quoted.clone(),
            fence,
            String::new(),
        ];
        let labelled =
            |detail: &Detail| format!("- **{}** {}", detail.label, escaped(&detail.value));
        lines.extend(self.details.iter().map(labelled));
        lines.extend([
            String::new(),
            format!("**{}**", wording.answer.fix),
            String::new(),
        ]);
        lines.extend(numbered(&self.steps, |part| markdown(wording, part)));
        if !self.warnings.is_empty() {
            lines.extend([
                String::new(),
                format!("**{}**", wording.answer.do_not),
                String::new(),
            ]);
            let warnings = self.warnings.iter();
            lines.extend(warnings.map(|warning| format!("- {}", escaped(warning))));
        }
        lines.extend([String::new(), format!("<{}>", self.url)]);
        lines.join("\n")
    }
}

impl Note {
    /// One note of all failures; nothing if none has a cause.
    pub(super) fn of(wording: &Wording, entries: &[Entry]) -> Option<Self> {
        if entries.is_empty() {
            return None;
        }
        let joined = |write: &dyn Fn(&Entry) -> String, between: &str| {
            let each: Vec<_> = entries.iter().map(write).collect();
            each.join(between)
        };
        let html = NoteHtml {
            w: wording,
            entries,
        };
        Some(Self {
            plain: joined(&|entry| entry.plain(wording), "\n\n----\n\n"),
            markdown: joined(&|entry| entry.markdown(wording), "\n\n"),
            html: html.render().ok()?,
        })
    }
}

/// The steps as a numbered list. A step's further lines stand below its first, in line with it.
fn numbered(steps: &[Vec<Part>], write: impl Fn(&Part) -> String) -> Vec<String> {
    steps
        .iter()
        .zip(1..)
        .map(|(parts, number)| {
            let lines: Vec<_> = parts.iter().map(&write).collect();
            let text = lines.join("\n").replace('\n', "\n   ");
            format!("{number}. {}", text.replace("\n   \n", "\n\n"))
        })
        .collect()
}

fn plain(wording: &Wording, part: &Part) -> String {
    match part {
        Part::Words(pieces) => pieces.iter().map(|(_, text)| text.as_str()).collect(),
        Part::Commands { effect, lines } => {
            let lines = lines.replace('\n', "\n    ");
            let told = effect
                .map(|effect| effect.words(&wording.answer))
                .map_or(String::new(), |told| format!("({told})\n"));
            format!("{told}    {lines}")
        }
    }
}

/// A fence needs an empty line before it in some dialects of Markdown, and does no harm in the others.
fn markdown(wording: &Wording, part: &Part) -> String {
    match part {
        Part::Words(pieces) => pieces
            .iter()
            .map(|(is_code, text)| match is_code {
                true => format!("`{text}`"),
                false => escaped(text),
            })
            .collect(),
        Part::Commands { effect, lines } => {
            let fence = fence_around(lines);
            let told = effect
                .map(|effect| effect.words(&wording.answer))
                .map_or(String::new(), |told| format!("*{told}*\n\n"));
            format!("\n{told}{fence}\n{lines}\n{fence}\n")
        }
    }
}

/// More backticks than the text has in a row.
fn fence_around(text: &str) -> String {
    let longest = text
        .split(|c| c != '`')
        .map(str::len)
        .max()
        .unwrap_or_default();
    "`".repeat(longest.max(2) + 1)
}

/// Text that Markdown takes as it is: what was pasted must not become markup in somebody's ticket.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '!' | '&'
        ) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, fence: &str, markdown: &str) {
        assert_eq!(fence_around(text), fence, "{text}");
        assert_eq!(escaped(text), markdown, "{text}");
    }

    #[test]
    fn pasted_text_does_not_become_markup() {
        check("bob@example.net", "```", "bob@example.net");
        check("a ``` b", "````", r"a \`\`\` b");
        check("[x](y) <b>", "```", r"\[x\](y) \<b\>");
    }
}
