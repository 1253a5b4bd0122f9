//! Rich text: the words of it. Outlook keeps the body of many messages in no other form (MS-OXRTFCP, MS-OXRTFEX).

use super::decode;

/// The longest text that is unpacked.
const UNPACKED_LIMIT: usize = 4 * 1024 * 1024;
/// How deeply groups may be nested; what lies deeper is left out.
const DEPTH_LIMIT: usize = 100;
/// Groups whose contents are no words of the text.
const SILENT: [&str; 9] = [
    "fonttbl",
    "colortbl",
    "stylesheet",
    "info",
    "pict",
    "object",
    "header",
    "footer",
    "themedata",
];

/// Whether a text is rich text.
pub(super) fn is_rich(text: &str) -> bool {
    text.starts_with("{\\rtf")
}

/// The words of a compressed body, if it is sound.
pub(super) fn of_compressed(bytes: &[u8]) -> Option<String> {
    let number = |at: usize| {
        let four: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
        usize::try_from(u32::from_le_bytes(four)).ok()
    };
    // The library believes both lengths of the header, so they are held against the facts first.
    let (length, unpacked) = (number(0)?.checked_add(4)?, number(4)?);
    let packed = bytes.get(..length).filter(|packed| packed.len() >= 16)?;
    if unpacked > UNPACKED_LIMIT.min(packed.len().saturating_mul(17)) {
        return None;
    }
    let rich = std::panic::catch_unwind(|| compressed_rtf::decompress_rtf(packed).ok()).ok()??;
    Some(words(&rich))
}

/// What a group has set.
#[derive(Debug, Clone)]
struct Group {
    silent: bool,
    /// How many characters after a `\u` are its plain substitute.
    skip: usize,
}

/// The words of rich text. Where it holds a page (`\fromhtml`), those of the page.
pub(super) fn words(rich: &str) -> String {
    let mut writer = Words::default();
    let mut groups = vec![Group {
        silent: false,
        skip: 1,
    }];
    let mut too_deep = 0_usize;
    let mut rest = rich;
    while let Some(c) = rest.chars().next() {
        let after = rest.get(c.len_utf8()..).unwrap_or_default();
        rest = after;
        match c {
            '{' if groups.len() >= DEPTH_LIMIT => too_deep += 1,
            '}' if too_deep > 0 => too_deep -= 1,
            '{' => groups.extend(groups.last().cloned()),
            '}' if groups.len() > 1 => {
                groups.pop();
            }
            '\\' => {
                let control = Control::read(after);
                rest = control.rest;
                if let Some(group) = groups.last_mut().filter(|_| too_deep == 0) {
                    writer.control(&control, group);
                }
            }
            '}' | '\r' | '\n' => {}
            _ if too_deep == 0 && groups.last().is_some_and(|group| !group.silent) => {
                writer.letter(c);
            }
            _ => {}
        }
    }
    writer.flush();
    writer.out
}

/// A control word or symbol: `\par`, `\u8217`, `\'92`, `\~`.
struct Control<'r> {
    name: &'r str,
    number: Option<i32>,
    rest: &'r str,
}

impl<'r> Control<'r> {
    fn read(text: &'r str) -> Self {
        let letters = text
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(text.len());
        if letters == 0 {
            let end = text.chars().next().map_or(0, char::len_utf8);
            let (name, rest) = text.split_at(end);
            let hex = rest.get(..2).filter(|_| name == "'");
            let number = hex.and_then(|hex| i32::from_str_radix(hex, 16).ok());
            let rest = rest.get(2..).filter(|_| number.is_some()).unwrap_or(rest);
            return Self { name, number, rest };
        }
        let (name, rest) = text.split_at(letters);
        let sign = usize::from(rest.starts_with('-'));
        let digits = rest
            .get(sign..)
            .unwrap_or_default()
            .find(|c: char| !c.is_ascii_digit())
            .map_or(rest.len(), |end| end + sign);
        let number = rest.get(..digits).and_then(|digits| digits.parse().ok());
        let rest = match number {
            Some(_) => rest.get(digits..).unwrap_or_default(),
            None => rest,
        };
        Self {
            name,
            number,
            rest: rest.strip_prefix(' ').unwrap_or(rest),
        }
    }
}

#[derive(Debug, Default)]
struct Words {
    out: String,
    /// Letters in the code page of the writer, not yet decoded: two may be one character.
    coded: Vec<u8>,
    page: Option<String>,
    /// Letters that stand for the one before, for readers that do not know it.
    substitutes: usize,
    /// Between `\htmlrtf` and `\htmlrtf0` stands what is no part of the page.
    beside_page: bool,
}

impl Words {
    fn control(&mut self, control: &Control<'_>, group: &mut Group) {
        match (control.name, control.number) {
            ("*", _) => group.silent = true,
            (name, _) if SILENT.contains(&name) => group.silent = true,
            ("ansicpg", Some(page)) => self.page = Some(format!("windows-{page}")),
            ("htmlrtf", number) => self.beside_page = number != Some(0),
            ("uc", Some(count)) => group.skip = usize::try_from(count).unwrap_or(1).min(8),
            _ if group.silent => {}
            ("'", Some(byte)) => {
                if self.substitutes > 0 {
                    self.substitutes -= 1;
                } else if !self.beside_page {
                    self.coded.extend(u8::try_from(byte));
                }
            }
            ("u", Some(code)) => {
                // Codes above 32767 are written as negative numbers.
                let code = u32::try_from(if code < 0 { code + 0x1_0000 } else { code });
                self.substitutes = 0;
                self.letter(code.ok().and_then(char::from_u32).unwrap_or('?'));
                self.substitutes = group.skip;
            }
            ("par" | "line" | "row" | "sect" | "page", _) => self.letter('\n'),
            ("tab" | "cell", _) => self.letter('\t'),
            ("~", _) => self.letter(' '),
            ("lquote" | "rquote", _) => self.letter('\''),
            ("ldblquote" | "rdblquote", _) => self.letter('"'),
            ("endash" | "emdash" | "_", _) => self.letter('-'),
            ("{" | "}" | "\\", _) => self.letter(control.name.chars().next().unwrap_or(' ')),
            _ => {}
        }
    }

    fn letter(&mut self, c: char) {
        if self.substitutes > 0 && c != '\n' {
            self.substitutes -= 1;
            return;
        }
        self.flush();
        if !self.beside_page {
            self.out.push(c);
        }
    }

    fn flush(&mut self) {
        if !self.coded.is_empty() {
            let coded = std::mem::take(&mut self.coded);
            self.out
                .push_str(&decode::text(&coded, self.page.as_deref()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(rich: &str, expected: &str) {
        assert!(is_rich(rich));
        assert_eq!(words(rich), expected, "{rich}");
    }

    #[test]
    fn words_are_kept_and_the_rest_is_not() {
        check(
            "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}\\pard\\f0 550 5.7.1 Unable\r\n to relay\\par wasn\\'92t \\u36864?\\u-1234 ?\\{x\\}\\par}",
            "550 5.7.1 Unable to relay\nwasn’t 退\u{fb2e}{x}\n",
        );
        check(
            "{\\rtf1\\ansi\\ansicpg936 \\'d3\\'c3\\'bb\\'a7\\'b2\\'bb\\'b4\\'e6\\'d4\\'da}",
            "用户不存在",
        );
        check(
            "{\\rtf1\\fromhtml1 {\\*\\htmltag64 <p>}\\htmlrtf {\\htmlrtf0 not found{\\*\\htmltag72 </p>}\\htmlrtf\\par}\\htmlrtf0 end}",
            "not foundend",
        );
    }

    #[test]
    fn broken_text_is_read_as_far_as_it_goes() {
        check("{\\rtf1 a}}}b\\", "ab");
        check(
            &format!("{{\\rtf1 {}x{}y", "{".repeat(500), "}".repeat(500)),
            "y",
        );
        check("{\\rtf1 \\'zz\\u q", "zzq");
    }

    #[test]
    fn a_compressed_body_is_unpacked() {
        let rich = "{\\rtf1\\ansi 550 5.7.1 Unable to relay for bob@b.example\\par}";
        let packed = compressed_rtf::compress_rtf(rich).unwrap();
        let expected = "550 5.7.1 Unable to relay for bob@b.example\n";
        assert_eq!(of_compressed(&packed).as_deref(), Some(expected));
        let mut greedy = packed.clone();
        greedy[4..8].fill(0xff);
        assert_eq!(of_compressed(&greedy), None);
        assert_eq!(of_compressed(&packed[..12]), None);
        let mut damaged = packed;
        damaged[20] ^= 0x55;
        assert_eq!(of_compressed(&damaged), None);
    }
}
