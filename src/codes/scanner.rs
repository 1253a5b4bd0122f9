//! Codes in running text.

use std::ops::Range;

use regex::Regex;

use super::{
    Code, EnhancedCode, ErrorNumber, RegistryError, ReplyCode, registry::read, tables::ScanTable,
};

/// How far back the words before a candidate are read, in bytes.
const LOOK_BACK: usize = 40;

/// How far apart two lines of one multi-line reply may stand, in bytes.
const SAME_REPLY: usize = 2_000;

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

/// A candidate and what the pass knows about its place.
#[derive(Clone, Copy)]
struct Place<'t> {
    text: &'t str,
    start: usize,
    end: usize,
    line: usize,
}

impl<'t> Place<'t> {
    fn written(self) -> &'t str {
        self.text.get(self.start..self.end).unwrap_or_default()
    }

    /// A piece of the text before it, on the same line.
    fn before(self) -> &'t str {
        let from = self.line.max(self.start.saturating_sub(LOOK_BACK));
        let from = self.text.ceil_char_boundary(from);
        self.text.get(from..self.start).unwrap_or_default()
    }

    /// All of the text after it.
    fn after(self) -> &'t str {
        self.text.get(self.end..).unwrap_or_default()
    }

    fn char_before(self) -> Option<char> {
        self.before().chars().next_back()
    }

    fn char_after(self) -> Option<char> {
        self.after().chars().next()
    }

    /// The second character after it is a letter or digit: `.5` and `-alpha` continue what stands before them.
    fn goes_on(self) -> bool {
        let mut after = self.after().chars();
        after.next();
        after.next().is_some_and(|c| c.is_ascii_alphanumeric())
    }

    /// Nothing but quotation and list marks stands before it on its line.
    fn begins_line(self) -> bool {
        self.start - self.line <= LOOK_BACK
            && self
                .before()
                .chars()
                .all(|c| c.is_whitespace() || "<>|*#\"'`“‘(-=•·".contains(c))
    }
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
            words: read("scan.toml", include_str!("tables/scan.toml"))?,
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

    fn is_reply(&self, place: Place<'_>, code: ReplyCode, last: &mut Last) -> bool {
        let before = place.before();
        let next = place.char_after();
        if matches!(
            place.char_before(),
            Some('.' | '/' | '@' | '%' | '$' | '+' | '_' | '§' | '€' | '¥' | '£' | '~')
        ) {
            return false;
        }
        let with_enhanced = self.enhanced_follows.is_match(head(place.after()));
        if !with_enhanced && (!self.reply_may_end(place) || self.is_something_else(place)) {
            return false;
        }
        let more = next == Some('-');
        let further = last.goes_on.is_some_and(|(earlier, end)| {
            earlier == code
                && place.start - end <= SAME_REPLY
                && before.ends_with([' ', '\n', '\t'])
        });
        let accepted = with_enhanced
            || further
            || (is_usual(code)
                && (place.begins_line() && begins_reply(place) || self.is_introduced(place, code)));
        if accepted {
            last.goes_on = more.then_some((code, place.end));
            last.reply_end = with_enhanced.then_some(place.end);
        }
        accepted
    }

    /// What follows three digits does not make them part of something longer or a quantity.
    fn reply_may_end(&self, place: Place<'_>) -> bool {
        match place.char_after() {
            Some('%' | '@' | '/' | '°' | '_' | '+' | '$' | '€' | '*' | '=') => return false,
            Some('.' | ',' | ':') if place.goes_on() => return false,
            // `550-5.7.1` was let in before; `550-Text` is a line of a longer reply, `200-300` and `250-page` are not.
            Some('-') => {
                let mut after = place.after().chars().skip(1);
                return after.next().is_none_or(|c| {
                    !c.is_ascii_digit() && (!c.is_ascii_lowercase() || place.begins_line())
                });
            }
            _ => {}
        }
        let next = head(place.after()).trim_start_matches([' ', '\u{a0}']);
        !self
            .words
            .units
            .iter()
            .any(|unit| starts_with_word(next, unit))
    }

    /// The words before name something that is no code: a port, a size, a version.
    fn is_something_else(&self, place: Place<'_>) -> bool {
        let words = words_before(place.before());
        self.words
            .not_after
            .iter()
            .any(|word| ends_with_word(&words, word))
            || self.is_on_other_line(place)
    }

    fn is_on_other_line(&self, place: Place<'_>) -> bool {
        let line = place
            .text
            .get(place.line..)
            .unwrap_or_default()
            .trim_start();
        starts_with_any(line, &self.words.not_on_lines)
    }

    /// The words or marks before say that a code comes.
    fn is_introduced(&self, place: Place<'_>, code: ReplyCode) -> bool {
        let before = place.before();
        let next = place.char_after();
        let spaced = before.trim_end_matches([' ', '\t', '\u{a0}', '\n']);
        let wordlike =
            next.is_none_or(|c| " \t\r\n-,;:.<)>\"'”’]!?}，。；：、".contains(c) || !c.is_ascii());
        if !wordlike {
            return false;
        }
        let words = words_before(before);
        if self
            .words
            .reply_after
            .iter()
            .any(|word| ends_with_word(&words, word))
        {
            return true;
        }
        if !code.is_refusal() {
            return false;
        }
        let text_follows = || {
            let mut rest = head(place.after()).chars();
            rest.next().is_none_or(|c| matches!(c, ' ' | '-'))
                && rest
                    .next()
                    .is_none_or(|c| !c.is_ascii_digit() && !c.is_whitespace())
        };
        match spaced.chars().next_back() {
            Some(';' | '；' | '：') => true,
            Some(':') => {
                let gap = spaced.len() < before.len();
                let name = spaced.trim_end_matches(':').chars().next_back();
                (gap || name.is_some_and(|c| c.is_alphabetic()))
                    && (gap || !is_hex_group(spaced))
                    && text_follows()
            }
            Some('\'' | '"' | '`' | '“' | '‘' | '「' | '『') => {
                spaced.len() == before.len() && text_follows()
            }
            // `(535, b'5.7.8 …')` is how Python prints a reply, `(550 User unknown)` how many logs do.
            Some('(' | '（') => {
                spaced.len() == before.len()
                    && (next == Some(',') || next == Some(' ') && text_follows())
            }
            Some('#') => {
                !spaced
                    .trim_end_matches('#')
                    .ends_with(|c: char| c.is_ascii_alphanumeric())
                    && text_follows()
            }
            Some('>') => {
                (spaced.ends_with("->") || spaced.ends_with("=>") || spaced.ends_with(">>"))
                    && text_follows()
            }
            Some('-') => spaced.ends_with("<-") && text_follows(),
            Some('<') => spaced.ends_with("<<") && text_follows(),
            _ => false,
        }
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
            let whole = written.len() == 10 || number.is_socket();
            return (whole && (number.bits() >= 0x8000_0000 || number.bits() < 0x0020_0000))
                .then_some(number);
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

/// Reply codes that mail servers send: a number of another kind seldom looks like one.
fn is_usual(code: ReplyCode) -> bool {
    matches!(code.number(), 211 | 214 | 220 | 221 | 235 | 250..=253 | 334 | 354 | 410..=499 | 500..=599)
}

/// What follows a code at the beginning of a line is the rest of a reply: text, a hyphen, or nothing.
fn begins_reply(place: Place<'_>) -> bool {
    let rest = head(place.after());
    let next = rest.trim_start_matches([' ', '\t', '-']).chars().next();
    rest.chars().next().is_none_or(|c| {
        c.is_whitespace() || "-:;,.<)>\"'”’]：，；。".contains(c) || is_ideograph(c)
    }) && next.is_none_or(|c| !c.is_ascii_digit())
}

/// The first bytes of a text, enough for what follows a code.
fn head(text: &str) -> &str {
    text.get(..text.floor_char_boundary(LOOK_BACK))
        .unwrap_or_default()
}

/// The words before a candidate in lower case, without the marks between them and it.
fn words_before(before: &str) -> String {
    before
        .trim_end_matches(|c: char| c.is_whitespace() || ":=#(\"'`“‘：（＝".contains(c))
        .to_lowercase()
}

fn ends_with_word(text: &str, word: &str) -> bool {
    text.strip_suffix(word).is_some_and(|rest| {
        !word.starts_with(|c: char| c.is_ascii_alphanumeric())
            || !rest.ends_with(|c: char| c.is_ascii_alphanumeric())
    })
}

fn starts_with_word(text: &str, word: &str) -> bool {
    let Some(start) = text.get(..word.len()) else {
        return false;
    };
    start.eq_ignore_ascii_case(word)
        && (!word.ends_with(|c: char| c.is_ascii_alphanumeric())
            || !text.get(word.len()..).is_some_and(|rest| {
                rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-')
            }))
}

fn starts_with_any(line: &str, starts: &[String]) -> bool {
    starts.iter().any(|start| {
        line.get(..start.len())
            .is_some_and(|begin| begin.eq_ignore_ascii_case(start))
    })
}

/// `2001:` or `cfb1:`: a group of an IPv6 address or a part of a time.
fn is_hex_group(text: &str) -> bool {
    let name = text.trim_end_matches(':');
    let group = name
        .rsplit(|c: char| !c.is_ascii_alphanumeric())
        .next()
        .unwrap_or_default();
    group.len() <= 4 && group.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
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
            .map(|(range, _)| text[range].to_owned())
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
        for text in [
            "530 recipients",
            "port 587",
            "size 452 bytes",
            "端口: 587",
            "v5.7.1",
            "version 5.7.1 of it",
            "chapter 5.1.1",
            "192.168.5.7",
            "5.7.1.2",
            "4.4.2.2 is an address",
            "2001:456:cfb1:1::5",
            "postfix/smtp[550]: x",
            "mail-5.7.1-abc",
            "5.7.1.in-addr.arpa",
            "<4.5.1@example.com>",
            "PHPMailer 5.2.27",
            "X-Mailer: Foo 5.2.8 (x)",
            "Postfix/2.6.0",
            "2.6.0 released",
            "a550b",
            "1550",
            "https://example.com/errors/550-bl23.html",
            "example.com/codes.php#550",
            "HTTP/1.1 404 Not Found",
            "HTTP/1.1 503 Service",
            "Invoice 550 571 from 4 May",
            "WHERE id = 550",
            "12:30:550",
            "550,000",
            "$550",
            "550%",
            "42",
            "200 OK",
            "room 5.2.1",
            "10:00 in 4.5.2025",
            "450-page book",
            "MySQL server 5.7.44",
            "0x80",
            "(10240)",
            "smtpd(10061)",
            "80040213",
            "tel -21474836481",
            "§4.5.3",
            "LaserJet 550",
            "第 550 页",
            "RFC 5321 4.5.3.1",
            "Received: from x (Exim 4.94.2) 4.94.2",
            "4501234567",
        ] {
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

    #[test]
    fn corpus_dump() {
        let text = std::fs::read_to_string("/tmp/codes-gen/corpus.txt").unwrap();
        let scanner = Scanner::new().unwrap();
        let mut out = String::new();
        for entry in text.split('\u{1}') {
            let began = std::time::Instant::now();
            let found = scanner.scan(entry);
            let took = began.elapsed();
            out.push_str(&format!("@@ {} bytes {took:?}\n", entry.len()));
            for (range, _) in found {
                let from = entry.floor_char_boundary(range.start.saturating_sub(30));
                let to = entry.ceil_char_boundary(range.end + 20);
                out.push_str(&format!(
                    "{:?} [[{}]] {:?}\n",
                    &entry[from..range.start],
                    &entry[range.clone()],
                    &entry[range.end..to.max(range.end)]
                ));
            }
        }
        std::fs::write("/tmp/codes-gen/scan.out", out).unwrap();
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
