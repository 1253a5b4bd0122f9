//! The source of a mail as it is seen from outside: where it begins, whether it is whole, whether it is a report.

use super::headers;

/// Fields that show a mail: two of them at the start of a paste make it one.
const MAIL_FIELDS: [&str; 20] = [
    "received",
    "from",
    "to",
    "subject",
    "date",
    "return-path",
    "message-id",
    "mime-version",
    "content-type",
    "delivered-to",
    "x-original-to",
    "reply-to",
    "envelope-to",
    "delivery-date",
    "x-failed-recipients",
    "auto-submitted",
    "sender",
    "cc",
    "x-mailer",
    "content-transfer-encoding",
];

/// The mail without what stands before its header: blank lines, an mbox line, a mark of order.
pub(super) fn start(bytes: &[u8]) -> Option<&[u8]> {
    let mut rest = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    loop {
        let end = rest
            .iter()
            .position(|byte| *byte == b'\n')
            .map_or(rest.len(), |end| end + 1);
        let line = rest.get(..end)?;
        let is_mbox = line.starts_with(b"From ") || line.starts_with(b">From ");
        if line.is_empty() || !(line.trim_ascii().is_empty() || is_mbox) {
            break;
        }
        rest = rest.get(end..)?;
    }
    let mut known = 0;
    for line in rest.split(|byte| *byte == b'\n').take(200) {
        if line.trim_ascii().is_empty() {
            break;
        }
        if matches!(line.first(), Some(b' ' | b'\t')) {
            continue;
        }
        let (name, _) = headers::split_field(line)?;
        known += usize::from(MAIL_FIELDS.contains(&name.as_str()));
    }
    (known >= 2).then_some(rest)
}

/// Whether a mail is there as it was sent, with the fields that people do not see: not the lines that a program writes
/// above a message it forwards.
pub(super) fn is_whole(raw: &[u8]) -> bool {
    let (fields, _) = headers::fields(raw);
    let hidden = ["received", "return-path", "message-id", "mime-version"];
    let seen = hidden
        .iter()
        .filter(|name| fields.iter().any(|(own, _)| own == *name));
    seen.count() >= 2
        || fields
            .iter()
            .any(|(name, value)| name == "content-type" && value.contains("boundary"))
}

/// Whether an attached message is itself a report: it says so, or nobody is its sender.
pub(super) fn is_report(bytes: &[u8]) -> bool {
    let (fields, _) = headers::fields(bytes);
    fields.iter().any(|(name, value)| {
        let value = value.to_ascii_lowercase();
        match name.as_str() {
            "content-type" => value.contains("multipart/report") && !value.contains("disposition"),
            "from" => ["mailer-daemon", "postmaster", "mail delivery"]
                .iter()
                .any(|mark| value.contains(mark)),
            "return-path" => value.trim() == "<>",
            "x-failed-recipients" | "x-ms-exchange-message-is-ndr" => true,
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_begins_with_its_fields() {
        assert!(start(b"hello\nworld").is_none());
        assert!(start(b"\n \nFrom x\nFrom: a\nTo: b\n").is_some());
    }
}
