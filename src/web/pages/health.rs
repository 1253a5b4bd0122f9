//! `GET /healthz` and `GET /readyz`, for whatever stands in front of the server.

use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::IntoResponse,
};

use crate::web::site::Site;

const NO_STORE: [(header::HeaderName, HeaderValue); 1] =
    [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];

/// The process answers.
pub(crate) async fn alive() -> impl IntoResponse {
    (NO_STORE, "ok\n")
}

/// There are articles to answer from.
pub(crate) async fn ready(State(site): State<Site>) -> impl IntoResponse {
    let articles = site.snapshot().library().articles().len();
    let status = if articles == 0 {
        StatusCode::SERVICE_UNAVAILABLE
    } else {
        StatusCode::OK
    };
    (status, NO_STORE, format!("articles={articles}\n"))
}
