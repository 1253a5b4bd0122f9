//! A link that leads back to the same answer and holds nothing of what was pasted.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{
    causes::RankedCause,
    evidence::{Evidence, WordingKind},
    knowledge::{Explained, Snapshot},
    vocabulary::Verdict,
    web::site::Site,
};

/// The longest text that is put into an address, in characters.
const LONGEST: usize = 200;
/// What is written in the query of an address in another way; the rest can be read (RFC 3986, section 3.4).
const QUERY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'.')
    .remove(b'-')
    .remove(b'_')
    .remove(b'@')
    .remove(b':')
    .remove(b'/');
/// What stands for the values of a signature. A word that changes has no neutral value and is left out.
const EXAMPLES: [(&str, &str); 7] = [
    ("<addr>", "user@example.com"),
    ("<domain>", "example.com"),
    ("<host>", "mail.example.com"),
    ("<ip>", "192.0.2.1"),
    ("<n>", "1"),
    ("<tok>", ""),
    ("<any>", ""),
];

/// A link without anything of the paste.
pub(crate) struct SharedLink {
    pub(crate) url: String,
    /// It leads to the answer, not only to the article.
    pub(crate) is_answer: bool,
}

impl SharedLink {
    /// The link to this answer, or else to the article of its first cause; of many answers not each is `tried`.
    pub(super) fn new(
        site: &Site,
        snapshot: &Snapshot,
        explained: &Explained,
        article: &str,
        tried: bool,
    ) -> Self {
        let path = tried.then(|| link(snapshot, explained)).flatten();
        Self {
            is_answer: path.is_some(),
            url: path.map_or_else(
                || article.to_owned(),
                |path| format!("{}{}{path}", site.public_url(), site.wording().prefix()),
            ),
        }
    }
}

/// The address of the same answer, from the root of the pages of a language: its first cause is the same. Nothing if no
/// text without the paste leads there; the article itself is then the best link.
fn link(snapshot: &Snapshot, explained: &Explained) -> Option<String> {
    let first = explained.ranking.causes.first()?;
    let words = signature(snapshot, &explained.evidence, first)?;
    let named: Vec<&str> = words.split_whitespace().collect();
    let codes = codes(&explained.evidence).into_iter();
    let codes = codes.filter(|code| !named.contains(&code.as_str()));
    let codes = codes.collect::<Vec<_>>().join(" ");
    let texts = [format!("{codes} {words}"), words];
    let text = texts
        .iter()
        .map(|text| text.trim())
        .find(|text| leads_back(snapshot, text, first))?;
    Some(format!("/?q={}", utf8_percent_encode(text, QUERY)))
}

/// The first code of each kind, in the order in which servers write them.
fn codes(evidence: &Evidence) -> Vec<String> {
    let reply = evidence.replies.first().map(|code| code.value.to_string());
    let enhanced = evidence.codes.first().map(|code| code.value.to_string());
    let number = evidence.numbers.first().map(|code| code.value.to_string());
    [reply, enhanced, number].into_iter().flatten().collect()
}

/// The words of the article that the paste follows, with example values.
fn signature(snapshot: &Snapshot, evidence: &Evidence, first: &RankedCause) -> Option<String> {
    let (_, cause) = snapshot.library().cause(first.cause)?;
    let followed = evidence
        .matches
        .iter()
        .filter(|hit| hit.kind == WordingKind::Signature)
        .map(|hit| snapshot.wording(hit.wording))
        .find(|text| cause.signatures.iter().any(|own| own.value == *text))?;
    let filled = EXAMPLES
        .iter()
        .fold(followed.to_owned(), |text, (place, example)| {
            text.replace(place, example)
        });
    Some(filled.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn leads_back(snapshot: &Snapshot, text: &str, first: &RankedCause) -> bool {
    let fit = !text.is_empty() && text.chars().count() <= LONGEST;
    if !fit || snapshot.target(text).is_some() {
        return false;
    }
    let again = snapshot.diagnose(text.as_bytes(), 1);
    again.explained.first().is_some_and(|again| {
        let same = again.ranking.causes.first().map(|own| own.cause) == Some(first.cause);
        same && again.ranking.verdict == Verdict::Match
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_back_and_holds_nothing_of_the_paste() {
        let snapshot = Snapshot::shipped().unwrap();
        let paste = "550 5.7.1 Unable to relay for jane.roe@private.example.net";
        let diagnosis = snapshot.diagnose(paste.as_bytes(), 3);
        let link = link(&snapshot, diagnosis.explained.first().unwrap()).unwrap();
        assert_eq!(
            link,
            "/?q=550%205.7.1%20Unable%20to%20relay%20for%20user@example.com"
        );
    }

    #[test]
    fn without_words_of_an_article_there_is_no_link() {
        let snapshot = Snapshot::shipped().unwrap();
        let diagnosis = snapshot.diagnose(b"550 5.1.10 jane.roe@example.net", 3);
        for explained in &diagnosis.explained {
            let link = link(&snapshot, explained);
            assert!(link.is_none_or(|link| !link.contains("jane")));
        }
    }
}
