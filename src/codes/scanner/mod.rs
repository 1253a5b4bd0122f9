//! Codes in running text.

mod place;
mod reply;

use std::ops::Range;

use regex::Regex;

use self::place::{Place, ends_with_word, is_ideograph, starts_with_any, words_before};
use super::{
    Code, EnhancedCode, ErrorNumber, RegistryError, ReplyCode, registry::read, tables::ScanTable,
};

/// Everything that could be a code by its own form; whether it is one, what stands around it decides.
const CANDIDATES: &str = concat!(
    r"(?-u:\b)(?:0[xX][0-9A-Fa-f]{5,8}|[08][0-9A-Fa-f]{7}|[245]\.[0-9]{1,3}\.[0-9]{1,3}",
    r"|1[01][0-9]{3}|[2-5][0-9]{2})(?-u:\b)|-21[0-9]{8}(?-u:\b)",
);

/// An enhanced code right after a reply code: `550 5.7.1`, `550-5.7.1`, `550 #5.7.1`, `550: (5.7.1)`, `550-'5.2.2`.
const ENHANCED_FOLLOWS: &str = r#"^[ \t:;,#('"<>b-]{1,5}[245]\.[0-9]{1,3}\.[0-9]{1,3}(?:[^0-9A-Za-z.]|\.(?:[^0-9A-Za-z]|$)|$)"#;

/// Finds the codes of a text by their form and by the words around them, in one pass. A number that is something else (a
/// port, a size, a version, an address, a date, part of a host name) is left alone.
#[derive(Debug, Clone)]
pub struct Scanner {
    candidates: Regex,
    enhanced_follows: Regex,
    words: ScanTable,
}

/// The scanner cannot be built. Only a fault in the program itself can cause it.
#[derive(Debug, thiserror::Error)]
pub enum ScannerError {
    /// A pattern is wrong.
    #[error(transparent)]
    Pattern(#[from] regex::Error),
    /// The table of words is wrong.
    #[error(transparent)]
    Table(#[from] RegistryError),
}

/// What was accepted last, for what follows it.
#[derive(Clone, Copy, Default)]
struct Last {
    /// End of the reply code that an enhanced code was seen after.
    reply_end: Option<usize>,
    /// Number and end of a reply code with a hyphen: further lines of it follow.
    goes_on: Option<(ReplyCode, usize)>,
}

impl Scanner {
    /// A scanner with the table of words that is compiled into the program.
    ///
    /// # Errors
    /// Only if a pattern or the table is faulty, which the program's tests exclude.
    pub fn new() -> Result<Self, ScannerError> {
        Ok(Self {
            candidates: Regex::new(CANDIDATES)?,
            enhanced_follows: Regex::new(ENHANCED_FOLLOWS)?,
            words: read("scan.toml", include_str!("../tables/scan.toml"))?,
        })
    }

    /// Every code in the text with the bytes it is written in, in the order of the text. The ranges do not overlap, lie on
    /// character boundaries and cover the code alone: `5.7.1` of `(#5.7.1)`. Time grows with the length of the text only.
    pub fn scan(&self, text: &str) -> Vec<(Range<usize>, Code)> {
        let mut found = Vec::new();
        let mut last = Last::default();
        let (mut line, mut seen) = (0, 0);
        for candidate in self.candidates.find_iter(text) {
            let between = text.get(seen..candidate.start()).unwrap_or_default();
            if let Some(end) = between.rfind(['\n', '\r']) {
                line = seen + end + 1;
            }
            seen = candidate.start();
            let place = Place {
                text,
                start: candidate.start(),
                end: candidate.end(),
                line,
            };
            if let Some(code) = self.code_at(place, &mut last) {
                found.push((candidate.range(), code));
            }
        }
        found
    }

    fn code_at(&self, place: Place<'_>, last: &mut Last) -> Option<Code> {
        let written = place.written();
        if written.len() == 3 {
            let code = written.parse().ok()?;
            return self
                .is_reply(place, code, last)
                .then_some(Code::Reply(code));
        }
        if written.contains('.') {
            let code = written.parse().ok()?;
            return self
                .is_enhanced(place, code, *last)
                .then_some(Code::Enhanced(code));
        }
        self.number(place).map(Code::Number)
    }

    fn is_enhanced(&self, place: Place<'_>, code: EnhancedCode, last: Last) -> bool {
        let after_reply = last.reply_end.is_some_and(|end| {
            let gap = place.text.get(end..place.start).unwrap_or("none");
            gap.len() <= 5 && !gap.contains(|c: char| c.is_ascii_alphanumeric() && c != 'b')
        });
        let ends = match place.char_after() {
            Some('.') => !place.goes_on(),
            Some('-') => after_reply || !place.goes_on(),
            Some('@' | '%' | '+' | '~' | '/' | '*') => false,
            _ => true,
        };
        if !ends {
            return false;
        }
        if after_reply {
            return true;
        }
        let before = place.before();
        let begins = before.chars().next_back().is_none_or(|c| {
            c.is_whitespace()
                || "([{<>#\"'`“‘（【「『:;=,|：；，。、\\".contains(c)
                || is_ideograph(c)
        });
        if !begins || self.is_something_else(place) {
            return false;
        }
        if before.ends_with('#') {
            return !before
                .trim_end_matches('#')
                .ends_with(|c: char| c.is_ascii_alphanumeric());
        }
        let words = words_before(before);
        let introduced = self
            .words
            .enhanced_after
            .iter()
            .any(|word| ends_with_word(&words, word));
        introduced || (code.class() != 2 && code.subject() <= 7)
    }

    fn number(&self, place: Place<'_>) -> Option<ErrorNumber> {
        let written = place.written();
        if written.starts_with("0x") || written.starts_with("0X") {
            let number: ErrorNumber = written.parse().ok()?;
            return (written.len() == 10 && number.bits() >= 0x8000_0000).then_some(number);
        }
        if written.starts_with('-') {
            let joined = place
                .char_before()
                .is_some_and(|c| c.is_alphanumeric() || c == '-' || c == '.');
            return if joined { None } else { written.parse().ok() };
        }
        let before = place.before();
        let within = |open: &[char], close: &[char]| {
            before.ends_with(open) && place.char_after().is_some_and(|c| close.contains(&c))
        };
        let words = words_before(before);
        if written.len() == 8 {
            let line = place
                .text
                .get(place.line..)
                .unwrap_or_default()
                .trim_start();
            let marked = within(
                &['(', '\'', '"', '‘', '“', '（'],
                &[')', '\'', '"', '’', '”', '）'],
            ) || self
                .words
                .number_after
                .iter()
                .any(|word| ends_with_word(&words, word))
                || starts_with_any(line, &self.words.number_lines);
            let usual = written.starts_with("800")
                || written.starts_with("000")
                || written.starts_with("001");
            return if marked && usual {
                format!("0x{written}").parse().ok()
            } else {
                None
            };
        }
        let number: ErrorNumber = written.parse().ok()?;
        let known = matches!(number.bits(), 10_004..=10_112 | 11_001..=11_033);
        let apart = |open: &str| {
            before
                .strip_suffix(open)
                .is_some_and(|rest| !rest.ends_with(|c: char| c.is_ascii_alphanumeric()))
        };
        let marked = (within(&['(', '（'], &[')', '）']) && (apart("(") || apart("（")))
            || self
                .words
                .socket_after
                .iter()
                .any(|word| ends_with_word(&words, word));
        (known && marked).then_some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let found: Vec<String> = Scanner::new()
            .unwrap()
            .scan(text)
            .into_iter()
            .map(|(range, _)| text.get(range).unwrap().to_owned())
            .collect();
        assert_eq!(found.join(" "), expected, "{text}");
    }

    #[test]
    fn replies_and_enhanced_codes_of_servers() {
        check("550 5.7.1 Unable to relay for a@example.com", "550 5.7.1");
        check(
            "550-5.7.1 [192.0.2.1] Our system\r\n550 5.7.1 has",
            "550 5.7.1 550 5.7.1",
        );
        check(
            "<mail.example.org #5.7.1 smtp;550 5.7.1 Unable to relay>",
            "5.7.1 550 5.7.1",
        );
        check(
            "host mx.example.net[192.0.2.25] said: 550 5.1.1 <b@example.net>... User unknown",
            "550 5.1.1",
        );
        check(
            "dsn=4.4.1, status=deferred (connect to 192.0.2.5[192.0.2.5]:25: Connection timed out)",
            "4.4.1",
        );
        check("Sorry, no mailbox here by that name. (#5.1.1)", "5.1.1");
        check(
            "Status: 5.0.0\nDiagnostic-Code: smtp;553 Relaying denied",
            "5.0.0 553",
        );
        check(
            "SMTP error from remote mail server after RCPT TO:<a@example.com>: host mx [192.0.2.9]: 550-Verification failed 550-Called: 550 Sender verify failed",
            "550 550 550",
        );
        check("#550 5.4.1 Relay Access Denied ##", "550 5.4.1");
        check(
            "Remote Server returned '550 5.1.10 RESOLVER.ADR'",
            "550 5.1.10",
        );
        check("553 --- SMTP登录出错。 ---", "553");
        check(
            "250-SIZE 35882577\n250 HELP\n354 go ahead\n<<< 421 too busy",
            "250 250 354 421",
        );
        check("permitted to relay -> 554 Relaying denied", "554");
        check("2.6.0 queued; (250 2.0.0 OK)", "250 2.0.0");
        check("452 Too many recipients", "452");
        check(
            "550: 5.1.8 Sender address rejected; error 550-'5.2.2 <a@example.com>",
            "550 5.1.8 550 5.2.2",
        );
        check(
            "connection: 554 mx.example.com; SIZE=2022: 553 Mail from",
            "554 553",
        );
        check("450", "450");
        check("i keep getting a 554 error", "554");
        check("the shop shows a 500 error", "");
        check("总是出现 554 错误", "554");
    }

    #[test]
    fn replies_in_the_boxes_of_programs() {
        check(
            "服务器响应: '550 5.7.1 Unable to relay', 端口: 587, 安全(SSL): 否, 服务器错误: 550, 错误号: 0x800CCC79",
            "550 5.7.1 550 0x800CCC79",
        );
        check(
            "Port: 465, Secure(SSL): No, Server Error: 530, Error Number: 0x800CCC0F, Socket Error: 10061",
            "530 0x800CCC0F 10061",
        );
        check(
            "SMTPAuthenticationError: (535, b'5.7.8 Error')",
            "535 5.7.8",
        );
        check(
            "Expected response code 250 but got code \"550\", with message \"550 5.1.1 x\"",
            "250 550 550 5.1.1",
        );
        check(
            r#"{"responseCode": 535, "response": "535 5.7.8 no"}"#,
            "535 535 5.7.8",
        );
        check(
            "SMTP Error (450): Failed; 返回错误550，请检查；错误代码：５",
            "450 550",
        );
        check("CDO.Message.1 error '8004020f' at line 550", "8004020f");
        check(
            "Run-time error '-2147220973 (80040213)':",
            "-2147220973 80040213",
        );
        check(
            "MSEXCH:IMS:Org:Site:SERVER 3550 (000B09B6) 550 5.1.1",
            "000B09B6 550 5.1.1",
        );
        check(
            "[WinError 10061] refused; Socket 错误: 10060; (10054)",
            "10061 10060 10054",
        );
    }

    #[test]
    fn other_numbers_are_left_alone() {
        let texts = "
530 recipients
port 587
size 452 bytes
端口: 587
v5.7.1
version 5.7.1 of it
chapter 5.1.1
192.168.5.7
5.7.1.2
4.4.2.2 is an address
2001:456:cfb1:1::5
postfix/smtp[550]: x
mail-5.7.1-abc
5.7.1.in-addr.arpa
<4.5.1@example.com>
PHPMailer 5.2.27
X-Mailer: Foo 5.2.8 (x)
Postfix/2.6.0
2.6.0 released
a550b
1550
https://example.com/errors/550-bl23.html
example.com/codes.php#550
HTTP/1.1 404 Not Found
HTTP/1.1 503 Service
Invoice 550 571 from 4 May
WHERE id = 550
12:30:550
550,000
$550
550%
42
200 OK
room 5.2.1
10:00 in 4.5.2025
a 450-page book
MySQL server 5.7.44
0x80
(10240)
smtpd(10061)
80040213
tel -21474836481
§4.5.3
0x00012345
0x7FFE0304
LaserJet 550
第 550 页
RFC 5321 4.5.3.1
Received: from x (Exim 4.94.2) 4.94.2
4501234567";
        for text in texts.lines() {
            check(text, "");
        }
    }

    #[test]
    fn both_spellings_are_one_code() {
        let found = Scanner::new()
            .unwrap()
            .scan("0x80040213 -2147220973 error '80040213'");
        assert_eq!(found.len(), 3);
        assert!(
            found
                .iter()
                .all(|(_, code)| code.to_string() == "0x80040213")
        );
    }

    #[test]
    fn a_long_line_takes_time_by_its_length_only() {
        let text = "550 5.7.1 x ".repeat(20_000);
        assert_eq!(Scanner::new().unwrap().scan(&text).len(), 40_000);
    }

    proptest! {
        #[test]
        fn ranges_are_in_order_and_on_boundaries(text in "(?:\\PC|[ \\n#()<>'\":;,.-]|[245][0-9]{2}|5\\.7\\.1|错误|error |0x800CCC79|10061|-2147220973){0,40}") {
            let mut end = 0;
            for (range, code) in Scanner::new().unwrap().scan(&text) {
                prop_assert!(range.start >= end && range.end > range.start);
                prop_assert!(text.get(range.clone()).is_some());
                prop_assert!(!code.to_string().is_empty());
                end = range.end;
            }
        }
    }
}
