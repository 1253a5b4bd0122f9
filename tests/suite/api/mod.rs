//! The HTTP API, one file per address.

mod diagnose;
mod document;
mod examples;
mod lists;
