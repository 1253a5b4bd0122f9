//! `GET /api/v1/suggest?q=`: what the box offers while somebody types.

use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Asked;
use crate::{
    vocabulary::Lang,
    web::{
        error::{ApiError, Refusal},
        headers::Cache,
        pages::browser::suggestions,
        site::Site,
    },
};

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Parameters {
    /// A code, an id or a few words. Longer than 64 characters, or with an address in it, it is a paste: nothing is
    /// suggested, and it should be sent to `diagnose` instead.
    q: String,
    /// The language of titles and sentences; English unless told.
    #[param(nullable = false)]
    lang: Option<Lang>,
}

/// Pages for what was typed, best first.
#[derive(Serialize, ToSchema)]
struct Suggestions {
    suggestions: Vec<Suggestion>,
}

/// A page.
#[derive(Serialize, ToSchema)]
struct Suggestion {
    title: String,
    /// One sentence.
    description: String,
    /// Its whole address.
    url: String,
}

/// Suggest pages for a few typed words.
#[utoipa::path(
    get,
    path = "/suggest",
    operation_id = "suggest",
    params(Parameters),
    responses(
        (status = 200, description = "At most eight pages.", body = Suggestions),
        (status = 400, description = "A parameter is none of those described.", body = Refusal),
    )
)]
pub(super) async fn list(
    State(site): State<Site>,
    Asked(parameters): Asked<Parameters>,
) -> Result<Response, ApiError> {
    let site = site.in_language(parameters.lang.unwrap_or(Lang::En));
    let found = suggestions(&site, parameters.q.trim());
    let suggestions = found
        .into_iter()
        .map(|(title, description, url)| Suggestion {
            title,
            description,
            url,
        })
        .collect();
    Ok((
        [(header::CACHE_CONTROL, Cache::Never.control())],
        Json(Suggestions { suggestions }),
    )
        .into_response())
}
