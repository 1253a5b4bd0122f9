//! The table of blocklists (`blocklists.toml`): which list a refusal names, what is on it, and where one looks it up.

use std::{net::IpAddr, sync::LazyLock};

use serde::Deserialize;

use super::words::{Word, WordKind};
use crate::report::{Found, Span};

/// The shipped table. It is constant, so it is read once a process.
static TABLE: LazyLock<Vec<Blocklist>> = LazyLock::new(|| load().unwrap_or_default());

/// What a refusal says about a blocklist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// The list, by its common name, where the refusal names it.
    pub blocklist: Found<String>,
    /// The address or domain that it lists, if the refusal tells.
    pub listed: Option<Found<String>>,
    /// The page of the list that tells why, with what is listed filled in where it takes that.
    pub lookup: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    blocklist: Vec<Blocklist>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Blocklist {
    name: String,
    marks: Vec<String>,
    lookup: Option<String>,
    lists: Lists,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Lists {
    Addresses,
    Domains,
}

fn load() -> Result<Vec<Blocklist>, toml::de::Error> {
    toml::from_str(include_str!("blocklists.toml")).map(|Table { blocklist }| blocklist)
}

/// The blocklist that the quoted words name, and what they say is on it.
pub(super) fn named(text: &str, quoted: Span, words: &[Word]) -> Option<Listing> {
    let piece = quoted.of(text).to_ascii_lowercase();
    let (blocklist, at, length) = TABLE
        .iter()
        .flat_map(|list| list.marks.iter().map(move |mark| (list, mark.as_str())))
        .filter_map(|(list, mark)| Some((list, piece.find(mark)?, mark.len())))
        .max_by_key(|(_, at, length)| (*length, usize::MAX - at))?;
    let span = Span::new(quoted.start + at, quoted.start + at + length);
    let listed = listed(text, words, blocklist, &piece);
    let lookup = blocklist.lookup.as_deref().and_then(|page| {
        if !page.contains("{listed}") {
            return Some(page.to_owned());
        }
        // What is put into the address of a page is an address in the strict sense, so nothing else can get in.
        let address: IpAddr = listed.as_ref()?.value.parse().ok()?;
        Some(page.replace("{listed}", &address.to_string()))
    });
    Some(Listing {
        blocklist: Found::new(blocklist.name.clone(), span),
        listed,
        lookup,
    })
}

/// The one address or domain in the words that can be meant. Names of the list itself and of pages are not.
fn listed(text: &str, words: &[Word], blocklist: &Blocklist, piece: &str) -> Option<Found<String>> {
    let is_meant = |word: &&Word| match blocklist.lists {
        Lists::Addresses => word.kind == WordKind::Ip,
        Lists::Domains => {
            let name = word.span.of(text).to_ascii_lowercase();
            word.kind == WordKind::Dotted
                && !blocklist
                    .marks
                    .iter()
                    .any(|mark| mark.contains(&name) || name.contains(mark.as_str()))
                && !piece.contains(&format!("//{name}"))
        }
    };
    let mut meant = words.iter().filter(is_meant);
    let first = meant.next()?;
    let value = first.span.of(text);
    meant
        .all(|other| other.span.of(text).eq_ignore_ascii_case(value))
        .then(|| Found::new(value.to_owned(), first.span))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::words::words;

    #[test]
    fn the_shipped_table_is_sound() {
        let table = load().unwrap();
        assert!(!table.is_empty());
        for list in &table {
            assert!(!list.marks.is_empty(), "{}", list.name);
            assert!(
                list.marks
                    .iter()
                    .all(|mark| *mark == mark.to_ascii_lowercase())
            );
            assert!(list.lookup.iter().all(|page| page.starts_with("https://")));
        }
    }

    #[track_caller]
    fn check(text: &str, expected: Option<(&str, Option<&str>, Option<&str>)>) {
        let found = named(text, Span::new(0, text.len()), &words(text, 0));
        let got = found.as_ref().map(|found| {
            (
                found.blocklist.value.as_str(),
                found.listed.as_ref().map(|listed| listed.span.of(text)),
                found.lookup.as_deref(),
            )
        });
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn the_list_and_what_is_on_it_are_named() {
        check(
            "554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/192.0.2.7",
            Some((
                "Spamhaus",
                Some("192.0.2.7"),
                Some("https://check.spamhaus.org/query/ip/192.0.2.7"),
            )),
        );
        check(
            "550 5.7.1 Blocked - see https://www.spamcop.net/bl.shtml?192.0.2.7",
            Some((
                "SpamCop",
                Some("192.0.2.7"),
                Some("https://www.spamcop.net/bl.shtml?192.0.2.7"),
            )),
        );
        check(
            "554 Blocked using dnsbl.sorbs.net",
            Some(("SORBS", None, None)),
        );
        check(
            "554 [192.0.2.7] and [192.0.2.8] are listed at zen.spamhaus.org",
            Some(("Spamhaus", None, None)),
        );
        check("550 5.1.1 User unknown", None);
    }
}
