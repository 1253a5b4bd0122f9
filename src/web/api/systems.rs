//! `GET /api/v1/systems`: the mail systems, client programs and providers that are recognised.

use axum::{extract::State, response::Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Asked, Language, json};
use crate::{
    evidence::SystemKind,
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
    let systems = snapshot.systems().all().iter().map(|system| SystemLine {
        id: system.id.as_str(),
        name: &system.name,
        kind: system.kind,
        hosts: &system.hosts,
        url: format!("{}/by/{}", site.wording().prefix(), system.id),
    });
    Ok(json(&SystemsAnswer {
        systems: systems.collect(),
    })?)
}
