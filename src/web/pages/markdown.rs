//! Pages that list something, as Markdown: causes (`/c/{code}.md`, `/by/{system}.md`, `/reason/{reason}.md`), articles and
//! codes (`/articles.md`, `/codes.md`).

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

/// What a page says that lists causes.
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
    written(
        site,
        &CausesText {
            w: site.wording(),
            base: site.public_url(),
            title,
            paragraphs,
            groups,
            url,
        },
    )
}

/// What a page says that lists other pages.
#[derive(Template)]
#[template(path = "pages.md", escape = "none")]
struct PagesText<'a> {
    base: &'a str,
    title: &'a str,
    lead: &'a str,
    groups: &'a [(&'a str, Vec<Entry<'a>>)],
    url: &'a str,
}

/// One of those pages.
pub(super) struct Entry<'a> {
    pub(super) title: &'a str,
    /// Its address, from the root of the site.
    pub(super) url: &'a str,
    /// One sentence about it.
    pub(super) about: &'a str,
}

/// The Markdown of a page that is found at `url` and lists others under a heading each.
pub(super) fn pages(
    site: &Site,
    (url, title, lead): (&str, &str, &str),
    groups: &[(&str, Vec<Entry<'_>>)],
) -> Result<Response, PageError> {
    written(
        site,
        &PagesText {
            base: site.public_url(),
            title,
            lead,
            groups,
            url,
        },
    )
}

fn written(site: &Site, page: &impl Template) -> Result<Response, PageError> {
    let markdown = page.render().map_err(|_| site.refuse(Error::Internal))?;
    Ok(text(
        "text/markdown; charset=utf-8",
        markdown,
        Cache::Revalidate,
    ))
}
