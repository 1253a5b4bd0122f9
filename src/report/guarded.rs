//! The mail parser behind a guard: it promises not to panic, and has done so before on damaged mails.

use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind},
};

use mail_parser::{Message, MessageParser};

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caught_panic_is_known_as_one() {
        assert!(!catches_panics());
        assert_eq!(caught(catches_panics), Some(true));
        assert_eq!(caught(|| i32::from_str_radix("x", 10).unwrap()), None);
        assert!(!catches_panics());
    }
}
