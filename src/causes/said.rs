//! How people and programs say that mail did not arrive, by reason: `said.txt`, from which words are learnt beside the
//! wordings of the articles. None of it is matched as a whole or shown.

use crate::vocabulary::{Reason, UnknownWord};

/// What stands before the name of a reason; the texts for it follow, one a line.
const HEADING: &str = "== ";

/// Every text with the reason it speaks of.
///
/// # Errors
/// Only if the table names an unknown reason, which the program's tests exclude.
pub(crate) fn said() -> Result<Vec<(Reason, &'static str)>, UnknownWord> {
    let mut reason = None;
    let mut texts = Vec::new();
    for line in include_str!("said.txt").lines() {
        if let Some(name) = line.strip_prefix(HEADING) {
            reason = Some(name.parse::<Reason>()?);
        } else if let Some(reason) = reason {
            texts.push((reason, line));
        }
    }
    Ok(texts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_of_a_failure_is_said_in_many_ways() {
        let texts = said().unwrap();
        let failures = Reason::ALL
            .iter()
            .filter(|reason| !matches!(reason, Reason::AutoReply | Reason::NotABounce));
        for reason in failures {
            let count = texts.iter().filter(|(own, _)| own == reason).count();
            assert!(count >= 60, "{reason}: {count}");
        }
        let mut lines: Vec<&str> = texts.iter().map(|(_, text)| *text).collect();
        lines.sort_unstable();
        assert!(
            lines
                .iter()
                .all(|line| line.trim() == *line && !line.is_empty())
        );
        assert!(lines.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
