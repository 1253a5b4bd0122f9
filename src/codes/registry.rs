//! The registries.

use super::Code;

/// What a code means, from the registries or, for a code that none lists, from its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The code.
    pub code: Code,
    /// A short title.
    pub title: String,
}

/// Every registered code.
#[derive(Debug, Clone)]
pub struct Registry {}
