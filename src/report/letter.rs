//! A mail that somebody sent here to have it explained: whom to answer, and whether it may be answered by a program at all.

use super::{Span, headers, lines, mail_source};

/// What is needed to answer a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The address that the answer goes to.
    pub answer_to: String,
    /// What it is about; may be empty.
    pub subject: String,
    /// Its `Message-ID`, without brackets.
    pub message_id: Option<String>,
}

/// Why a program may not answer a mail. An answer could be answered by another program, without end (RFC 3834 section 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unanswerable {
    /// There is no header of a mail.
    #[error("this is no mail")]
    NotAMail,
    /// `Return-Path: <>`.
    #[error(
        "its return path is empty: it is a report itself; forward reports, do not redirect them"
    )]
    NoReturnPath,
    /// `Auto-Submitted` says something else than `no`, or the author is a mail system.
    #[error("a program wrote it")]
    Automatic,
    /// It came by a list.
    #[error("it came by a mailing list")]
    List,
    /// There is nobody to answer.
    #[error("it names no author")]
    NoAuthor,
}

/// Fields that a list adds (RFC 2369, RFC 2919).
const LIST_FIELDS: [&str; 4] = ["list-id", "list-post", "list-unsubscribe", "x-mailing-list"];
/// Authors that are programs, by the part before the `@` (RFC 3834 section 2, RFC 5321 section 4.5.1).
const PROGRAMS: [&str; 5] = [
    "mailer-daemon",
    "postmaster",
    "noreply",
    "no-reply",
    "bounce",
];

impl Letter {
    /// What is needed to answer this mail: to its return path if that is known, else to its author (RFC 3834 section 4).
    ///
    /// # Errors
    /// If it is no mail, or one that programs must leave alone.
    pub fn read(bytes: &[u8]) -> Result<Self, Unanswerable> {
        let raw = mail_source::start(bytes).ok_or(Unanswerable::NotAMail)?;
        let (fields, _) = headers::fields(raw);
        let value = |name: &str| {
            let found = fields.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.trim())
        };
        let is_list = |value: &str| matches!(value, "bulk" | "list" | "junk");
        if value("return-path").is_some_and(|path| path == "<>") {
            return Err(Unanswerable::NoReturnPath);
        }
        if value("auto-submitted").is_some_and(|how| !how.eq_ignore_ascii_case("no")) {
            return Err(Unanswerable::Automatic);
        }
        if LIST_FIELDS.iter().any(|name| value(name).is_some())
            || value("precedence").is_some_and(|how| is_list(&how.to_ascii_lowercase()))
        {
            return Err(Unanswerable::List);
        }
        let authors = ["return-path", "reply-to", "from"];
        let author = authors.into_iter().filter_map(value).find_map(address);
        let answer_to = author.ok_or(Unanswerable::NoAuthor)?;
        let local = answer_to.split('@').next().unwrap_or_default();
        if PROGRAMS
            .iter()
            .any(|program| local.eq_ignore_ascii_case(program))
        {
            return Err(Unanswerable::Automatic);
        }
        let id = value("message-id").map(|id| id.trim_matches(['<', '>']).to_owned());
        Ok(Self {
            answer_to,
            subject: value("subject").unwrap_or_default().to_owned(),
            message_id: id.filter(|id| !id.is_empty() && !id.contains(char::is_whitespace)),
        })
    }
}

/// The first address in a field. One that begins like an option of a program is none.
fn address(value: &str) -> Option<String> {
    let found = lines::addresses(value, Span::new(0, value.len()));
    let address = found.first()?.of(value);
    let is_sound = address.is_ascii() && !address.starts_with('-');
    is_sound.then(|| address.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(head: &str, expected: Result<&str, Unanswerable>) {
        let mail = format!("{head}\nTo: bounces@kb.example.org\nSubject: FW: x\n\nwhy?");
        let got = Letter::read(mail.as_bytes()).map(|letter| letter.answer_to);
        assert_eq!(got, expected.map(str::to_owned), "{head}");
    }

    #[test]
    fn people_are_answered() {
        check("From: Ann <ann@example.org>", Ok("ann@example.org"));
        check(
            "From: Ann <ann@example.org>\nReply-To: desk@example.org",
            Ok("desk@example.org"),
        );
        check(
            "Return-Path: <ann.miller@example.org>\nFrom: ann@example.org\nAuto-Submitted: no",
            Ok("ann.miller@example.org"),
        );
    }

    #[test]
    fn programs_and_lists_are_not() {
        check(
            "Return-Path: <>\nFrom: a@example.org",
            Err(Unanswerable::NoReturnPath),
        );
        check(
            "From: a@example.org\nAuto-Submitted: auto-replied",
            Err(Unanswerable::Automatic),
        );
        check(
            "From: MAILER-DAEMON@example.org",
            Err(Unanswerable::Automatic),
        );
        check(
            "From: a@example.org\nPrecedence: Bulk",
            Err(Unanswerable::List),
        );
        check("From: a@example.org\nList-Id: <x>", Err(Unanswerable::List));
        check("From: nobody", Err(Unanswerable::NoAuthor));
        check("From: -oQ/tmp@example.org", Err(Unanswerable::NoAuthor));
        assert_eq!(Letter::read(b"550 no"), Err(Unanswerable::NotAMail));
    }
}
