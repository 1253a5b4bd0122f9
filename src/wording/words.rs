//! Names for the words of a fixed vocabulary.

use std::{collections::BTreeMap, marker::PhantomData};

use serde::{Deserialize, Deserializer, de::Error};

use crate::{
    evidence::Because,
    report::Cut,
    vocabulary::{
        Acts, Confidence, Kind, KindOf, Lang, Party, Reason, Retry, Step, Verdict, WhyKind,
    },
};

/// A closed vocabulary whose words have names in every language.
pub trait Word: Copy + 'static {
    /// Every word, in its fixed order.
    fn all() -> &'static [Self];
    /// The key in the tables.
    fn key(self) -> &'static str;
}

/// What people read for each word of a vocabulary. A table that lacks a word or holds another does not load.
#[derive(Debug, Clone)]
pub struct Words<T> {
    names: BTreeMap<String, String>,
    vocabulary: PhantomData<T>,
}

impl<T: Word> Words<T> {
    /// The name of a word.
    pub fn of(&self, word: T) -> &str {
        self.names
            .get(word.key())
            .map_or(word.key(), String::as_str)
    }

    /// Every word and its name, in the order of the vocabulary.
    pub fn iter(&self) -> impl Iterator<Item = (T, &str)> {
        T::all().iter().map(|word| (*word, self.of(*word)))
    }
}

impl<'de, T: Word> Deserialize<'de> for Words<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let names = BTreeMap::<String, String>::deserialize(deserializer)?;
        let known = || T::all().iter().map(|word| word.key());
        if let Some(missing) = known().find(|key| !names.contains_key(*key)) {
            return Err(D::Error::custom(format!("`{missing}` has no name")));
        }
        if let Some(unknown) = names.keys().find(|name| !known().any(|key| key == *name)) {
            return Err(D::Error::custom(format!(
                "`{unknown}` is no word of this vocabulary"
            )));
        }
        Ok(Self {
            names,
            vocabulary: PhantomData,
        })
    }
}

macro_rules! vocabularies {
    ($($name:ty),+) => {
        $(impl Word for $name {
            fn all() -> &'static [Self] {
                Self::ALL
            }
            fn key(self) -> &'static str {
                self.as_str()
            }
        })+
    };
}

vocabularies!(
    Acts, Confidence, Kind, KindOf, Lang, Party, Reason, Retry, Step, Verdict, WhyKind
);

impl Word for Because {
    fn all() -> &'static [Self] {
        &[
            Self::AnotherHostSaid,
            Self::WordsOfAnotherSystem,
            Self::PassedOn,
            Self::RecipientsServer,
            Self::ServesRecipient,
            Self::NoOtherServerNamed,
            Self::OwnLog,
            Self::ReceivingLog,
            Self::FirstHop,
            Self::NobodyAnswered,
            Self::NothingTells,
            Self::Told,
        ]
    }

    fn key(self) -> &'static str {
        match self {
            Self::AnotherHostSaid => "another-host-said",
            Self::WordsOfAnotherSystem => "words-of-another-system",
            Self::PassedOn => "passed-on",
            Self::RecipientsServer => "recipients-server",
            Self::ServesRecipient => "serves-recipient",
            Self::NoOtherServerNamed => "no-other-server",
            Self::OwnLog => "own-log",
            Self::ReceivingLog => "receiving-log",
            Self::FirstHop => "first-hop",
            Self::NobodyAnswered => "nobody-answered",
            Self::NothingTells => "nothing-tells",
            Self::Told => "told",
        }
    }
}

impl Word for Cut {
    fn all() -> &'static [Self] {
        &[Self::Text, Self::Parts, Self::Depth, Self::Recipients]
    }

    fn key(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Parts => "parts",
            Self::Depth => "depth",
            Self::Recipients => "recipients",
        }
    }
}
