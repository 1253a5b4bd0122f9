//! Which causes the pages of a reason and of a mail system list.

use super::{Asked, Conditions, Facet, FilterForm, systems, words};
use crate::{
    articles::{Article, Cause},
    knowledge::Snapshot,
    wording::Wording,
};

const REASON: &str = "reason";
const ACTS: &str = "acts";
const SYSTEM: &str = "system";

/// The conditions of one request. What all causes of a page have in common is no condition there.
pub(crate) struct CauseFilter {
    conditions: Conditions,
    keys: &'static [&'static str],
}

impl CauseFilter {
    /// For the page of a reason.
    pub(crate) fn of_reason(asked: &Asked) -> Self {
        Self::over(asked, &[ACTS, SYSTEM])
    }

    /// For the page of a mail system.
    pub(crate) fn of_system(asked: &Asked) -> Self {
        Self::over(asked, &[ACTS, REASON])
    }

    fn over(asked: &Asked, keys: &'static [&'static str]) -> Self {
        Self {
            conditions: Conditions::new(asked, keys),
            keys,
        }
    }

    /// Whether a cause fulfils all conditions.
    pub(crate) fn lists(&self, article: &Article, cause: &Cause) -> bool {
        lists(&self.conditions, article, cause)
    }

    /// The form over the list of the page at `path`: of every cause that is `about` what the page is about.
    pub(crate) fn form<'a>(
        &self,
        (snapshot, wording): (&Snapshot, &'a Wording),
        path: &str,
        about: impl Fn(&Article, &Cause) -> bool,
    ) -> FilterForm<'a> {
        let causes: Vec<_> = snapshot
            .library()
            .causes()
            .filter(|(_, article, cause)| about(article, cause))
            .collect();
        let count = |conditions: &Conditions| {
            let listed = causes
                .iter()
                .filter(|(_, article, cause)| lists(conditions, article, cause));
            listed.count()
        };
        let texts = &wording.browse;
        let facets = [
            (REASON, &texts.reason, words(wording.reasons.iter())),
            (ACTS, &texts.acts, words(wording.acts.iter())),
            (SYSTEM, &texts.system, systems(snapshot, wording.lang)),
        ];
        let facets = facets
            .map(|(key, label, values)| Facet { key, label, values })
            .into_iter()
            .filter(|facet| self.keys.contains(&facet.key));
        FilterForm::new(
            (wording, path),
            &self.conditions,
            facets.collect(),
            count,
            &texts.found_causes,
        )
    }
}

fn lists(conditions: &Conditions, article: &Article, cause: &Cause) -> bool {
    conditions.allows(REASON, |reason| cause.reason.as_str() == reason)
        && conditions.allows(ACTS, |acts| cause.acts.as_str() == acts)
        && conditions.allows(SYSTEM, |system| article.concerns(cause, system))
}
