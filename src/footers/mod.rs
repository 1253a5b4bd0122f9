//! A short link in the reports that a mail server sends, to the page that explains the code: what to put where in each
//! mail system, and what is wrong with what somebody has put there already.
//!
//! One file per mail system holds its syntax; its name and its limits stand in `systems.toml`, every sentence in the
//! tables of [`crate::wording`]. [`lint`] reads the files of these systems.

mod address;
mod exchange;
mod exchange_online;
mod exim;
mod haraka;
mod hmailserver;
pub mod lint;
mod postfix;
mod sendmail;
mod systems;
mod writer;

pub use address::{Base, LONGEST_LINK, Unfit};
pub use systems::{System, Table, TableError};

use self::writer::Writer;
use crate::{
    codes::{CodePattern, EnhancedCode, Registry},
    vocabulary::Lang,
    wording::{FooterRefusals, Footers, Wordings},
};

/// What somebody wants in the reports of his server.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Where links lead.
    pub base: Base,
    /// The languages of the reports, the more important one first. None means English.
    pub langs: Vec<Lang>,
    /// Only these codes. None means all, or the usual ones where a system takes them one by one.
    pub codes: Vec<EnhancedCode>,
}

/// Everything that has to be done on one mail system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Footer {
    /// What holds for all of it.
    pub warnings: Vec<String>,
    /// What to put where, the most useful first.
    pub pieces: Vec<Piece>,
}

/// One text and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What it gives.
    pub title: String,
    /// The file that holds it, or the program it is typed into.
    pub place: String,
    /// The text itself, with a line break at its end.
    pub text: String,
    /// How it comes into force.
    pub load: Way,
    /// How to see that it works.
    pub check: Way,
    /// How to get rid of it.
    pub undo: Way,
    /// What else to know.
    pub warnings: Vec<String>,
}

impl Piece {
    /// What is done with the text, step by step, each under its name.
    pub fn ways<'a>(&'a self, texts: &'a Footers) -> [(&'a str, &'a Way); 3] {
        [
            (&texts.load, &self.load),
            (&texts.check, &self.check),
            (&texts.undo, &self.undo),
        ]
    }
}

/// How something is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// With these commands.
    Commands(String),
    /// As these words say.
    Words(String),
}

impl Way {
    fn commands(commands: impl Into<String>) -> Self {
        Self::Commands(commands.into())
    }

    fn words(words: &str) -> Self {
        Self::Words(words.to_owned())
    }
}

/// Why there is no footer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The system takes only some codes, and this is none of them.
    Code(EnhancedCode, Vec<CodePattern>),
    /// The code reports no failure.
    Success(EnhancedCode),
}

impl Refusal {
    /// What is wrong and what to do.
    pub fn told(&self, words: &FooterRefusals) -> String {
        match self {
            Self::Success(code) => words.success.with(&[("code", &code.to_string())]),
            Self::Code(code, taken) => {
                let taken: Vec<_> = taken.iter().map(ToString::to_string).collect();
                words
                    .code
                    .with(&[("code", &code.to_string()), ("codes", &taken.join(", "))])
            }
        }
    }
}

impl Unfit {
    /// What is wrong with the address and what to do.
    pub fn told(self, words: &FooterRefusals) -> String {
        match self {
            Self::NoWebAddress => words.no_web_address.clone(),
            Self::Insecure => words.insecure.clone(),
            Self::Character(character) => words
                .character
                .with(&[("character", &character.escape_debug().to_string())]),
            Self::TooLong(length) => words.too_long.with(&[
                ("length", &length.to_string()),
                ("longest", &LONGEST_LINK.to_string()),
            ]),
        }
    }
}

/// What the texts are made of.
#[derive(Debug, Clone, Copy)]
pub struct Knows<'a> {
    /// The sentences of reports in every language.
    pub wordings: &'a Wordings,
    /// What codes mean.
    pub registry: &'a Registry,
    /// The language of whoever is to do it.
    pub reader: Lang,
}

/// What to put where on a system. Nothing, and no refusal, for a system that has no place for it: what is possible
/// there, [`System::about`] says.
///
/// # Errors
/// If the system cannot take what was asked.
pub fn write(system: &System, asked: &Asked, knows: Knows<'_>) -> Result<Footer, Refusal> {
    for code in &asked.codes {
        if !matches!(code.class(), 4 | 5) {
            return Err(Refusal::Success(*code));
        }
        if !system.takes(*code) {
            return Err(Refusal::Code(*code, system.takes.clone()));
        }
    }
    let writer = Writer::new(system, asked, knows);
    let pieces = match system.id.as_str() {
        "exchange" => exchange::write(&writer),
        "exchange-online" => exchange_online::write(&writer),
        "exim" => exim::write(&writer),
        "haraka" => haraka::write(&writer),
        "hmailserver" => hmailserver::write(&writer),
        "postfix" => postfix::write(&writer),
        "sendmail" => sendmail::write(&writer),
        _ => Vec::new(),
    };
    let insecure = !asked.base.is_secure() && !pieces.is_empty();
    let notes = writer.notes();
    Ok(Footer {
        warnings: insecure
            .then(|| notes.insecure.clone())
            .into_iter()
            .collect(),
        pieces,
    })
}

#[cfg(test)]
mod tests;
