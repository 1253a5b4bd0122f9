//! The address that links in reports begin with, and what such a link may be.

use std::{fmt, net::IpAddr, str::FromStr};

use crate::{codes::EnhancedCode, vocabulary::Lang, wording::prefix};

/// The longest link that reaches a reader in one piece: mail servers and programs wrap plain text near column 79.
pub const LONGEST_LINK: usize = 70;

/// Where people reach the site, without a slash at the end: `https://kb.example.org`, `https://example.org/kb`.
///
/// Made of characters that mean nothing to any mail system, so that it can stand in every file as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    url: String,
    secure: bool,
}

/// Why an address cannot stand in a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// It does not begin with `https://`, or names no host.
    NoWebAddress,
    /// It holds something that an address of a site does not hold, or that a mail system would take for a command.
    Character(char),
    /// `http://`, and not within an own network.
    Insecure,
    /// The longest link would be wrapped: its length.
    TooLong(usize),
}

impl FromStr for Base {
    type Err = Unfit;

    fn from_str(written: &str) -> Result<Self, Unfit> {
        let url = written.trim().trim_end_matches('/');
        let (scheme, rest) = url.split_once("://").ok_or(Unfit::NoWebAddress)?;
        let secure = match scheme {
            "https" => true,
            "http" => false,
            _ => return Err(Unfit::NoWebAddress),
        };
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._~/:[]".contains(c);
        if let Some(other) = rest.chars().find(|c| !plain(*c)) {
            return Err(Unfit::Character(other));
        }
        let base = Self {
            url: url.to_owned(),
            secure,
        };
        if base.name().is_empty() {
            return Err(Unfit::NoWebAddress);
        }
        if !secure && !is_own_network(base.name()) {
            return Err(Unfit::Insecure);
        }
        let longest = base.url.len() + "/zh/c/5.7.999".len();
        if longest > LONGEST_LINK {
            return Err(Unfit::TooLong(longest));
        }
        Ok(base)
    }
}

impl Base {
    /// The host with its port.
    pub fn host(&self) -> &str {
        let rest = self.url.split_once("://").map_or("", |(_, rest)| rest);
        rest.split('/').next().unwrap_or_default()
    }

    /// The host without its port.
    fn name(&self) -> &str {
        let host = self.host();
        match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((address, _)) => address,
            None => host.split(':').next().unwrap_or_default(),
        }
    }

    /// Whether it is reached by HTTPS.
    pub fn is_secure(&self) -> bool {
        self.secure
    }

    /// The start page in a language, where a whole report can be pasted.
    pub fn home(&self, lang: Lang) -> String {
        format!("{self}{}/", prefix(lang))
    }

    /// The page of a code in a language.
    pub fn code(&self, lang: Lang, code: EnhancedCode) -> String {
        format!("{}{code}", self.codes(lang))
    }

    /// What the pages of all codes begin with, for systems that put in the code themselves.
    pub fn codes(&self, lang: Lang) -> String {
        format!("{self}{}/c/", prefix(lang))
    }
}

impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.url)
    }
}

/// Names and addresses that only an own network knows: a single word, a private address, or a domain kept for this
/// (RFC 6761, RFC 6762, RFC 8375, and ICANN's `internal`).
fn is_own_network(host: &str) -> bool {
    match host.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => {
            address.is_loopback() || address.is_private() || address.is_link_local()
        }
        Ok(IpAddr::V6(address)) => {
            address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local()
        }
        Err(_) => {
            let own = [
                "localhost",
                "local",
                "internal",
                "lan",
                "intranet",
                "home.arpa",
            ];
            !host.contains('.')
                || own.iter().any(|domain| {
                    host.strip_suffix(domain)
                        .is_some_and(|rest| rest.ends_with('.'))
                })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, expected: Result<(&str, bool), Unfit>) {
        let read = written.parse::<Base>();
        let read = read.map(|base| (base.to_string(), base.is_secure()));
        assert_eq!(
            read,
            expected.map(|(url, secure)| (url.to_owned(), secure)),
            "{written}"
        );
    }

    #[test]
    fn an_address_for_everybody_is_secure_and_plain() {
        check(
            " https://kb.example.org/ ",
            Ok(("https://kb.example.org", true)),
        );
        check(
            "https://example.org:8443/kb",
            Ok(("https://example.org:8443/kb", true)),
        );
        for own in [
            "http://127.0.0.1:8025",
            "http://localhost",
            "http://kb",
            "http://kb.example.lan",
            "http://10.1.2.3",
            "http://[::1]:8025",
            "http://[fd00::1]",
        ] {
            check(own, Ok((own, false)));
        }
        check("http://kb.example.org", Err(Unfit::Insecure));
        check("http://192.0.2.1", Err(Unfit::Insecure));
        check("http://mylocal.example", Err(Unfit::Insecure));
        for nothing in ["", "kb.example.org", "ftp://kb", "https://", "https:///x"] {
            check(nothing, Err(Unfit::NoWebAddress));
        }
        for (written, character) in [
            ("https://kb.example.org/?id=$1", '?'),
            ("https://kb.example.org/#a", '#'),
            ("https://user@example.org", '@'),
            ("https://kb.example.org/a b", ' '),
            ("https://退信.example", '退'),
            ("https://kb.example.org/'", '\''),
            ("https://kb.example.org/%41", '%'),
            ("https://kb.example.org/\nx", '\n'),
        ] {
            check(written, Err(Unfit::Character(character)));
        }
    }

    #[test]
    fn the_longest_link_is_not_wrapped() {
        let base = |length: usize| format!("https://{}", "a".repeat(length - 8));
        assert!(base(57).parse::<Base>().is_ok());
        check(&base(58), Err(Unfit::TooLong(71)));
    }

    #[test]
    fn links_lead_to_the_pages_of_a_language() {
        let base: Base = "https://example.org:8443/kb".parse().unwrap();
        let code = "5.7.1".parse().unwrap();
        assert_eq!(base.host(), "example.org:8443");
        assert_eq!(base.home(Lang::En), "https://example.org:8443/kb/");
        assert_eq!(
            base.code(Lang::Zh, code),
            "https://example.org:8443/kb/zh/c/5.7.1"
        );
    }
}
