//! What day it is: the one thing a page shows that neither the articles nor the request tell.

use time::OffsetDateTime;

use crate::articles::Date;

/// Where the site learns the date from. A test gives its own.
pub type Clock = fn() -> Date;

/// The day it is, in UTC.
pub(crate) fn today() -> Date {
    let now = OffsetDateTime::now_utc();
    Date {
        year: u16::try_from(now.year()).unwrap_or(u16::MAX),
        month: now.month().into(),
        day: now.day(),
    }
}

/// A day as it is reckoned with; none if there is no such day.
pub(crate) fn in_calendar(day: Date) -> Option<time::Date> {
    let month = time::Month::try_from(day.month).ok()?;
    time::Date::from_calendar_date(day.year.into(), month, day.day).ok()
}

/// Whether an article that was last checked on a day has to be checked again: after a year.
pub(crate) fn is_stale(reviewed: Date, today: Date) -> bool {
    let due = Date {
        year: reviewed.year.saturating_add(1),
        ..reviewed
    };
    due < today
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(reviewed: (u16, u8, u8), today: (u16, u8, u8), stale: bool) {
        let [reviewed, today] =
            [reviewed, today].map(|(year, month, day)| Date { year, month, day });
        assert_eq!(is_stale(reviewed, today), stale, "{reviewed} on {today}");
    }

    #[test]
    fn an_article_is_stale_after_a_year() {
        check((2026, 11, 23), (2026, 11, 23), false);
        check((2026, 11, 23), (2027, 11, 23), false);
        check((2026, 11, 23), (2027, 11, 24), true);
        check((2024, 2, 29), (2025, 2, 28), false);
        check((2024, 2, 29), (2025, 3, 1), true);
        check((2026, 12, 31), (2027, 1, 1), false);
    }
}
