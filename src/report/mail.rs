//! A mail taken apart: which parts are words for people, which are a delivery status, which are the message that came back.

use mail_parser::{MessageParser, MessagePart, MimeHeaders, PartType};
use nanohtml2text::html2text;

use super::{
    Cut, SectionKind,
    decode::{self, Packing},
    draft::Draft,
    headers,
};

/// How many MIME parts are looked at.
const PARTS_LIMIT: usize = 100;
/// How deeply multiparts and attached messages may be nested.
const DEPTH_LIMIT: usize = 10;
/// The longest HTML part that is converted; the converter is not linear in the number of links.
const HTML_LIMIT: usize = 256 * 1024;
/// How much of a message that came back is kept: its header and a glance at its body.
const ORIGINAL_LIMIT: usize = 4 * 1024;
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
pub(super) fn start_of_mail(bytes: &[u8]) -> Option<&[u8]> {
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

/// Takes a mail apart. Nothing, if it cannot be read as one.
pub(super) fn read(raw: &[u8]) -> Option<Draft> {
    let mut walk = Walk {
        draft: Draft::default(),
        parts: 0,
    };
    walk.message(raw, 0)?;
    Some(walk.draft)
}

struct Walk {
    draft: Draft,
    parts: usize,
}

impl Walk {
    /// A message that is a report, or may be one.
    fn message(&mut self, raw: &[u8], depth: usize) -> Option<()> {
        let (fields, body) = headers::fields(raw);
        let head = kept_lines(&fields);
        self.draft.push(SectionKind::Headers, &head.join("\n"));
        self.draft.fields.extend(fields);
        let parsed = std::panic::catch_unwind(|| MessageParser::new().parse(raw))
            .ok()
            .flatten();
        let Some(message) = parsed else {
            self.draft.push(
                SectionKind::Body,
                &decode::text(raw.get(body..).unwrap_or_default(), None),
            );
            return Some(());
        };
        // An attached report is the report itself only if the mail around it is none: somebody forwards a bounce.
        let is_report = message
            .parts
            .iter()
            .any(|part| media_type(part).starts_with("message/") && is_status(&media_type(part)));
        let place = Place { raw, parts: &message.parts, around_is_report: is_report };
        let before = self.draft.sections.len();
        self.part(place, 0, depth);
        if self.draft.sections.get(before..).unwrap_or_default().iter().all(|section| section.kind == SectionKind::Original) {
            self.draft.push(SectionKind::Body, &decode::text(raw.get(body..).unwrap_or_default(), None));
        }
        Some(())
    }

    fn part(&mut self, place: Place<'_, '_>, id: usize, depth: usize) {
        let Some(part) = place.parts.get(id) else {
            return;
        };
        self.parts += 1;
        if self.parts > PARTS_LIMIT {
            self.draft.cut(Cut::Parts);
            return;
        }
        if depth > DEPTH_LIMIT {
            self.draft.cut(Cut::Depth);
            return;
        }
        let media = media_type(part);
        let reported = part
            .content_type()
            .and_then(|content| content.attribute("report-type"));
        self.draft.types.push(reported.map_or_else(
            || media.clone(),
            |kind| format!("{media} {}", kind.to_ascii_lowercase()),
        ));
        if let PartType::Multipart(children) = &part.body {
            let children: Vec<usize> = children
                .iter()
                .filter_map(|child| usize::try_from(*child).ok())
                .collect();
            if media == "multipart/alternative" {
                self.alternative(place, &children, depth);
            } else {
                for child in children {
                    self.part(place, child, depth + 1);
                }
            }
            return;
        }
        let bytes = place.bytes(part);
        match media.as_str() {
            "message/rfc822" | "message/global" | "message/news" => {
                self.attached(place, &bytes, depth)
            }
            _ if is_status(&media) => self.draft.push(
                SectionKind::DeliveryStatus,
                &unfolded(&decode::text(&bytes, charset(part))),
            ),
            "text/rfc822-headers"
            | "message/rfc822-headers"
            | "message/global-headers"
            | "message/partial" => self.original(&bytes),
            "text/html" => self.draft.push(
                SectionKind::Body,
                &html(&decode::text(&bytes, charset(part))),
            ),
            // A multipart whose boundary is never found is one text, boundaries and all.
            _ if media.starts_with("multipart/") || media.starts_with("text/") || media == "message/feedback-report"
                || media == "message/disposition-notification" =>
            {
                self.draft.push(
                    SectionKind::Body,
                    &words(&decode::text(&bytes, charset(part))),
                );
            }
            _ => {}
        }
    }

    /// Of several forms of the same words the plain one is taken, unless it says next to nothing.
    fn alternative(&mut self, place: Place<'_, '_>, children: &[usize], depth: usize) {
        let length = |id: &usize| {
            place.parts.get(*id).map_or(0, |part| {
                let text = decode::text(&place.bytes(part), charset(part));
                let text = if media_type(part) == "text/html" {
                    html(&text)
                } else {
                    text
                };
                text.split_whitespace().map(str::len).sum::<usize>()
            })
        };
        let of = |media: &str| {
            children.iter().find(|id| {
                place
                    .parts
                    .get(**id)
                    .is_some_and(|part| media_type(part) == media)
            })
        };
        let chosen = match (of("text/plain"), of("text/html")) {
            (Some(plain), Some(rich)) if length(plain) < 60 && length(rich) > 2 * length(plain) => {
                Some(rich)
            }
            (Some(plain), _) => Some(plain),
            (None, Some(rich)) => Some(rich),
            (None, None) => None,
        };
        for child in children {
            let is_form = place
                .parts
                .get(*child)
                .is_some_and(|part| media_type(part).starts_with("text/"));
            if !is_form || chosen == Some(child) || chosen.is_none() {
                self.part(place, *child, depth + 1);
            }
        }
    }

    fn attached(&mut self, place: Place<'_, '_>, bytes: &[u8], depth: usize) {
        if !place.around_is_report && looks_like_report(bytes) {
            if depth >= DEPTH_LIMIT {
                self.draft.cut(Cut::Depth);
            } else {
                let _ = self.message(bytes, depth + 1);
            }
        } else {
            self.original(bytes);
        }
    }

    fn original(&mut self, bytes: &[u8]) {
        let (fields, body) = headers::fields(bytes);
        let mut text = kept_lines(&fields);
        let rest = bytes.get(body..).unwrap_or_default();
        text.push(String::new());
        text.push(decode::text(
            rest.get(..rest.len().min(ORIGINAL_LIMIT))
                .unwrap_or_default(),
            None,
        ));
        let mut text = text.join("\n");
        let mut end = text.len().min(2 * ORIGINAL_LIMIT);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
        self.draft.push(SectionKind::Original, &text);
    }
}

#[derive(Clone, Copy)]
struct Place<'m, 'x> {
    raw: &'m [u8],
    parts: &'m [MessagePart<'x>],
    around_is_report: bool,
}

impl Place<'_, '_> {
    /// The bytes of a part, unpacked.
    fn bytes(self, part: &MessagePart<'_>) -> Vec<u8> {
        let at = |offset: u32| {
            usize::try_from(offset)
                .unwrap_or(usize::MAX)
                .min(self.raw.len())
        };
        let end = if part.offset_end == 0 {
            self.raw.len()
        } else {
            at(part.offset_end)
        };
        let raw = self.raw.get(at(part.offset_body)..end).unwrap_or_default();
        let packing = part
            .content_transfer_encoding()
            .map(str::trim)
            .map(str::to_ascii_lowercase);
        decode::unpack(
            raw,
            match packing.as_deref() {
                Some("base64") => Packing::Base64,
                Some("quoted-printable") => Packing::QuotedPrintable,
                _ => Packing::Plain,
            },
        )
    }
}

fn media_type(part: &MessagePart<'_>) -> String {
    part.content_type().map_or_else(
        || {
            if part.is_multipart() {
                "multipart/mixed".to_owned()
            } else {
                "text/plain".to_owned()
            }
        },
        |content| {
            let major = content.c_type.to_ascii_lowercase();
            match content.c_subtype.as_deref() {
                Some(minor) => format!("{major}/{}", minor.to_ascii_lowercase()),
                None if major.is_empty() || major == "text" => "text/plain".to_owned(),
                None => major,
            }
        },
    )
}

fn charset<'p>(part: &'p MessagePart<'_>) -> Option<&'p str> {
    part.content_type()
        .and_then(|content| content.attribute("charset"))
}

fn is_status(media: &str) -> bool {
    matches!(
        media,
        "message/delivery-status"
            | "message/global-delivery-status"
            | "text/delivery-status"
            | "message/x-delivery-status"
    )
}

/// Whether an attached message is itself a report: it says so, or nobody is its sender.
fn looks_like_report(bytes: &[u8]) -> bool {
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

/// The header fields that are worth reading, one a line.
pub(super) fn kept_lines(fields: &[(String, String)]) -> Vec<String> {
    fields.iter().filter(|(name, _)| is_kept(name)).map(|(name, value)| line_of(name, value)).collect()
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

/// The words of an HTML page, cells and lines apart.
pub(super) fn html(page: &str) -> String {
    let mut end = page.len().min(HTML_LIMIT);
    while !page.is_char_boundary(end) {
        end -= 1;
    }
    html2text(page.get(..end).unwrap_or_default())
}

/// Text that is labelled plain, but is a page all the same, becomes words.
pub(super) fn words(text: &str) -> String {
    let start = text
        .trim_start()
        .get(..200.min(text.trim_start().len()))
        .unwrap_or_default()
        .to_ascii_lowercase();
    let is_page = ["<html", "<!doctype html", "<body", "<div", "<table"]
        .iter()
        .any(|tag| start.starts_with(tag));
    if is_page { html(text) } else { text.to_owned() }
}
