//! Patterns over codes, as articles write them.

use std::{fmt, str::FromStr};

use super::{Code, EnhancedCode, ErrorNumber, ReplyCode};

/// How narrowly a pattern that matches was written. Greater is narrower.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// A wildcard: `4.7.*`.
    Wildcard,
    /// A range: `5.7.606-649`.
    Range,
    /// Either class of one code: `X.7.1`.
    AnyClass,
    /// Exactly that code.
    Exact,
}

/// A code, a range of codes or a wildcard: `5.7.1`, `550`, `5.7.606-649`, `4.7.*`, `X.7.1`, `0x800CCC79`, `10061`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CodePattern {
    /// Exactly one code.
    Exact(Code),
    /// Reply codes from one to another, both included.
    Replies(ReplyCode, ReplyCode),
    /// Enhanced codes: a class or any, one subject, details from one to another (both included).
    Enhanced {
        /// 2, 4, 5, or any.
        class: Option<u8>,
        /// The subject.
        subject: u16,
        /// The first detail.
        first: u16,
        /// The last detail.
        last: u16,
    },
}

impl CodePattern {
    /// How narrowly the pattern hits this code, or nothing if it does not.
    pub fn matches(&self, code: Code) -> Option<Precision> {
        match (self, code) {
            (Self::Exact(own), _) => (*own == code).then_some(Precision::Exact),
            (Self::Replies(first, last), Code::Reply(reply)) => {
                (*first <= reply && reply <= *last).then_some(Precision::Range)
            }
            (
                Self::Enhanced {
                    class,
                    subject,
                    first,
                    last,
                },
                Code::Enhanced(enhanced),
            ) => {
                let hit = class.is_none_or(|class| class == enhanced.class())
                    && *subject == enhanced.subject()
                    && (*first..=*last).contains(&enhanced.detail());
                hit.then_some(match (first == last, *first == 0 && *last == 999) {
                    (true, _) => Precision::AnyClass,
                    (_, true) => Precision::Wildcard,
                    _ => Precision::Range,
                })
            }
            _ => None,
        }
    }
}

impl fmt::Display for CodePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(code) => code.fmt(f),
            Self::Replies(first, last) => write!(f, "{first}-{last}"),
            Self::Enhanced {
                class,
                subject,
                first,
                last,
            } => {
                match class {
                    Some(class) => write!(f, "{class}.{subject}.")?,
                    None => write!(f, "X.{subject}.")?,
                }
                match (first, last) {
                    (0, 999) => f.write_str("*"),
                    _ if first == last => write!(f, "{first}"),
                    _ => write!(f, "{first}-{last}"),
                }
            }
        }
    }
}

/// The text is not a pattern over codes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no code; write 5.7.1, 550, 5.7.606-649, 4.7.*, X.7.1, 0x800CCC79 or 10061")]
pub struct NotACodePattern(String);

impl FromStr for CodePattern {
    type Err = NotACodePattern;

    fn from_str(text: &str) -> Result<Self, NotACodePattern> {
        let exact = text
            .parse()
            .map(Code::Reply)
            .or_else(|_| text.parse().map(Code::Enhanced))
            .or_else(|_| text.parse().map(Code::Number));
        if let Ok(code) = exact {
            return Ok(Self::Exact(code));
        }
        replies(text)
            .or_else(|| enhanced(text))
            .ok_or_else(|| NotACodePattern(text.to_owned()))
    }
}

fn replies(text: &str) -> Option<CodePattern> {
    let (first, last) = text.split_once('-')?;
    let (first, last) = (first.parse().ok()?, last.parse().ok()?);
    (first < last).then_some(CodePattern::Replies(first, last))
}

fn enhanced(text: &str) -> Option<CodePattern> {
    let mut parts = text.splitn(3, '.');
    let class = match parts.next()? {
        "X" | "x" => None,
        "2" => Some(2),
        "4" => Some(4),
        "5" => Some(5),
        _ => return None,
    };
    let subject = small_number(parts.next()?)?;
    let (first, last) = match parts.next()? {
        "*" => (0, 999),
        detail => match detail.split_once('-') {
            Some((first, last)) => (small_number(first)?, small_number(last)?),
            None => small_number(detail).map(|detail| (detail, detail))?,
        },
    };
    (first <= last).then_some(CodePattern::Enhanced {
        class,
        subject,
        first,
        last,
    })
}

fn small_number(text: &str) -> Option<u16> {
    let digits = (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// The code's own pattern.
impl From<EnhancedCode> for CodePattern {
    fn from(code: EnhancedCode) -> Self {
        Self::Exact(Code::Enhanced(code))
    }
}

/// The code's own pattern.
impl From<ErrorNumber> for CodePattern {
    fn from(number: ErrorNumber) -> Self {
        Self::Exact(Code::Number(number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, code: &str, expected: Option<Precision>) {
        let pattern: CodePattern = pattern.parse().unwrap();
        let CodePattern::Exact(code) = code.parse().unwrap() else {
            panic!("{code} is a pattern")
        };
        assert_eq!(pattern.matches(code), expected, "{pattern} against {code}");
    }

    #[test]
    fn patterns_match_by_rule() {
        check("5.7.1", "5.7.1", Some(Precision::Exact));
        check("5.7.606-649", "5.7.620", Some(Precision::Range));
        check("5.7.606-649", "5.7.650", None);
        check("4.7.*", "4.7.500", Some(Precision::Wildcard));
        check("X.7.1", "4.7.1", Some(Precision::AnyClass));
        check("550-554", "552", Some(Precision::Range));
        check("0x8004020F", "-2147220977", Some(Precision::Exact));
        check("550", "5.5.0", None);
    }

    #[test]
    fn nonsense_is_refused_with_the_forms_that_work() {
        for text in ["", "5.7", "abc", "5.7.9-1", "600", "5.7.x"] {
            assert!(text.parse::<CodePattern>().is_err(), "{text}");
        }
    }

    #[test]
    fn patterns_print_as_they_are_written() {
        for text in [
            "5.7.1",
            "550",
            "5.7.606-649",
            "4.7.*",
            "X.7.1",
            "0x800CCC79",
            "550-554",
        ] {
            assert_eq!(text.parse::<CodePattern>().unwrap().to_string(), text);
        }
    }
}
