//! Outlook message files: a compound file whose streams are the properties of a message (MS-OXMSG section 2).

use std::io::{Cursor, Read};

use cfb::CompoundFile;

use super::{Cut, SectionKind, decode, draft::Draft, headers, html, mail, mail_source, rtf};

/// What every compound file begins with (MS-CFB section 2.2).
const SIGNATURE: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
/// The longest stream that is read.
const STREAM_LIMIT: u64 = 1024 * 1024;
/// How deeply attached messages are followed.
const DEPTH_LIMIT: usize = 3;
/// How many attachments are looked at.
const ATTACHMENTS_LIMIT: usize = 20;

/// Whether the bytes are a compound file.
pub(super) fn is_compound(bytes: &[u8]) -> bool {
    bytes.starts_with(&SIGNATURE)
}

/// Takes a message file apart. What is damaged is left out; nothing, if no words at all can be read.
pub(super) fn read(bytes: &[u8]) -> Option<Draft> {
    let opened = std::panic::catch_unwind(|| CompoundFile::open(Cursor::new(bytes.to_vec())).ok())
        .ok()
        .flatten();
    let mut draft = Draft::default();
    match opened {
        Some(mut file) => message(&mut file, "", 0, &mut draft),
        None => draft.push(SectionKind::Body, &loose_words(bytes)),
    }
    (!draft.text.is_empty()).then_some(draft)
}

type File = CompoundFile<Cursor<Vec<u8>>>;

/// The message whose properties stand below a storage.
fn message(file: &mut File, storage: &str, depth: usize, draft: &mut Draft) {
    let class = property(file, storage, "001A").unwrap_or_default();
    let transport = property(file, storage, "007D").unwrap_or_default();
    let mut head = Vec::new();
    if transport.trim().is_empty() {
        for (name, tag) in [("From", "0C1A"), ("To", "0E04"), ("Subject", "0037")] {
            if let Some(value) =
                property(file, storage, tag).filter(|value| !value.trim().is_empty())
            {
                draft
                    .fields
                    .push((name.to_ascii_lowercase(), value.clone()));
                head.push(format!("{name}: {}", value.trim()));
            }
        }
    } else {
        let (fields, _) = headers::fields(transport.as_bytes());
        head.extend(headers::kept_lines(&fields));
        draft.fields.extend(fields);
    }
    if !class.trim().is_empty() {
        draft
            .fields
            .push(("x-mapi-message-class".to_owned(), class.trim().to_owned()));
        head.push(format!("X-MAPI-Message-Class: {}", class.trim()));
    }
    draft.push(SectionKind::Headers, &head.join("\n"));
    // A report keeps its words in a property of its own; the body of an NDR is often empty.
    let body = property(file, storage, "1000").filter(|text| text.trim().len() > 20);
    let report = property(file, storage, "1001").filter(|text| !text.trim().is_empty());
    let body = match (body, report) {
        (Some(body), _) => Some(body),
        (None, Some(report)) => Some(report),
        (None, None) => html_body(file, storage)
            .map(|page| html::html(&page))
            .or_else(|| rich_body(file, storage)),
    };
    if let Some(body) = body.or_else(|| property(file, storage, "1000")) {
        draft.push(SectionKind::Body, &body);
    }
    recipients(file, storage, draft);
    attachments(file, storage, depth, draft);
}

/// What a report says about each recipient: its own words (`PidTagSupplementaryInfo`), reply and status.
fn recipients(file: &mut File, storage: &str, draft: &mut Draft) {
    for number in 0..ATTACHMENTS_LIMIT {
        let below = format!("{storage}/__recip_version1.0_#{number:08X}");
        if !file.is_storage(&below) {
            break;
        }
        let name = property(file, &below, "39FE")
            .or_else(|| property(file, &below, "3003"))
            .or_else(|| property(file, &below, "3001"));
        if let (Some(name), Some(words)) = (
            name,
            property(file, &below, "0C1B").filter(|words| !words.trim().is_empty()),
        ) {
            draft.push(
                SectionKind::Body,
                &format!("{}\n{}", name.trim(), words.trim()),
            );
        }
    }
}

fn attachments(file: &mut File, storage: &str, depth: usize, draft: &mut Draft) {
    for number in 0..ATTACHMENTS_LIMIT {
        let below = format!("{storage}/__attach_version1.0_#{number:08X}");
        if !file.is_storage(&below) {
            break;
        }
        let inner = format!("{below}/__substg1.0_3701000D");
        if file.is_storage(&inner) {
            if depth >= DEPTH_LIMIT {
                draft.cut(Cut::Depth);
                return;
            }
            let class = property(file, &inner, "001A")
                .unwrap_or_default()
                .to_ascii_uppercase();
            if class.starts_with("REPORT.") {
                message(file, &inner, depth + 1, draft);
            } else {
                original(file, &inner, draft);
            }
        } else if let Some(bytes) = stream(file, &format!("{below}/__substg1.0_37010102"))
            && let Some(attached) = mail_source::start(&bytes).map(mail::read)
        {
            draft.append(attached);
        }
    }
}

/// The message that came back.
fn original(file: &mut File, storage: &str, draft: &mut Draft) {
    let mut words = Vec::new();
    for (name, tag) in [("From", "0C1A"), ("To", "0E04"), ("Subject", "0037")] {
        if let Some(value) = property(file, storage, tag) {
            words.push(format!("{name}: {}", value.trim()));
        }
    }
    if let Some(body) = property(file, storage, "1000") {
        words.push(String::new());
        words.push(body.chars().take(2000).collect());
    }
    draft.push(SectionKind::Original, &words.join("\n"));
}

/// A text property: Unicode (`001F`) or in the code page of its writer (`001E`).
fn property(file: &mut File, storage: &str, tag: &str) -> Option<String> {
    if let Some(wide) = stream(file, &format!("{storage}/__substg1.0_{tag}001F")) {
        return Some(
            encoding_rs::UTF_16LE
                .decode_without_bom_handling(&wide)
                .0
                .trim_end_matches('\0')
                .to_owned(),
        );
    }
    let narrow = stream(file, &format!("{storage}/__substg1.0_{tag}001E"))?;
    Some(
        decode::text(&narrow, None)
            .trim_end_matches('\0')
            .to_owned(),
    )
}

fn html_body(file: &mut File, storage: &str) -> Option<String> {
    let bytes = stream(file, &format!("{storage}/__substg1.0_10130102"));
    bytes
        .map(|bytes| decode::text(&bytes, None))
        .or_else(|| property(file, storage, "1013"))
}

fn rich_body(file: &mut File, storage: &str) -> Option<String> {
    let packed = stream(file, &format!("{storage}/__substg1.0_10090102"))?;
    rtf::of_compressed(&packed).filter(|words| !words.trim().is_empty())
}

fn stream(file: &mut File, path: &str) -> Option<Vec<u8>> {
    if !file.is_stream(path) {
        return None;
    }
    let mut bytes = Vec::new();
    file.open_stream(path)
        .ok()?
        .take(STREAM_LIMIT)
        .read_to_end(&mut bytes)
        .ok()?;
    Some(bytes)
}

/// The runs of words in a file that cannot be opened, in both widths of characters.
fn loose_words(bytes: &[u8]) -> String {
    let mut found: Vec<String> = Vec::new();
    let mut run = String::new();
    let narrow = bytes.iter().map(|byte| char::from(*byte));
    let wide = bytes.chunks_exact(2).map(|pair| match pair {
        [low, 0] => char::from(*low),
        _ => '\0',
    });
    for c in narrow
        .chain(std::iter::once('\0'))
        .chain(wide)
        .chain(std::iter::once('\0'))
    {
        if c.is_ascii_graphic() || c == ' ' || c == '\n' || c == '\r' {
            run.push(c);
            continue;
        }
        if run.trim().len() >= 12 && run.contains(' ') {
            found.push(run.trim().to_owned());
        }
        run.clear();
    }
    found.join("\n")
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn file(streams: &[(&str, &str)]) -> Vec<u8> {
        let mut file = CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        for (path, text) in streams {
            if let Some((storage, _)) = path
                .rsplit_once('/')
                .filter(|(storage, _)| !storage.is_empty())
            {
                file.create_storage_all(storage).unwrap();
            }
            let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            file.create_stream(path).unwrap().write_all(&wide).unwrap();
        }
        file.flush().unwrap();
        file.into_inner().into_inner()
    }

    #[track_caller]
    fn check(bytes: &[u8], expected: &str) {
        assert!(is_compound(bytes));
        assert_eq!(
            read(bytes).map(|draft| draft.text).unwrap_or_default(),
            expected
        );
    }

    #[test]
    fn properties_become_text() {
        let bytes = file(&[
            ("/__substg1.0_001A001F", "REPORT.IPM.Note.NDR"),
            ("/__substg1.0_0037001F", "Undeliverable: hello"),
            (
                "/__substg1.0_1001001F",
                "bob@b.example\n#550 5.1.1 no such user ##",
            ),
        ]);
        check(
            &bytes,
            "Subject: Undeliverable: hello\nX-MAPI-Message-Class: REPORT.IPM.Note.NDR\n\nbob@b.example\n#550 5.1.1 no such user ##",
        );
    }

    #[test]
    fn a_body_in_rich_text_alone_is_read() {
        let rich = "{\\rtf1\\ansi\\pard The server said: 550 5.7.1 Unable to relay\\par}";
        let mut file = CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        let mut body = file.create_stream("/__substg1.0_10090102").unwrap();
        body.write_all(&compressed_rtf::compress_rtf(rich).unwrap())
            .unwrap();
        drop(body);
        file.flush().unwrap();
        check(
            &file.into_inner().into_inner(),
            "The server said: 550 5.7.1 Unable to relay",
        );
    }

    #[test]
    fn an_attached_report_is_followed() {
        let bytes = file(&[
            (
                "/__substg1.0_1000001F",
                "please look at the attached bounce",
            ),
            (
                "/__attach_version1.0_#00000000/__substg1.0_3701000D/__substg1.0_001A001F",
                "REPORT.IPM.Note.NDR",
            ),
            (
                "/__attach_version1.0_#00000000/__substg1.0_3701000D/__substg1.0_1001001F",
                "550 5.7.1 Unable to relay",
            ),
        ]);
        check(
            &bytes,
            "please look at the attached bounce\n\nX-MAPI-Message-Class: REPORT.IPM.Note.NDR\n\n550 5.7.1 Unable to relay",
        );
    }

    #[test]
    fn a_damaged_file_still_gives_words() {
        let mut bytes = file(&[(
            "/__substg1.0_1000001F",
            "the server said 550 5.7.1 Unable to relay for bob",
        )]);
        bytes[24] = 0xff;
        bytes[30] = 0xff;
        let text = read(&bytes).map(|draft| draft.text).unwrap_or_default();
        assert!(text.contains("550 5.7.1 Unable to relay"), "{text}");
        check(&SIGNATURE, "");
    }
}
