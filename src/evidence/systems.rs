//! The table of mail systems (`systems.toml`): who writes reports, and whose wording is whose.

use std::fmt;

use aho_corasick::{AhoCorasick, MatchKind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{report::Span, vocabulary::Lang};

/// The id of a system in the table, such as `exchange-online`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(transparent)]
pub struct SystemId(String);

impl SystemId {
    /// The id as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SystemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a system is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum SystemKind {
    /// Server software that anybody can run.
    Server,
    /// One company's service for mailboxes or for sending.
    Provider,
    /// A filtering service or appliance in front of a server.
    Gateway,
    /// Something in the network that changes SMTP on its way.
    Middlebox,
    /// A program or library that hands mail to its first server.
    Client,
}

/// A mail system, client program or provider.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct System {
    /// Its id.
    pub id: SystemId,
    /// Its name for people.
    name: String,
    /// Its name for those who read Chinese, where that is another.
    #[serde(default)]
    zh: Option<String>,
    /// What it is.
    pub kind: SystemKind,
    /// Domains its hosts live in.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// Domains of hosts that carry customers' mail outward: a refusal that they report of an address which is not the
    /// system's own is another server's.
    #[serde(default)]
    pub outbound: Vec<String>,
    /// Literal words that only a report written by it holds.
    #[serde(default)]
    pub report_marks: Vec<String>,
    /// Literal words of its replies and messages.
    #[serde(default)]
    pub reply_marks: Vec<String>,
    /// Literal words with which it refuses recipients whom it serves itself.
    #[serde(default)]
    pub recipient_marks: Vec<String>,
    /// Systems of one family word their refusals alike, so that words alone do not tell them apart.
    #[serde(default)]
    pub family: Option<String>,
    /// Other names that tables use for it.
    #[serde(default)]
    pub aka: Vec<String>,
}

impl System {
    /// Its name for people who read this language.
    pub fn name(&self, lang: Lang) -> &str {
        match (lang, &self.zh) {
            (Lang::Zh, Some(name)) => name,
            _ => &self.name,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    daemons: Vec<String>,
    system: Vec<System>,
}

/// Every known system, and a matcher for their marks.
#[derive(Debug, Clone)]
pub struct Systems {
    daemons: Vec<String>,
    rows: Vec<System>,
    report_marks: Marks,
    reply_marks: Marks,
}

/// The table cannot be used. Only a fault in the program's own data can cause it.
#[derive(Debug, thiserror::Error)]
pub enum SystemsError {
    /// Not the TOML it should be.
    #[error("systems.toml: {0}")]
    Toml(#[from] toml::de::Error),
    /// Its marks cannot be compiled.
    #[error("systems.toml: marks: {0}")]
    Marks(#[from] aho_corasick::BuildError),
}

impl Systems {
    /// The table that is compiled into the program.
    ///
    /// # Errors
    /// Only if the table itself is faulty, which the program's tests exclude.
    pub fn load() -> Result<Self, SystemsError> {
        Self::from_toml(include_str!("systems.toml"))
    }

    fn from_toml(text: &str) -> Result<Self, SystemsError> {
        let Table {
            daemons,
            system: systems,
        } = toml::from_str(text)?;
        let report_marks = Marks::new(&systems, |system| &system.report_marks)?;
        let reply_marks = Marks::new(&systems, |system| &system.reply_marks)?;
        Ok(Self {
            daemons,
            rows: systems,
            report_marks,
            reply_marks,
        })
    }

    /// The system with this id.
    pub fn get(&self, id: &str) -> Option<&System> {
        self.rows.iter().find(|system| system.id.as_str() == id)
    }

    /// Every system in the order of the table.
    pub fn all(&self) -> &[System] {
        &self.rows
    }

    /// Every id in the order of the table.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().map(|system| system.id.as_str())
    }

    /// The system a host belongs to, by its domain; the longest known domain decides.
    pub fn of_host(&self, host: &str) -> Option<&System> {
        self.rows
            .iter()
            .flat_map(|system| system.hosts.iter().map(move |domain| (domain, system)))
            .filter(|(domain, _)| is_in(host, domain))
            .max_by_key(|(domain, _)| domain.len())
            .map(|(_, system)| system)
    }

    /// Whether this is the name of an account in whose name mail servers write reports.
    pub fn is_daemon(&self, local_part: &str) -> bool {
        self.daemons
            .iter()
            .any(|name| name.eq_ignore_ascii_case(local_part))
    }

    /// The system that wrote a report which holds `text`, and the mark that proves it.
    pub fn writer_of(&self, text: &str, offset: usize) -> Option<(&System, Span)> {
        self.report_marks
            .strongest(text, offset)
            .and_then(|(system, span)| Some((self.rows.get(system)?, span)))
    }

    /// Whether the words are those of a system that serves the recipient itself.
    pub fn serves_recipient(&self, text: &str) -> bool {
        let marks = self.rows.iter().flat_map(|system| &system.recipient_marks);
        marks.into_iter().any(|mark| text.contains(mark.as_str()))
    }

    /// The system whose wording `text` is, and the words that prove it.
    pub fn speaker_of(&self, text: &str, offset: usize) -> Option<(&System, Span)> {
        self.reply_marks
            .strongest(text, offset)
            .and_then(|(system, span)| Some((self.rows.get(system)?, span)))
    }
}

impl System {
    /// Whether mail to `recipient` is only passed on by `host`.
    pub fn passes_on(&self, host: &str, recipient: &str) -> bool {
        let domain = recipient.rsplit('@').next().unwrap_or(recipient);
        self.outbound.iter().any(|own| is_in(host, own))
            && !self.hosts.iter().any(|own| is_in(domain, own))
    }
}

/// Whether a host is the domain or lives in it.
fn is_in(host: &str, domain: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    host.strip_suffix(domain)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Literal marks of many systems, matched at once.
#[derive(Debug, Clone)]
struct Marks {
    matcher: AhoCorasick,
    /// Which system each pattern belongs to.
    system: Vec<usize>,
}

impl Marks {
    fn new(
        systems: &[System],
        marks: impl Fn(&System) -> &Vec<String>,
    ) -> Result<Self, aho_corasick::BuildError> {
        let (system, patterns): (Vec<_>, Vec<_>) = systems
            .iter()
            .enumerate()
            .flat_map(|(place, system)| {
                marks(system).iter().map(move |mark| (place, mark.as_str()))
            })
            .unzip();
        let matcher = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .build(patterns)?;
        Ok(Self { matcher, system })
    }

    /// The system with the longest mark in the text: long literal words are hardly ever there by chance. Among equals
    /// the first in the text wins.
    fn strongest(&self, text: &str, offset: usize) -> Option<(usize, Span)> {
        let mut best: Option<(usize, Span)> = None;
        for hit in self.matcher.find_iter(text) {
            let longer =
                best.is_none_or(|(_, span)| hit.end() - hit.start() > span.end - span.start);
            if longer && let Some(system) = self.system.get(hit.pattern().as_usize()) {
                best = Some((*system, Span::new(hit.start() + offset, hit.end() + offset)));
            }
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_table_is_sound() {
        let systems = Systems::load().unwrap();
        let mut ids: Vec<_> = systems.ids().collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count, "two systems share an id");
        for system in systems.all() {
            for mark in system.report_marks.iter().chain(&system.reply_marks) {
                assert!(
                    mark.trim().len() > 2,
                    "{}: the mark `{mark}` is too short to prove anything",
                    system.id
                );
            }
        }
    }

    #[test]
    fn hosts_belong_to_the_longest_known_domain() {
        let systems = Systems::load().unwrap();
        let of = |host: &str| systems.of_host(host).map(|system| system.id.to_string());
        assert_eq!(
            of("example-com.mail.protection.outlook.com").as_deref(),
            Some("exchange-online")
        );
        assert_eq!(
            of("x.olc.protection.outlook.com").as_deref(),
            Some("outlook-com")
        );
        assert_eq!(of("notgoogle.com"), None);
        assert_eq!(of("aspmx.l.google.com.").as_deref(), Some("google"));
    }

    #[test]
    fn wording_names_its_speaker() {
        let systems = Systems::load().unwrap();
        let (system, span) = systems
            .speaker_of("550 5.1.1 no such user abc123 - gsmtp", 10)
            .unwrap();
        assert_eq!((system.id.as_str(), span), ("google", Span::new(42, 47)));
    }
}
