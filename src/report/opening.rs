//! The codes with which a reply opens, and where in a line such a reply begins.

use std::sync::LazyLock;

use regex::Regex;

use super::{Found, Span, pattern::pattern};
use crate::codes::EnhancedCode;

/// The codes that a text opens with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Opening {
    /// The reply code.
    pub(super) reply: Option<u16>,
    /// The enhanced code; its span counts from the start of the text.
    pub(super) enhanced: Option<Found<EnhancedCode>>,
    /// Where they begin, in bytes from the start: behind marks such as `smtp;` or `<<<`.
    pub(super) start: usize,
    /// What follows them, in bytes from the start.
    pub(super) rest: usize,
}

impl Opening {
    /// Whether they say that something was refused, for now or for good.
    pub(super) fn is_refusal(&self) -> bool {
        match (self.reply, &self.enhanced) {
            (Some(reply), _) => (400..600).contains(&reply),
            (None, Some(found)) => found.value.class() > 2,
            (None, None) => false,
        }
    }
}

/// Codes at the start of a text.
static OPENING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r#"^[\s#("'\[<*]*(?:(?:(?i:smtp|dns|error|code|x-\w+)\s*[;:=]?\s*|[45]\.\d{1,3}\.\d{1,3} - [\w /-]{3,60} )?(?P<reply>[2-5]\d\d)(?P<gap>-'|[- ;:,]+#?|\s*#|$|\s*\())?(?:[2-5]\d\d[- ]+)?[#(\[]*(?P<code>[245]\.\d{1,3}\.\d{1,3})?"#,
    )
});
/// A reply with its code within a line.
static INSIDE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r#"(?:(?:^|[\s:;,"'(\[>=])(?P<full>#?[45]\d\d[- ]+#?[45]\.\d{1,3}\.\d{1,3})|(?:^|[:;,"'(\[>=]\s*|(?i:error|code|reply|says?|said|returned|get|got|with|smtp|message|esmtp \S+ \d{3} \S+|错误|提示|返回)[\s:]+|\s250 \S+ )(?P<bare>(?:4[2-5]\d|5[0-57]\d)[- ](?:[A-Za-z<"*(\[:-]|[^\x00-\x7f])))"#,
    )
});

/// The codes at the start of a text, if it opens with any.
pub(super) fn opening(text: &str) -> Option<Opening> {
    let hit = OPENING.as_ref()?.captures(text)?;
    let enhanced = hit.name("code").and_then(|code| {
        let value = code.as_str().parse().ok()?;
        Some(Found::new(value, Span::new(code.start(), code.end())))
    });
    let code = hit.name("code");
    let first = hit.name("reply").or(code).map_or(0, |first| first.start());
    let marked = text
        .get(..first)
        .is_some_and(|before| before.ends_with('#'));
    let start = first - usize::from(marked);
    let reply = hit
        .name("reply")
        .and_then(|reply| reply.as_str().parse().ok());
    let rest = hit.get(0)?.end();
    // "250 grams", "550.00": a number is a reply only if words or a code follow it as they do in a reply.
    let follows = text
        .get(rest..)
        .unwrap_or_default()
        .trim_start()
        .chars()
        .next();
    let wordlike =
        follows.is_none_or(|c| !c.is_ascii_digit() && !matches!(c, '.' | '%' | '$' | '/' | ')'));
    (enhanced.is_some() || reply.is_some() && wordlike).then_some(Opening {
        reply,
        enhanced,
        start,
        rest,
    })
}

/// Where within a line replies with their codes begin.
pub(super) fn inside(line: &str) -> impl Iterator<Item = usize> {
    let inside = INSIDE.as_ref().into_iter();
    let hits = inside.flat_map(|inside| inside.captures_iter(line));
    hits.filter_map(|hit| Some(hit.name("full").or_else(|| hit.name("bare"))?.start()))
}

/// Where in a line replies with their codes begin, at its start or within it.
pub(super) fn starts(line: &str) -> Vec<usize> {
    let opens = opening(line)
        .filter(Opening::is_refusal)
        .map(|codes| codes.start);
    let mut found: Vec<usize> = opens.into_iter().chain(inside(line)).collect();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, reply: Option<u16>, enhanced: &str, rest: &str) {
        let found = opening(text);
        let got = found.as_ref().map(|codes| {
            let enhanced = codes.enhanced.as_ref();
            let enhanced = enhanced.map_or(String::new(), |code| code.value.to_string());
            (codes.reply, enhanced, text.get(codes.rest..))
        });
        let expected = (reply.is_some() || !enhanced.is_empty())
            .then(|| (reply, enhanced.to_owned(), Some(rest)));
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn a_reply_opens_with_its_codes() {
        check(
            "550 5.1.1 no such user",
            Some(550),
            "5.1.1",
            " no such user",
        );
        check("smtp; 550-5.7.1 one", Some(550), "5.7.1", " one");
        check("<<< 421 later", Some(421), "", "later");
        check(
            "#5.1.0 Address rejected",
            None,
            "5.1.0",
            " Address rejected",
        );
        check("550.00 EUR", None, "", "");
        check("hello", None, "", "");
    }

    #[test]
    fn replies_begin_within_a_line_too() {
        assert_eq!(starts("550 5.1.1 no; said: 451 4.7.1 later"), [0, 20]);
        assert_eq!(starts("250 ok"), [] as [usize; 0]);
    }
}
