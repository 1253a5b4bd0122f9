//! Headers: what a browser may do with a page, how long it may keep it, and what is compressed.

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};
use sha2::{Digest, Sha256};
use tower_http::compression::{
    CompressionLayer, Predicate,
    predicate::{DefaultPredicate, SizeAbove},
};

/// How long an answer may be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cache {
    /// Never: it holds a paste.
    Never,
    /// It may be kept and is asked for anew each time: it changes when articles are published.
    Revalidate,
    /// For good: its address changes with its content.
    Forever,
}

impl Cache {
    /// The value of `Cache-Control`.
    pub(crate) const fn control(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Never => NO_STORE,
            Self::Revalidate => "no-cache",
            Self::Forever => "public, max-age=31536000, immutable",
        })
    }
}

const NO_STORE: &str = "no-store";

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
                      manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Puts the headers that protect the reader on every answer, errors included.
pub(crate) async fn protect(
    State(https): State<bool>,
    mut request: Request,
    next: Next,
) -> Response {
    // Who takes nothing as it is gets it all the same (RFC 9110 section 12.5.3): an error would have no other form.
    let refuses_plain = |value: &HeaderValue| {
        let value = value.to_str().unwrap_or_default().replace(' ', "");
        value.contains("identity;q=0") || value.contains("*;q=0")
    };
    let headers = request.headers_mut();
    if headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .any(refuses_plain)
    {
        headers.remove(header::ACCEPT_ENCODING);
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // JSON is UTF-8 without saying so (RFC 8259), but Windows PowerShell 5.1 reads it as Latin-1 unless told.
    if headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|media_type| media_type == "application/json")
    {
        let media_type = HeaderValue::from_static("application/json; charset=utf-8");
        headers.insert(header::CONTENT_TYPE, media_type);
    }
    if https {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=63072000"),
        );
    }
    response
}

/// Compresses what holds no paste: the size of a compressed page tells what else is in it (BREACH).
pub(crate) fn compression() -> CompressionLayer<impl Predicate> {
    let holds_no_paste =
        |_: StatusCode, _: axum::http::Version, headers: &HeaderMap, _: &axum::http::Extensions| {
            headers.get(header::CACHE_CONTROL) != Some(&HeaderValue::from_static(NO_STORE))
        };
    CompressionLayer::new().compress_when(
        DefaultPredicate::new()
            .and(SizeAbove::new(512))
            .and(holds_no_paste),
    )
}

/// The strong validator of a body.
pub(crate) fn etag(body: &[u8]) -> HeaderValue {
    let digest = hex(&Sha256::digest(body), 12);
    HeaderValue::from_str(&format!("\"{digest}\"")).unwrap_or(HeaderValue::from_static("\"-\""))
}

/// The first bytes of a digest in hexadecimal digits.
pub(crate) fn hex(digest: &[u8], bytes: usize) -> String {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f',
    ];
    digest
        .iter()
        .take(bytes)
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| DIGITS.get(usize::from(digit)))
        .collect()
}

/// Answers 304 where the browser already has the page. Each encoding has a validator of its own (RFC 9110 section
/// 8.8.3), so this stands outside the compression; a body that is not sent is not compressed either.
pub(crate) async fn conditional(request: Request, next: Next) -> Response {
    let known = request.headers().get(header::IF_NONE_MATCH).cloned();
    let mut response = next.run(request).await;
    let Some(own) = validator(response.headers()) else {
        return response;
    };
    let fresh = known.is_some_and(|known| matches(&known, &own));
    response.headers_mut().insert(header::ETAG, own);
    if fresh && response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        *response.body_mut() = Body::empty();
        response.headers_mut().remove(header::CONTENT_LENGTH);
        response.headers_mut().remove(header::CONTENT_ENCODING);
    }
    response
}

fn validator(headers: &HeaderMap) -> Option<HeaderValue> {
    let plain = headers.get(header::ETAG)?;
    let Some(encoding) = headers.get(header::CONTENT_ENCODING) else {
        return Some(plain.clone());
    };
    let (plain, encoding) = (plain.to_str().ok()?, encoding.to_str().ok()?);
    HeaderValue::from_str(&format!("{}-{encoding}\"", plain.trim_end_matches('"'))).ok()
}

fn matches(known: &HeaderValue, own: &HeaderValue) -> bool {
    let (Ok(known), Ok(own)) = (known.to_str(), own.to_str()) else {
        return false;
    };
    known
        .split(',')
        .map(|tag| tag.trim().trim_start_matches("W/"))
        .any(|tag| tag == own || tag == "*")
}
