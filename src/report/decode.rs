//! Bytes to characters: transfer encodings, declared and undeclared character sets.

use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{EUC_JP, Encoding, GB18030, ISO_2022_JP, REPLACEMENT, UTF_8, WINDOWS_1252};

/// How the bytes of a part are packed (RFC 2045 section 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    /// 7bit, 8bit, binary.
    Plain,
    /// quoted-printable.
    QuotedPrintable,
    /// base64.
    Base64,
}

/// The text that the bytes hold.
///
/// A byte order mark decides; then bytes that are valid UTF-8 are UTF-8, whatever the label says, because a mail that was
/// pasted has been converted and its labels have not; then escape sequences of ISO-2022-JP; then the label, if the bytes
/// fit it; then what they look like.
pub(super) fn text(bytes: &[u8], label: Option<&str>) -> String {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(length..).unwrap_or_default();
        return encoding.decode_without_bom_handling(rest).0.into_owned();
    }
    if let Some(wide) = utf16_without_mark(bytes) {
        return wide;
    }
    if has_japanese_escapes(bytes) {
        let (text, bad) = ISO_2022_JP.decode_without_bom_handling(bytes);
        if !bad {
            return text.into_owned();
        }
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        let shifted = label
            .and_then(encoding_of)
            .filter(|encoding| *encoding == ISO_2022_JP);
        return match shifted {
            Some(encoding) if !bytes.is_ascii() => {
                encoding.decode_without_bom_handling(bytes).0.into_owned()
            }
            _ => text.to_owned(),
        };
    }
    if let Some(encoding) = label
        .and_then(encoding_of)
        .filter(|encoding| *encoding != UTF_8)
    {
        let (text, bad) = encoding.decode_without_bom_handling(bytes);
        let western = encoding == WINDOWS_1252 && guess(bytes) != WINDOWS_1252 && is_dense(bytes);
        if !bad && !western {
            return text.into_owned();
        }
    }
    let (text, bad) = guess(bytes).decode_without_bom_handling(bytes);
    if bad && mostly_utf8(bytes) {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    text.into_owned()
}

/// The encoding a label names. GB2312 and GBK are read as GB18030, which holds both.
fn encoding_of(label: &str) -> Option<&'static Encoding> {
    let name = label.trim().trim_matches(['"', '\'']).to_ascii_lowercase();
    let name = match name.as_str() {
        "us-ascii" | "ascii" | "unknown-8bit" | "unknown" | "default" => return None,
        "utf8" | "utf-8" => "utf-8",
        "cp936" | "ms936" | "gb_2312-80" => "gb18030",
        "iso-2022-jp-ms" | "iso2022-jp" => "iso-2022-jp",
        other => other,
    };
    let encoding = Encoding::for_label(name.as_bytes())?;
    if encoding == REPLACEMENT {
        return None;
    }
    Some(if encoding.name() == "GBK" {
        GB18030
    } else {
        encoding
    })
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    let sample = bytes.get(..bytes.len().min(64 * 1024)).unwrap_or(bytes);
    detector.feed(sample, true);
    let encoding = detector.guess(Some(b"cn"), Utf8Detection::Deny);
    if encoding.name() != "GBK" {
        return encoding;
    }
    // In Spanish or Polish one letter at a time is beyond ASCII; with the letter after it, it passes for a Chinese one.
    if !stands_in_runs(sample) {
        let other = detector.guess(None, Utf8Detection::Deny);
        return if other.name() == "GBK" {
            WINDOWS_1252
        } else {
            other
        };
    }
    // Both sets keep kana at the same places: Chinese words hold none, Japanese ones are full of them.
    let kana = sample
        .windows(2)
        .filter(|pair| matches!(pair, [0xa4 | 0xa5, 0xa1..=0xff]))
        .count();
    let high = sample.iter().filter(|byte| **byte >= 0x80).count();
    if kana * 8 > high && !EUC_JP.decode_without_bom_handling(sample).1 {
        EUC_JP
    } else {
        GB18030
    }
}

/// Whether letters beyond ASCII stand in runs, as in Chinese or Russian, and not singly, as in French or German.
fn is_dense(bytes: &[u8]) -> bool {
    bytes.iter().filter(|byte| **byte >= 0x80).take(4).count() == 4 && stands_in_runs(bytes)
}

fn stands_in_runs(bytes: &[u8]) -> bool {
    let high = bytes.iter().filter(|byte| **byte >= 0x80).count();
    let pairs = bytes
        .windows(2)
        .filter(|pair| pair.iter().all(|byte| *byte >= 0x80))
        .count();
    pairs * 2 >= high
}

fn mostly_utf8(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let broken = text.chars().filter(|c| *c == '\u{fffd}').count();
    let wide = text
        .chars()
        .filter(|c| !c.is_ascii() && *c != '\u{fffd}')
        .count();
    wide > broken
}

fn has_japanese_escapes(bytes: &[u8]) -> bool {
    bytes
        .windows(3)
        .any(|three| matches!(three, [0x1b, b'$', b'@' | b'B'] | [0x1b, b'(', b'J' | b'I']))
}

/// UTF-16 that has lost its byte order mark: every second byte of the beginning is zero.
fn utf16_without_mark(bytes: &[u8]) -> Option<String> {
    let sample = bytes.get(..bytes.len().min(512))?;
    let zeros = |odd: usize| {
        sample
            .iter()
            .skip(odd)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let half = sample.len() / 2;
    if half < 8 {
        return None;
    }
    let encoding = if zeros(1) * 10 > half * 8 && zeros(0) == 0 {
        encoding_rs::UTF_16LE
    } else if zeros(0) * 10 > half * 8 && zeros(1) == 0 {
        encoding_rs::UTF_16BE
    } else {
        return None;
    };
    Some(encoding.decode_without_bom_handling(bytes).0.into_owned())
}

/// The bytes that were packed. Damage is passed over; what cannot be unpacked is given back as it is.
pub(super) fn unpack(bytes: &[u8], packing: Packing) -> Vec<u8> {
    match packing {
        Packing::Plain => bytes.to_vec(),
        Packing::QuotedPrintable => quoted_printable(bytes),
        Packing::Base64 => base64(bytes).unwrap_or_else(|| bytes.to_vec()),
    }
}

/// Quoted-printable (RFC 2045 section 6.7); a `=` that starts no escape stays.
pub(super) fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        if *first != b'=' {
            out.push(*first);
            continue;
        }
        match tail {
            [b'\r', b'\n', after @ ..] | [b'\n', after @ ..] => rest = after,
            [high, low, after @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                out.push(hex(*high) * 16 + hex(*low));
                rest = after;
            }
            // A soft line break with blanks after it: some programs leave them there.
            [b' ' | b'\t', ..] => {
                let blanks = tail
                    .iter()
                    .take_while(|byte| matches!(**byte, b' ' | b'\t' | b'\r'))
                    .count();
                match tail.get(blanks..) {
                    Some([b'\n', after @ ..]) => rest = after,
                    _ => out.push(b'='),
                }
            }
            [] => {}
            _ => out.push(b'='),
        }
    }
    out
}

fn hex(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        b'a'..=b'f' => digit - b'a' + 10,
        _ => digit.saturating_sub(b'A') + 10,
    }
}

fn base64(bytes: &[u8]) -> Option<Vec<u8>> {
    let lenient = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let engine = GeneralPurpose::new(&alphabet::STANDARD, lenient);
    let mut packed: Vec<u8> = bytes
        .iter()
        .copied()
        .filter(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
        .collect();
    if packed.len() % 4 == 1 {
        packed.pop();
    }
    engine.decode(&packed).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], label: Option<&str>, expected: &str) {
        assert_eq!(text(bytes, label), expected);
    }

    #[test]
    fn labels_are_followed_when_the_bytes_fit() {
        let (gbk, _, _) = encoding_rs::GBK.encode("该用户不存在，请检查地址");
        check(&gbk, Some("gb2312"), "该用户不存在，请检查地址");
        check(&gbk, None, "该用户不存在，请检查地址");
        check(&gbk, Some("iso-8859-1"), "该用户不存在，请检查地址");
        check(&gbk, Some("utf-8"), "该用户不存在，请检查地址");
        let (big5, _, _) = encoding_rs::BIG5.encode("收件人信箱不存在，請檢查地址");
        check(&big5, Some("big5"), "收件人信箱不存在，請檢查地址");
        let (koi8, _, _) = encoding_rs::KOI8_R.encode("Пользователь не найден");
        check(&koi8, Some("koi8-r"), "Пользователь не найден");
        let (euc, _, _) =
            encoding_rs::EUC_JP.encode("次のあて先へのメッセージは送信できませんでした。");
        check(
            &euc,
            None,
            "次のあて先へのメッセージは送信できませんでした。",
        );
        check(b"caf\xe9", Some("iso-8859-1"), "café");
        check(
            b"the email address wasn\x92t found",
            Some("Windows-1252"),
            "the email address wasn’t found",
        );
    }

    #[test]
    fn a_pasted_mail_is_utf8_whatever_its_label_says() {
        check("该用户".as_bytes(), Some("gb2312"), "该用户");
    }

    #[test]
    fn marks_and_escapes_decide() {
        check(b"\xff\xfe5\x005\x000\x00", None, "550");
        check(b"\xef\xbb\xbf550", None, "550");
        check(b"\x1b$B%(%i!<\x1b(B", None, "エラー");
        check(
            b"5\x005\x000\x00 \x005\x00.\x007\x00.\x001\x00 \x00",
            None,
            "550 5.7.1 ",
        );
        check(b"", None, "");
    }

    #[test]
    fn packings_survive_damage() {
        assert_eq!(
            quoted_printable(b"a=3Db=\r\nc=20=\nd= \ne=zz="),
            b"a=bc de=zz"
        );
        assert_eq!(unpack(b"NTUw\r\nIDUu!", Packing::Base64), b"550 5.");
        assert_eq!(unpack(b"", Packing::Base64), b"");
    }
}
