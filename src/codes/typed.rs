//! Codes as people type them, and as they stand in a URL.

use std::{cmp::Reverse, collections::BTreeMap, fmt, net::Ipv4Addr, sync::LazyLock};

use unicode_normalization::UnicodeNormalization;

use super::{Code, EnhancedCode, ErrorNumber, ReplyCode};

/// Longer input is no code.
const LONGEST: usize = 64;

/// Input that is codes and nothing else: a reply code, an enhanced code or a number, or a reply and an enhanced code.
///
/// `Display` gives the form it has in a URL: `550-5.7.1`, `5.7.1`, `550`, `0x800CCC79`, `10061`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Typed {
    /// The reply code, alone or before an enhanced code.
    pub reply: Option<ReplyCode>,
    /// The enhanced code or the number. At least one of the two is there, if [`typed`] made it.
    pub code: Option<Code>,
}

impl Typed {
    /// The code that tells more: the enhanced code or number where there is one, else the reply code.
    pub fn narrowest(self) -> Option<Code> {
        self.code.or(self.reply.map(Code::Reply))
    }

    /// Whether the text is already the URL form.
    pub fn is_canonical(self, text: &str) -> bool {
        self.to_string() == text
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

/// The words that only announce a code, as a table in TOML: next to a code they say nothing.
pub(crate) const ANNOUNCING: &str = include_str!("tables/announcing.toml");

static WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let tables = toml::from_str::<BTreeMap<String, Vec<String>>>(ANNOUNCING);
    let mut words: Vec<String> = tables.unwrap_or_default().into_values().flatten().collect();
    words.sort_by_key(|word| Reverse(word.len()));
    words
});

/// Reads what somebody typed or put after `/c/`, forgiving what stands around a code in an error text: `#5.7.1`,
/// ` 550 5.7.1>.`, `(#5.7.1)`, `550-5.7.1`, `5,7,1`, `X.7.1`, `smtp error 550`, `0x8004020f`, `80040213`, `-2147220977`,
/// `socket-10061`, full-width digits. Nothing if there is anything but codes in it, or more than fits together.
pub fn typed(text: &str) -> Option<Typed> {
    if text.len() > LONGEST * 4 {
        return None;
    }
    let text: String = text.nfkc().map(plain).collect();
    let text = text.replace("&gt;", ">").replace("&lt;", "<");
    let text = text.trim_matches(is_around).to_ascii_lowercase();
    let text = text.strip_suffix("</a").unwrap_or(&text);
    if text.len() > LONGEST || text.parse::<Ipv4Addr>().is_ok() {
        return None;
    }
    if let Some(number) = number(text) {
        return Some(Typed {
            reply: None,
            code: Some(Code::Number(number)),
        });
    }
    let text = without_words(text);
    let mut parts = text
        .split(|c: char| is_around(c) && !matches!(c, '.' | ',') || c == '/')
        .map(|part| part.trim_matches(['.', ',', '-', '_']))
        .filter(|part| !part.is_empty());
    let (first, second) = (parts.next()?, parts.next());
    if parts.next().is_some() {
        return None;
    }
    let (reply, code) = match second {
        Some(second) => (Some(first), Some(second)),
        None if enhanced(first).is_some() => (None, Some(first)),
        None => match first.split_once(['-', '_', ',']) {
            Some((reply, code)) => (Some(reply), Some(code)),
            None => (Some(first), None),
        },
    };
    Some(Typed {
        reply: reply.map(str::parse).transpose().ok()?,
        code: match code {
            Some(code) => Some(Code::Enhanced(enhanced(code)?)),
            None => None,
        },
    })
}

/// The codes at the start of a text in which words follow them, as a mail system may have put its whole reply into an
/// address: `550 5.1.1 User unknown`.
pub fn leading(text: &str) -> Option<Typed> {
    let ends = text.match_indices(' ').map(|(end, _)| end);
    let first_two: Vec<_> = ends.take(2).filter_map(|end| text.get(..end)).collect();
    first_two.into_iter().rev().find_map(typed)
}

/// An enhanced code, with the marks between its parts that people put there.
fn enhanced(text: &str) -> Option<EnhancedCode> {
    let text = text.replace([',', '-', '_'], ".");
    match text.strip_prefix('x') {
        // Only what all classes have in common is meant; the page of class 5 tells it.
        Some(rest) => format!("5{rest}").parse().ok(),
        None => text.parse().ok(),
    }
}

/// The text without the words that only announce a code.
fn without_words(text: &str) -> &str {
    let ends = |word: &str, next: Option<char>| {
        !word.is_ascii() || next.is_none_or(|next| !next.is_ascii_alphabetic())
    };
    let mut text = text;
    while let Some(rest) = WORDS.iter().find_map(|word| {
        text.strip_prefix(word.as_str())
            .filter(|rest| ends(word, rest.chars().next()))
    }) {
        text = rest.trim_start_matches(is_around);
    }
    while let Some(rest) = WORDS.iter().find_map(|word| {
        text.strip_suffix(word.as_str())
            .filter(|rest| ends(word, rest.chars().next_back()))
    }) {
        text = rest.trim_end_matches(is_around);
    }
    text
}

/// A number in any spelling: with or without `0x`, signed, or a socket error by that name.
fn number(text: &str) -> Option<ErrorNumber> {
    let text = text
        .strip_prefix("socket error")
        .map_or(text, |rest| rest.trim_start_matches([' ', ':', '#']));
    let bare = text.len() == 8
        && (text.starts_with("800") || text.starts_with("000"))
        && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if bare {
        format!("0x{text}").parse().ok()
    } else {
        text.parse().ok()
    }
}

/// Dashes and minus signs of every kind are one, and so is white space.
fn plain(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => '-',
        '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}' => ' ',
        '。' | '、' => '.',
        _ if c.is_whitespace() => ' ',
        _ => c,
    }
}

/// What may stand around a code without being part of it.
fn is_around(c: char) -> bool {
    c == ' ' || "#<>()[]{}\"'`.,;:!?“”‘’「」《》【】|*=+&\\".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let found = typed(text).map(|typed| typed.to_string());
        assert_eq!(found.as_deref(), expected, "{text:?}");
    }

    #[test]
    fn codes_are_read_as_people_write_them() {
        check("5.7.1", Some("5.7.1"));
        check("#5.7.1", Some("5.7.1"));
        check("(#5.7.1)", Some("5.7.1"));
        check(" 550 5.7.1>.", Some("550-5.7.1"));
        check("550-5.7.1", Some("550-5.7.1"));
        check("550 (5.7.1)", Some("550-5.7.1"));
        check("550: #5.7.1 ", Some("550-5.7.1"));
        check("<#5.7.1>", Some("5.7.1"));
        check("550", Some("550"));
        check("550.", Some("550"));
        check("\t550-\r\n", Some("550"));
        check("５５０ ５.７.１", Some("550-5.7.1"));
        check("５。７。１", Some("5.7.1"));
        check("550–5.7.1", Some("550-5.7.1"));
        check("5,7,1", Some("5.7.1"));
        check("5-7-1", Some("5.7.1"));
        check("550-5,7,1", Some("550-5.7.1"));
        check("550,5.7.1", Some("550-5.7.1"));
        check("550+5.7.1", Some("550-5.7.1"));
        check("X.7.1", Some("5.7.1"));
        check("5.7.1】", Some("5.7.1"));
        check("5.7.1&gt;", Some("5.7.1"));
        check("5.7.1</a>", Some("5.7.1"));
        check("5.7.1=", Some("5.7.1"));
    }

    #[test]
    fn words_that_only_name_a_code_are_none() {
        check("error 550", Some("550"));
        check("SMTP Error Code: 550 5.7.1", Some("550-5.7.1"));
        check("错误代码 5.1.1", Some("5.1.1"));
        check("smtp错误码554", Some("554"));
        check("退信代码：5.7.1 是什么意思", Some("5.7.1"));
        check("what does 550 5.7.1 mean?", Some("550-5.7.1"));
        check("邮件发送失败，错误代码：5.7.1 怎么办", Some("5.7.1"));
        check("errors 550", None);
        check("error", None);
        check("error 550 after login", None);
    }

    #[test]
    fn a_reply_in_an_address_leads_to_its_codes() {
        let found = |text| leading(text).map(|typed| typed.to_string());
        assert_eq!(
            found("550 5.1.1 User unknown").as_deref(),
            Some("550-5.1.1")
        );
        assert_eq!(
            found("550-5.7.1 [192.0.2.1] blocked").as_deref(),
            Some("550-5.7.1")
        );
        assert_eq!(found("User unknown"), None);
        assert_eq!(found("550"), None);
    }

    #[test]
    fn numbers_are_read_in_every_spelling() {
        check("0x8004020f", Some("0x8004020F"));
        check("-2147220977", Some("0x8004020F"));
        check("−2147220977", Some("0x8004020F"));
        check("'80040213'", Some("0x80040213"));
        check("(0x800CCC79)", Some("0x800CCC79"));
        check("10061", Some("10061"));
        check("socket-10061", Some("10061"));
        check("Socket Error: 10061", Some("10061"));
        check("000C05A6", Some("0x000C05A6"));
    }

    #[test]
    fn anything_else_is_no_code() {
        for text in [
            "",
            " ",
            "#",
            "5.7",
            "5.7.1.1",
            "v5.7.1",
            "550 5.7.1 Unable to relay",
            "550 551",
            "5.7.1 5.7.2",
            "5.7.1 550",
            "550 0x800CCC79",
            "12345",
            "80012345678",
            "600",
            "5.1.1\r\nX-Injected: 1",
            "//evil",
            "42",
            "192.0.2.1",
            "Q274638",
            "0x",
            "-",
        ] {
            check(text, None);
        }
        check(&"5".repeat(60_000), None);
        check(&format!("{}5.7.1", " ".repeat(200)), Some("5.7.1"));
    }

    #[test]
    fn the_url_form_is_its_own() {
        for text in ["550-5.7.1", "5.7.1", "550", "0x800CCC79", "10061"] {
            assert!(typed(text).unwrap().is_canonical(text), "{text}");
        }
        assert!(!typed("-2147220977").unwrap().is_canonical("-2147220977"));
        assert_eq!(
            typed("550-5.7.1").unwrap().narrowest().unwrap().to_string(),
            "5.7.1"
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read_and_its_url_form_reads_back(text in "[ -~０-９。#<>()\\-]{0,14}|[245]\\.[0-9]{1,3}\\.[0-9]{1,3}|\\PC*") {
            if let Some(found) = typed(&text) {
                prop_assert_eq!(typed(&found.to_string()), Some(found));
            }
        }
    }
}
