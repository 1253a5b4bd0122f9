//! The mail parser behind a guard: what it gets is bounded, and its panics are caught. It promises none, and has broken that
//! promise before on damaged mails.

use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind},
};

use mail_parser::{Message, MessageParser};

/// How many `Content-…` fields a mail may have; what stands behind the last of them is not parsed. The parser keeps attached
/// messages inside one another and drops them by recursion, so that a mail nested without bound would overflow the stack,
/// which nothing can catch.
const TYPES_LIMIT: usize = 1000;
/// How long the declaration of a content type may be, in bytes: the parser compares each of its parameters with all others.
const TYPE_LIMIT: usize = 16 * 1024;

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// The mail up to the first `Content-…` field that is one too many or too long; mostly all of it.
pub(super) fn bounded(raw: &[u8]) -> &[u8] {
    raw.get(..end_of_types(raw)).unwrap_or(raw)
}

/// A mail taken apart; nothing, if it has no header or the parser fails.
pub(super) fn parsed(raw: &[u8]) -> Option<Message<'_>> {
    caught(|| MessageParser::new().parse(raw)).flatten()
}

/// Whether a panic in this thread is caught by the reader and costs nothing but the structure of one mail. Panic hooks ask
/// this before they raise an alarm.
pub fn catches_panics() -> bool {
    GUARDED.get()
}

/// What `work` gives; nothing, if it panics. It must leave nothing half done.
fn caught<T>(work: impl FnOnce() -> T) -> Option<T> {
    let before = GUARDED.replace(true);
    let done = catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(before);
    done.ok()
}

fn end_of_types(raw: &[u8]) -> usize {
    const NAME: &[u8] = b"content-";
    let mut declared = 0;
    let mut open: Option<usize> = None;
    let mut at = 0;
    for line in raw.split_inclusive(|byte| *byte == b'\n') {
        let goes_on = matches!(line.first(), Some(b' ' | b'\t'));
        let starts = line
            .get(..NAME.len())
            .is_some_and(|name| name.eq_ignore_ascii_case(NAME));
        declared += usize::from(starts);
        open = if starts {
            Some(at)
        } else {
            open.filter(|_| goes_on)
        };
        let start = open.unwrap_or(at);
        at += line.len();
        if declared > TYPES_LIMIT || open.is_some() && at - start > TYPE_LIMIT {
            return start;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caught_panic_is_known_as_one() {
        assert!(!catches_panics());
        assert_eq!(caught(catches_panics), Some(true));
        assert_eq!(caught(|| "x".parse::<i32>().unwrap()), None);
        assert!(!catches_panics());
    }
}
