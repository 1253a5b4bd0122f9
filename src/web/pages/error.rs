//! What a visitor sees when a request cannot be answered: what is wrong, the box, and ways on.

use askama::Template;
use axum::response::{IntoResponse, Response};

use crate::{
    web::{
        error::Error,
        headers::Cache,
        page::{Frame, text},
        site::Site,
    },
    wording::Errors,
};

#[derive(Template)]
#[template(path = "error.html")]
pub(crate) struct ErrorPage<'a> {
    frame: Frame<'a>,
    heading: &'a str,
    help: &'a str,
    pasted: String,
}

impl ErrorPage<'_> {
    /// The page for an error, with `pasted` in its box. Its status is set by the caller.
    pub(crate) fn response(site: &Site, error: Error, pasted: String) -> Response {
        let (heading, help) = texts(&site.wording().errors, error);
        let page = ErrorPage {
            // What does not exist has no twin: the other language begins at its start page.
            frame: Frame {
                twin: Frame::new(site, "/", heading, "").twin,
                ..Frame::of_the_moment(site, heading)
            },
            heading,
            help,
            pasted,
        };
        match page.render() {
            Ok(html) => text("text/html; charset=utf-8", html, Cache::Never),
            Err(_) => heading.to_owned().into_response(),
        }
    }
}

fn texts(errors: &Errors, error: Error) -> (&str, &str) {
    match error {
        Error::NoSuchPage => (&errors.not_found, &errors.not_found_help),
        Error::NoSuchArticle => (&errors.no_article, &errors.not_found_help),
        Error::NotACode => (&errors.no_code, &errors.no_code_help),
        Error::MethodNotAllowed => (&errors.method, &errors.method_help),
        Error::TooLarge => (&errors.too_large, &errors.too_large_help),
        Error::UnsupportedMedia => (&errors.media, &errors.media_help),
        Error::Unreadable | Error::BadParameter | Error::BadCard | Error::NoSuchFormat => {
            (&errors.unreadable, &errors.unreadable_help)
        }
        Error::TooSlow => (&errors.too_slow, &errors.too_slow_help),
        Error::AddressTooLong => (&errors.long_address, &errors.long_address_help),
        Error::HeadersTooLarge => (&errors.headers, &errors.headers_help),
        Error::Busy => (&errors.busy, &errors.busy_help),
        Error::Internal => (&errors.internal, &errors.internal_help),
    }
}
