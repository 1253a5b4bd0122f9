//! whybounce explains why mail did not arrive.
//!
//! ```text
//! bytes -> Report -> Failures -> Evidence -> Query -> hits -> ranked Causes -> page | JSON | terminal
//!         report/              evidence/    query    index/   causes           web/  cli/
//!                                              ^
//!                  articles/*.md -> Library (articles/) -> Snapshot (knowledge)
//! ```
//!
//! The modules stand in the order of that path; none uses one that stands after it. Everything up to [`knowledge`] is
//! synchronous, total and free of I/O once a library is loaded: no paste is an error.

mod pattern;

pub mod vocabulary;

pub mod codes;

pub mod report;

pub mod evidence;

pub mod articles;

pub mod query;

pub mod index;

pub mod causes;

pub mod knowledge;

pub mod wording;

pub mod footers;

pub mod answer;

pub mod web;

pub mod cli;
