//! The one table of weights.

use serde::Deserialize;

macro_rules! features {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)+) => {
        /// What the evidence says for or against a cause. Each is a number from 0 to 1; 0 means nothing is said.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Feature { $($(#[$doc])* $variant,)+ }

        impl Feature {
            /// Every feature, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its name in the table of weights.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }
    };
}

features! {
    /// The quoted words follow one of the cause's signatures: how fully, and how much the words tell.
    Signature = "signature",
    /// The share of the quoted words that the signature explains: of causes of one reason, the one that says most.
    Explained = "explained",
    /// The words around the quoted ones follow a signature.
    Around = "around",
    /// The text says it as one of the cause's phrases does.
    Phrase = "phrase",
    /// The words speak for the reason, whatever wording they come in.
    Words = "words",
    /// The share of all that the words speak for that falls to the reason.
    WordShare = "word-share",
    /// Full text relevance, next to the most relevant cause.
    Relevance = "relevance",
    /// An enhanced code fits; a code that few causes have counts more.
    Code = "code",
    /// A reply code fits.
    Reply = "reply",
    /// An error number fits.
    Number = "number",
    /// Only other systems say it.
    OtherSpeaker = "other-speaker",
    /// Only certain systems say it, and nothing tells who spoke.
    UnknownSpeaker = "unknown-speaker",
    /// The side that refused fits.
    RefusedBy = "refused-by",
    /// Another side refused.
    OtherSide = "other-side",
    /// Something speaks against the cause.
    Against = "against",
    /// The cause only sends the reader on.
    Dispatcher = "dispatcher",
}

/// The features of one cause.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Features([f32; Feature::ALL.len()]);

impl Features {
    /// The value of a feature.
    pub fn get(&self, feature: Feature) -> f32 {
        self.0.get(feature as usize).copied().unwrap_or_default()
    }

    /// Keeps the greater of a feature's value and this one.
    pub fn raise(&mut self, feature: Feature, value: f32) {
        if let Some(own) = self.0.get_mut(feature as usize) {
            *own = own.max(value);
        }
    }

    /// The values in the order of [`Feature::ALL`].
    pub fn values(&self) -> &[f32] {
        &self.0
    }
}

/// How much each feature counts, in natural logarithms of odds.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    features: [f32; Feature::ALL.len()],
    /// What "nothing is known" weighs.
    pub nothing: f32,
    /// What it weighs in addition where neither a code nor the form of a report says that mail failed.
    pub nothing_of_bare_words: f32,
    /// What it weighs in addition where such a text has only words that no wording holds; in proportion.
    pub nothing_of_strange_words: f32,
    /// What it weighs in addition where the words of a text are those of ordinary ones; in proportion.
    pub nothing_of_ordinary_words: f32,
}

/// What decides how much "nothing is known" weighs for a text.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Ground {
    /// The text has a code of mail, or a mail system reports the failure: it is no sentence like any other.
    pub attested: bool,
    /// The share of its words that no wording holds, 0 to 1.
    pub strange: f32,
    /// How much its words speak for an ordinary text or another program's error, 0 to 1.
    pub ordinary: f32,
}

/// The table of weights cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum WeightsError {
    /// Not the TOML it should be.
    #[error("weights.toml: {0}")]
    Toml(#[from] toml::de::Error),
    /// A feature is missing.
    #[error("weights.toml: no weight for `{0}`")]
    Missing(&'static str),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    nothing: f32,
    nothing_of_bare_words: f32,
    nothing_of_strange_words: f32,
    nothing_of_ordinary_words: f32,
    features: std::collections::BTreeMap<Feature, f32>,
}

impl Weights {
    /// The fitted table that is compiled into the program.
    ///
    /// # Errors
    /// Only if the table itself is faulty, which the program's tests exclude.
    pub fn load() -> Result<Self, WeightsError> {
        Self::from_toml(include_str!("weights.toml"))
    }

    /// A table from its text.
    ///
    /// # Errors
    /// If the text is no TOML, names an unknown feature or leaves one out.
    pub fn from_toml(text: &str) -> Result<Self, WeightsError> {
        let table: Table = toml::from_str(text)?;
        let mut features = [0.0; Feature::ALL.len()];
        for (own, feature) in features.iter_mut().zip(Feature::ALL) {
            *own = *table
                .features
                .get(feature)
                .ok_or(WeightsError::Missing(feature.name()))?;
        }
        Ok(Self {
            features,
            nothing: table.nothing,
            nothing_of_bare_words: table.nothing_of_bare_words,
            nothing_of_strange_words: table.nothing_of_strange_words,
            nothing_of_ordinary_words: table.nothing_of_ordinary_words,
        })
    }

    /// The weights of the features in the order of [`Feature::ALL`].
    pub fn features(&self) -> &[f32] {
        &self.features
    }

    /// What "nothing is known" weighs for a text.
    pub fn of_nothing(&self, ground: Ground) -> f32 {
        let bare = if ground.attested {
            0.0
        } else {
            self.nothing_of_bare_words + self.nothing_of_strange_words * ground.strange
        };
        self.nothing + bare + self.nothing_of_ordinary_words * ground.ordinary
    }

    /// The weighted sum of a cause's features.
    pub fn sum(&self, features: &Features) -> f32 {
        self.features
            .iter()
            .zip(features.values())
            .map(|(weight, value)| weight * value)
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_table_is_whole() {
        assert!(Weights::load().is_ok());
    }
}
