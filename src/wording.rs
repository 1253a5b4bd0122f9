//! What a person reads: every string of the interface, in each language.
//!
//! The strings stand in `wording/en.toml` and `wording/zh.toml`. A missing, unknown or misspelt key is an error when the
//! tables are loaded, and the tests load them.

mod sentence;
#[macro_use]
mod strings;
mod answers;
mod footers;
mod words;

use std::collections::BTreeMap;

use serde::Deserialize;

pub use answers::{Answer, Help, Message, Question};
pub use footers::{
    FooterFindings, FooterKinds, FooterNotes, FooterRefusals, FooterReport, Footers, Remark,
};
pub use sentence::Sentence;
pub use strings::{
    Api, Article, Audience, Browse, Browser, Code, Errors, Feed, Home, Keys, Paste, Privacy,
    ReasonPage, Reply, Site, SystemPage,
};
pub use words::Words;

use crate::{
    evidence::Because,
    report::Cut,
    vocabulary::{
        Acts, Confidence, Kind, KindOf, Lang, Party, Reason, Retry, Step, Verdict, WhyKind,
    },
};

/// The interface in one language. The fields are named as the sections of the tables.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    missing_docs,
    reason = "the sections are described by the tables, where translators read"
)]
pub struct Wording {
    /// The language.
    #[serde(skip, default = "english")]
    pub lang: Lang,
    pub site: Site,
    pub keys: Keys,
    pub feed: Feed,
    /// Names of the folders of articles; a site may have folders of its own.
    pub topics: BTreeMap<String, String>,
    pub paste: Paste,
    pub home: Home,
    pub answer: Answer,
    pub question: Question,
    pub message: Message,
    pub article: Article,
    pub audience: Audience,
    pub code: Code,
    pub browse: Browse,
    pub reply: Reply,
    pub languages: Words<Lang>,
    pub reason: ReasonPage,
    pub system: SystemPage,
    pub privacy: Privacy,
    pub browser: Browser,
    pub api: Api,
    pub errors: Errors,
    pub help: Help,
    pub kinds: Words<Kind>,
    pub kinds_of: Words<KindOf>,
    pub acts: Words<Acts>,
    pub greetings: Words<Acts>,
    pub parties: Words<Party>,
    pub because: Words<Because>,
    pub steps: Words<Step>,
    pub retry: Words<Retry>,
    pub retry_short: Words<Retry>,
    pub verdicts: Words<Verdict>,
    pub confidence: Words<Confidence>,
    pub why: Words<WhyKind>,
    pub cuts: Words<Cut>,
    pub reasons: Words<Reason>,
    pub reason_means: Words<Reason>,
    pub footers: Footers,
    pub footer_kinds: FooterKinds,
    pub footer_report: FooterReport,
    pub footer_refusals: FooterRefusals,
    pub footer_notes: FooterNotes,
    pub footer_findings: FooterFindings,
}

fn english() -> Lang {
    Lang::En
}

impl Wording {
    /// Whether to send again. A server tries again by itself what was refused only for now, but in vain as long as the cause
    /// stays.
    pub fn send_again(&self, is_temporary: bool, retry: Retry) -> &str {
        match retry {
            Retry::No if is_temporary => &self.answer.retried_in_vain,
            retry => self.retry.of(retry),
        }
    }

    fn read(lang: Lang, table: &str) -> Result<Self, WordingError> {
        let wording = toml::from_str::<Self>(table).map_err(|source| WordingError {
            lang,
            source: Box::new(source),
        })?;
        Ok(Self { lang, ..wording })
    }

    /// The name of a folder of articles; its own words where none is known.
    pub fn topic(&self, id: &str) -> String {
        let known = self.topics.get(id);
        known.cloned().unwrap_or_else(|| id.replace('-', " "))
    }

    /// Where the pages of this language begin: nothing for English, `/zh` for Chinese.
    pub const fn prefix(&self) -> &'static str {
        prefix(self.lang)
    }
}

/// Where the pages of a language begin: nothing for English, `/zh` for Chinese.
pub const fn prefix(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "",
        Lang::Zh => "/zh",
    }
}

/// A table of interface texts cannot be used. Only a fault in the program's own data can cause it.
#[derive(Debug, thiserror::Error)]
#[error("the interface texts of `{lang}`: {source}")]
pub struct WordingError {
    lang: Lang,
    source: Box<toml::de::Error>,
}

/// The interface in every language.
#[derive(Debug, Clone)]
pub struct Wordings {
    en: Wording,
    zh: Wording,
}

impl Wordings {
    /// The tables that are compiled into the program.
    ///
    /// # Errors
    /// Only if a table itself is faulty, which the program's tests exclude.
    pub fn load() -> Result<Self, WordingError> {
        Ok(Self {
            en: Wording::read(Lang::En, include_str!("wording/en.toml"))?,
            zh: Wording::read(Lang::Zh, include_str!("wording/zh.toml"))?,
        })
    }

    /// The interface in a language.
    pub const fn of(&self, lang: Lang) -> &Wording {
        match lang {
            Lang::En => &self.en,
            Lang::Zh => &self.zh,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_are_complete() {
        let wordings = Wordings::load().unwrap();
        for lang in [Lang::En, Lang::Zh] {
            let wording = wordings.of(lang);
            assert_eq!(wording.lang, lang);
            assert_eq!(
                wording.reasons.iter().count(),
                Reason::ALL.len(),
                "{lang}: a reason has no name"
            );
        }
    }

    #[test]
    fn placeholders_are_the_same_in_both_languages() {
        let placeholders = |table: &str| -> Vec<String> {
            table
                .lines()
                .filter_map(|line| {
                    let (key, text) = line.split_once(" = ")?;
                    let mut names: Vec<_> = text
                        .split('{')
                        .skip(1)
                        .filter_map(|rest| rest.split_once('}'))
                        .map(|(name, _)| name)
                        .collect();
                    names.sort_unstable();
                    Some(format!("{key} {names:?}"))
                })
                .collect()
        };
        assert_eq!(
            placeholders(include_str!("wording/en.toml")),
            placeholders(include_str!("wording/zh.toml"))
        );
    }

    #[test]
    fn a_missing_word_is_an_error() {
        let table = include_str!("wording/en.toml").replace("greylisted = \"Greylisted\"\n", "");
        let error = Wording::read(Lang::En, &table).unwrap_err();
        assert!(error.to_string().contains("greylisted"), "{error}");
    }
}
