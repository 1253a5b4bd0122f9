//! `GET /api/v1/reasons`: the classes of causes.

use axum::{extract::State, response::Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Asked, Language, causes::CauseAnswer, json};
use crate::{
    knowledge::Snapshot,
    vocabulary::Reason,
    web::{
        error::{ApiError, Refusal},
        site::Site,
    },
};

/// Every reason, in the fixed order.
#[derive(Serialize, ToSchema)]
#[schema(as = Reasons)]
struct ReasonsAnswer<'a> {
    reasons: Vec<ReasonLine<'a>>,
}

/// A class of causes. Programs should decide by it, not by titles.
#[derive(Serialize, ToSchema)]
struct ReasonLine<'a> {
    /// What never changes.
    id: Reason,
    /// What people read for it.
    name: &'a str,
    /// What it means for a helpdesk.
    means: &'a str,
    /// Its page, from the root of the site.
    url: String,
}

impl<'a> ReasonLine<'a> {
    fn new(site: &'a Site, id: Reason) -> Self {
        let wording = site.wording();
        Self {
            id,
            name: wording.reasons.of(id),
            means: wording.reason_means.of(id),
            url: format!("{}/reason/{id}", wording.prefix()),
        }
    }
}

/// A reason with its causes: `/reason/{reason}.json`.
#[derive(Serialize)]
pub(crate) struct ReasonAnswer<'a> {
    #[serde(flatten)]
    line: ReasonLine<'a>,
    causes: Vec<CauseAnswer<'a>>,
}

impl<'a> ReasonAnswer<'a> {
    pub(crate) fn new(site: &'a Site, snapshot: &'a Snapshot, reason: Reason) -> Self {
        Self {
            line: ReasonLine::new(site, reason),
            causes: CauseAnswer::all(site.wording(), snapshot, |_, cause| cause.reason == reason),
        }
    }
}

/// List the reasons.
#[utoipa::path(
    get,
    path = "/reasons",
    operation_id = "reasons",
    params(Language),
    responses(
        (status = 200, description = "Every reason.", body = ReasonsAnswer<'_>,
            headers(("ETag" = String, description = "Changes when the answer does."))),
        (status = 400, description = "A parameter is none of those described.", body = Refusal),
    )
)]
pub(super) async fn list(
    State(site): State<Site>,
    Asked(language): Asked<Language>,
) -> Result<Response, ApiError> {
    let site = language.of(&site);
    let line = |id: &Reason| ReasonLine::new(&site, *id);
    Ok(json(&ReasonsAnswer {
        reasons: Reason::ALL.iter().map(line).collect(),
    })?)
}
