//! Header fields: unfolded, their encoded words decoded.

use super::decode::{self, Packing};

/// The longest value of a header field that is kept.
const VALUE_LIMIT: usize = 500;

/// Header fields of transport and signatures: long, and about the way of the report, not about the failure.
const DROPPED_FIELDS: [&str; 12] = [
    "received",
    "dkim-",
    "domainkey-",
    "arc-",
    "x-google-",
    "x-received",
    "x-gm-",
    "x-ms-exchange-antispam",
    "x-microsoft-antispam",
    "x-forefront",
    "authentication-results",
    "x-ms-tnef",
];

/// The header fields at the beginning of `raw`, names in lower case, in order; and where the body begins.
pub(super) fn fields(raw: &[u8]) -> (Vec<(String, String)>, usize) {
    let mut found: Vec<(String, Vec<u8>)> = Vec::new();
    let mut at = 0;
    while let Some(rest) = raw.get(at..).filter(|rest| !rest.is_empty()) {
        let length = rest
            .iter()
            .position(|byte| *byte == b'\n')
            .map_or(rest.len(), |end| end + 1);
        let line = rest.get(..length).unwrap_or(rest);
        at += length;
        let bare = line.trim_ascii_end();
        if bare.is_empty() {
            break;
        }
        if matches!(bare.first(), Some(b' ' | b'\t')) {
            if let Some((_, value)) = found.last_mut() {
                value.push(b' ');
                value.extend_from_slice(bare.trim_ascii());
            }
            continue;
        }
        if let Some((name, value)) = split_field(bare) {
            found.push((name, value.trim_ascii().to_vec()));
        }
    }
    let decoded = found
        .into_iter()
        .map(|(name, value)| (name, value_text(&value)))
        .collect();
    (decoded, at)
}

/// A line as a field's name, in lower case, and its value (RFC 5322 section 2.2).
pub(super) fn split_field(line: &[u8]) -> Option<(String, &[u8])> {
    let colon = line.iter().position(|byte| *byte == b':')?;
    let name = line.get(..colon)?.trim_ascii_end();
    let sound = !name.is_empty() && name.len() <= 78 && name.iter().all(u8::is_ascii_graphic);
    let name = sound.then(|| String::from_utf8_lossy(name).to_ascii_lowercase())?;
    Some((name, line.get(colon + 1..)?))
}

/// The value of a field as people read it (RFC 2047). Neighbouring encoded words in one character set are joined before
/// they are decoded: some programs cut in the middle of a character.
pub(super) fn value_text(raw: &[u8]) -> String {
    let text = decode::text(raw, None);
    if !text.contains("=?") {
        return text;
    }
    let mut out = String::new();
    let mut waiting: Option<(String, Vec<u8>)> = None;
    let mut rest = text.as_str();
    while let Some(start) = rest.find("=?") {
        let (before, word) = (
            rest.get(..start).unwrap_or_default(),
            rest.get(start..).unwrap_or_default(),
        );
        let Some((charset, bytes, length)) = encoded_word(word) else {
            flush(&mut out, &mut waiting);
            out.push_str(before);
            out.push_str("=?");
            rest = word.get(2..).unwrap_or_default();
            continue;
        };
        if !(before.trim().is_empty() && waiting.is_some()) {
            flush(&mut out, &mut waiting);
            out.push_str(before);
        }
        match &mut waiting {
            Some((known, pending)) if known.eq_ignore_ascii_case(charset) => pending.extend(bytes),
            _ => {
                flush(&mut out, &mut waiting);
                waiting = Some((charset.to_owned(), bytes));
            }
        }
        rest = word.get(length..).unwrap_or_default();
    }
    flush(&mut out, &mut waiting);
    out.push_str(rest);
    out
}

fn flush(out: &mut String, waiting: &mut Option<(String, Vec<u8>)>) {
    if let Some((charset, bytes)) = waiting.take() {
        out.push_str(&decode::text(&bytes, Some(&charset)));
    }
}

/// `=?charset?B?…?=` at the start of `word`: the character set, the bytes, and the length of the whole.
fn encoded_word(word: &str) -> Option<(&str, Vec<u8>, usize)> {
    let mut parts = word.strip_prefix("=?")?.splitn(3, '?');
    let (charset, way, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let end = rest.find("?=")?;
    let packed = rest.get(..end)?;
    if charset.len() > 40 || packed.contains(['\n', '?']) {
        return None;
    }
    let bytes = match way {
        "B" | "b" => decode::unpack(packed.as_bytes(), Packing::Base64),
        "Q" | "q" => decode::unpack(
            packed.replace('_', " ").as_bytes(),
            Packing::QuotedPrintable,
        ),
        _ => return None,
    };
    let charset = charset.split('*').next().unwrap_or(charset);
    let head = word.len() - rest.len();
    Some((charset, bytes, head + end + 2))
}

/// The header fields that are worth reading, one a line.
pub(super) fn kept_lines(fields: &[(String, String)]) -> Vec<String> {
    fields
        .iter()
        .filter(|(name, _)| is_kept(name))
        .map(|(name, value)| line_of(name, value))
        .collect()
}

fn is_kept(name: &str) -> bool {
    !DROPPED_FIELDS
        .iter()
        .any(|dropped| name.starts_with(dropped))
}

fn line_of(name: &str, value: &str) -> String {
    let written: Vec<String> = name
        .split('-')
        .map(|word| match word {
            "id" | "ms" | "mta" | "spf" => word.to_ascii_uppercase(),
            "mime" => "MIME".to_owned(),
            _ => word.chars().next().map_or_else(String::new, |first| {
                first.to_ascii_uppercase().to_string()
                    + word.get(first.len_utf8()..).unwrap_or_default()
            }),
        })
        .collect();
    let value: String = value.chars().take(VALUE_LIMIT).collect();
    format!("{}: {value}", written.join("-"))
}

/// Continuation lines joined with the line they continue (RFC 5322 section 2.2.3).
pub(super) fn unfolded(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut out = String::with_capacity(text.len());
    for line in text.split('\n') {
        let continues = line.starts_with([' ', '\t'])
            && !line.trim().is_empty()
            && !out.is_empty()
            && !out.ends_with("\n\n");
        if continues {
            let kept = out.trim_end().len();
            out.truncate(kept);
            out.push(' ');
            out.push_str(line.trim());
        } else {
            out.push_str(line);
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, expected: &str) {
        assert_eq!(value_text(raw.as_bytes()), expected);
    }

    #[test]
    fn encoded_words_are_joined_and_decoded() {
        check("=?utf-8?B?6YCA?= =?UTF-8?B?5L+h?= x", "退信 x");
        check("=?ISO-8859-1?Q?caf=E9_au?= lait", "café au lait");
        check("=?utf-8?Q?=E9=80?= =?utf-8?Q?=80?=", "退");
        check("a =?broken", "a =?broken");
        check("=?x?y?z?= =?", "=?x?y?z?= =?");
    }

    #[test]
    fn fields_are_unfolded() {
        let (found, body) = fields(b"Subject: a\r\n  b\r\nX: y\r\n\r\nbody");
        assert_eq!(
            found,
            [("subject".into(), "a b".into()), ("x".into(), "y".into())]
        );
        assert_eq!(body, 25);
    }
}
