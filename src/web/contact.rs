//! Who helps the readers of this site: one line that its operator gives, with mail, web and telephone as links.

use std::sync::LazyLock;

use regex::Regex;

use crate::pattern::fixed;

/// A piece of the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) text: String,
    /// Where it leads, if it leads anywhere.
    pub(crate) url: Option<String>,
}

/// What becomes a link: an address of the web, of mail, or a telephone number with its country (`+44 20 7946 0018`). A
/// mark that ends a sentence or a bracket is no part of it.
static LINK: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let web = r#"(?P<web>https?://[^\s"<>]*[^\s"<>().,;])"#;
    let mail = r#"(?P<mail>[^\s@"<>(),;?&]+@[^\s@"<>(),;?&]+\.[^\s@"<>().,;?&]+)"#;
    let telephone = r"(?P<tel>\+\d{1,3}(?:[ ./-]?(?:\(\d+\)|\d{2,}))+)";
    fixed(&format!("{web}|{mail}|{telephone}"))
});

/// The line in pieces; together they are the line again.
pub(crate) fn pieces(line: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = line.trim();
    while let Some((found, url)) = LINK.as_ref().and_then(|links| first(links, rest)) {
        let (before, after) = rest.split_once(found).unwrap_or((rest, ""));
        pieces.push(Piece {
            text: before.to_owned(),
            url: None,
        });
        pieces.push(Piece {
            text: found.to_owned(),
            url: Some(url),
        });
        rest = after;
    }
    pieces.push(Piece {
        text: rest.to_owned(),
        url: None,
    });
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

/// The first address in a text, and where it leads.
fn first<'a>(links: &Regex, text: &'a str) -> Option<(&'a str, String)> {
    let found = links.captures(text)?;
    if let Some(web) = found.name("web") {
        Some((web.as_str(), web.as_str().to_owned()))
    } else if let Some(mail) = found.name("mail") {
        Some((mail.as_str(), format!("mailto:{}", mail.as_str())))
    } else {
        let tel = found.name("tel")?.as_str();
        let digits: String = tel.chars().filter(char::is_ascii_digit).collect();
        Some((tel, format!("tel:+{digits}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: &[(&str, Option<&str>)]) {
        let pieces = pieces(line);
        let pieces: Vec<_> = pieces
            .iter()
            .map(|piece| (piece.text.as_str(), piece.url.as_deref()))
            .collect();
        assert_eq!(pieces, expected, "{line}");
    }

    #[test]
    fn addresses_are_links_and_the_rest_is_text() {
        check("", &[]);
        check("IT helpdesk, room 7", &[("IT helpdesk, room 7", None)]);
        check(
            "IT helpdesk, tel. 1234, help@example.org",
            &[
                ("IT helpdesk, tel. 1234, ", None),
                ("help@example.org", Some("mailto:help@example.org")),
            ],
        );
        check(
            "https://help.example.org (or +49-30-123456).",
            &[
                ("https://help.example.org", Some("https://help.example.org")),
                (" (or ", None),
                ("+49-30-123456", Some("tel:+4930123456")),
                (").", None),
            ],
        );
        check(
            "Call +44 20 7946 0018 (8 to 18 h).",
            &[
                ("Call ", None),
                ("+44 20 7946 0018", Some("tel:+442079460018")),
                (" (8 to 18 h).", None),
            ],
        );
        check(
            "javascript:alert(1) @ a@b",
            &[("javascript:alert(1) @ a@b", None)],
        );
    }
}
