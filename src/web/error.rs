//! What can go wrong with a request. One enum states the facts; pages and the API dress them.

use std::any::Any;

use axum::{
    Json,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    pages::error::ErrorPage,
    site::Site,
    written::{Form, name_and_form},
};

/// A request that cannot be answered as asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Error {
    #[error("there is no such address; /openapi.json lists all")]
    NoSuchPage,
    #[error("there is no such article; /api/v1/articles lists all")]
    NoSuchArticle,
    #[error(
        "this is no code that mail systems print; codes look like 5.7.1, 550, 550-5.7.1, 0x800CCC79 or -2147220973"
    )]
    NotACode,
    #[error("this address takes no such request; /openapi.json tells what each address takes")]
    MethodNotAllowed,
    #[error(
        "the body is larger than 10 MiB; send the part with the error, or the mail without its attachments"
    )]
    TooLarge,
    #[error(
        "send text/plain, message/rfc822, application/json or multipart/form-data, and do not compress it"
    )]
    UnsupportedMedia,
    #[error(
        "the body could not be read: send {{\"text\": …}} or {{\"base64\": …}} as JSON, or a form with the field `text` or `file`"
    )]
    Unreadable,
    #[error(
        "limit is a number from 1 to 50, lang is en or zh, text is 0 or 1, q is what was typed"
    )]
    BadParameter,
    #[error("the body stopped coming for 30 seconds; send it again")]
    TooSlow,
    #[error("the address is longer than 8 KiB; send texts in the body of POST /api/v1/diagnose")]
    AddressTooLong,
    #[error("the headers are larger than 32 KiB; send fewer, for instance no cookies")]
    HeadersTooLarge,
    #[error("url is the address of a page here; maxwidth and maxheight are numbers")]
    BadCard,
    #[error("cards are given as JSON only; leave format out")]
    NoSuchFormat,
    #[error("too many texts are being read; try again in a few seconds")]
    Busy,
    #[error("internal error; the operator's log says more and does not hold your text")]
    Internal,
}

impl From<Error> for StatusCode {
    fn from(error: Error) -> Self {
        match error {
            Error::NoSuchPage | Error::NoSuchArticle | Error::NotACode => Self::NOT_FOUND,
            Error::MethodNotAllowed => Self::METHOD_NOT_ALLOWED,
            Error::TooLarge => Self::PAYLOAD_TOO_LARGE,
            Error::UnsupportedMedia => Self::UNSUPPORTED_MEDIA_TYPE,
            Error::Unreadable => Self::UNPROCESSABLE_ENTITY,
            Error::BadParameter | Error::BadCard => Self::BAD_REQUEST,
            Error::TooSlow => Self::REQUEST_TIMEOUT,
            Error::AddressTooLong => Self::URI_TOO_LONG,
            Error::HeadersTooLarge => Self::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Error::NoSuchFormat => Self::NOT_IMPLEMENTED,
            Error::Busy => Self::SERVICE_UNAVAILABLE,
            Error::Internal => Self::INTERNAL_SERVER_ERROR,
        }
    }
}

/// An error as a page, with ways on.
#[derive(Debug)]
pub(crate) struct PageError(Box<Response>);

impl PageError {
    /// A page with `pasted` in its box, so that what was sent can be sent again.
    pub(crate) fn new(site: &Site, error: Error, pasted: String) -> Self {
        let page = ErrorPage::response(site, error, pasted);
        Self(Box::new(finish(error, page)))
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        *self.0
    }
}

/// An error as JSON.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Refusal {
    /// What is wrong and what to do, in English.
    error: String,
}

/// An error as JSON: `{"error": "…"}`.
#[derive(Debug)]
pub(crate) struct ApiError(pub(crate) Error);

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = Json(Refusal {
            error: self.0.to_string(),
        });
        finish(self.0, body.into_response())
    }
}

/// Gives errors to programs as JSON and to people as pages: JSON under `/api/` and at `/oembed`, where the address ends in
/// `.json`, and where the request accepts JSON but no HTML.
pub(crate) async fn in_wanted_form(
    State(site): State<Site>,
    request: Request,
    next: Next,
) -> Response {
    let json = wants_json(&request);
    let site = site.at(request.uri().path());
    let response = next.run(request).await;
    let Some(error) = response.extensions().get::<Error>().copied() else {
        return response;
    };
    let is_json = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|media_type| media_type == "application/json");
    let mut wanted = match (json, is_json) {
        (true, false) => ApiError(error).into_response(),
        (false, true) => site.refuse(error).into_response(),
        _ => return response,
    };
    if let Some(allowed) = response.headers().get(header::ALLOW) {
        wanted.headers_mut().insert(header::ALLOW, allowed.clone());
    }
    wanted
}

fn wants_json(request: &Request) -> bool {
    let path = request.uri().path();
    let accepts = |media_type: &str| {
        let mut accepted = request.headers().get_all(header::ACCEPT).iter();
        accepted.any(|value| value.to_str().is_ok_and(|value| value.contains(media_type)))
    };
    path.starts_with("/api/")
        || path == "/oembed"
        || name_and_form(path).1 == Form::Json
        || accepts("json") && !accepts("text/html")
}

fn finish(error: Error, mut response: Response) -> Response {
    *response.status_mut() = error.into();
    response.extensions_mut().insert(error);
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::VARY, HeaderValue::from_static("accept"));
    if error == Error::Busy {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    }
    response
}

/// The last resort after a panic outside the reading of a paste. What it was about stays inside.
pub(crate) fn after_panic(_panic: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!("A handler failed");
    ApiError(Error::Internal).into_response()
}
