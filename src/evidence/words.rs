//! A text as the words that signatures are compared with.
//!
//! Dotted names, addresses and codes stay whole, punctuation and line breaks vanish, Chinese is one character a word,
//! in its simplified form.

use frostem::{Algorithm, Stemmer};

use super::ideographs::{is_ideograph, simplified};
use crate::report::Span;

/// What kind of thing a word is; a placeholder of a signature stands for one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum WordKind {
    /// Letters, or letters and digits.
    Plain,
    /// Digits only.
    Number,
    /// An enhanced status code.
    Code,
    /// A mail address.
    Address,
    /// A dotted name: a host, a domain, or a constant such as `RESOLVER.ADR.RecipientNotFound`.
    Dotted,
    /// An IP address.
    Ip,
    /// One Chinese, Japanese or Korean character.
    Ideograph,
    /// A run of asterisks: a banner that a firewall has blotted out.
    Stars,
}

/// One word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// In lower case.
    pub(crate) text: String,
    /// What it is.
    pub(crate) kind: WordKind,
    /// Where it stands.
    pub(crate) span: Span,
}

/// The words of `text`, with spans that count from `offset`. Linear in the length of the text.
pub(crate) fn words(text: &str, offset: usize) -> Vec<Word> {
    let mut found = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, first)) = chars.next() {
        if is_ideograph(first) {
            let span = Span::new(start + offset, start + first.len_utf8() + offset);
            found.push(Word {
                text: simplified(first).to_string(),
                kind: WordKind::Ideograph,
                span,
            });
            continue;
        }
        if !(is_wordlike(first) || first == '*' || first == '#') {
            continue;
        }
        let mut end = start + first.len_utf8();
        while let Some((place, next)) = chars.peek().copied() {
            if is_ideograph(next) || !(is_wordlike(next) || is_joint(next)) {
                break;
            }
            end = place + next.len_utf8();
            chars.next();
        }
        let Some(piece) = text.get(start..end) else {
            continue;
        };
        let possessive = piece == "s"
            && text
                .get(..start)
                .is_some_and(|before| before.ends_with(['\'', '’']));
        if !possessive {
            split_piece(piece, start + offset, &mut found);
        }
    }
    found
}

fn is_wordlike(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Characters that hold a word together when they stand inside one.
fn is_joint(c: char) -> bool {
    matches!(
        c,
        '.' | '@' | '-' | '\'' | '’' | ':' | '*' | '+' | '=' | '#'
    )
}

/// A piece without blanks: an address, a dotted name, an IP address, stars, or several plain words.
fn split_piece(piece: &str, start: usize, found: &mut Vec<Word>) {
    let (piece, start) = trimmed(piece, start);
    // "b'relay": how Python prints a server's reply.
    let (piece, start) = match piece.strip_prefix("b'") {
        Some(bytes) => trimmed(bytes, start + 2),
        None => (piece, start),
    };
    if piece.is_empty() {
        return;
    }
    // "example.net's": the name is the word.
    let piece = match piece
        .strip_suffix("'s")
        .or_else(|| piece.strip_suffix("’s"))
    {
        Some(name) if name.contains(['.', '@']) => name,
        _ => piece,
    };
    let whole = Span::new(start, start + piece.len());
    if piece.starts_with("***") {
        found.push(Word {
            text: "***".to_owned(),
            kind: WordKind::Stars,
            span: whole,
        });
        return;
    }
    if is_ip(piece) {
        found.push(Word {
            text: piece.to_ascii_lowercase(),
            kind: WordKind::Ip,
            span: whole,
        });
        return;
    }
    if piece.contains('@')
        && !piece.contains(['=', ':'])
        && piece.split('@').all(|part| !part.is_empty())
    {
        found.push(Word {
            text: piece.to_lowercase(),
            kind: WordKind::Address,
            span: whole,
        });
        return;
    }
    let mut at = 0;
    for part in piece.split(['@', '-', ':', '*', '+', '=', '#']) {
        let (word, place) = trimmed(part, start + at);
        at += part.len() + 1;
        if word.is_empty() {
            continue;
        }
        let kind = kind_of(word);
        let span = Span::new(place, place + word.len());
        if kind == WordKind::Plain && word.contains('.') {
            // "administrator.You": two words that a lost blank has glued together.
            let mut inner = place;
            for half in word.split('.') {
                let span = Span::new(inner, inner + half.len());
                inner += half.len() + 1;
                if !half.is_empty() {
                    found.push(Word {
                        text: plain(half),
                        kind: kind_of(half),
                        span,
                    });
                }
            }
        } else {
            found.push(Word {
                text: plain(word),
                kind,
                span,
            });
        }
    }
}

fn plain(word: &str) -> String {
    word.to_lowercase().replace('’', "'")
}

/// Joints at either end belong to the sentence, not to the word.
fn trimmed(piece: &str, start: usize) -> (&str, usize) {
    let ends = ['.', '@', '-', '\'', '’', ':', '+', '=', '#'];
    let left = piece.trim_start_matches(ends);
    let dropped = piece.len() - left.len();
    (left.trim_end_matches(ends), start + dropped)
}

fn kind_of(word: &str) -> WordKind {
    if word.bytes().all(|byte| byte.is_ascii_digit()) {
        return WordKind::Number;
    }
    if !word.contains('.') {
        return WordKind::Plain;
    }
    if word.parse::<crate::codes::EnhancedCode>().is_ok() {
        return WordKind::Code;
    }
    let labels = || word.split('.');
    let sound = labels()
        .all(|label| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '_'));
    let last_is_name = labels()
        .next_back()
        .is_some_and(|label| label.chars().any(char::is_alphabetic));
    let sentence_end = labels().count() == 2
        && labels()
            .next_back()
            .and_then(|label| label.chars().next())
            .is_some_and(char::is_uppercase)
        && labels()
            .next()
            .is_some_and(|label| label.chars().all(char::is_lowercase));
    if sound && last_is_name && !sentence_end {
        WordKind::Dotted
    } else {
        WordKind::Plain
    }
}

fn is_ip(piece: &str) -> bool {
    piece.parse::<std::net::IpAddr>().is_ok()
}

/// English words reduced to their stems; other words stay as they are.
pub(crate) fn stems(mut words: Vec<Word>) -> Vec<Word> {
    let stemmer = Stemmer::new(Algorithm::English);
    for word in &mut words {
        if word.kind == WordKind::Plain && word.text.is_ascii() {
            word.text = stemmer.stem(&word.text).into_owned();
        }
    }
    words
}

/// Words reduced to what is compared: English words to their stems, Chinese to pairs of neighbouring characters.
pub(crate) fn stemmed(words: Vec<Word>) -> Vec<Word> {
    paired(stems(words))
}

/// Chinese characters as pairs of neighbours, a lonely one as itself; other words stay as they are.
pub(crate) fn paired(words: Vec<Word>) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::with_capacity(words.len());
    let mut before: Option<Word> = None;
    let mut paired = false;
    for word in words {
        if word.kind == WordKind::Ideograph {
            match before.take() {
                Some(first) if first.span.end == word.span.start => {
                    found.push(Word {
                        text: format!("{}{}", first.text, word.text),
                        kind: WordKind::Ideograph,
                        span: Span::new(first.span.start, word.span.end),
                    });
                    paired = true;
                }
                lonely => {
                    found.extend(lonely.filter(|_| !paired));
                    paired = false;
                }
            }
            before = Some(word);
            continue;
        }
        found.extend(before.take().filter(|_| !paired));
        paired = false;
        found.push(word);
    }
    found.extend(before.filter(|_| !paired));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, WordKind)]) {
        let found = words(text, 0);
        for word in &found {
            let cut = word.span.of(text);
            assert!(!cut.is_empty(), "{word:?} is no span of {text:?}");
        }
        let got: Vec<_> = found
            .iter()
            .map(|word| (word.text.as_str(), word.kind))
            .collect();
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn a_reply_as_python_prints_it_loses_its_mark() {
        use WordKind::*;
        check(
            "(550, b'relay denied')",
            &[("550", Number), ("relay", Plain), ("denied", Plain)],
        );
        check(
            "(535, b'5.7.8 no')",
            &[("535", Number), ("5.7.8", Code), ("no", Plain)],
        );
    }

    #[test]
    fn words_keep_what_belongs_together() {
        use WordKind::*;
        check(
            "550 5.7.1 Unable to relay",
            &[
                ("550", Number),
                ("5.7.1", Code),
                ("unable", Plain),
                ("to", Plain),
                ("relay", Plain),
            ],
        );
        check(
            "<user@Example.com>: User unknown.",
            &[
                ("user@example.com", Address),
                ("user", Plain),
                ("unknown", Plain),
            ],
        );
        check(
            "host mx.example.net[192.0.2.1] said:",
            &[
                ("host", Plain),
                ("mx.example.net", Dotted),
                ("192.0.2.1", Ip),
                ("said", Plain),
            ],
        );
        check(
            "553 SMTP登录出错",
            &[
                ("553", Number),
                ("smtp", Plain),
                ("登", Ideograph),
                ("录", Ideograph),
                ("出", Ideograph),
                ("错", Ideograph),
            ],
        );
        check(
            "220 ****************0*2******0****",
            &[("220", Number), ("***", Stars)],
        );
        check(
            "550-5.7.26 RESOLVER.ADR.RecipNotFound;",
            &[
                ("550", Number),
                ("5.7.26", Code),
                ("resolver.adr.recipnotfound", Dotted),
            ],
        );
        check("doesn’t exist", &[("doesn't", Plain), ("exist", Plain)]);
        check("2001:db8::1", &[("2001:db8::1", Ip)]);
        check("", &[]);
    }
}
