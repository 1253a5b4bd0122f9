//! Codes as somebody types them into the box or into a URL.

use std::fmt;

use unicode_normalization::UnicodeNormalization;

use super::{Code, EnhancedCode, ErrorNumber, ReplyCode};

/// What was typed: a reply code, another code, or both. Displays as the code's place in a URL: `550`, `5.7.1`,
/// `550-5.7.1`, `0x8004020F`, `10061`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Typed {
    /// The reply code.
    pub reply: Option<ReplyCode>,
    /// The enhanced code or error number.
    pub code: Option<Code>,
}

impl Typed {
    /// The code that says most: the other code, or else the reply code.
    pub fn code(self) -> Option<Code> {
        self.code.or(self.reply.map(Code::Reply))
    }
}

impl fmt::Display for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.reply, self.code) {
            (Some(reply), Some(code)) => write!(f, "{reply}-{code}"),
            (Some(reply), None) => reply.fmt(f),
            (None, Some(code)) => code.fmt(f),
            (None, None) => Ok(()),
        }
    }
}

/// The longest input that is looked at, in bytes.
const LONGEST: usize = 64;

/// What somebody typed, if it is nothing but one code, or a reply code and an enhanced code.
///
/// Forgiving about what comes along when a code is copied: blanks, `#`, brackets, quotation marks, full-width characters,
/// a full stop (` 550 5.7.1>.`).
pub fn typed(text: &str) -> Option<Typed> {
    if text.len() > LONGEST {
        return None;
    }
    let text: String = text.nfkc().collect();
    let text = text.trim_matches(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '#' | '<' | '>' | '(' | ')' | '[' | ']' | '"' | '\'' | '.' | ',' | ';' | ':'
            )
    });
    let text = text.strip_prefix("smtp;").unwrap_or(text).trim_start();
    if let Some(number) = number(text) {
        return Some(Typed {
            reply: None,
            code: Some(Code::Number(number)),
        });
    }
    if let Ok(code) = text.parse::<EnhancedCode>() {
        return Some(Typed {
            reply: None,
            code: Some(Code::Enhanced(code)),
        });
    }
    let (first, rest) = text.split_at_checked(3)?;
    let reply: ReplyCode = first.parse().ok()?;
    let rest = rest.trim_start_matches([' ', '-', '#', '(', '_', '+']);
    if rest.is_empty() {
        return Some(Typed {
            reply: Some(reply),
            code: None,
        });
    }
    let code: EnhancedCode = rest.parse().ok()?;
    Some(Typed {
        reply: Some(reply),
        code: Some(Code::Enhanced(code)),
    })
}

/// An error number; eight hexadecimal digits that begin with 8 need no `0x` (VBScript prints them so).
pub(super) fn number(text: &str) -> Option<ErrorNumber> {
    text.parse().ok().or_else(|| {
        let bare = text.len() == 8
            && text.starts_with('8')
            && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        bare.then(|| format!("0x{text}").parse().ok()).flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(
            typed(text).map(|typed| typed.to_string()).as_deref(),
            expected,
            "{text}"
        );
    }

    #[test]
    fn codes_are_read_as_people_write_them() {
        check("5.7.1", Some("5.7.1"));
        check("#5.7.1", Some("5.7.1"));
        check(" 550 5.7.1>.", Some("550-5.7.1"));
        check("550-5.7.1", Some("550-5.7.1"));
        check("550", Some("550"));
        check("５．７．１", Some("5.7.1"));
        check("0x8004020f", Some("0x8004020F"));
        check("8004020f", Some("0x8004020F"));
        check("-2147220977", Some("0x8004020F"));
        check("socket-10061", Some("10061"));
        check("10061", Some("10061"));
    }

    #[test]
    fn everything_else_is_no_code() {
        for text in [
            "",
            "550 5.7.1 Unable to relay",
            "Q274638",
            "5.7",
            "999",
            "5.7.1.2",
            "550 ",
            "é",
        ] {
            let expected = if text == "550 " { Some("550") } else { None };
            check(text, expected);
        }
    }
}
