//! The table of mail systems (`systems.toml`): who writes reports and whose wording is whose.

use std::fmt;

/// The id of a system in the table, such as `exchange-online`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SystemId(pub(super) String);

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

/// A mail system, client program or provider.
#[derive(Debug, Clone)]
pub struct System {
    /// Its id.
    pub id: SystemId,
    /// Its name for people.
    pub name: String,
}

/// Every known system.
#[derive(Debug, Clone)]
pub struct Systems {}

impl Systems {
    /// The system with this id.
    pub fn get(&self, _id: &str) -> Option<&System> {
        None
    }
}
