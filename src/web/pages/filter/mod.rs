//! The conditions under which a list shows what it holds. They stand in its address, so that a list can be shared.

pub(crate) mod articles;
pub(crate) mod causes;
pub(crate) mod codes;

use std::{collections::BTreeMap, fmt::Display};

use axum::{
    extract::{FromRequestParts, Query},
    http::request::Parts,
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{
    knowledge::Snapshot,
    vocabulary::Lang,
    web::site::Site,
    wording::{Sentence, Wording},
};

/// Lists of this length are seen at a glance: there is nothing to choose.
const AT_A_GLANCE: usize = 12;

/// The name of a value that no condition has.
const UNKNOWN: &str = "?";
/// What is written in another way in the address.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_');

/// What stands behind the question mark. What cannot be read asks for nothing.
pub(crate) struct Asked(BTreeMap<String, String>);

impl FromRequestParts<Site> for Asked {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Self::Rejection> {
        let asked = Query::from_request_parts(parts, site).await;
        Ok(Self(
            asked.map_or_else(|_| BTreeMap::new(), |Query(asked)| asked),
        ))
    }
}

/// The conditions of one request, by their names in the address.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Conditions(BTreeMap<&'static str, String>);

impl Conditions {
    /// Those of these names. What is empty or has another name is no condition.
    fn new(asked: &Asked, keys: &[&'static str]) -> Self {
        let given = |key: &&'static str| {
            let value = asked.0.get(*key).filter(|value| !value.is_empty())?;
            Some((*key, value.clone()))
        };
        Self(keys.iter().filter_map(given).collect())
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn has(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// Whether the condition of this name is fulfilled, or there is none.
    fn allows(&self, key: &str, fulfils: impl Fn(&str) -> bool) -> bool {
        self.0.get(key).is_none_or(|value| fulfils(value))
    }

    fn with(&self, key: &'static str, value: &str) -> Self {
        let mut with = self.clone();
        with.0.insert(key, value.to_owned());
        with
    }
}

/// What can be asked of a list: the name in the address, the name for people, and the values with theirs.
struct Facet<'a> {
    key: &'static str,
    label: &'a str,
    values: Vec<(String, String)>,
}

/// One condition as the form offers it.
pub(crate) struct Choice<'a> {
    pub(crate) key: &'static str,
    pub(crate) label: &'a str,
    pub(crate) options: Vec<ChoiceOption>,
}

/// One value of a condition, and how much it would list beside the other conditions.
pub(crate) struct ChoiceOption {
    pub(crate) value: String,
    pub(crate) name: String,
    pub(crate) count: usize,
    pub(crate) chosen: bool,
}

/// The form over a list.
pub(crate) struct FilterForm<'a> {
    /// The address of the list without conditions.
    pub(crate) address: String,
    /// Each condition with every value that lists anything; none without such a value.
    pub(crate) choices: Vec<Choice<'a>>,
    /// How much of the list fulfils the conditions; nothing without a condition.
    pub(crate) found: Option<String>,
    /// Nothing does.
    pub(crate) none: bool,
}

impl<'a> FilterForm<'a> {
    /// The form over the list at `path`, which is the same in every language; `count` tells how much of the list fulfils
    /// some conditions, `found` says so.
    fn new(
        (wording, path): (&'a Wording, &str),
        conditions: &Conditions,
        facets: Vec<Facet<'a>>,
        count: impl Fn(&Conditions) -> usize,
        found: &Sentence,
    ) -> Self {
        let all = count(&Conditions::default());
        let listed = count(conditions);
        let choices = facets.into_iter().map(|facet| {
            let mut values = facet.values;
            // What is called nothing lists nothing. It is not shown, so that a stranger's link puts no sentence on the page.
            if let Some(asked) = conditions.0.get(facet.key)
                && values.iter().all(|(value, _)| value != asked)
            {
                values.push((asked.clone(), UNKNOWN.to_owned()));
            }
            let options = values.into_iter().map(|(value, name)| ChoiceOption {
                count: count(&conditions.with(facet.key, &value)),
                chosen: conditions.0.get(facet.key) == Some(&value),
                value,
                name,
            });
            Choice {
                key: facet.key,
                label: facet.label,
                options: options
                    .filter(|option| option.count > 0 || option.chosen)
                    .collect(),
            }
        });
        let numbers = [("n", listed.to_string()), ("all", all.to_string())];
        let numbers = numbers
            .each_ref()
            .map(|(name, number)| (*name, number.as_str()));
        Self {
            address: format!("{}{path}", wording.prefix()),
            choices: choices
                .filter(|choice| !choice.options.is_empty())
                .filter(|_| all > AT_A_GLANCE || !conditions.is_empty())
                .collect(),
            found: (!conditions.is_empty()).then(|| found.with(&numbers)),
            none: listed == 0,
        }
    }

    /// The conditions as the form would write them, without empty and unknown ones.
    pub(crate) fn query(&self) -> String {
        let chosen = self
            .chosen()
            .map(|(key, option)| format!("{key}={}", utf8_percent_encode(&option.value, VALUE)));
        chosen.collect::<Vec<_>>().join("&")
    }

    /// A title with what was chosen behind it, so that windows can be told apart.
    pub(crate) fn titled(&self, title: &str) -> String {
        let names = self.chosen().map(|(_, option)| option.name.as_str());
        std::iter::once(title)
            .chain(names)
            .collect::<Vec<_>>()
            .join(" · ")
    }

    fn chosen(&self) -> impl Iterator<Item = (&'static str, &ChoiceOption)> {
        self.choices.iter().filter_map(|choice| {
            let option = choice.options.iter().find(|option| option.chosen)?;
            Some((choice.key, option))
        })
    }
}

/// Words of a vocabulary and their names, as values of a condition.
fn words<'a, T: Display>(words: impl Iterator<Item = (T, &'a str)>) -> Vec<(String, String)> {
    words
        .map(|(word, name)| (word.to_string(), name.to_owned()))
        .collect()
}

/// Every mail system and its name, as values of a condition.
fn systems(snapshot: &Snapshot, lang: Lang) -> Vec<(String, String)> {
    words(
        snapshot
            .systems()
            .all()
            .iter()
            .map(|system| (&system.id, system.name(lang))),
    )
}
