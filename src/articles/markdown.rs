//! Markdown to HTML. The only module that knows pulldown-cmark, and the only one that makes [`Html`].

/// Finished, safe HTML with places for values of the paste in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Html {}

/// Values for the placeholders; an absent one is shown as a neutral placeholder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Variables {}
