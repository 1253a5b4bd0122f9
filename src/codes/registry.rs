//! The registries.

use super::{Code, EnhancedCode, ErrorNumber, ReplyCode};
use crate::vocabulary::{Acts, Lang, Retry};

/// What a code means, from the registries or, for a code that none lists, from its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The code.
    pub code: Code,
    /// A short title.
    pub title: String,
    /// What it means, by paragraphs.
    pub meaning: Vec<String>,
    /// Its symbolic name.
    pub name: Option<String>,
    /// Where it is registered, and where that can be read.
    pub reference: Option<(String, Option<String>)>,
    /// What to look at first.
    pub first_check: Option<String>,
    /// Who acts.
    pub acts: Option<Acts>,
    /// Whether trying again can work.
    pub retry: Option<Retry>,
    /// Whether a registry lists it.
    pub registered: bool,
    /// Other spellings.
    pub same_as: Vec<String>,
}

/// Every registered code.
#[derive(Debug, Clone)]
pub struct Registry {}

impl Registry {
    /// What a code means.
    pub fn explain(&self, code: Code, _lang: Lang) -> Explanation {
        Explanation {
            code,
            title: format!("Stand-in title of {code}"),
            meaning: vec!["Stand-in meaning of the code.".to_owned()],
            name: None,
            reference: Some(("RFC 3463".to_owned(), None)),
            first_check: Some("Check the address.".to_owned()),
            acts: Some(Acts::SenderAdmin),
            retry: Some(Retry::No),
            registered: true,
            same_as: Vec::new(),
        }
    }

    /// Every registered code, sorted.
    pub fn codes(&self) -> impl Iterator<Item = Code> {
        let enhanced = ["4.2.2", "5.1.1", "5.7.1"].into_iter();
        enhanced
            .filter_map(|code| code.parse::<EnhancedCode>().ok())
            .map(Code::Enhanced)
    }

    /// The registered codes before and after.
    pub fn neighbours(&self, code: Code) -> (Option<Code>, Option<Code>) {
        (
            self.codes().filter(|other| *other < code).last(),
            self.codes().find(|other| *other > code),
        )
    }
}

/// Typed codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Typed {
    /// The reply code.
    pub reply: Option<ReplyCode>,
    /// The other code.
    pub code: Option<Code>,
}

impl std::fmt::Display for Typed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.reply, self.code) {
            (Some(reply), Some(code)) => write!(f, "{reply}-{code}"),
            (Some(reply), None) => reply.fmt(f),
            (None, Some(code)) => code.fmt(f),
            (None, None) => Ok(()),
        }
    }
}

/// Wholly a code.
pub fn typed(text: &str) -> Option<Typed> {
    let text = text
        .trim()
        .trim_matches(['#', '<', '>', '.', ' ', ')', '(']);
    let (reply, rest) = match text.split_once([' ', '-']) {
        Some((reply, rest)) if !reply.is_empty() => (Some(reply.parse().ok()?), rest),
        _ => (None, text),
    };
    let reply = reply.or_else(|| rest.parse().ok());
    let code = rest
        .parse()
        .map(Code::Enhanced)
        .or_else(|_| rest.parse::<ErrorNumber>().map(Code::Number))
        .ok();
    if code.is_none() && rest.parse::<ReplyCode>().is_err() {
        return None;
    }
    (reply.is_some() || code.is_some()).then_some(Typed { reply, code })
}
