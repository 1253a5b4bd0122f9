//! Codes that mail systems print: reply codes, enhanced status codes, error numbers, and patterns over them.
//!
//! The types know how a code is written; what each code means is data (`tables/`), read by [`Registry`].

mod enhanced;
mod explanation;
mod number;
mod pattern;
mod reference;
mod registry;
mod reply;
mod scanner;
mod senders;
mod tables;
mod typed;

pub use enhanced::EnhancedCode;
pub use explanation::Explanation;
pub use number::ErrorNumber;
pub use pattern::{CodePattern, Precision};
pub use registry::{Collision, Registry, RegistryError};
pub use reply::ReplyCode;
pub use scanner::{Scanner, ScannerError};
pub(crate) use typed::ANNOUNCING;
pub use typed::{Typed, leading, typed};

use std::fmt;

/// Any one code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// An SMTP reply code.
    Reply(ReplyCode),
    /// An enhanced status code.
    Enhanced(EnhancedCode),
    /// An error number of a client program or library.
    Number(ErrorNumber),
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reply(code) => code.fmt(f),
            Self::Enhanced(code) => code.fmt(f),
            Self::Number(code) => code.fmt(f),
        }
    }
}
