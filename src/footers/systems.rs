//! The table of mail systems that can carry a link in their reports (`systems.toml`): names and limits.

use serde::Deserialize;

use crate::{
    codes::{Code, CodePattern, EnhancedCode},
    vocabulary::Lang,
};

/// A mail system, as far as its reports are concerned.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct System {
    /// Its id, as it is asked for.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// The system in the table of [`crate::evidence::Systems`] that it is.
    #[serde(default)]
    pub known_as: Option<String>,
    /// What one text may hold at most, in characters.
    #[serde(default)]
    pub longest: Option<usize>,
    /// Which tags a text may hold, in small letters.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Which codes it takes; empty for all.
    #[serde(default, deserialize_with = "written")]
    pub takes: Vec<CodePattern>,
    /// The codes that are written if none is named.
    #[serde(default, deserialize_with = "written")]
    pub usual: Vec<EnhancedCode>,
    about: About,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct About {
    en: String,
    zh: String,
}

impl System {
    /// What is possible and what is not, in one paragraph.
    pub fn about(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.about.en,
            Lang::Zh => &self.about.zh,
        }
    }

    /// Whether a text for this code can be given to it.
    pub fn takes(&self, code: EnhancedCode) -> bool {
        let code = Code::Enhanced(code);
        let matches = |pattern: &CodePattern| pattern.matches(code).is_some();
        self.takes.is_empty() || self.takes.iter().any(matches)
    }
}

/// Every system, those first that people run most.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    system: Vec<System>,
}

/// The table cannot be used. Only a fault in the program's own data can cause it.
#[derive(Debug, thiserror::Error)]
#[error("footers/systems.toml: {0}")]
pub struct TableError(#[from] toml::de::Error);

impl Table {
    /// The table that is compiled into the program.
    ///
    /// # Errors
    /// Only if the table itself is faulty, which the program's tests exclude.
    pub fn load() -> Result<Self, TableError> {
        Ok(toml::from_str(include_str!("systems.toml"))?)
    }

    /// Every system in the order of the table.
    pub fn all(&self) -> &[System] {
        &self.system
    }

    /// The system with this id.
    pub fn get(&self, id: &str) -> Option<&System> {
        self.system.iter().find(|system| system.id == id)
    }
}

fn written<'de, T, D>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    T: std::str::FromStr<Err: std::fmt::Display>,
    D: serde::Deserializer<'de>,
{
    Vec::<String>::deserialize(deserializer)?
        .iter()
        .map(|text| text.parse().map_err(serde::de::Error::custom))
        .collect()
}
