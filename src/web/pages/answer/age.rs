//! How old a report is: what it says may have changed since.

use time::Date;

use crate::wording::Wording;

/// From this age on, in days, it is said.
const WORTH_SAYING: i64 = 2;

/// A sentence on the age of a report, in whole days. Nothing for one of today or yesterday, nor for a date to come: the
/// clock of the other side was wrong.
pub(super) fn age(wording: &Wording, written: Date, today: Date) -> Option<String> {
    let days = (today - written).whole_days();
    (days >= WORTH_SAYING).then(|| {
        let (year, month) = (written.year(), u8::from(written.month()));
        let date = format!("{year:04}-{month:02}-{:02}", written.day());
        let days = days.to_string();
        wording.answer.age.with(&[("n", &days), ("date", &date)])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{vocabulary::Lang, wording::Wordings};

    #[track_caller]
    fn check(written: i32, today: i32, expected: Option<&str>) {
        let wordings = Wordings::load().unwrap();
        let date = |day| Date::from_julian_day(2_460_000 + day).unwrap();
        let own = age(wordings.of(Lang::En), date(written), date(today));
        assert_eq!(own.as_deref(), expected);
    }

    #[test]
    fn an_old_report_is_told() {
        check(
            0,
            9,
            Some("This report is 9 days old (2023-02-24). Things may have changed since."),
        );
        check(0, 1, None);
        check(5, 0, None);
    }
}
