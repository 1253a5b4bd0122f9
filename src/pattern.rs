//! Patterns that stand in the source.

use regex::Regex;

/// The compiled pattern.
///
/// A faulty one would find nothing and fail nothing, so it must not pass unseen: where debug assertions are on, as in the
/// tests, it stops the program. It is none in a release, where a paste must not stop anything.
pub(crate) fn fixed(text: &str) -> Option<Regex> {
    let compiled = Regex::new(text);
    debug_assert!(compiled.is_ok(), "{compiled:?}");
    compiled.ok()
}
