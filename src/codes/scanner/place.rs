//! A candidate in its text, and questions about the words around it.

/// How far the words around a candidate are read, in bytes.
pub(super) const LOOK_BACK: usize = 40;

/// A candidate and what the pass knows about its place.
#[derive(Clone, Copy)]
pub(super) struct Place<'t> {
    pub(super) text: &'t str,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) line: usize,
}

impl<'t> Place<'t> {
    pub(super) fn written(self) -> &'t str {
        self.text.get(self.start..self.end).unwrap_or_default()
    }

    /// A piece of the text before it, on the same line.
    pub(super) fn before(self) -> &'t str {
        let from = self.line.max(self.start.saturating_sub(LOOK_BACK));
        let from = self.text.ceil_char_boundary(from);
        self.text.get(from..self.start).unwrap_or_default()
    }

    /// All of the text after it.
    pub(super) fn after(self) -> &'t str {
        self.text.get(self.end..).unwrap_or_default()
    }

    pub(super) fn char_before(self) -> Option<char> {
        self.before().chars().next_back()
    }

    pub(super) fn char_after(self) -> Option<char> {
        self.after().chars().next()
    }

    /// The second character after it is a letter or digit: `.5` and `-alpha` continue what stands before them.
    pub(super) fn goes_on(self) -> bool {
        let mut after = self.after().chars();
        after.next();
        after.next().is_some_and(|c| c.is_ascii_alphanumeric())
    }

    /// Nothing but quotation and list marks stands before it on its line.
    pub(super) fn begins_line(self) -> bool {
        self.start - self.line <= LOOK_BACK
            && self
                .before()
                .chars()
                .all(|c| c.is_whitespace() || "<>|*#\"'`“‘(-=•·".contains(c))
    }
}

/// The first bytes of a text, enough for what follows a code.
pub(super) fn head(text: &str) -> &str {
    text.get(..text.floor_char_boundary(LOOK_BACK))
        .unwrap_or_default()
}

/// The words before a candidate in lower case, without the marks between them and it.
pub(super) fn words_before(before: &str) -> String {
    before
        .trim_end_matches(|c: char| c.is_whitespace() || ":=#(\"'`“‘：（＝".contains(c))
        .to_lowercase()
}

pub(super) fn ends_with_word(text: &str, word: &str) -> bool {
    text.strip_suffix(word).is_some_and(|rest| {
        !word.starts_with(|c: char| c.is_ascii_alphanumeric())
            || !rest.ends_with(|c: char| c.is_ascii_alphanumeric())
    })
}

pub(super) fn starts_with_word(text: &str, word: &str) -> bool {
    let Some(start) = text.get(..word.len()) else {
        return false;
    };
    start.eq_ignore_ascii_case(word)
        && (!word.ends_with(|c: char| c.is_ascii_alphanumeric())
            || !text.get(word.len()..).is_some_and(|rest| {
                rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-')
            }))
}

pub(super) fn starts_with_any(line: &str, starts: &[String]) -> bool {
    starts.iter().any(|start| {
        line.get(..start.len())
            .is_some_and(|begin| begin.eq_ignore_ascii_case(start))
    })
}

pub(super) fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}
