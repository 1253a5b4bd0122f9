//! The tables as they are written, and what in them would be a mistake.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, de};

use super::{CodePattern, ErrorNumber, ReplyCode};
use crate::vocabulary::{Acts, Lang, Reason, Retry};

/// A value that is written as a string and read by its own [`FromStr`], so that a wrong word is an error with its line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word<T>(pub(super) T);

impl<'de, T> Deserialize<'de> for Word<T>
where
    T: FromStr,
    T::Err: fmt::Display,
{
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let written = String::deserialize(from)?;
        written.parse().map(Self).map_err(de::Error::custom)
    }
}

/// A reply code, written as a number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reply(pub(super) ReplyCode);

impl<'de> Deserialize<'de> for Reply {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let number = u16::deserialize(from)?;
        ReplyCode::new(number)
            .map(Self)
            .ok_or_else(|| de::Error::custom(format!("{number} is no reply code")))
    }
}

/// The same in both languages.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Both<T> {
    pub(super) en: T,
    pub(super) zh: T,
}

impl<T> Both<T> {
    pub(super) const fn get(&self, lang: Lang) -> &T {
        match lang {
            Lang::En => &self.en,
            Lang::Zh => &self.zh,
        }
    }
}

/// What a code means in one language.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub(super) title: String,
    pub(super) meaning: Option<String>,
    pub(super) note: Option<String>,
    pub(super) check: Option<String>,
}

/// An entry of `enhanced.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EnhancedRow {
    pub(super) code: Word<CodePattern>,
    #[serde(default = "failing_classes")]
    pub(super) classes: Vec<u8>,
    pub(super) reference: String,
    pub(super) url: Option<String>,
    #[serde(default)]
    pub(super) replies: Vec<Reply>,
    pub(super) acts: Option<Word<Acts>>,
    pub(super) acts_temporary: Option<Word<Acts>>,
    pub(super) retry: Option<Word<Retry>>,
    #[serde(default)]
    pub(super) reasons: Vec<Word<Reason>>,
    pub(super) en: Words,
    pub(super) zh: Words,
}

fn failing_classes() -> Vec<u8> {
    vec![4, 5]
}

/// An entry of `replies.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReplyRow {
    pub(super) code: Reply,
    pub(super) reference: Option<String>,
    pub(super) url: Option<String>,
    #[serde(default = "yes")]
    pub(super) standard: bool,
    pub(super) acts: Option<Word<Acts>>,
    pub(super) retry: Option<Word<Retry>>,
    #[serde(default)]
    pub(super) reasons: Vec<Word<Reason>>,
    pub(super) en: Words,
    pub(super) zh: Words,
}

const fn yes() -> bool {
    true
}

/// An entry of a table in `numbers/`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NumberRow {
    pub(super) number: Word<ErrorNumber>,
    pub(super) name: Option<String>,
    pub(super) reply: Option<Reply>,
    pub(super) acts: Option<Word<Acts>>,
    pub(super) retry: Option<Word<Retry>>,
    #[serde(default)]
    pub(super) reasons: Vec<Word<Reason>>,
    pub(super) en: Words,
    pub(super) zh: Words,
}

/// A table in `numbers/`: the numbers of one library.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NumberTable {
    pub(super) reference: Option<String>,
    pub(super) url: Option<String>,
    pub(super) about: Both<String>,
    /// Programs print these numbers in decimal too.
    #[serde(default)]
    pub(super) decimal: bool,
    pub(super) number: Vec<NumberRow>,
}

/// What a code says to the person whose mail failed, in one language.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SenderWords {
    pub(super) happened: String,
    pub(super) first: Option<String>,
}

/// An entry of `senders.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SenderRow {
    #[serde(default)]
    pub(super) codes: Vec<Word<CodePattern>>,
    pub(super) acts: Option<Word<Acts>>,
    pub(super) retry: Option<Word<Retry>>,
    pub(super) title: Option<Both<String>>,
    pub(super) en: SenderWords,
    pub(super) zh: SenderWords,
}

impl SenderRow {
    pub(super) const fn words(&self, lang: Lang) -> &SenderWords {
        match lang {
            Lang::En => &self.en,
            Lang::Zh => &self.zh,
        }
    }
}

/// What is said of codes that no entry of `senders.toml` names.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OtherRows {
    pub(super) success: SenderRow,
    pub(super) temporary: SenderRow,
    pub(super) permanent: SenderRow,
    pub(super) number: SenderRow,
}

/// `senders.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SenderTable {
    pub(super) code: Vec<SenderRow>,
    pub(super) other: OtherRows,
}

/// `enhanced.toml` and `replies.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CodeTable<R> {
    pub(super) code: Vec<R>,
}

/// What one digit or number of a code says.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Part {
    #[serde(rename = "part")]
    pub(super) number: u16,
    pub(super) section: Option<String>,
    pub(super) acts: Option<Word<Acts>>,
    pub(super) en: PartWords,
    pub(super) zh: PartWords,
}

impl Part {
    pub(super) const fn words(&self, lang: Lang) -> &PartWords {
        match lang {
            Lang::En => &self.en,
            Lang::Zh => &self.zh,
        }
    }
}

/// The words about a part of a code.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PartWords {
    pub(super) title: String,
    pub(super) meaning: String,
}

/// `parts.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Parts {
    pub(super) class: Vec<Part>,
    pub(super) subject: Vec<Part>,
    pub(super) reply_first: Vec<Part>,
    pub(super) reply_second: Vec<Part>,
    pub(super) facility: Vec<Part>,
    pub(super) unlisted: Unlisted,
}

/// Sentences for codes that no table holds; `{code}`, `{number}` and `{hex}` stand for what their names say.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Unlisted {
    pub(super) detail: Both<String>,
    pub(super) subject: Both<String>,
    pub(super) reply: Both<String>,
    pub(super) nonstandard: Both<String>,
    pub(super) number: Both<String>,
    pub(super) socket: Both<String>,
    pub(super) wrapped: Both<String>,
    pub(super) title_number: Both<String>,
    pub(super) title_socket: Both<String>,
    pub(super) colon: Both<String>,
}

/// An entry of `collisions.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CollisionRow {
    pub(super) codes: Vec<Word<CodePattern>>,
    pub(super) said_by: String,
    pub(super) system: Option<String>,
    pub(super) reason: Option<Word<Reason>>,
    pub(super) en: String,
    pub(super) zh: String,
}

/// `collisions.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CollisionTable {
    pub(super) collision: Vec<CollisionRow>,
}

/// `scan.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ScanTable {
    pub(super) reply_after: Vec<String>,
    pub(super) reply_before: Vec<String>,
    pub(super) enhanced_after: Vec<String>,
    pub(super) not_after: Vec<String>,
    pub(super) units: Vec<String>,
    pub(super) socket_after: Vec<String>,
    pub(super) number_after: Vec<String>,
    pub(super) number_lines: Vec<String>,
    pub(super) not_on_lines: Vec<String>,
}
