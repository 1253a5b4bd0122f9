//! The pages, one file each.

pub(super) mod answer;
pub(super) mod article;
pub(super) mod articles;
pub(super) mod browser;
pub(super) mod cause_lines;
pub(super) mod code;
pub(super) mod codes;
pub(crate) mod embed;
pub(super) mod error;
pub(super) mod feed;
mod filter;
pub(super) mod footers;
pub(super) mod health;
pub(super) mod home;
pub(super) mod interface;
mod markdown;
mod origin;
pub(super) mod privacy;
pub(super) mod reason;
pub(super) mod system;

use axum::{
    extract::{OriginalUri, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{
    error::{Error, PageError},
    site::Site,
};

/// A page that is no page with a slash at its end may be one without it.
pub(super) async fn no_such_page(
    State(site): State<Site>,
    OriginalUri(address): OriginalUri,
) -> Result<Response, PageError> {
    let path = address.path();
    let without = path.trim_matches('/');
    if without.is_empty() || !path.ends_with('/') || path.contains('\\') {
        return Err(site.refuse(Error::NoSuchPage));
    }
    let query = address
        .query()
        .map_or(String::new(), |query| format!("?{query}"));
    // One slash at the start: two would name another host.
    Ok(moved(&format!("/{without}{query}")))
}

/// The list of codes, for an address that names none.
pub(super) async fn all_codes(State(site): State<Site>) -> Response {
    moved(&format!("{}/codes", site.wording().prefix()))
}

/// The page has its one address elsewhere.
pub(super) fn moved(url: &str) -> Response {
    let location = [(header::LOCATION, url.to_owned())];
    (StatusCode::MOVED_PERMANENTLY, location).into_response()
}

pub(super) async fn method_not_allowed(State(site): State<Site>) -> PageError {
    site.refuse(Error::MethodNotAllowed)
}
