//! Markdown to HTML. The only module that knows pulldown-cmark, and the only one that makes [`Html`].

mod body;
mod html;
mod link;
mod plain;
mod shell;
mod values;
mod writer;

pub(super) use body::{Body, Layout, Link};
pub use html::Html;
pub(super) use link::Destination;
pub use values::{Variables, fill};
pub(super) use values::{allowed, unknown};
