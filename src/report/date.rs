//! When a report was written.

use std::sync::LazyLock;

use mail_parser::DateTime;
use regex::Regex;
use time::OffsetDateTime;

use super::{
    Failure, Found, SectionKind, Span,
    draft::Draft,
    lines::{self, lines},
    pattern::pattern,
};

/// A full date: with the year, so neither the time of a syslog line nor a day alone. RFC 5322 section 3.3, RFC 3339, and
/// the forms of logs between them.
static WRITTEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:[A-Z][a-z]{2},\s+)?\d{1,2}\s+[A-Z][a-z]{2}\s+\d{4}\s+\d{1,2}:\d\d(?::\d\d)?(?:\s*[+-]\d{4}|\s+[A-Z]{1,4}\b)?",
        r"|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|\s?[+-]\d\d:?\d\d)?",
    ))
});

/// The `Date` of a mail: of the first header that has one, which is the report's own.
pub(super) fn of_mail(draft: &Draft) -> Option<Found<OffsetDateTime>> {
    draft
        .spans(SectionKind::Headers)
        .into_iter()
        .flat_map(|span| lines(&draft.text, span))
        .filter(|line| {
            line.text
                .get(..5)
                .is_some_and(|name| name.eq_ignore_ascii_case("date:"))
        })
        .find_map(|line| first_in(&draft.text, line.span))
}

/// The last date in the lines of the failures: what is reported has not ended before.
pub(super) fn of_failures(text: &str, failures: &[Failure]) -> Option<Found<OffsetDateTime>> {
    failures
        .iter()
        .flat_map(|failure| &failure.context)
        .flat_map(|span| {
            // The date of a line stands before its words.
            let start = text
                .get(..span.start)
                .and_then(|before| before.rfind('\n'))
                .map_or(0, |end| end + 1);
            let start = start.max(lines::floor(text, span.start.saturating_sub(300)));
            lines(text, Span::new(start, span.end))
        })
        .filter_map(|line| first_in(text, line.span))
        .max_by_key(|found| found.value)
}

/// The first full date in a span.
pub(super) fn first_in(text: &str, span: Span) -> Option<Found<OffsetDateTime>> {
    let hit = WRITTEN.as_ref()?.find(span.of(text))?;
    let span = Span::new(span.start + hit.start(), span.start + hit.end());
    Some(Found::new(parsed(hit.as_str())?, span))
}

/// A date without a zone is taken as one of UTC.
fn parsed(written: &str) -> Option<OffsetDateTime> {
    let date = if written.get(4..5) == Some("-") {
        let (day, clock) = written.split_at_checked(11)?;
        let zone = clock
            .find(['Z', '+', '-'])
            .map_or("Z", |at| clock.get(at..).unwrap_or("Z"));
        let zone = match zone.len() {
            5 => format!("{}:{}", zone.get(..3)?, zone.get(3..)?),
            _ => zone.to_owned(),
        };
        DateTime::parse_rfc3339(&format!("{}T{}{zone}", day.get(..10)?, clock.get(..8)?))
    } else {
        DateTime::parse_rfc822(written)
    };
    let date = date.filter(|date| date.is_valid() && date.year >= 1980)?;
    OffsetDateTime::from_unix_timestamp(date.to_timestamp()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<(i64, &str)>) {
        let found = first_in(text, Span::new(0, text.len()));
        let got = found.map(|found| (found.value.unix_timestamp(), found.span.of(text)));
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn full_dates_are_read() {
        let at = 1_793_872_800;
        check(
            "Date: Thu, 5 Nov 2026 10:00:00 +0000",
            Some((at, "Thu, 5 Nov 2026 10:00:00 +0000")),
        );
        check(
            "Date: Thu, 5 Nov 2026 18:00:00 +0800 (CST)",
            Some((at, "Thu, 5 Nov 2026 18:00:00 +0800")),
        );
        check(
            "5 Nov 2026 10:00:00 GMT x",
            Some((at, "5 Nov 2026 10:00:00 GMT")),
        );
        check(
            "2026-11-05T10:00:00.123Z a",
            Some((at, "2026-11-05T10:00:00.123Z")),
        );
        check(
            "2026-11-05 10:00:00 1t5 == bob",
            Some((at, "2026-11-05 10:00:00")),
        );
        check(
            "2026-11-05T18:00:00+08:00 a",
            Some((at, "2026-11-05T18:00:00+08:00")),
        );
        check("Nov  5 10:00:00 a postfix/smtp[1]: x", None);
        check("99 Abc 2026 99:99:99", None);
        check("2026-13-45 10:00:00", None);
    }
}
