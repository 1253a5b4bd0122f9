//! Causes as lines of a list: on the pages of codes, reasons and systems.

use crate::{
    articles::{Article, Cause, CauseRef},
    evidence::ideographs::is_ideograph,
    knowledge::Snapshot,
    vocabulary::Lang,
    wording::Wording,
};

/// One line of a list of causes.
pub(crate) struct CauseLine {
    pub(crate) title: String,
    /// Its words are English on a page in another language.
    pub(crate) foreign: bool,
    pub(crate) url: String,
    pub(crate) acts: String,
    pub(crate) reason: String,
    pub(crate) reason_url: String,
    /// The error text it is known by.
    pub(crate) signature: Option<String>,
}

impl CauseLine {
    pub(crate) fn new(
        wording: &Wording,
        (place, article, cause): (CauseRef, &Article, &Cause),
    ) -> Option<Self> {
        let (text, lang) = article.text(wording.lang);
        let prefix = wording.prefix();
        Some(Self {
            title: text.causes.get(place.cause)?.title.clone(),
            foreign: lang != wording.lang,
            url: format!("{prefix}/a/{}#{}", article.id, cause.id),
            acts: wording.acts.of(cause.acts).to_owned(),
            reason: wording.reasons.of(cause.reason).to_owned(),
            reason_url: format!("{prefix}/reason/{}", cause.reason),
            signature: signatures(cause, wording.lang)
                .first()
                .map(|signature| (*signature).to_owned()),
        })
    }
}

/// The error texts of a cause, those in the language of the reader first.
pub(crate) fn signatures(cause: &Cause, lang: Lang) -> Vec<&str> {
    let mut texts: Vec<&str> = cause
        .signatures
        .iter()
        .map(|signature| signature.value.as_str())
        .collect();
    texts.sort_by_key(|text| text.contains(is_ideograph) != (lang == Lang::Zh));
    texts
}

/// The lines of every cause that is wanted, in the order of the library.
pub(crate) fn lines(
    snapshot: &Snapshot,
    wording: &Wording,
    wanted: impl Fn(&Article, &Cause) -> bool,
) -> Vec<CauseLine> {
    snapshot
        .library()
        .causes()
        .filter(|(_, article, cause)| wanted(article, cause))
        .filter_map(|entry| CauseLine::new(wording, entry))
        .collect()
}

/// The same on the page of one mail system. An error text is left out where another system may be the one that says it.
pub(crate) fn lines_of_system(
    snapshot: &Snapshot,
    wording: &Wording,
    wanted: impl Fn(&Article, &Cause) -> bool,
) -> Vec<CauseLine> {
    let mut found = Vec::new();
    for (place, article, cause) in snapshot.library().causes() {
        if !wanted(article, cause) {
            continue;
        }
        let line = CauseLine::new(wording, (place, article, cause));
        let own = |line: CauseLine| CauseLine {
            signature: line.signature.filter(|_| cause.speakers.len() == 1),
            ..line
        };
        found.extend(line.map(own));
    }
    found
}

/// A title and an address.
pub(crate) struct Link {
    pub(crate) title: String,
    pub(crate) url: String,
}

impl Link {
    pub(crate) fn new(title: impl Into<String>, url: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            url: url.into(),
        }
    }
}
