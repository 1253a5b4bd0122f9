//! `GET /api/v1/codes`, which is also `/codes.json`: every code that has an entry. `GET /api/v1/codes/{code}`, which is
//! also `/c/{code}.json`: what a code means, and the causes that are seen under it.

use axum::{extract::State, response::Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Asked, Language, causes::CauseAnswer, json};
use crate::{
    codes::{Code, Collision, Explanation, Registry, Typed, typed},
    knowledge::Snapshot,
    vocabulary::{Acts, Reason, Retry},
    web::{
        error::{ApiError, Error, Refusal},
        seen,
        site::Site,
        written::Written,
    },
};

/// What a code means. A code alone does not tell why a mail was refused: paste the text it came with.
#[derive(Serialize, ToSchema)]
#[schema(as = Code)]
pub(crate) struct CodeAnswer<'a> {
    /// The code in the form that addresses have.
    code: String,
    /// A short title; what those who send the code mostly mean by it.
    title: String,
    /// The title it is registered under, if that is another one.
    #[schema(required = true)]
    registered_title: Option<String>,
    /// What happened, for the person whose mail failed.
    happened: String,
    /// What that person can do first; null for a success.
    #[schema(required = true)]
    first_step: Option<String>,
    /// What it means by its standard, for an administrator, by paragraphs; the first one says the most.
    meaning: Vec<String>,
    /// The symbolic name of a number.
    #[schema(required = true)]
    name: Option<String>,
    /// Where it is defined.
    #[schema(required = true)]
    reference: Option<String>,
    /// Whether a standard, a registry or a program's own list defines it.
    registered: bool,
    /// What an administrator looks at first.
    #[schema(required = true)]
    first_check: Option<String>,
    /// Who usually acts.
    #[schema(required = true)]
    acts: Option<Acts>,
    /// Whether trying again can work; null for a success.
    #[schema(required = true)]
    retry: Option<Retry>,
    /// Other spellings of the same error.
    same_as: Vec<String>,
    /// Reasons that the code alone suggests, most usual first.
    reasons: &'a [Reason],
    /// What particular systems mean by it instead.
    said_by: Vec<SaidAnswer>,
    /// Causes that are seen under it: those that name it most narrowly first, of these the most usual ones of each
    /// reason.
    causes: Vec<CauseAnswer<'a>>,
    /// Its page, from the root of the site.
    url: String,
}

/// What one system means by a code.
#[derive(Serialize, ToSchema)]
#[schema(as = CodeSaid)]
struct SaidAnswer {
    /// The name of the system.
    name: String,
    /// Its id, if it is in the table of systems.
    #[schema(required = true)]
    system: Option<String>,
    /// What it means there.
    meaning: String,
    /// The reason it stands for there.
    #[schema(required = true)]
    reason: Option<Reason>,
}

impl From<Collision> for SaidAnswer {
    fn from(collision: Collision) -> Self {
        Self {
            name: collision.said_by,
            system: collision.system,
            meaning: collision.meaning,
            reason: collision.reason,
        }
    }
}

/// Every code that a standard, a registry or a program's own list defines.
#[derive(Serialize, ToSchema)]
#[schema(as = Codes)]
pub(crate) struct CodesAnswer<'a> {
    /// Reply codes, enhanced codes, error numbers; each kind by its numbers.
    codes: Vec<CodeLine<'a>>,
}

impl<'a> CodesAnswer<'a> {
    /// The codes of which `listed` says so by what they mean and which reasons they suggest.
    pub(crate) fn new(
        site: &Site,
        registry: &'a Registry,
        listed: impl Fn(&Explanation, &[Reason]) -> bool,
    ) -> Self {
        let line = |code: Code| {
            let about = registry.explain(code, site.lang());
            let reasons = registry.reasons_of(code);
            listed(&about, reasons).then(|| CodeLine {
                code: code.to_string(),
                title: about.title,
                reasons,
                url: format!("{}/c/{code}", site.wording().prefix()),
            })
        };
        Self {
            codes: registry.codes().filter_map(line).collect(),
        }
    }
}

/// A code in a list.
#[derive(Serialize, ToSchema)]
struct CodeLine<'a> {
    /// The code in the form that addresses have.
    code: String,
    /// A short title; what those who send the code mostly mean by it.
    title: String,
    /// Reasons that the code alone suggests, most usual first.
    reasons: &'a [Reason],
    /// Its page, from the root of the site.
    url: String,
}

/// List the codes.
#[utoipa::path(
    get,
    path = "/codes",
    operation_id = "codes",
    params(Language),
    responses(
        (status = 200, description = "Every code that has an entry.", body = CodesAnswer<'_>,
            headers(("ETag" = String, description = "Changes when the answer does."))),
        (status = 400, description = "A parameter is none of those described.", body = Refusal),
    )
)]
pub(super) async fn list(
    State(site): State<Site>,
    Asked(language): Asked<Language>,
) -> Result<Response, ApiError> {
    let site = language.of(&site);
    let snapshot = site.snapshot();
    let every = CodesAnswer::new(&site, snapshot.registry(), |_, _| true);
    Ok(json(&every)?)
}

/// Explain a code.
#[utoipa::path(
    get,
    path = "/codes/{code}",
    operation_id = "code",
    params(
        ("code" = String, Path, description = "As it was printed: `5.7.1`, `550`, `550-5.7.1`, `0x800CCC79`, `-2147220973`."),
        Language,
    ),
    responses(
        (status = 200, description = "What the code means.", body = CodeAnswer<'_>,
            headers(("ETag" = String, description = "Changes when the answer does."))),
        (status = 400, description = "A parameter is none of those described.", body = Refusal),
        (status = 404, description = "This is no code that mail systems print.", body = Refusal),
    )
)]
pub(super) async fn one(
    State(site): State<Site>,
    Written(written): Written,
    Asked(language): Asked<Language>,
) -> Result<Response, ApiError> {
    let site = language.of(&site);
    let snapshot = site.snapshot();
    let typed = typed(&written).ok_or(Error::NotACode)?;
    let answer = CodeAnswer::new(&site, &snapshot, typed).ok_or(Error::NotACode)?;
    Ok(json(&answer)?)
}

impl<'a> CodeAnswer<'a> {
    /// Nothing if no code was typed at all.
    pub(crate) fn new(site: &'a Site, snapshot: &'a Snapshot, typed: Typed) -> Option<Self> {
        let main = typed.narrowest()?;
        let registry = snapshot.registry();
        let about = registry.explain(main, site.lang());
        let code = typed.to_string();
        Some(Self {
            title: about.title,
            registered_title: about.registered_title,
            happened: about.happened,
            first_step: about.first_step,
            meaning: about.meaning,
            name: about.name,
            reference: about.reference.map(|(name, _)| name),
            registered: about.registered,
            first_check: about.first_check,
            acts: about.acts,
            retry: about.retry,
            same_as: about.same_as,
            reasons: registry.reasons_of(main),
            said_by: registry
                .collisions(main, site.lang())
                .into_iter()
                .map(SaidAnswer::from)
                .collect(),
            causes: seen::under(snapshot, main)
                .into_iter()
                .filter_map(|entry| CauseAnswer::new(site.wording(), entry))
                .collect(),
            url: format!("{}/c/{code}", site.wording().prefix()),
            code,
        })
    }
}
