//! Error numbers of client programs and libraries.

use std::{fmt, str::FromStr};

/// An error number as Windows programs print it (`0x800CCC79`, `-2147220973`) or a socket error (`10061`).
///
/// Hexadecimal and signed decimal are two spellings of one value. Socket errors are numbers from 10000 to 11999
/// (Windows Sockets); they print in decimal. A negative decimal is one only from `0x80000000` to `0x8FFFFFFF`, where the
/// errors of Windows lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ErrorNumber(u32);

impl ErrorNumber {
    /// A number from its 32 bits.
    pub const fn new(bits: u32) -> Self {
        Self(bits)
    }

    /// The 32 bits.
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// The signed decimal spelling, such as -2147220973 for `0x80040213`.
    pub const fn signed(self) -> i32 {
        self.0.cast_signed()
    }

    /// Whether this is a Windows Sockets error such as 10061.
    pub const fn is_socket(self) -> bool {
        self.0 >= 10_000 && self.0 < 12_000
    }
}

impl fmt::Display for ErrorNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_socket() {
            write!(f, "{}", self.0)
        } else {
            write!(f, "0x{:08X}", self.0)
        }
    }
}

/// The text is not an error number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an error number is written 0x800CCC79, -2147220973 or, for a socket error, 10061")]
pub struct NotAnErrorNumber;

impl FromStr for ErrorNumber {
    type Err = NotAnErrorNumber;

    fn from_str(text: &str) -> Result<Self, NotAnErrorNumber> {
        let lower = text.to_ascii_lowercase();
        if let Some(hex) = lower.strip_prefix("0x") {
            let right =
                (5..=8).contains(&hex.len()) && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
            return right
                .then(|| u32::from_str_radix(hex, 16).ok())
                .flatten()
                .map(Self)
                .ok_or(NotAnErrorNumber);
        }
        if lower.starts_with('-') {
            let signed = lower.parse::<i32>().map_err(|_| NotAnErrorNumber)?;
            let number = Self(signed.cast_unsigned());
            return if (0x8000_0000..0x9000_0000).contains(&number.0) {
                Ok(number)
            } else {
                Err(NotAnErrorNumber)
            };
        }
        let socket = lower.strip_prefix("socket-").unwrap_or(&lower);
        let number = Self(socket.parse().map_err(|_| NotAnErrorNumber)?);
        if number.is_socket() {
            Ok(number)
        } else {
            Err(NotAnErrorNumber)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(
            text.parse::<ErrorNumber>()
                .ok()
                .map(|number| number.to_string())
                .as_deref(),
            expected,
            "{text}"
        );
    }

    #[test]
    fn both_spellings_are_one_number() {
        check("0x8004020f", Some("0x8004020F"));
        check("-2147220977", Some("0x8004020F"));
        check("0X800CCC79", Some("0x800CCC79"));
        check("socket-10061", Some("10061"));
        check("10061", Some("10061"));
        check("-5", None);
        check("550", None);
        check("0x", None);
        check("0x800CCC7G", None);
    }
}
