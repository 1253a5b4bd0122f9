//! SMTP reply codes.

use std::{fmt, str::FromStr};

/// A three-digit SMTP reply code, 200 to 599 (RFC 5321 section 4.2). The first digit says success (2), go on (3), try
/// again (4) or refused (5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReplyCode(u16);

impl ReplyCode {
    /// A reply code, if the number is one.
    pub fn new(number: u16) -> Option<Self> {
        (200..600).contains(&number).then_some(Self(number))
    }

    /// The number.
    pub const fn number(self) -> u16 {
        self.0
    }

    /// Whether the same attempt may work later (4yz).
    pub const fn is_temporary(self) -> bool {
        self.0 / 100 == 4
    }

    /// Whether it refuses: 4yz or 5yz.
    pub const fn is_refusal(self) -> bool {
        self.0 >= 400
    }
}

impl fmt::Display for ReplyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// The text is not a three-digit SMTP reply code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a reply code has three digits and begins with 2, 3, 4 or 5")]
pub struct NotAReplyCode;

impl FromStr for ReplyCode {
    type Err = NotAReplyCode;

    fn from_str(text: &str) -> Result<Self, NotAReplyCode> {
        if text.len() != 3 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NotAReplyCode);
        }
        text.parse().ok().and_then(Self::new).ok_or(NotAReplyCode)
    }
}
