//! The registries.

use super::Code;
use crate::vocabulary::Reason;

/// Every registered code.
#[derive(Debug, Clone)]
pub struct Registry {}

/// The registries cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the registries of codes are faulty")]
pub struct RegistryError;

impl Registry {
    /// The registries that are compiled into the program.
    ///
    /// # Errors
    /// Only if they are faulty.
    pub fn load() -> Result<Self, RegistryError> {
        Ok(Self {})
    }

    /// The reasons a code alone suggests.
    pub fn reasons_of(&self, _code: Code) -> &[Reason] {
        &[]
    }
}
