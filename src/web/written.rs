//! The last part of an address, as written.

use std::convert::Infallible;

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};

/// The part of the path that names a page's subject, decoded. What cannot be decoded is empty and so names nothing: a
/// damaged address is answered as one that does not exist.
pub(crate) struct Written(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for Written {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let path = Path::<String>::from_request_parts(parts, state).await;
        Ok(Self(path.map_or_else(|_| String::new(), |Path(path)| path)))
    }
}
