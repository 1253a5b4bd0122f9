//! Pages that list causes, as Markdown: `/c/{code}.md`, `/by/{system}.md`, `/reason/{reason}.md`.

use askama::Template;
use axum::response::Response;

use super::cause_lines::CauseLine;
use crate::{
    web::{
        error::{Error, PageError},
        headers::Cache,
        page::text,
        site::Site,
    },
    wording::Wording,
};

/// What such a page says.
#[derive(Template)]
#[template(path = "causes.md", escape = "none")]
struct CausesText<'a> {
    w: &'a Wording,
    base: &'a str,
    title: &'a str,
    paragraphs: &'a [&'a str],
    /// Causes under a heading each.
    groups: &'a [(&'a str, Vec<&'a CauseLine>)],
    /// The page itself.
    url: &'a str,
}

/// The Markdown of a page that is found at `url`.
pub(super) fn causes(
    site: &Site,
    (url, title): (&str, &str),
    paragraphs: &[&str],
    groups: &[(&str, Vec<&CauseLine>)],
) -> Result<Response, PageError> {
    let page = CausesText {
        w: site.wording(),
        base: site.public_url(),
        title,
        paragraphs,
        groups,
        url,
    };
    let markdown = page.render().map_err(|_| site.refuse(Error::Internal))?;
    Ok(text(
        "text/markdown; charset=utf-8",
        markdown,
        Cache::Revalidate,
    ))
}
