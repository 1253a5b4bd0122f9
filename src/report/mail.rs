//! A mail taken apart: which parts are words for people, which are a delivery status, which are the message that came back.

use mail_parser::{MessagePart, MimeHeaders, PartType};

use super::{
    Cut, SectionKind,
    decode::{self, Packing},
    draft::Draft,
    forwarded, guarded, headers, html, mail_source,
};

/// How many MIME parts are looked at.
const PARTS_LIMIT: usize = 100;
/// How deeply multiparts and attached messages may be nested.
const DEPTH_LIMIT: usize = 10;
/// How much of a message that came back is kept: its header and a glance at its body.
const ORIGINAL_LIMIT: usize = 4 * 1024;
/// Takes a mail apart.
pub(super) fn read(raw: &[u8]) -> Draft {
    let mut walk = Walk {
        draft: Draft::default(),
        parts: 0,
    };
    walk.message(raw, 0);
    walk.draft
}

struct Walk {
    draft: Draft,
    parts: usize,
}

impl Walk {
    /// A message that is a report, or may be one.
    fn message(&mut self, raw: &[u8], depth: usize) {
        let (fields, body) = headers::fields(raw);
        let head = headers::kept_lines(&fields);
        self.draft.push(SectionKind::Headers, &head.join("\n"));
        self.draft.fields.extend(fields);
        let kept = guarded::bounded(raw);
        if kept.len() < raw.len() {
            self.draft.cut(Cut::Depth);
        }
        let Some(message) = guarded::parsed(kept) else {
            self.draft.push(
                SectionKind::Body,
                &decode::text(raw.get(body..).unwrap_or_default(), None),
            );
            return;
        };
        // An attached report is the report itself only if the mail around it is none: somebody forwards a bounce.
        let is_report = message
            .parts
            .iter()
            .any(|part| media_type(part).starts_with("message/") && is_status(&media_type(part)));
        let place = Place {
            raw: kept,
            parts: &message.parts,
            around_is_report: is_report,
        };
        let before = self.draft.sections.len();
        self.part(place, 0, depth);
        if self
            .draft
            .sections
            .get(before..)
            .unwrap_or_default()
            .iter()
            .all(|section| section.kind == SectionKind::Original)
        {
            self.draft.push(
                SectionKind::Body,
                &decode::text(raw.get(body..).unwrap_or_default(), None),
            );
        }
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
                self.attached(place, &bytes, depth);
            }
            _ if is_status(&media) => self.draft.push(
                SectionKind::DeliveryStatus,
                &headers::unfolded(&decode::text(&bytes, charset(part))),
            ),
            "text/rfc822-headers"
            | "message/rfc822-headers"
            | "message/global-headers"
            | "message/partial" => self.original(&bytes),
            "text/html" => self.draft.push(
                SectionKind::Body,
                &html::html(&decode::text(&bytes, charset(part))),
            ),
            // A multipart whose boundary is never found is one text, boundaries and all.
            _ if media.starts_with("multipart/")
                || media.starts_with("text/")
                || media == "message/feedback-report"
                || media == "message/disposition-notification" =>
            {
                self.words(&html::words(&decode::text(&bytes, charset(part))), depth);
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
                    html::html(&text)
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

    /// Words for people. A server in between may have put a whole report below its own.
    fn words(&mut self, text: &str, depth: usize) {
        let starts = text.match_indices("\nFrom MAILER-DAEMON ").take(1);
        let inner = starts
            .filter_map(|(at, _)| text.split_at_checked(at + 1))
            .find_map(|(above, below)| Some((above, mail_source::start(below.as_bytes())?)))
            .filter(|(_, below)| depth < DEPTH_LIMIT && mail_source::is_report(below));
        let Some((above, below)) = inner else {
            let found = forwarded::report(text);
            if let Some(found) = &found {
                self.draft.forwarded(found);
            }
            let words = found.map(|found| found.bare_words());
            let words = words.as_deref().unwrap_or(text);
            self.draft.push(SectionKind::Body, words);
            return;
        };
        self.draft.push(SectionKind::Body, above);
        self.message(below, depth + 1);
    }

    fn attached(&mut self, place: Place<'_, '_>, bytes: &[u8], depth: usize) {
        let is_report = mail_source::is_report(bytes) || self.is_forward();
        if !place.around_is_report && is_report {
            if depth >= DEPTH_LIMIT {
                self.draft.cut(Cut::Depth);
            } else {
                self.message(bytes, depth + 1);
            }
        } else {
            self.original(bytes);
        }
    }

    /// Whether the mail says that somebody forwards what is attached to it.
    fn is_forward(&self) -> bool {
        let mut subjects = self
            .draft
            .fields
            .iter()
            .filter(|(name, _)| name == "subject");
        subjects.any(|(_, subject)| forwarded::is_forward(subject))
    }

    fn original(&mut self, bytes: &[u8]) {
        let (fields, body) = headers::fields(bytes);
        let mut text = headers::kept_lines(&fields);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, expected: &[(SectionKind, &str)]) {
        let draft = read(mail_source::start(raw.as_bytes()).unwrap());
        let got: Vec<_> = draft
            .sections
            .iter()
            .filter(|section| section.kind != SectionKind::Headers)
            .map(|section| (section.kind, section.span.of(&draft.text)))
            .collect();
        assert_eq!(got, expected, "{raw}");
    }

    const HEAD: &str = "From: a@a.example\nSubject: x\nMIME-Version: 1.0\n";

    #[test]
    fn of_two_forms_the_telling_one_is_read() {
        let mail = |plain: &str| {
            format!(
                "{HEAD}Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n{plain}\n--b\nContent-Type: text/html\n\n<p>Your message to bob could not be delivered because the mailbox of bob is full and takes no more mail</p>\n--b--\n"
            )
        };
        let rich = "Your message to bob could not be delivered because the mailbox of bob is full and takes no more mail";
        check(&mail("see html"), &[(SectionKind::Body, rich)]);
        check(
            &mail("Your message to bob could not be delivered: the mailbox is full"),
            &[(
                SectionKind::Body,
                "Your message to bob could not be delivered: the mailbox is full",
            )],
        );
    }

    #[test]
    fn packed_parts_are_unpacked() {
        check(
            &format!(
                "{HEAD}Content-Type: text/plain; charset=gb2312\nContent-Transfer-Encoding: base64\n\n08O7p7K7tObU2g==\n"
            ),
            &[(SectionKind::Body, "用户不存在")],
        );
        check(
            &format!(
                "{HEAD}Content-Type: text/plain; charset=windows-1252\nContent-Transfer-Encoding: quoted-printable\n\nwasn=92t fou=\nnd\n"
            ),
            &[(SectionKind::Body, "wasn’t found")],
        );
    }

    #[test]
    fn a_forwarded_report_is_read_and_a_returned_message_is_not() {
        let with = |inner: &str| {
            format!(
                "{HEAD}Content-Type: multipart/mixed; boundary=b\n\n--b\n\nsee below\n--b\nContent-Type: message/rfc822\n\n{inner}\n\n550 no\n--b--\n"
            )
        };
        check(
            &with("From: MAILER-DAEMON@b.example"),
            &[
                (SectionKind::Body, "see below"),
                (SectionKind::Body, "550 no"),
            ],
        );
        check(
            &with("From: bob@b.example"),
            &[
                (SectionKind::Body, "see below"),
                (SectionKind::Original, "From: bob@b.example\n\n550 no"),
            ],
        );
    }

    #[test]
    fn a_mail_on_which_the_parser_fails_is_text() {
        // In a build with its assertions the parser panics here: a part inside a part that never began.
        let damaged = format!(
            "{HEAD}Content-Type:multipart; boundary==b\n\n--=bContent-Type:message/rfc822\n\nContent-Type:message/rfc822\n\n550 no\n--=b--\n"
        );
        assert!(read(damaged.as_bytes()).text.contains("550 no"));
    }

    #[test]
    fn bounds_hold() {
        let deep = (0..40).fold(String::from("From: MAILER-DAEMON@a.example\nSubject: x\n\nend"), |inner, _| format!("From: MAILER-DAEMON@a.example\nSubject: x\nContent-Type: message/rfc822\n\n{inner}"));
        assert_eq!(read(deep.as_bytes()).cuts, [Cut::Depth]);
        let wide: String = std::iter::once(
            "From: a@a.example\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n",
        )
        .chain(std::iter::repeat_n("--b\n\nx\n", 200))
        .collect();
        assert_eq!(read(wide.as_bytes()).cuts, [Cut::Parts]);
        let head = "From: a@a.example\nSubject: x\n";
        let inner = "Content-Type: message/rfc822\n\n".repeat(50_000);
        let cuts = read(format!("{head}{inner}").as_bytes()).cuts;
        assert_eq!(cuts, [Cut::Text, Cut::Depth]);
        let parameters = ";\n a=b".repeat(5_000);
        let long = format!("{head}Content-Type: text/plain{parameters}\n\n550 no");
        assert_eq!(read(long.as_bytes()).cuts, [Cut::Depth]);
    }
}
