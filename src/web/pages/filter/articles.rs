//! Which articles `/articles` lists.

use std::collections::BTreeSet;

use super::{Asked, Conditions, Facet, FilterForm, systems, words};
use crate::{
    articles::{Article, Cause, Date},
    knowledge::Snapshot,
    web::clock::is_stale,
    wording::Wording,
};

const TOPIC: &str = "topic";
const REASON: &str = "reason";
const ACTS: &str = "acts";
const SYSTEM: &str = "system";
const LANG: &str = "lang";
const REVIEW: &str = "review";

/// Articles that were last checked more than a year ago.
const DUE: &str = "due";

/// The conditions of one request, on its day.
pub(crate) struct ArticleFilter {
    conditions: Conditions,
    today: Date,
}

impl ArticleFilter {
    pub(crate) fn new(asked: &Asked, today: Date) -> Self {
        Self {
            conditions: Conditions::new(asked, &[TOPIC, REASON, ACTS, SYSTEM, LANG, REVIEW]),
            today,
        }
    }

    /// The filter that lists everything.
    pub(crate) fn everything(today: Date) -> Self {
        Self {
            conditions: Conditions::default(),
            today,
        }
    }

    /// Whether an article fulfils all conditions.
    pub(crate) fn lists(&self, article: &Article) -> bool {
        lists(&self.conditions, article, self.today)
    }

    /// The form over the list.
    pub(crate) fn form<'a>(&self, snapshot: &Snapshot, wording: &'a Wording) -> FilterForm<'a> {
        let articles = snapshot.library().articles();
        let count = |conditions: &Conditions| {
            let listed = articles
                .iter()
                .filter(|article| lists(conditions, article, self.today));
            listed.count()
        };
        let texts = &wording.browse;
        let topics: BTreeSet<&str> = articles
            .iter()
            .map(|article| article.topic.as_str())
            .collect();
        let topics = topics
            .into_iter()
            .map(|id| (id.to_owned(), wording.topic(id)));
        let facets = [
            (TOPIC, &texts.topic, topics.collect()),
            (REASON, &texts.reason, words(wording.reasons.iter())),
            (ACTS, &texts.acts, words(wording.acts.iter())),
            (SYSTEM, &texts.system, systems(snapshot, wording.lang)),
            (LANG, &texts.language, words(wording.languages.iter())),
            (
                REVIEW,
                &texts.review,
                vec![(DUE.to_owned(), texts.due.clone())],
            ),
        ];
        let facets = facets.map(|(key, label, values)| Facet { key, label, values });
        FilterForm::new(
            (wording, "/articles"),
            &self.conditions,
            facets.into(),
            count,
            &texts.found,
        )
    }
}

/// Conditions about causes have to be fulfilled by one and the same cause.
fn lists(conditions: &Conditions, article: &Article, today: Date) -> bool {
    let about = |system: &str| article.applies_to.iter().any(|product| product == system);
    let cause = |cause: &Cause| {
        conditions.allows(REASON, |reason| cause.reason.as_str() == reason)
            && conditions.allows(ACTS, |acts| cause.acts.as_str() == acts)
            && conditions.allows(SYSTEM, |system| {
                about(system) || cause.speakers.iter().any(|speaker| speaker == system)
            })
    };
    let asks_for_causes = conditions.has(REASON) || conditions.has(ACTS);
    conditions.allows(TOPIC, |topic| article.topic == topic)
        && conditions.allows(LANG, |lang| {
            article.texts.keys().any(|known| known.as_str() == lang)
        })
        && conditions.allows(REVIEW, |review| {
            review == DUE && is_stale(article.reviewed, today)
        })
        && (article.causes.iter().any(cause)
            || !asks_for_causes && conditions.allows(SYSTEM, about))
}
