//! Codes in running text.

use std::ops::Range;

use regex::Regex;

use super::{Code, EnhancedCode, ErrorNumber, ReplyCode};

/// Finds codes in running text, in one pass that takes time in proportion to the text.
///
/// * Enhanced codes (RFC 3463) wherever they stand by themselves: not in IP addresses, versions, dates or host names.
/// * Reply codes (RFC 5321 section 4.2) only where a reply begins: at the start of a line, after `said:`, `smtp;`, `<<<`,
///   a quotation mark and the like, or before an enhanced code. `530 recipients` in a sentence is none.
/// * Error numbers in hexadecimal (`0x800CCC79`), signed decimal (`-2147220973`) or, next to words that name it, as a
///   socket error (`Socket Error: 10061`).
#[derive(Debug, Clone)]
pub struct Scanner {
    regex: Regex,
}

/// The patterns of the scanner cannot be compiled. Only a fault in the program itself can cause it.
#[derive(Debug, thiserror::Error)]
#[error("the scanner for codes: {0}")]
pub struct ScannerError(#[from] regex::Error);

/// What stands before a reply code; anything else before it would make it a number in a sentence.
const REPLY_BEGINS: &str = concat!(
    r#"(?:^|[\n\r>:;|,"'‘’“”«(\[{=]|\\n|->|<-|<<<"#,
    r"|\b(?i:code|errors?|status|smtp|said|reply|response|returned|got|was)\b",
    r"|返回|代码|错误|提示|回应|响应)",
    r#"[ \t:#"'‘“(\[]*"#,
);

impl Scanner {
    /// A scanner.
    ///
    /// # Errors
    /// Only if its patterns are faulty, which the program's tests exclude.
    pub fn new() -> Result<Self, ScannerError> {
        let pattern = [
            r"(?P<hex>\b0[xX][0-9A-Fa-f]{5,8}\b)",
            r"(?P<bare>\b8[0-9A-Fa-f]{7}\b)",
            r"(?P<signed>-2147\d{6}\b)",
            r"(?i:socket|winsock|套接字)[^\n\d]{0,24}(?P<socket>1[01]\d{3})\b",
            r"\((?P<paren>1[01]\d{3})\)",
            r"(?P<coded>\b[2345]\d\d[- ]+#?[245]\.\d{1,3}\.\d{1,3})\b",
            r"(?P<enhanced>\b[245]\.\d{1,3}\.\d{1,3})\b",
            &format!(r"{REPLY_BEGINS}(?P<reply>[2345]\d\d)\b"),
        ]
        .join("|");
        Ok(Self {
            regex: Regex::new(&pattern)?,
        })
    }

    /// Every code in the text with its place, in order and without overlaps. Both ends of a place lie on character
    /// boundaries.
    pub fn scan(&self, text: &str) -> Vec<(Range<usize>, Code)> {
        let mut found = Vec::new();
        let mut start = 0;
        while let Some(hit) = self.regex.captures_at(text, start) {
            let Some(whole) = hit.get(0) else { break };
            start = whole.end().max(start + 1);
            let group = |name| hit.name(name).map(|group| group.range());
            if let Some(range) = group("coded") {
                coded(text, range, &mut found);
            } else if let Some(range) = group("enhanced") {
                found.extend(enhanced(text, range));
            } else if let Some(range) = group("reply") {
                found.extend(reply(text, range));
            } else if let Some(range) = ["hex", "bare", "signed", "socket", "paren"]
                .into_iter()
                .find_map(group)
            {
                found.extend(number(text, range));
            }
            while !text.is_char_boundary(start) {
                start += 1;
            }
        }
        found
    }
}

/// `550-5.7.1`, `550 #5.7.1`: a reply code and an enhanced code at once.
fn coded(text: &str, range: Range<usize>, found: &mut Vec<(Range<usize>, Code)>) {
    let Some(all) = text.get(range.clone()) else {
        return;
    };
    let second = all
        .rfind(['-', ' ', '#'])
        .map_or(range.start, |at| range.start + at + 1);
    if !stands_alone(text, &range) {
        return;
    }
    let first = reply_code(text, range.start..range.start + 3);
    found.extend(first);
    found.extend(enhanced(text, second..range.end));
}

fn enhanced(text: &str, range: Range<usize>) -> Option<(Range<usize>, Code)> {
    if !stands_alone(text, &range) {
        return None;
    }
    let code: EnhancedCode = text.get(range.clone())?.parse().ok()?;
    Some((range, Code::Enhanced(code)))
}

/// Whether neither side makes the numbers part of an address, a version, a name or a longer number.
fn stands_alone(text: &str, range: &Range<usize>) -> bool {
    let before = text
        .get(..range.start)
        .and_then(|before| before.chars().next_back());
    let mut after = text.get(range.end..).unwrap_or_default().chars();
    let (next, second) = (after.next(), after.next());
    let glued_before = before
        .is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '@' | '/' | '$'));
    let version = text.get(..range.start).is_some_and(|before| {
        let word = before
            .trim_end()
            .rsplit([' ', '\n', '('])
            .next()
            .unwrap_or_default();
        [
            "version", "ver.", "v.", "release", "postfix", "exim", "sendmail",
        ]
        .iter()
        .any(|name| word.eq_ignore_ascii_case(name))
    });
    let glued_after = match next {
        Some('.' | '-') => second.is_some_and(|c| c.is_ascii_alphanumeric()) && next == Some('.'),
        Some(c) => c.is_ascii_alphanumeric() || matches!(c, '_' | '@' | '/'),
        None => false,
    };
    !(glued_before || glued_after || version)
}

/// A reply code in the place of one: a blank, dash, dot or the end follows, but not a unit or another number.
fn reply(text: &str, range: Range<usize>) -> Option<(Range<usize>, Code)> {
    let mut after = text.get(range.end..)?.chars();
    let (next, second, third) = (after.next(), after.next(), after.next());
    let fits = match next {
        None
        | Some('\n' | '\r' | '\\' | '"' | '\'' | ')' | ']' | '>' | ';' | '’' | '”' | '。' | '，') => {
            true
        }
        Some('-') => true,
        // An enhanced code may follow, any other number makes it one of several.
        Some(' ' | '\t') => !second.is_some_and(|c| c.is_ascii_digit()) || third == Some('.'),
        Some('.' | ',' | ':') => !second.is_some_and(|c| c.is_ascii_digit()),
        Some(c) => !c.is_ascii(),
    };
    fits.then(|| reply_code(text, range)).flatten()
}

fn reply_code(text: &str, range: Range<usize>) -> Option<(Range<usize>, Code)> {
    let code: ReplyCode = text.get(range.clone())?.parse().ok()?;
    Some((range, Code::Reply(code)))
}

fn number(text: &str, range: Range<usize>) -> Option<(Range<usize>, Code)> {
    let code: ErrorNumber = super::typed::number(text.get(range.clone())?)?;
    Some((range, Code::Number(code)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found = Scanner::new().unwrap().scan(text);
        for (range, _) in &found {
            assert!(
                text.get(range.clone()).is_some(),
                "{range:?} does not cut {text:?}"
            );
        }
        let codes: Vec<String> = found
            .into_iter()
            .map(|(_, code)| code.to_string())
            .collect();
        assert_eq!(codes, expected, "{text}");
    }

    #[test]
    fn codes_are_found_where_they_stand() {
        check("550 5.7.1 Unable to relay", &["550", "5.7.1"]);
        check("550-5.7.26 This mail", &["550", "5.7.26"]);
        check(
            "<mail.example.org #5.7.1 smtp;550 5.7.1 Unable>",
            &["5.7.1", "550", "5.7.1"],
        );
        check(
            "said: 550 No such user (in reply to RCPT TO command)",
            &["550"],
        );
        check("(#5.1.1)", &["5.1.1"]);
        check(
            "Status: 5.1.1\nDiagnostic-Code: smtp; 550 User unknown",
            &["5.1.1", "550"],
        );
        check(
            "Server Response: '553 Sorry', Port: 25, Server Error: 553, Error Number: 0x800CCC79",
            &["553", "553", "0x800CCC79"],
        );
        check(
            "服务器响应: '550 <a@b.cn>', 端口: 25, 错误号: 0x800CCC79",
            &["550", "0x800CCC79"],
        );
        check(
            "CDO.Message.1 error '8004020f' (-2147220977)",
            &["0x8004020F", "0x8004020F"],
        );
        check(
            "Socket Error: 10061, Error Number: 0x800CCC0E",
            &["10061", "0x800CCC0E"],
        );
        check("553 SMTP登录出错", &["553"]);
        check("(550, b'5.7.1 denied')", &["550", "5.7.1"]);
        check(
            "got code \"535\", with message \"535-5.7.8 no\"",
            &["535", "535", "5.7.8"],
        );
        check("dsn=5.1.1, status=bounced", &["5.1.1"]);
    }

    #[test]
    fn numbers_that_are_no_codes_are_left_alone() {
        check("mx.example.net[5.7.1.9]", &[]);
        check("connect to 192.168.5.4.2", &[]);
        check("Postfix version 5.7.1", &[]);
        check("there are 530 recipients and 250 files on port 587", &[]);
        check("2026-11-24 10:55:12", &[]);
        check("size 452 bytes", &[]);
        check("<20260511.4.2.2.abc@mail.example.org>", &[]);
        check("5.7.1.example.org", &[]);
        check("", &[]);
    }
}
