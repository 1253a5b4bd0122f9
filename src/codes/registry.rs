//! The registries: which codes there are and what each suggests.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;

use super::{
    Code, CodePattern, EnhancedCode, ErrorNumber, ReplyCode,
    tables::{
        Both, CodeTable, CollisionRow, CollisionTable, EnhancedRow, NumberTable, Parts, ReplyRow,
        SenderTable, Word, Words,
    },
};
use crate::vocabulary::{Acts, Lang, Reason, Retry};

/// Everything known about codes: the IANA registry of enhanced codes, the SMTP reply codes, the error numbers that mail
/// programs show, what well-known systems mean by a code instead, and what each says to the person whose mail failed.
#[derive(Debug, Clone)]
pub struct Registry {
    pub(super) enhanced: BTreeMap<(u16, u16), EnhancedEntry>,
    pub(super) replies: BTreeMap<ReplyCode, ReplyEntry>,
    pub(super) numbers: BTreeMap<ErrorNumber, NumberEntry>,
    pub(super) parts: Parts,
    pub(super) senders: SenderTable,
    collisions: Vec<CollisionRow>,
    codes: Vec<Code>,
}

/// What all entries have.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) words: Both<Words>,
    pub(super) reference: Option<String>,
    pub(super) url: Option<String>,
    pub(super) acts: Option<Acts>,
    pub(super) retry: Option<Retry>,
    pub(super) reasons: Vec<Reason>,
}

/// An enhanced code, whatever its class.
#[derive(Debug, Clone)]
pub(super) struct EnhancedEntry {
    pub(super) entry: Entry,
    pub(super) acts_temporary: Option<Acts>,
    pub(super) replies: Vec<ReplyCode>,
}

/// A reply code.
#[derive(Debug, Clone)]
pub(super) struct ReplyEntry {
    pub(super) entry: Entry,
    pub(super) standard: bool,
}

/// An error number.
#[derive(Debug, Clone)]
pub(super) struct NumberEntry {
    pub(super) entry: Entry,
    pub(super) name: Option<String>,
    pub(super) reply: Option<ReplyCode>,
    pub(super) about: Both<String>,
    pub(super) decimal: bool,
}

/// What a named system means by a code, where that differs from the registry or the registry says nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collision {
    /// The system's name for people.
    pub said_by: String,
    /// Its id in the table of systems, if that holds it.
    pub system: Option<String>,
    /// What it means there, in the language asked for.
    pub meaning: String,
    /// The reason it stands for there.
    pub reason: Option<Reason>,
}

/// A table cannot be used. Only a fault in the program's own data can cause it.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// Not the TOML it should be, an unknown field, or a word that is not in its vocabulary.
    #[error("{table}: {source}")]
    Toml {
        /// Which table.
        table: &'static str,
        /// What is wrong, and in which line.
        source: toml::de::Error,
    },
    /// An enhanced code is not written as `X.7.1`, or is listed in a class that does not exist.
    #[error("enhanced.toml: {0} is not written as X.7.1 with classes of 2, 4 and 5")]
    NotAnyClass(CodePattern),
    /// Two entries for one code.
    #[error("{table}: {code} has two entries")]
    Twice {
        /// Which table.
        table: &'static str,
        /// The code.
        code: String,
    },
}

/// The tables of error numbers: one file a library.
const NUMBERS: [(&str, &str); 6] = [
    ("numbers/cdo.toml", include_str!("tables/numbers/cdo.toml")),
    (
        "numbers/outlook_express.toml",
        include_str!("tables/numbers/outlook_express.toml"),
    ),
    (
        "numbers/mapi.toml",
        include_str!("tables/numbers/mapi.toml"),
    ),
    (
        "numbers/outlook.toml",
        include_str!("tables/numbers/outlook.toml"),
    ),
    (
        "numbers/sockets.toml",
        include_str!("tables/numbers/sockets.toml"),
    ),
    (
        "numbers/exchange.toml",
        include_str!("tables/numbers/exchange.toml"),
    ),
];

impl Registry {
    /// The tables that are compiled into the program.
    ///
    /// # Errors
    /// Only if a table itself is faulty, which the program's tests exclude.
    pub fn load() -> Result<Self, RegistryError> {
        let mut registry = Self {
            enhanced: BTreeMap::new(),
            replies: BTreeMap::new(),
            numbers: BTreeMap::new(),
            parts: read("parts.toml", include_str!("tables/parts.toml"))?,
            senders: read("senders.toml", include_str!("tables/senders.toml"))?,
            collisions: read::<CollisionTable>(
                "collisions.toml",
                include_str!("tables/collisions.toml"),
            )?
            .collision,
            codes: Vec::new(),
        };
        let enhanced: CodeTable<EnhancedRow> =
            read("enhanced.toml", include_str!("tables/enhanced.toml"))?;
        for row in enhanced.code {
            registry.add_enhanced(row)?;
        }
        let replies: CodeTable<ReplyRow> =
            read("replies.toml", include_str!("tables/replies.toml"))?;
        for row in replies.code {
            registry.add_reply(row)?;
        }
        for (name, text) in NUMBERS {
            registry.add_numbers(name, read(name, text)?)?;
        }
        registry.codes.sort_unstable();
        Ok(registry)
    }

    /// Every code that has an entry, sorted: reply codes, enhanced codes (in the classes they are listed in), numbers.
    pub fn codes(&self) -> impl Iterator<Item = Code> {
        self.codes.iter().copied()
    }

    /// The codes of the same kind that come right before and after this one in [`Self::codes`]; it need not be among them.
    pub fn neighbours(&self, code: Code) -> (Option<Code>, Option<Code>) {
        let same_kind =
            |other: &Code| std::mem::discriminant(other) == std::mem::discriminant(&code);
        let before = self.codes.partition_point(|other| *other < code);
        let after = self.codes.partition_point(|other| *other <= code);
        let previous = before
            .checked_sub(1)
            .and_then(|place| self.codes.get(place));
        (
            previous.copied().filter(same_kind),
            self.codes.get(after).copied().filter(same_kind),
        )
    }

    /// The reasons that the code alone suggests, by its registered meaning and nobody's wording, most usual first. None for
    /// a success, for a code without an entry and for one too general to suggest anything.
    pub fn reasons_of(&self, code: Code) -> &[Reason] {
        let entry = match code {
            Code::Enhanced(code) if code.class() == 2 => None,
            Code::Enhanced(code) => self
                .enhanced
                .get(&(code.subject(), code.detail()))
                .map(|found| &found.entry),
            Code::Reply(code) => self.replies.get(&code).map(|found| &found.entry),
            Code::Number(number) => self
                .numbers
                .get(&unwrapped(number))
                .map(|found| &found.entry),
        };
        entry.map_or(&[], |entry| &entry.reasons)
    }

    /// What named systems mean by the code instead, in the order of the table.
    pub fn collisions(&self, code: Code, lang: Lang) -> Vec<Collision> {
        self.collisions
            .iter()
            .filter(|row| {
                row.codes
                    .iter()
                    .any(|pattern| pattern.0.matches(code).is_some())
            })
            .map(|row| Collision {
                said_by: row.said_by.clone(),
                system: row.system.clone(),
                meaning: match lang {
                    Lang::En => row.en.clone(),
                    Lang::Zh => row.zh.clone(),
                },
                reason: row.reason.map(|reason| reason.0),
            })
            .collect()
    }

    fn add_enhanced(&mut self, row: EnhancedRow) -> Result<(), RegistryError> {
        let pattern = row.code.0;
        let CodePattern::Enhanced {
            class: None,
            subject,
            first: detail,
            last,
        } = pattern
        else {
            return Err(RegistryError::NotAnyClass(pattern));
        };
        for class in row.classes {
            let code = EnhancedCode::new(class, subject, detail)
                .filter(|_| detail == last)
                .ok_or(RegistryError::NotAnyClass(pattern))?;
            self.codes.push(Code::Enhanced(code));
        }
        let entry = EnhancedEntry {
            entry: Entry {
                words: Both {
                    en: row.en,
                    zh: row.zh,
                },
                reference: Some(row.reference),
                url: row.url,
                acts: said(row.acts),
                retry: said(row.retry),
                reasons: row.reasons.into_iter().map(|word| word.0).collect(),
            },
            acts_temporary: said(row.acts_temporary),
            replies: row.replies.into_iter().map(|reply| reply.0).collect(),
        };
        once(
            "enhanced.toml",
            pattern.to_string(),
            self.enhanced.insert((subject, detail), entry).as_ref(),
        )
    }

    fn add_reply(&mut self, row: ReplyRow) -> Result<(), RegistryError> {
        let code = row.code.0;
        self.codes.push(Code::Reply(code));
        let entry = ReplyEntry {
            entry: Entry {
                words: Both {
                    en: row.en,
                    zh: row.zh,
                },
                reference: row.reference,
                url: row.url,
                acts: said(row.acts),
                retry: said(row.retry),
                reasons: row.reasons.into_iter().map(|word| word.0).collect(),
            },
            standard: row.standard,
        };
        once(
            "replies.toml",
            code.to_string(),
            self.replies.insert(code, entry).as_ref(),
        )
    }

    fn add_numbers(&mut self, name: &'static str, table: NumberTable) -> Result<(), RegistryError> {
        for row in table.number {
            let number = row.number.0;
            self.codes.push(Code::Number(number));
            let entry = NumberEntry {
                entry: Entry {
                    words: Both {
                        en: row.en,
                        zh: row.zh,
                    },
                    reference: table.reference.clone(),
                    url: table.url.clone(),
                    acts: said(row.acts),
                    retry: said(row.retry),
                    reasons: row.reasons.into_iter().map(|word| word.0).collect(),
                },
                name: row.name,
                reply: row.reply.map(|reply| reply.0),
                about: table.about.clone(),
                decimal: table.decimal,
            };
            once(
                name,
                number.to_string(),
                self.numbers.insert(number, entry).as_ref(),
            )?;
        }
        Ok(())
    }
}

/// The socket error inside its Windows form (`0x8007274D` is 10061, facility 7 of winerror.h), or the number itself.
pub(super) fn unwrapped(number: ErrorNumber) -> ErrorNumber {
    let inner = ErrorNumber::new(number.bits() & 0xFFFF);
    if number.bits() >> 16 == 0x8007 && inner.is_socket() {
        inner
    } else {
        number
    }
}

pub(super) fn read<T: DeserializeOwned>(
    table: &'static str,
    text: &str,
) -> Result<T, RegistryError> {
    toml::from_str(text).map_err(|source| RegistryError::Toml { table, source })
}

pub(super) fn said<T>(word: Option<Word<T>>) -> Option<T> {
    word.map(|word| word.0)
}

fn once<T>(table: &'static str, code: String, earlier: Option<&T>) -> Result<(), RegistryError> {
    match earlier {
        Some(_) => Err(RegistryError::Twice { table, code }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(code: &str, reasons: &str) {
        let registry = Registry::load().unwrap();
        let found: Vec<&str> = registry
            .reasons_of(read_code(code))
            .iter()
            .map(|reason| reason.as_str())
            .collect();
        assert_eq!(found.join(" "), reasons, "{code}");
    }

    fn read_code(text: &str) -> Code {
        match text.parse() {
            Ok(CodePattern::Exact(code)) => code,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn a_code_alone_suggests_reasons() {
        check("5.1.1", "user-unknown");
        check("4.2.2", "mailbox-full");
        check("552", "mailbox-full message-too-large");
        check("0x8007274D", "connection-failure");
        check("2.1.1", "");
        check("5.7.606", "");
        check("250", "");
    }

    #[test]
    fn neighbours_are_of_one_kind() {
        let registry = Registry::load().unwrap();
        let near = |code: &str| {
            let (before, after) = registry.neighbours(read_code(code));
            [before, after].map(|code| code.map(|code| code.to_string()))
        };
        assert_eq!(near("5.1.1"), [Some("5.1.0".into()), Some("5.1.2".into())]);
        assert_eq!(near("5.7.606"), [Some("5.7.30".into()), None]);
        assert_eq!(near("211"), [None, Some("214".into())]);
        assert_eq!(near("2.0.0"), [None, Some("2.1.0".into())]);
        assert_eq!(near("591"), [Some("571".into()), None]);
        let codes: Vec<Code> = registry.codes().collect();
        assert!(codes.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn systems_that_mean_something_else_are_named() {
        let registry = Registry::load().unwrap();
        let said = |code: &str| -> Vec<String> {
            let found = registry.collisions(read_code(code), Lang::En);
            found
                .into_iter()
                .map(|found| format!("{} {}", found.said_by, found.reason.unwrap()))
                .collect()
        };
        assert_eq!(
            said("5.1.10"),
            [
                "Exchange Online user-unknown",
                "Exchange Server 2013 and later user-unknown"
            ]
        );
        assert_eq!(said("4.7.27"), ["Google spf-fail"]);
        assert_eq!(said("4.7.23"), ["Google ptr-missing"]);
        assert_eq!(said("5.7.23"), [""; 0]);
        assert_eq!(said("5.7.620"), ["Exchange Online ip-reputation-blocked"]);
        assert_eq!(said("5.4.6"), ["Titan sending-quota"]);
        for row in &registry.collisions {
            assert!(!row.codes.is_empty() && !row.en.is_empty() && !row.zh.is_ascii());
        }
    }

    #[test]
    fn a_faulty_table_is_refused() {
        let entry = "[[code]]\ncode = 550\nen = { title = \"a\" }\nzh = { title = \"b\" }\n";
        let load = |text: &str| {
            read::<CodeTable<ReplyRow>>("replies.toml", text).map(|table| table.code.len())
        };
        assert_eq!(load(entry).unwrap(), 1);
        for (right, wrong) in [
            ("code = 550", "code = 650"),
            ("code = 550", "code = 550\ncolour = 1"),
            ("code = 550", "code = 550\nacts = \"somebody\""),
            ("{ title = \"a\" }", "{ title = \"a\", mood = \"b\" }"),
            ("zh = { title = \"b\" }", ""),
        ] {
            let message = load(&entry.replace(right, wrong)).unwrap_err().to_string();
            assert!(message.starts_with("replies.toml: "), "{message}");
        }
    }
}
