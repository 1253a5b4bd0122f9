//! The HTTP API: the same answers as JSON, and the document that describes it (`/openapi.json`), which is made from the
//! handlers and the types they answer with.

pub(super) mod articles;
mod causes;
pub(super) mod codes;
mod diagnose;
mod document;
pub(super) mod reasons;
mod suggest;
pub(super) mod systems;

use axum::{
    Router,
    extract::{FromRequestParts, Query},
    http::request::Parts,
    response::Response,
    routing::{any, get},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    callers,
    error::{ApiError, Error},
    headers::Cache,
    page::text,
    site::Site,
};
use crate::vocabulary::Lang;

/// Every address of the API, and its description with the site's own address as the server to ask.
pub(super) fn router(site: &Site) -> Router<Site> {
    let (operations, document) = OpenApiRouter::new()
        .routes(routes!(diagnose::answer))
        .routes(routes!(articles::list))
        .routes(routes!(articles::one))
        .routes(routes!(codes::list))
        .routes(routes!(codes::one))
        .routes(routes!(reasons::list))
        .routes(routes!(systems::list))
        .routes(routes!(suggest::list))
        .split_for_parts();
    let document = document::complete(document, site.public_url());
    let describe = move || async move { json(&document).map_err(ApiError) };
    let operations = operations
        .fallback(no_such_address)
        .method_not_allowed_fallback(method_not_allowed);
    let router = Router::new()
        .route("/openapi.json", get(describe))
        .method_not_allowed_fallback(method_not_allowed)
        .nest("/api/v1", operations)
        .route("/api/v1/", any(no_such_address));
    match site.callers() {
        [] => router,
        origins => router.layer(callers::allow(origins)),
    }
}

async fn no_such_address() -> ApiError {
    ApiError(Error::NoSuchPage)
}

async fn method_not_allowed() -> ApiError {
    ApiError(Error::MethodNotAllowed)
}

/// The parameters behind the question mark. What is misspelt is refused, not ignored.
struct Asked<T>(T);

impl<T: DeserializeOwned> FromRequestParts<Site> for Asked<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, ApiError> {
        let asked = Query::from_request_parts(parts, site).await;
        asked
            .map(|Query(asked)| Self(asked))
            .map_err(|_| ApiError(Error::BadParameter))
    }
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Language {
    /// The language of titles and sentences; English unless told.
    #[param(nullable = false)]
    lang: Option<Lang>,
}

impl Language {
    fn of(&self, site: &Site) -> Site {
        site.in_language(self.lang.unwrap_or(Lang::En))
    }
}

/// What changes only when articles are published, with a validator.
pub(super) fn json(answer: &impl Serialize) -> Result<Response, Error> {
    let answer = serde_json::to_string(answer).map_err(|error| {
        tracing::error!(%error, "An answer could not be written");
        Error::Internal
    })?;
    Ok(text("application/json", answer, Cache::Revalidate))
}
