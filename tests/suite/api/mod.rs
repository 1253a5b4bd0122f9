//! The HTTP API, one file per address.

mod diagnose;
