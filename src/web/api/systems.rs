//! `GET /api/v1/systems`: the mail systems, client programs and providers that are recognised.

use axum::{extract::State, response::Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Asked, Language, causes::CauseAnswer, json};
use crate::{
    evidence::{System, SystemKind},
    knowledge::Snapshot,
    web::{
        error::{ApiError, Refusal},
        site::Site,
    },
};

/// Every known system.
#[derive(Serialize, ToSchema)]
#[schema(as = Systems)]
struct SystemsAnswer<'a> {
    systems: Vec<SystemLine<'a>>,
}

/// A mail system, client program or provider.
#[derive(Serialize, ToSchema)]
#[schema(as = System)]
struct SystemLine<'a> {
    /// What never changes.
    id: &'a str,
    /// What people read for it.
    name: &'a str,
    kind: SystemKind,
    /// Domains its hosts live in.
    hosts: &'a [String],
    /// Its page, from the root of the site.
    url: String,
}

impl<'a> SystemLine<'a> {
    fn new(site: &Site, system: &'a System) -> Self {
        Self {
            id: system.id.as_str(),
            name: system.name(site.lang()),
            kind: system.kind,
            hosts: &system.hosts,
            url: format!("{}/by/{}", site.wording().prefix(), system.id),
        }
    }
}

/// A system with what it says: `/by/{system}.json`.
#[derive(Serialize)]
pub(crate) struct SystemAnswer<'a> {
    #[serde(flatten)]
    line: SystemLine<'a>,
    causes: Vec<CauseAnswer<'a>>,
    /// Ids of articles about it.
    articles: Vec<&'a str>,
}

impl<'a> SystemAnswer<'a> {
    pub(crate) fn new(site: &Site, snapshot: &'a Snapshot, system: &'a System) -> Self {
        let id = system.id.as_str();
        let articles = snapshot.library().articles().iter();
        Self {
            line: SystemLine::new(site, system),
            causes: CauseAnswer::all(site.wording(), snapshot, |article, cause| {
                article.concerns(cause, id)
            }),
            articles: articles
                .filter(|article| article.applies_to.iter().any(|product| product == id))
                .map(|article| article.id.as_str())
                .collect(),
        }
    }
}

/// List the mail systems.
#[utoipa::path(
    get,
    path = "/systems",
    operation_id = "systems",
    params(Language),
    responses(
        (status = 200, description = "Every system.", body = SystemsAnswer<'_>,
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
    let systems = snapshot.systems().all().iter();
    Ok(json(&SystemsAnswer {
        systems: systems
            .map(|system| SystemLine::new(&site, system))
            .collect(),
    })?)
}
