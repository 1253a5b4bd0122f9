//! The objects of a JSON text, as far as braces and quotation marks tell: torn, wrapped and escaped text is read as well.

use super::Span;

/// How long a line is at least that holds a whole record, in bytes.
const RECORD_LINE: usize = 40;

/// An object, or the text around all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Object {
    /// Where it stands, with its braces.
    pub(super) span: Span,
    /// Which object holds it; always one before it in the list.
    pub(super) parent: Option<usize>,
    /// It stands in an array or beside others, not as the value of a name.
    pub(super) is_element: bool,
}

/// The objects of a region in the order in which they open. The first of all stands for what is around them; where more
/// braces close than opened, another one begins, and the one that closed is the object whose beginning was cut off.
pub(super) fn objects(text: &str, region: Span) -> Vec<Object> {
    let mut found = vec![around(region.start, region.end)];
    let mut open: Vec<usize> = vec![0];
    // How many backslashes stand before the quotation marks of the string that is open.
    let mut quoted: Option<usize> = None;
    let mut backslashes = 0;
    let mut before = b',';
    let bytes = region.of(text).as_bytes();
    for (at, byte) in bytes.iter().copied().enumerate() {
        let here = region.start + at;
        let rest = bytes.get(at + 1..).unwrap_or_default();
        match byte {
            b'\\' => {
                backslashes += 1;
                continue;
            }
            b'"' => match quoted {
                Some(level) if level == backslashes => {
                    quoted = None;
                    before = b'"';
                }
                Some(_) => {}
                // A whole object as a string: its marks have more backslashes, its braces are braces.
                None if opens_object(rest) || matches!(before, b'}' | b']') => {}
                None => quoted = Some(backslashes),
            },
            b'{' if is_record_line(bytes, at) && (quoted.is_some() || open.len() > 1) => {
                // A record a line: what the lines before left open was cut off.
                quoted = None;
                close(&mut found, &mut open, 1, here);
                begin(&mut found, &mut open, here, true);
                before = byte;
            }
            b'{' if quoted.is_none() => {
                begin(&mut found, &mut open, here, before != b':');
                before = byte;
            }
            b'}' if quoted.is_none() => {
                let kept = open.len() - 1;
                close(&mut found, &mut open, kept, here + 1);
                if open.is_empty() {
                    open.push(found.len());
                    found.push(around(here + 1, region.end));
                }
                before = byte;
            }
            _ if quoted.is_none() && !byte.is_ascii_whitespace() => before = byte,
            _ => {}
        }
        backslashes = 0;
    }
    found
}

fn around(start: usize, end: usize) -> Object {
    Object {
        span: Span::new(start, end),
        parent: None,
        is_element: true,
    }
}

fn begin(found: &mut Vec<Object>, open: &mut Vec<usize>, start: usize, is_element: bool) {
    let end = found.first().map_or(start, |whole| whole.span.end);
    open.push(found.len());
    found.push(Object {
        span: Span::new(start, end),
        parent: open.iter().rev().nth(1).copied(),
        is_element,
    });
}

/// Closes all open objects but the outermost `kept`.
fn close(found: &mut [Object], open: &mut Vec<usize>, kept: usize, end: usize) {
    for number in open.drain(kept.min(open.len())..) {
        if let Some(object) = found.get_mut(number) {
            object.span.end = end;
        }
    }
}

/// Whether the string holds an object: the marks of the names in it have backslashes.
fn opens_object(rest: &[u8]) -> bool {
    let mut marks = rest
        .iter()
        .filter(|byte| !byte.is_ascii_whitespace() && **byte != b'[');
    marks.next() == Some(&b'{') && marks.next() == Some(&b'\\')
}

/// Whether a long line begins with this brace.
fn is_record_line(bytes: &[u8], at: usize) -> bool {
    let begins = at
        .checked_sub(1)
        .is_none_or(|before| bytes.get(before) == Some(&b'\n'));
    let line = bytes.get(at..at + RECORD_LINE);
    begins && line.is_some_and(|line| !line.contains(&b'\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, bool)]) {
        let found = objects(text, Span::new(0, text.len()));
        let got: Vec<(&str, bool)> = found
            .iter()
            .skip(1)
            .map(|object| (object.span.of(text), object.is_element))
            .collect();
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn elements_are_told_from_values() {
        check(
            r#"[{"a":{"b":1}},{"c":"}"}]"#,
            &[
                (r#"{"a":{"b":1}}"#, true),
                (r#"{"b":1}"#, false),
                (r#"{"c":"}"}"#, true),
            ],
        );
        check("{}\n{}", &[("{}", true), ("{}", true)]);
    }

    #[test]
    fn strings_may_hold_objects() {
        check(
            r#"{"M":"{\"a\":[{\"b\":\"x}\"}]}","c":"{"}"#,
            &[
                (r#"{"M":"{\"a\":[{\"b\":\"x}\"}]}","c":"{"}"#, true),
                (r#"{\"a\":[{\"b\":\"x}\"}]}"#, false),
                (r#"{\"b\":\"x}\"}"#, true),
            ],
        );
    }

    #[test]
    fn torn_text_is_read_all_the_same() {
        check(
            r#""a":1},{"b":2}"#,
            &[(r#",{"b":2}"#, true), (r#"{"b":2}"#, true)],
        );
        let torn = r#"{"event":"bounce","reason":"550 5.1.1 cut o"#;
        let text = format!("{torn}\n{torn}");
        check(&text, &[(&format!("{torn}\n"), true), (torn, true)]);
    }
}
