//! Enhanced mail system status codes.

use std::{fmt, str::FromStr};

/// An enhanced status code, `class.subject.detail` (RFC 3463 section 2): class 2, 4 or 5, the other two 0 to 999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EnhancedCode {
    class: u8,
    subject: u16,
    detail: u16,
}

impl EnhancedCode {
    /// A code from its parts, if they are in range.
    pub fn new(class: u8, subject: u16, detail: u16) -> Option<Self> {
        (matches!(class, 2 | 4 | 5) && subject <= 999 && detail <= 999).then_some(Self {
            class,
            subject,
            detail,
        })
    }

    /// 2 success, 4 persistent transient failure, 5 permanent failure.
    pub const fn class(self) -> u8 {
        self.class
    }

    /// The subject, such as 1 for addressing or 7 for security.
    pub const fn subject(self) -> u16 {
        self.subject
    }

    /// The detail within the subject.
    pub const fn detail(self) -> u16 {
        self.detail
    }

    /// Whether the same attempt may work later (class 4).
    pub const fn is_temporary(self) -> bool {
        self.class == 4
    }
}

impl fmt::Display for EnhancedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}

/// The text is not an enhanced status code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "an enhanced status code has the form 5.7.1: 2, 4 or 5, then two numbers of up to three digits"
)]
pub struct NotAnEnhancedCode;

impl FromStr for EnhancedCode {
    type Err = NotAnEnhancedCode;

    fn from_str(text: &str) -> Result<Self, NotAnEnhancedCode> {
        let mut parts = text.split('.').map(|part| {
            let digits =
                (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
            digits.then(|| part.parse::<u16>().ok()).flatten()
        });
        let (Some(Some(class)), Some(Some(subject)), Some(Some(detail)), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(NotAnEnhancedCode);
        };
        u8::try_from(class)
            .ok()
            .and_then(|class| Self::new(class, subject, detail))
            .ok_or(NotAnEnhancedCode)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(
            text.parse::<EnhancedCode>()
                .ok()
                .map(|code| code.to_string())
                .as_deref(),
            expected,
            "{text}"
        );
    }

    #[test]
    fn codes_are_read_strictly() {
        check("5.7.1", Some("5.7.1"));
        check("4.4.317", Some("4.4.317"));
        check("5.07.1", Some("5.7.1"));
        check("3.1.1", None);
        check("5.7", None);
        check("5.7.1.1", None);
        check("5.7.1000", None);
        check("5..1", None);
        check("", None);
    }
}
