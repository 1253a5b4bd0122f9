//! Where a link of an article may lead.

/// A checked destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::articles) enum Destination {
    /// Another site, or a mail address: the whole address.
    Away(String),
    /// An article, and a place in it.
    Article {
        /// Its id or alias.
        id: String,
        /// The id of a heading in it.
        anchor: Option<String>,
    },
    /// A heading of the same article.
    Here(String),
    /// Another page of this site, from `/` on.
    Site(String),
}

/// Pages of this site that articles link to; `/a/` is written without its folder.
const SITE_PAGES: [&str; 8] = [
    "/c/",
    "/by/",
    "/reason/",
    "/footers",
    "/privacy",
    "/api",
    "/feed.xml",
    "/",
];

/// Reads a destination; an error says what is wrong with it.
pub(super) fn destination(written: &str) -> Result<Destination, &'static str> {
    if written.contains("{{") {
        return Err("a value of the paste may not stand in a link");
    }
    // Browsers drop control characters and take `\` for `/`.
    if written.is_empty()
        || written.contains(|c: char| c.is_control() || c.is_whitespace() || c == '\\')
    {
        return Err("it is no address");
    }
    let lower = written.to_ascii_lowercase();
    if ["https://", "http://", "mailto:"]
        .iter()
        .any(|scheme| lower.starts_with(scheme))
    {
        return Ok(Destination::Away(written.to_owned()));
    }
    if let Some(anchor) = written.strip_prefix('#') {
        return Ok(Destination::Here(anchor.to_owned()));
    }
    let article = written.strip_prefix("/a/").unwrap_or(written);
    if !article.starts_with('/') {
        let (id, anchor) = match article.split_once('#') {
            Some((id, anchor)) => (id, Some(anchor.to_owned())),
            None => (article, None),
        };
        let sound = id.starts_with(|c: char| c.is_ascii_alphanumeric())
            && id
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_'));
        return if sound {
            Ok(Destination::Article {
                id: id.to_owned(),
                anchor,
            })
        } else {
            Err("only https:, http:, mailto:, article ids and pages of this site can be linked")
        };
    }
    let page = SITE_PAGES.iter().any(|page| {
        written == *page || (page.len() > 1 && page.ends_with('/') && written.starts_with(page))
    });
    let climbs = written.contains("..") || written.contains("//");
    if page && !climbs {
        Ok(Destination::Site(written.to_owned()))
    } else {
        Err("this site has no such page")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, expected: Option<&Destination>) {
        assert_eq!(destination(written).ok().as_ref(), expected, "{written}");
    }

    #[test]
    fn only_safe_places_are_linked() {
        let article = |id: &str, anchor: Option<&str>| {
            Some(Destination::Article {
                id: id.to_owned(),
                anchor: anchor.map(str::to_owned),
            })
        };
        check("read-an-ndr", article("read-an-ndr", None).as_ref());
        check("/a/Q1#cause", article("Q1", Some("cause")).as_ref());
        check("#cause", Some(&Destination::Here("cause".to_owned())));
        check("/c/5.7.1", Some(&Destination::Site("/c/5.7.1".to_owned())));
        check(
            "HTTPS://example.com/",
            Some(&Destination::Away("HTTPS://example.com/".to_owned())),
        );
        for bad in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "java\tscript:x",
            "\u{1}javascript:x",
            "/c/../../x",
            "/metrics",
            "../x",
            "",
            "https://example.com/?q={{recipient}}",
        ] {
            check(bad, None);
        }
    }
}
