//! Who helps the readers of this site: one line that its operator gives, with mail, web and telephone as links.

/// A piece of the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) text: String,
    /// Where it leads, if it leads anywhere.
    pub(crate) url: Option<String>,
}

/// The line in pieces; together they are the line again, but for runs of white space.
pub(crate) fn pieces(line: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut plain = String::new();
    for word in line.split_whitespace() {
        let core = word.trim_matches([',', ';', '.', '(', ')', '<', '>']);
        let Some(url) = link(core) else {
            plain.push_str(word);
            plain.push(' ');
            continue;
        };
        let (before, after) = word.split_once(core).unwrap_or_default();
        plain.push_str(before);
        pieces.push(text(std::mem::take(&mut plain)));
        pieces.push(Piece {
            text: core.to_owned(),
            url: Some(url),
        });
        plain = format!("{after} ");
    }
    plain.truncate(plain.trim_end().len());
    pieces.push(text(plain));
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

fn text(text: String) -> Piece {
    Piece { text, url: None }
}

fn link(word: &str) -> Option<String> {
    let digits = |word: &str| {
        word.chars()
            .all(|c| c.is_ascii_digit() || "-/()".contains(c))
    };
    if word.starts_with("https://") || word.starts_with("http://") {
        Some(word.to_owned())
    } else if word.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !word.contains(['?', '&', '"'])
    }) {
        Some(format!("mailto:{word}"))
    } else if word.len() > 6 && word.strip_prefix('+').is_some_and(digits) {
        Some(format!("tel:{word}"))
    } else {
        None
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
                ("+49-30-123456", Some("tel:+49-30-123456")),
                (").", None),
            ],
        );
        check(
            "javascript:alert(1) @ a@b",
            &[("javascript:alert(1) @ a@b", None)],
        );
    }
}
