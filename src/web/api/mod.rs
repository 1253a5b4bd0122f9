//! The HTTP API: the same answers as JSON.

pub(super) mod diagnose;

use super::error::{ApiError, Error};

pub(super) async fn no_such_address() -> ApiError {
    ApiError(Error::NoSuchPage)
}

pub(super) async fn method_not_allowed() -> ApiError {
    ApiError(Error::MethodNotAllowed)
}
