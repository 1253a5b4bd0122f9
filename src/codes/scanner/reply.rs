//! Three digits in running text: a reply code, or a port, a size, a page.

use super::{
    Last, Scanner,
    place::{
        Place, ends_with_word, head, is_ideograph, starts_with_any, starts_with_word, words_before,
    },
};
use crate::codes::ReplyCode;

/// How far apart two lines of one multi-line reply may stand, in bytes.
const SAME_REPLY: usize = 2_000;

impl Scanner {
    pub(super) fn is_reply(&self, place: Place<'_>, code: ReplyCode, last: &mut Last) -> bool {
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
    pub(super) fn is_something_else(&self, place: Place<'_>) -> bool {
        let words = words_before(place.before());
        self.words
            .not_after
            .iter()
            .any(|word| ends_with_word(&words, word))
            || self.is_on_line_without_codes(place)
    }

    fn is_on_line_without_codes(&self, place: Place<'_>) -> bool {
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
        let after = head(place.after()).trim_start_matches([' ', '\u{a0}']);
        let named = |word: &String| starts_with_word(after, word);
        if is_of_mail_alone(code) && self.words.reply_before.iter().any(named) {
            return true;
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
                (gap || name.is_some_and(char::is_alphabetic) && !is_hex_group(spaced))
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
}

/// Reply codes that mail servers send: a number of another kind seldom looks like one.
fn is_usual(code: ReplyCode) -> bool {
    matches!(code.number(), 211 | 214 | 220 | 221 | 235 | 250..=253 | 334 | 354 | 410..=499 | 500..=599)
}

/// Refusals whose number HTTP does not use, so that "a 554 error" can only be one of mail.
fn is_of_mail_alone(code: ReplyCode) -> bool {
    matches!(code.number(), 450 | 452..=459 | 531..=559)
}

/// What follows a code at the beginning of a line is the rest of a reply: text, a hyphen, or nothing.
fn begins_reply(place: Place<'_>) -> bool {
    let rest = head(place.after());
    let next = rest.trim_start_matches([' ', '\t', '-']).chars().next();
    rest.chars().next().is_none_or(|c| {
        c.is_whitespace() || "-:;,.<)>\"'”’]：，；。".contains(c) || is_ideograph(c)
    }) && next.is_none_or(|c| !c.is_ascii_digit())
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
