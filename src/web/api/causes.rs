//! Causes as the lists of the API name them.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    articles::{Article, Cause, CauseRef},
    knowledge::Snapshot,
    vocabulary::{Acts, Reason, Retry},
    wording::Wording,
};

/// A cause of an article.
#[derive(Serialize, ToSchema)]
#[schema(as = CauseLine)]
pub(super) struct CauseAnswer<'a> {
    /// The id of its article.
    article: &'a str,
    /// Its id in the article.
    cause: &'a str,
    /// Its title in the language of the answer, or in English.
    title: &'a str,
    /// Its class.
    reason: Reason,
    /// Who has to act.
    acts: Acts,
    /// Whether trying again can work.
    retry: Retry,
    /// Its page, from the root of the site.
    url: String,
}

impl<'a> CauseAnswer<'a> {
    pub(super) fn new(
        wording: &Wording,
        (place, article, cause): (CauseRef, &'a Article, &'a Cause),
    ) -> Option<Self> {
        let (text, _) = article.text(wording.lang);
        Some(Self {
            article: &article.id,
            cause: &cause.id,
            title: &text.causes.get(place.cause)?.title,
            reason: cause.reason,
            acts: cause.acts,
            retry: cause.retry,
            url: format!("{}/a/{}#{}", wording.prefix(), article.id, cause.id),
        })
    }

    /// Every cause that is wanted, in the order of the library.
    pub(super) fn all(
        wording: &Wording,
        snapshot: &'a Snapshot,
        wanted: impl Fn(&Article, &Cause) -> bool,
    ) -> Vec<Self> {
        let causes = snapshot.library().causes();
        causes
            .filter(|(_, article, cause)| wanted(article, cause))
            .filter_map(|entry| Self::new(wording, entry))
            .collect()
    }
}
