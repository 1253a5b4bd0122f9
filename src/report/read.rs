//! From bytes to a report: what form the paste has, and which reader is the one for it.

use super::{Report, SectionKind, bounce, clean, decode, draft::Draft, log, mail, msg, prose};

/// How many bytes of a paste are looked at; what attachments hold beyond that is never text.
const BYTES_LIMIT: usize = 16 * 1024 * 1024;

pub(super) fn read(bytes: &[u8]) -> Report {
    let bytes = bytes.get(..bytes.len().min(BYTES_LIMIT)).unwrap_or(bytes);
    if let Some(draft) = as_mail(bytes) {
        return bounce::read(draft);
    }
    if msg::is_compound(bytes)
        && let Some(draft) = msg::read(bytes)
    {
        return bounce::read(draft);
    }
    let mut text = decode::text(bytes, None);
    for _ in 0..3 {
        let Some(bare) = clean::unquoted(&text) else {
            break;
        };
        text = bare;
    }
    if clean::is_quoted_printable(&text) {
        text = decode::text(&decode::quoted_printable(text.as_bytes()), None);
    }
    if let Some(draft) = as_mail(text.as_bytes()) {
        return bounce::read(draft);
    }
    let mut draft = Draft::default();
    draft.push(SectionKind::Body, &log::readable(&mail::words(&text)));
    prose::read(draft)
}

/// The paste as a mail, if it opens with the header of one. Old systems end their lines with CR alone.
fn as_mail(bytes: &[u8]) -> Option<Draft> {
    if bytes.contains(&b'\n') || !bytes.contains(&b'\r') {
        return mail::read(mail::start_of_mail(bytes)?);
    }
    let lines: Vec<u8> = bytes
        .iter()
        .map(|byte| if *byte == b'\r' { b'\n' } else { *byte })
        .collect();
    mail::read(mail::start_of_mail(&lines)?)
}
