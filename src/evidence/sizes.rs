//! How large a message may be, as a refusal tells it.

use std::sync::LazyLock;

use regex::Regex;

use crate::pattern::fixed;
use crate::report::{Found, Span};

/// A number behind words that call it a limit, with its unit.
static LIMIT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    fixed(concat!(
        r"(?i)\b(?:size[ -]limit|maximum (?:(?:allowed|permitted|message|mail|incoming|fixed) ){0,3}size|max(?:imum)?[ -]?(?:message )?size",
        r"|(?:size|message|mail)\b[\w ,]{0,40}\b(?:limit|maximum)|limit of|exceeds(?: the)?(?: fixed)? maximum(?: of)?)",
        r"(?:[ :=(\[]|of|is|for this \w+){0,6}(?P<number>\d{1,15}(?:[.,]\d{1,3})?)\s?(?P<unit>bytes?|octets|[kmg]i?b?\b)?",
        r"|(?:大小|长度)[^\d\n]{0,12}(?:超过|限制|上限)[^\d\n]{0,12}(?P<count>\d{1,15})\s?(?P<measure>[kmg]i?b?\b|字节)?"
    ))
});

/// The limit in bytes, where exactly one is told. A bare number below 1000 is no size of a message.
pub(super) fn limit(text: &str, quoted: Span) -> Option<Found<u64>> {
    let hit = LIMIT.as_ref()?.captures(quoted.of(text))?;
    let number = hit.name("number").or_else(|| hit.name("count"))?;
    let unit = hit.name("unit").or_else(|| hit.name("measure"));
    let factor: u64 = match unit.and_then(|unit| unit.as_str().chars().next()) {
        Some('k' | 'K') => 1 << 10,
        Some('m' | 'M') => 1 << 20,
        Some('g' | 'G') => 1 << 30,
        _ => 1,
    };
    let written = number.as_str();
    // "1.5 MB" has a fraction, "10,240 KB" has groups.
    let (whole, rest) = written.split_once(['.', ',']).unwrap_or((written, ""));
    let bytes = if rest.len() == 3 {
        format!("{whole}{rest}")
            .parse::<u64>()
            .ok()?
            .checked_mul(factor)?
    } else {
        let tenths = u64::from(
            rest.bytes()
                .next()
                .map_or(0, |digit| digit.saturating_sub(b'0')),
        );
        whole.parse::<u64>().ok()?.checked_mul(factor)? + tenths * factor / 10
    };
    let end = unit.map_or(number.end(), |unit| unit.end());
    let span = Span::new(quoted.start + number.start(), quoted.start + end);
    (bytes >= 1000).then(|| Found::new(bytes, span))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<(u64, &str)>) {
        let found = limit(text, Span::new(0, text.len()));
        let got = found
            .as_ref()
            .map(|found| (found.value, found.span.of(text)));
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn limits_are_told_in_bytes_or_with_a_unit() {
        check(
            "552 5.2.3 Message size exceeds fixed maximum message size (10485760)",
            Some((10_485_760, "10485760")),
        );
        check(
            "message size 18876259 exceeds size limit 10485760 of server mx.example.net[192.0.2.25]",
            Some((10_485_760, "10485760")),
        );
        check(
            "552 5.3.4 message exceeds the maximum size of 25 MB",
            Some((25 << 20, "25 MB")),
        );
        check(
            "554 5.7.1 Class=size limit=15728640",
            Some((15_728_640, "15728640")),
        );
        check("552 5.3.4 Message size exceeds limit", None);
        check("452 4.5.3 Too many recipients, limit of 100", None);
        check("550 5.7.1 rate limit of 1.2.3.4 exceeded", None);
    }
}
