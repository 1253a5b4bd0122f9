//! What every text goes through before anything is looked for in it.

use std::borrow::Cow;

/// How often a text may have been quoted.
const QUOTED_LIMIT: usize = 3;
/// The longest text that is kept, in bytes.
pub(super) const TEXT_LIMIT: usize = 256 * 1024;

/// A text with one kind of line end, ASCII letters and digits where wide ones stood, and nothing that a reader cannot see.
///
/// Control characters, bidirectional marks and zero-width characters vanish: they carry no meaning in a reply and could
/// make the page show something else than what is there. Blanks at line ends vanish too.
pub(super) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                if chars.peek() == Some(&'\n') {
                    chars.next();
                }
                end_line(&mut out);
            }
            '\n' | '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{0b}' | '\u{0c}' => end_line(&mut out),
            '\t' => out.push('\t'),
            '\u{a0}' | '\u{3000}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' => {
                out.push(' ');
            }
            '\u{ff01}'..='\u{ff5e}' => out.push(shifted(c, 0xff01, '!')),
            '\u{660}'..='\u{669}' => out.push(shifted(c, 0x660, '0')),
            '\u{6f0}'..='\u{6f9}' => out.push(shifted(c, 0x6f0, '0')),
            _ if is_invisible(c) => {}
            _ => out.push(c),
        }
    }
    let kept = out.trim_end().len();
    out.truncate(kept);
    out
}

fn end_line(out: &mut String) {
    let kept = out.trim_end_matches([' ', '\t']).len();
    out.truncate(kept);
    out.push('\n');
}

/// The character as far after `to` as it stands after `from`.
fn shifted(c: char, from: u32, to: char) -> char {
    char::from_u32(u32::from(c) - from + u32::from(to)).unwrap_or(c)
}

fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// The text without the quotation marks of those who answered or forwarded it.
pub(super) fn bare(text: &str) -> Cow<'_, str> {
    let mut bare = Cow::Borrowed(text);
    for _ in 0..QUOTED_LIMIT {
        match unquoted(&bare) {
            Some(unquoted) => bare = Cow::Owned(unquoted),
            None => break,
        }
    }
    bare
}

/// The text without quotation marks at its line starts, if most lines have them, or most of those from the first to the last
/// that has one: a reply or a forward, maybe below words of its author. `>>>` alone is no such mark: servers write it
/// before commands.
fn unquoted(text: &str) -> Option<String> {
    let is_quoted = |line: &&str| line.trim_start().starts_with('>');
    let is_certain = |line: &&str| is_quoted(line) && !line.trim_start().starts_with(">>>");
    let most = |lines: &[&str], is_quoted: &dyn Fn(&&str) -> bool| {
        let filled = lines.iter().filter(|line| !line.trim().is_empty()).count();
        let quoted = lines.iter().filter(|line| is_quoted(line)).count();
        quoted >= 3 && quoted * 10 >= filled * 6
    };
    let all: Vec<&str> = text.lines().collect();
    let first = all.iter().position(&is_certain);
    let last = all.iter().rposition(&is_certain);
    let within = first
        .zip(last)
        .and_then(|(first, last)| all.get(first..=last));
    if !most(&all, &is_quoted) && !within.is_some_and(|within| most(within, &is_certain)) {
        return None;
    }
    let lines: Vec<&str> = text
        .lines()
        .map(|line| {
            let bare = line.trim_start();
            bare.strip_prefix('>')
                .map_or(line, |rest| rest.strip_prefix(' ').unwrap_or(rest))
        })
        .collect();
    Some(lines.join("\n"))
}

/// Whether the text shows the traces of quoted-printable that nobody decoded: soft line breaks, `=20`, `=3D`.
pub(super) fn is_quoted_printable(text: &str) -> bool {
    let soft = text
        .lines()
        .filter(|line| line.len() > 40 && line.ends_with('='))
        .count();
    let escapes = ["=20", "=3D", "=3d", "=C2", "=E2", "=92", "=0A", "=09"]
        .iter()
        .map(|mark| text.matches(mark).count())
        .sum::<usize>();
    soft + escapes >= 2 && (soft > 0 || text.contains("=20\n") || text.contains("=3D"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(clean(text), expected, "{text:?}");
    }

    #[test]
    fn wide_and_hidden_characters_become_plain() {
        check("５５０ ５.１.１　Ｎｏ", "550 5.1.1 No");
        check("٥٥٠", "550");
        check("5\u{200b}5\u{ad}0 \u{202e}x\u{0}\u{1b}[31m", "550 x[31m");
        check("a \r\nb\rc\n", "a\nb\nc");
        check("", "");
    }

    #[test]
    fn quotation_marks_go_when_most_lines_have_them() {
        assert_eq!(
            unquoted("hi\n> a\n> >b\n>\n> c").as_deref(),
            Some("hi\na\n>b\n\nc")
        );
        assert_eq!(unquoted("a\nb\n>>> RCPT TO\n<<< 550 no"), None);
        assert_eq!(
            unquoted("please\nhelp\nme\nwith\nthis\nmail\n> a\n>\n> b").as_deref(),
            Some("please\nhelp\nme\nwith\nthis\nmail\na\n\nb")
        );
        let session = ">>> MAIL FROM:<a>\n>>> RCPT TO:<b>\n>>> DATA\n<<< 550 no";
        assert_eq!(unquoted(&format!("{session}\nx\ny\nz")), None);
    }

    #[test]
    fn undecoded_quoted_printable_is_seen() {
        assert!(is_quoted_printable(
            "The address was not found in the recipients system=\n. a=3Db"
        ));
        assert!(!is_quoted_printable("a=b and size=2022"));
    }
}
