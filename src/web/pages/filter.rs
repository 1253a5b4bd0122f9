//! The conditions under which `/articles` lists an article. They stand in its address, so that a list can be shared.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    articles::{Article, Cause, Date},
    knowledge::Snapshot,
    vocabulary::{Acts, Lang, Reason},
    web::clock::is_stale,
    wording::Wording,
};

/// What can be asked of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Field {
    Topic,
    Reason,
    Acts,
    System,
    Lang,
    Review,
}

impl Field {
    const ALL: [Self; 6] = [
        Self::Topic,
        Self::Reason,
        Self::Acts,
        Self::System,
        Self::Lang,
        Self::Review,
    ];

    /// Its name in the address.
    const fn key(self) -> &'static str {
        match self {
            Self::Topic => "topic",
            Self::Reason => "reason",
            Self::Acts => "acts",
            Self::System => "system",
            Self::Lang => "lang",
            Self::Review => "review",
        }
    }
}

/// Articles that were last checked more than a year ago.
const DUE: &str = "due";

/// The conditions of one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Filter {
    conditions: BTreeMap<Field, String>,
    today: Date,
}

/// One condition as the form offers it.
pub(crate) struct Choice<'a> {
    pub(crate) key: &'static str,
    pub(crate) label: &'a str,
    pub(crate) options: Vec<ChoiceOption>,
}

/// One value of a condition, and how many articles it would list beside the other conditions.
pub(crate) struct ChoiceOption {
    pub(crate) value: String,
    pub(crate) name: String,
    pub(crate) count: usize,
    pub(crate) chosen: bool,
}

impl Filter {
    /// The conditions in a query, on this day. What is empty or unknown is no condition.
    pub(crate) fn new(query: &BTreeMap<String, String>, today: Date) -> Self {
        let given = |field: Field| {
            let value = query.get(field.key()).filter(|value| !value.is_empty())?;
            Some((field, value.clone()))
        };
        Self {
            conditions: Field::ALL.into_iter().filter_map(given).collect(),
            today,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.conditions.is_empty()
    }

    /// Whether an article fulfils all conditions. Those about causes have to be fulfilled by one and the same cause.
    pub(crate) fn lists(&self, article: &Article) -> bool {
        let about = |system: &str| article.applies_to.iter().any(|product| product == system);
        let cause = |cause: &Cause| {
            self.allows(Field::Reason, |reason| cause.reason.as_str() == reason)
                && self.allows(Field::Acts, |acts| cause.acts.as_str() == acts)
                && self.allows(Field::System, |system| {
                    about(system) || cause.speakers.iter().any(|speaker| speaker == system)
                })
        };
        let asks_for_causes = [Field::Reason, Field::Acts]
            .iter()
            .any(|field| self.conditions.contains_key(field));
        self.allows(Field::Topic, |topic| article.topic == topic)
            && self.allows(Field::Lang, |lang| {
                article.texts.keys().any(|known| known.as_str() == lang)
            })
            && self.allows(Field::Review, |review| {
                review == DUE && is_stale(article.reviewed, self.today)
            })
            && (article.causes.iter().any(cause)
                || !asks_for_causes && self.allows(Field::System, about))
    }

    fn allows(&self, field: Field, fulfils: impl Fn(&str) -> bool) -> bool {
        self.conditions
            .get(&field)
            .is_none_or(|value| fulfils(value))
    }

    /// The form: each condition with every value that lists anything; none without such a value.
    pub(crate) fn choices<'a>(&self, snapshot: &Snapshot, wording: &'a Wording) -> Vec<Choice<'a>> {
        Field::ALL
            .into_iter()
            .map(|field| Choice {
                key: field.key(),
                label: label(field, wording),
                options: self.options(field, snapshot, wording),
            })
            .filter(|choice| !choice.options.is_empty())
            .collect()
    }

    fn options(&self, field: Field, snapshot: &Snapshot, wording: &Wording) -> Vec<ChoiceOption> {
        let articles = snapshot.library().articles();
        let chosen = self.conditions.get(&field);
        values(field, snapshot, wording)
            .into_iter()
            .map(|(value, name)| {
                let mut with = self.clone();
                with.conditions.insert(field, value.clone());
                ChoiceOption {
                    count: articles
                        .iter()
                        .filter(|article| with.lists(article))
                        .count(),
                    chosen: chosen == Some(&value),
                    value,
                    name,
                }
            })
            .filter(|option| option.count > 0 || option.chosen)
            .collect()
    }
}

fn label(field: Field, wording: &Wording) -> &str {
    let texts = &wording.browse;
    match field {
        Field::Topic => &texts.topic,
        Field::Reason => &texts.reason,
        Field::Acts => &texts.acts,
        Field::System => &texts.system,
        Field::Lang => &texts.language,
        Field::Review => &texts.review,
    }
}

/// The values of a condition and their names.
fn values(field: Field, snapshot: &Snapshot, wording: &Wording) -> Vec<(String, String)> {
    let named = |id: &str, name: &str| (id.to_owned(), name.to_owned());
    match field {
        Field::Topic => {
            let articles = snapshot.library().articles().iter();
            let topics: BTreeSet<&str> = articles.map(|article| article.topic.as_str()).collect();
            let topics = topics.into_iter();
            topics.map(|id| named(id, &wording.topic(id))).collect()
        }
        Field::Reason => Reason::ALL
            .iter()
            .map(|reason| named(reason.as_str(), wording.reasons.of(*reason)))
            .collect(),
        Field::Acts => Acts::ALL
            .iter()
            .map(|acts| named(acts.as_str(), wording.acts.of(*acts)))
            .collect(),
        Field::System => snapshot
            .systems()
            .all()
            .iter()
            .map(|system| named(system.id.as_str(), system.name(wording.lang)))
            .collect(),
        Field::Review => vec![named(DUE, &wording.browse.due)],
        Field::Lang => Lang::ALL
            .iter()
            .map(|lang| named(lang.as_str(), wording.languages.of(*lang)))
            .collect(),
    }
}
