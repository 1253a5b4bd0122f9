//! How large a request may be, and how slow. What goes beyond is refused with an answer that says so; [`super::listen`]
//! cuts off what is far beyond before it is read at all.

use std::error::Error as StdError;

use axum::{
    extract::{Request, State},
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse, Response},
};
use tower_http::timeout::TimeoutError;

use super::{error::Error, site::Site};

/// The largest request body that is read, in bytes.
pub const MAX_BODY: usize = 10 * 1024 * 1024;
/// The largest file that the page sends, in bytes: the form around it needs some room. Of a longer one it sends the
/// beginning, where the report stands.
pub(crate) const MAX_FILE: usize = MAX_BODY - 64 * 1024;
/// The longest address, path and query together, in bytes (RFC 9110 section 4.1 asks for 8000 at least).
const MAX_ADDRESS: usize = 8 * 1024;
/// The largest header section, names and values together, in bytes.
const MAX_HEADERS: usize = 32 * 1024;

/// Refuses what has an address or headers beyond all use (RFC 9110 section 15.5.15, RFC 6585 section 5).
pub(crate) async fn head(State(site): State<Site>, request: Request, next: Next) -> Response {
    let site = site.at(request.uri().path());
    let address = request.uri().path_and_query();
    let headers = request.headers().iter();
    if address.is_some_and(|address| address.as_str().len() > MAX_ADDRESS) {
        site.refuse(Error::AddressTooLong).into_response()
    } else if headers
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum::<usize>()
        > MAX_HEADERS
    {
        site.refuse(Error::HeadersTooLarge).into_response()
    } else {
        next.run(request).await
    }
}

/// Why a body could not be read.
pub(crate) fn broken(status: StatusCode, error: &(dyn StdError + 'static)) -> Error {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Error::UnsupportedMedia,
        _ if is_timeout(error) => Error::TooSlow,
        _ => Error::Unreadable,
    }
}

fn is_timeout(error: &(dyn StdError + 'static)) -> bool {
    error.is::<TimeoutError>() || error.source().is_some_and(is_timeout)
}
