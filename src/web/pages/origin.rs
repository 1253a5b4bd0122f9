//! What a link in a report may say of that report: `?mta=postfix&h=mail.example.org&id=4F2A11C0D2`. It is shown, so that a
//! sender who calls for help can read it out, and decides nothing.

use std::{borrow::Cow, convert::Infallible};

use axum::{
    extract::{FromRequestParts, Query},
    http::request::Parts,
};
use serde::Deserialize;

use crate::{knowledge::Snapshot, wording::Wording};

/// The longest name of a host (RFC 1035, section 2.3.4) and the longest id that is shown, in bytes.
const LONGEST_HOST: usize = 253;
const LONGEST_ID: usize = 64;

/// Where a report came from, as the address of the page says. What is no plain name is left out, so a stranger's link
/// can put no sentence on the page.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Origin {
    mta: Option<String>,
    h: Option<String>,
    id: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for Origin {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let asked = Query::<Self>::from_request_parts(parts, state).await;
        Ok(asked.map_or_else(|_| Self::default(), |Query(asked)| asked.of_plain_names()))
    }
}

impl Origin {
    fn of_plain_names(self) -> Self {
        let plain = |longest: usize| {
            move |name: &String| {
                (1..=longest).contains(&name.len())
                    && name.starts_with(|c: char| c.is_ascii_alphanumeric())
                    && name
                        .chars()
                        .all(|c| c.is_ascii_alphanumeric() || ".-_".contains(c))
            }
        };
        Self {
            mta: self.mta.filter(plain(LONGEST_ID)),
            h: self.h.filter(plain(LONGEST_HOST)),
            id: self.id.filter(plain(LONGEST_ID)),
        }
    }

    /// The query that says the same, with its question mark; nothing if there is nothing to say.
    pub(crate) fn query(&self) -> String {
        let said = [("mta", &self.mta), ("h", &self.h), ("id", &self.id)];
        let pairs: Vec<_> = said
            .into_iter()
            .filter_map(|(key, value)| Some(format!("{key}={}", value.as_ref()?)))
            .collect();
        if pairs.is_empty() {
            String::new()
        } else {
            format!("?{}", pairs.join("&"))
        }
    }

    /// Names and values to be read out. A mail system that nobody knows is left out.
    pub(crate) fn facts<'a>(
        &'a self,
        snapshot: &Snapshot,
        wording: &'a Wording,
    ) -> Vec<(&'a str, Cow<'a, str>)> {
        let system = self.mta.as_deref().and_then(|id| {
            let system = snapshot.systems().get(id)?;
            Some(Cow::Owned(system.name(wording.lang).to_owned()))
        });
        let texts = &wording.code;
        [
            (&texts.origin_host, self.h.as_deref().map(Cow::Borrowed)),
            (&texts.origin_system, system),
            (&texts.origin_id, self.id.as_deref().map(Cow::Borrowed)),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name.as_str(), value?)))
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(id: &str, kept: bool) {
        let origin = Origin {
            id: Some(id.to_owned()),
            ..Origin::default()
        };
        assert_eq!(origin.of_plain_names().id.is_some(), kept, "{id}");
    }

    #[test]
    fn only_plain_names_are_shown() {
        check("4F2A11C0D2", true);
        check("1tGx2k-0001Ab-Cd", true);
        check("", false);
        check("-x", false);
        check("call 0900 1234", false);
        check("<b>", false);
        check(&"a".repeat(65), false);
    }
}
