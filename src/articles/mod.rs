//! The knowledge base as written by people: Markdown articles with TOML front matter, read into a [`Library`].
//!
//! One file is one [`Article`]; an article of kind `problem` holds [`Cause`]s, and causes are what is ranked. The file
//! format is described in `articles/README.md`.

mod article;
mod cause_facts;
mod diagnostic;
mod facts;
mod front_matter;
mod library;
mod load;
mod markdown;
mod references;
mod source;

pub use article::{
    Against, Article, ArticleText, Ask, Cause, CauseText, Date, Reference, Sample, Written,
};
pub use diagnostic::{Diagnostic, Severity};
pub use library::{CauseRef, Library, Loaded};
pub use markdown::{Html, Variables, fill};
pub use source::Source;
