//! Which codes `/codes` lists.

use super::{Asked, Conditions, Facet, FilterForm, words};
use crate::{
    codes::{Code, Explanation, Registry},
    vocabulary::Reason,
    wording::Wording,
};

const KIND: &str = "kind";
const SUBJECT: &str = "subject";
const CLASS: &str = "class";
const REASON: &str = "reason";
const ACTS: &str = "acts";

/// The conditions of one request.
pub(crate) struct CodeFilter(Conditions);

impl CodeFilter {
    pub(crate) fn new(asked: &Asked) -> Self {
        Self(Conditions::new(
            asked,
            &[KIND, CLASS, SUBJECT, REASON, ACTS],
        ))
    }

    /// Whether a code fulfils all conditions.
    pub(crate) fn lists(&self, about: &Explanation, reasons: &[Reason]) -> bool {
        lists(&self.0, about, reasons)
    }

    /// The form over the list of all codes with the reasons that each suggests.
    pub(crate) fn form<'a>(
        &self,
        (registry, codes): (&Registry, &[(Explanation, &[Reason])]),
        wording: &'a Wording,
    ) -> FilterForm<'a> {
        let count = |conditions: &Conditions| {
            let listed = codes
                .iter()
                .filter(|(about, reasons)| lists(conditions, about, reasons));
            listed.count()
        };
        let texts = &wording.code;
        let kinds = [
            ("enhanced", &texts.kind_enhanced),
            ("reply", &texts.kind_reply),
            ("number", &texts.kind_number),
        ];
        let kinds = kinds.iter().map(|(kind, name)| (*kind, name.as_str()));
        let classes = registry.classes(wording.lang);
        let classes =
            classes.map(|(class, title)| (class.to_string(), format!("{class}: {title}")));
        let subjects = registry.subjects(wording.lang);
        let subjects =
            subjects.map(|(subject, title)| (subject.to_string(), format!("X.{subject}: {title}")));
        let facets = [
            (KIND, &texts.kind, words(kinds)),
            (CLASS, &texts.class, classes.collect()),
            (SUBJECT, &texts.subject, subjects.collect()),
            (
                REASON,
                &wording.browse.reason,
                words(wording.reasons.iter()),
            ),
            (ACTS, &wording.browse.acts, words(wording.acts.iter())),
        ];
        let facets = facets.map(|(key, label, values)| Facet { key, label, values });
        FilterForm::new(
            (wording, "/codes"),
            &self.0,
            facets.into(),
            count,
            &texts.found,
        )
    }
}

fn lists(conditions: &Conditions, about: &Explanation, reasons: &[Reason]) -> bool {
    let (kind, class, subject) = match about.code {
        Code::Enhanced(code) => ("enhanced", Some(code.class().into()), Some(code.subject())),
        Code::Reply(code) => ("reply", Some(code.number() / 100), None),
        Code::Number(_) => ("number", None, None),
    };
    let is = |part: Option<u16>, wanted: &str| part.is_some_and(|part| part.to_string() == wanted);
    conditions.allows(KIND, |wanted| kind == wanted)
        && conditions.allows(CLASS, |wanted| is(class, wanted))
        && conditions.allows(SUBJECT, |wanted| is(subject, wanted))
        && conditions.allows(REASON, |wanted| {
            reasons.iter().any(|reason| reason.as_str() == wanted)
        })
        && conditions.allows(ACTS, |wanted| {
            about.acts.is_some_and(|acts| acts.as_str() == wanted)
        })
}
