//! The table of marks: where in a report the reply, the hosts and the step stand.

use std::sync::LazyLock;

use regex::{Regex, RegexSet};
use serde::Deserialize;

use super::{Found, Span, lines, pattern};
use crate::vocabulary::Step;

/// The shipped table. It is constant, so it is read once a process.
pub(super) static MARKS: LazyLock<Marks> = LazyLock::new(|| Marks::load().unwrap_or_default());

/// How far before the quoted words it may be said whose they are, in bytes.
const ELSEWHERE_LIMIT: usize = 300;

/// The table, compiled.
#[derive(Debug, Default)]
pub(super) struct Marks {
    said: Option<Regex>,
    until: Option<Regex>,
    original: RegexSet,
    speaker: Vec<Regex>,
    speaker_inside: Vec<Regex>,
    speaker_after: Vec<Regex>,
    elsewhere: Option<Regex>,
    elsewhere_inside: Option<Regex>,
    sender: RegexSet,
    recipients: RegexSet,
    transcript: RegexSet,
    telling: RegexSet,
    supposing: RegexSet,
    aside: Option<Regex>,
    voice: Option<Regex>,
    reporter: Vec<Regex>,
    filler: RegexSet,
    noise: RegexSet,
    outcome: RegexSet,
    reason: Option<Regex>,
    step: Vec<(Step, Regex)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    said: Vec<String>,
    until: Vec<String>,
    original: Vec<String>,
    speaker: Vec<String>,
    speaker_inside: Vec<String>,
    speaker_after: Vec<String>,
    elsewhere: Vec<String>,
    elsewhere_inside: Vec<String>,
    sender: Vec<String>,
    recipients: Vec<String>,
    transcript: Vec<String>,
    telling: Vec<String>,
    supposing: Vec<String>,
    aside: Vec<String>,
    voice: Vec<String>,
    reporter: Vec<String>,
    filler: Vec<String>,
    noise: Vec<String>,
    outcome: Vec<String>,
    reason: Vec<String>,
    step: Vec<StepWords>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepWords {
    step: String,
    words: Vec<String>,
}

fn each(patterns: &[String]) -> Result<Vec<Regex>, regex::Error> {
    patterns
        .iter()
        .map(|text| pattern::of_table(text))
        .collect()
}

/// One pattern for all: a text is gone through once.
fn joined(patterns: &[String]) -> Result<Regex, regex::Error> {
    pattern::of_table(&patterns.join("|"))
}

/// The same, at the end of a text.
fn at_end(patterns: &[String]) -> Vec<String> {
    let patterns = patterns.iter();
    patterns.map(|text| format!(r"(?:{text})\s*\z")).collect()
}

impl Marks {
    fn load() -> Result<Self, String> {
        let table: Table =
            toml::from_str(include_str!("marks.toml")).map_err(|error| error.to_string())?;
        Self::compile(&table).map_err(|error| error.to_string())
    }

    fn compile(table: &Table) -> Result<Self, regex::Error> {
        let step = table
            .step
            .iter()
            .filter_map(|entry| {
                Some((
                    entry.step.parse().ok()?,
                    joined(&pattern::wrapped(&entry.words)),
                ))
            })
            .map(|(step, words)| words.map(|words| (step, words)))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            said: Some(joined(&table.said)?),
            until: Some(joined(&pattern::wrapped(&table.until))?),
            original: pattern::set(&table.original)?,
            speaker: each(&table.speaker)?,
            speaker_inside: each(&table.speaker_inside)?,
            speaker_after: each(&table.speaker_after)?,
            sender: pattern::set(&table.sender)?,
            recipients: pattern::set(&table.recipients)?,
            transcript: pattern::set(&table.transcript)?,
            telling: pattern::set(&at_end(&table.telling))?,
            supposing: pattern::set(&table.supposing)?,
            aside: Some(joined(&table.aside)?),
            voice: Some(joined(&table.voice)?),
            elsewhere: Some(joined(&at_end(&table.elsewhere))?),
            elsewhere_inside: Some(joined(&table.elsewhere_inside)?),
            reporter: each(&table.reporter)?,
            filler: pattern::set(&table.filler)?,
            noise: pattern::set(&table.noise)?,
            outcome: pattern::set(&table.outcome)?,
            reason: Some(joined(&table.reason)?),
            step,
        })
    }

    /// Where in a line the words of the other server may begin: behind each mark of the line that says so.
    pub(super) fn reply_starts(&self, line: &str) -> Vec<usize> {
        self.said.as_ref().map_or_else(Vec::new, |said| {
            said.find_iter(line).map(|hit| hit.end()).collect()
        })
    }

    /// Where a quoted piece ends: before the first mark that ends one.
    pub(super) fn end_of(&self, piece: &str) -> usize {
        self.until
            .as_ref()
            .and_then(|mark| mark.find(piece))
            .map_or(piece.len(), |hit| hit.start())
    }

    /// Whether the message that came back begins with this line.
    pub(super) fn starts_original(&self, line: &str) -> bool {
        self.original.is_match(line)
    }

    /// Whether the line is a label behind which the sender stands.
    pub(super) fn is_sender_label(&self, line: &str) -> bool {
        self.sender.is_match(line)
    }

    /// Whether a session is shown below the line.
    pub(super) fn announces_session(&self, line: &str) -> bool {
        self.transcript.is_match(line)
    }

    /// Whether the line announces recipients that stand below it.
    pub(super) fn lists_recipients(&self, line: &str) -> bool {
        self.recipients.is_match(line)
    }

    /// Whether the words say that an answer was given, which stands behind them, and do not explain or suppose one.
    pub(super) fn tells(&self, before: &str) -> bool {
        self.telling.is_match(before) && !self.supposing.is_match(before)
    }

    /// Where in a text whoever pasted it goes on in words of their own.
    pub(super) fn aside(&self, text: &str) -> Option<usize> {
        self.aside.as_ref()?.find(text).map(|hit| hit.start())
    }

    /// Where behind an answer the words of whoever pasted it begin.
    pub(super) fn voice(&self, answer: &str) -> Option<usize> {
        self.voice.as_ref()?.find(answer).map(|hit| hit.start())
    }

    /// Whether the line says that something failed, but not why.
    pub(super) fn is_filler(&self, line: &str) -> bool {
        self.filler.is_match(line)
    }

    /// Whether the line was added on the way and is about something else.
    pub(super) fn is_noise(&self, line: &str) -> bool {
        self.noise.is_match(line)
    }

    /// Whether the line says what became of the message.
    pub(super) fn is_outcome(&self, line: &str) -> bool {
        self.outcome.is_match(line)
    }

    /// Where in a line a reason is worded.
    pub(super) fn reason_in(&self, line: &str) -> Option<Span> {
        self.reason
            .as_ref()?
            .find(line)
            .map(|hit| Span::new(hit.start(), hit.end()))
    }

    /// The host named as having spoken: the last one before `quoted`, else one inside it, else the first one after it, in
    /// `region`.
    pub(super) fn speaker(&self, text: &str, region: Span, quoted: Span) -> Option<Found<String>> {
        let before = Span::new(region.start, quoted.start.max(region.start));
        let after = Span::new(quoted.end.min(region.end), region.end);
        last_host(&self.speaker, text, before)
            .or_else(|| first_host(&self.speaker_inside, text, quoted))
            .or_else(|| first_host(&self.speaker_after, text, lines::bounded(text, after, 200)))
    }

    /// Whether the words before `quoted`, or it itself, say that another server gave the answer.
    pub(super) fn is_elsewhere(&self, text: &str, quoted: Span) -> bool {
        let start = lines::floor(text, quoted.start.saturating_sub(ELSEWHERE_LIMIT));
        let before = Span::new(start, quoted.start);
        let says = |mark: &Option<Regex>, span: Span| {
            mark.as_ref()
                .is_some_and(|mark| mark.is_match(span.of(text)))
        };
        says(&self.elsewhere, before) || says(&self.elsewhere_inside, quoted)
    }

    /// The host that names itself as the author of the report: the first one in the region.
    pub(super) fn reporter(&self, text: &str, region: Span) -> Option<Found<String>> {
        first_host(&self.reporter, text, region)
    }

    /// The step that the words of a span name, if they name one.
    pub(super) fn step(&self, text: &str, within: Span) -> Option<Found<Step>> {
        self.step.iter().find_map(|(step, words)| {
            let hit = words.find(within.of(text))?;
            Some(Found::new(
                *step,
                Span::new(within.start + hit.start(), within.start + hit.end()),
            ))
        })
    }

    /// The step that is named around a quoted piece: behind it, in front of it, or on the two lines above.
    pub(super) fn step_around(
        &self,
        text: &str,
        region: Span,
        quoted: Span,
    ) -> Option<Found<Step>> {
        let behind = Span::new(quoted.end, region.end.max(quoted.end));
        let behind = lines::bounded(text, behind, 120);
        let stop = behind
            .of(text)
            .find("\n\n")
            .map_or(behind.end, |at| behind.start + at);
        let before = Span::new(region.start, quoted.start.max(region.start));
        let above = lines::lines(text, before).into_iter().rev();
        let above = above.filter(|line| !line.is_blank()).take(3);
        std::iter::once(Span::new(quoted.start, stop))
            .chain(above.map(|line| line.span))
            .find_map(|span| self.step(text, span))
    }
}

fn hosts<'t>(
    pattern: &'t Regex,
    text: &'t str,
    region: Span,
) -> impl Iterator<Item = Found<String>> + 't {
    pattern
        .captures_iter(region.of(text))
        .filter_map(move |hit| {
            let host = hit.name("host")?;
            let name = host.as_str().trim_end_matches('.');
            let start = region.start + host.start();
            lines::is_host(name)
                .then(|| Found::new(name.to_owned(), Span::new(start, start + name.len())))
        })
}

fn last_host(patterns: &[Regex], text: &str, region: Span) -> Option<Found<String>> {
    patterns
        .iter()
        .filter_map(|pattern| hosts(pattern, text, region).last())
        .max_by_key(|found| found.span.start)
}

fn first_host(patterns: &[Regex], text: &str, region: Span) -> Option<Found<String>> {
    patterns
        .iter()
        .filter_map(|pattern| hosts(pattern, text, region).next())
        .min_by_key(|found| found.span.start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_table_is_sound() {
        let marks = Marks::load().unwrap();
        assert!(!marks.original.is_empty() && marks.reason.is_some());
        assert_eq!(
            marks.step.len(),
            Step::ALL.len(),
            "a step has no words or is misspelt"
        );
    }

    #[track_caller]
    fn check(line: &str, reply: Option<&str>) {
        assert_eq!(
            MARKS
                .reply_starts(line)
                .last()
                .copied()
                .and_then(|at| line.get(at..))
                .map(str::trim),
            reply,
            "{line}"
        );
    }

    #[test]
    fn marks_lead_to_the_reply() {
        check(
            "host mx.example.net[192.0.2.1] said: 550 no",
            Some("550 no"),
        );
        check("    (reason: 550 5.1.1 no)", Some("550 5.1.1 no)"));
        check("<<< 550 no", Some("550 no"));
        check("Remote host said: 550 no", Some("550 no"));
        check("nothing", None);
    }

    #[test]
    fn hosts_and_steps_are_named_around_the_reply() {
        let text = "host mx.example.net[192.0.2.1] said: 550 no (in reply to RCPT TO command)";
        let whole = Span::new(0, text.len());
        let host = MARKS.speaker(text, whole, Span::new(37, 43)).unwrap();
        assert_eq!(
            (host.value.as_str(), host.span.of(text)),
            ("mx.example.net", "mx.example.net")
        );
        assert_eq!(
            MARKS.step(text, whole).map(|found| found.value),
            Some(Step::Rcpt)
        );
        assert_eq!(MARKS.end_of("550 no (in reply to RCPT TO command)"), 6);
    }
}
