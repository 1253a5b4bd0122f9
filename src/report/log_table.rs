//! The table of what lines of mail logs look like (`logs.toml`).

use std::sync::LazyLock;

use regex::{Match, Regex, RegexSet};
use serde::Deserialize;

use super::pattern;
use crate::vocabulary::Step;

/// The shipped table. It is constant, so it is read once a process.
pub(super) static LOGS: LazyLock<Logs> = LazyLock::new(|| Logs::load().unwrap_or_default());

#[derive(Debug, Default)]
pub(super) struct Logs {
    /// Lines of a mail log, whether or not something failed.
    pub(super) any: RegexSet,
    /// Lines of what went well.
    pub(super) fine: RegexSet,
    /// Lines of what is tried again.
    pub(super) late: RegexSet,
    /// Lines of what is tried no more; `to` is the recipient, if only one is meant.
    pub(super) gave_up: Vec<Regex>,
    /// Lines about a user of this very server.
    pub(super) submission: RegexSet,
    message: Option<Regex>,
    client: Option<Regex>,
    patterns: Vec<Pattern>,
    /// All patterns at once, to know which lines are worth a closer look.
    all: RegexSet,
}

#[derive(Debug)]
pub(super) struct Pattern {
    pub(super) line: Regex,
    /// The logging system itself refused.
    pub(super) own: bool,
    /// It refused what another one came to hand over.
    pub(super) incoming: bool,
    /// The step that such a line is about.
    pub(super) at: Option<Step>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    line: LineWords,
    log: Vec<LogWords>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LineWords {
    any: Vec<String>,
    message: String,
    client: String,
    late: Vec<String>,
    gave_up: Vec<String>,
    submission: Vec<String>,
    fine: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LogWords {
    #[expect(dead_code, reason = "names the pattern for whoever edits the table")]
    name: String,
    line: String,
    #[serde(default)]
    own: bool,
    #[serde(default)]
    incoming: bool,
    at: Option<String>,
}

impl Logs {
    fn load() -> Result<Self, String> {
        let table: Table =
            toml::from_str(include_str!("logs.toml")).map_err(|error| error.to_string())?;
        let compile = || -> Result<Self, regex::Error> {
            let patterns = table.log.iter().map(|entry| {
                Ok(Pattern {
                    line: pattern::of_table(&entry.line)?,
                    own: entry.own,
                    incoming: entry.incoming,
                    at: entry.at.as_deref().and_then(|step| step.parse().ok()),
                })
            });
            let written: Vec<String> = table.log.iter().map(|entry| entry.line.clone()).collect();
            Ok(Self {
                any: pattern::set(&table.line.any)?,
                fine: pattern::set(&table.line.fine)?,
                late: pattern::set(&table.line.late)?,
                gave_up: table
                    .line
                    .gave_up
                    .iter()
                    .map(|written| pattern::of_table(written))
                    .collect::<Result<_, _>>()?,
                submission: pattern::set(&table.line.submission)?,
                message: Some(pattern::of_table(&table.line.message)?),
                client: Some(pattern::of_table(&table.line.client)?),
                patterns: patterns.collect::<Result<_, regex::Error>>()?,
                all: pattern::set(&written)?,
            })
        };
        compile().map_err(|error| error.to_string())
    }

    /// The first pattern that a line fits.
    pub(super) fn pattern_for(&self, line: &str) -> Option<&Pattern> {
        let first = self.all.matches(line).into_iter().next()?;
        self.patterns.get(first)
    }

    /// The id of the message that a line is about; nothing, if it names none.
    pub(super) fn message<'t>(&self, line: &'t str) -> Option<&'t str> {
        let hit = self.message.as_ref()?.captures(line)?;
        hit.name("id").or(hit.name("exim")).map(|id| id.as_str())
    }

    /// Where a line names the address of who came to hand over.
    pub(super) fn client<'t>(&self, line: &'t str) -> Option<Match<'t>> {
        self.client.as_ref()?.captures(line)?.name("ip")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_table_is_sound() {
        assert!(!Logs::load().unwrap().patterns.is_empty());
    }
}
