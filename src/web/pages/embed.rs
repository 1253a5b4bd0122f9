//! `GET /oembed?url=`: what a page of this site is about, for a wiki or ticket system that shows links as cards (oEmbed 1.0).

use askama::Template;
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    response::Response,
};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde::{Deserialize, Serialize};

use crate::{
    codes::typed,
    vocabulary::Reason,
    web::{
        api::json,
        error::{ApiError, Error},
        site::Site,
    },
};

/// The size of a card, in pixels, where the asker gives no limits.
const WIDTH: u32 = 600;
const HEIGHT: u32 = 180;

/// The pages that can be shown as cards, by how their addresses begin.
const SHOWN: [&str; 4] = ["/a/", "/c/", "/reason/", "/by/"];

#[derive(Deserialize)]
pub(crate) struct Asked {
    url: String,
    format: Option<String>,
    maxwidth: Option<u32>,
    maxheight: Option<u32>,
}

#[derive(Serialize)]
struct Card<'a> {
    version: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'a str,
    provider_name: &'a str,
    provider_url: &'a str,
    html: String,
    width: u32,
    height: u32,
}

#[derive(Template)]
#[template(
    source = r#"<blockquote lang="{{ tag }}"><p><a href="{{ url }}">{{ title }}</a></p><p>{{ about }}</p></blockquote>"#,
    ext = "html"
)]
struct CardHtml<'a> {
    tag: &'a str,
    url: &'a str,
    title: &'a str,
    about: &'a str,
}

/// Where the card of a page is to be asked for; nothing for a page that has none. `path` is without its language.
pub(crate) fn address(public_url: &str, url: &str, path: &str) -> Option<String> {
    let shown = SHOWN.iter().any(|begins| path.starts_with(begins));
    let url = utf8_percent_encode(url, NON_ALPHANUMERIC);
    shown.then(|| format!("{public_url}/oembed?url={url}"))
}

pub(crate) async fn card(
    State(site): State<Site>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, ApiError> {
    let Query(asked) = asked.map_err(|_| Error::BadCard)?;
    if asked.format.is_some_and(|format| format != "json") {
        return Err(Error::NoSuchFormat.into());
    }
    let path = asked.url.strip_prefix(site.public_url());
    let path = path.and_then(|path| path.split(['?', '#']).next());
    let path = path.ok_or(Error::NoSuchPage)?;
    let site = site.at(path);
    let wording = site.wording();
    let (title, about) = path
        .strip_prefix(wording.prefix())
        .and_then(|path| title_and_lead(&site, path))
        .ok_or(Error::NoSuchPage)?;
    let html = CardHtml {
        tag: &wording.site.tag,
        url: &asked.url,
        title: &title,
        about: &about,
    };
    Ok(json(&Card {
        version: "1.0",
        kind: "rich",
        title: &title,
        provider_name: &wording.site.name,
        provider_url: site.public_url(),
        html: html.render().map_err(|_| Error::Internal)?,
        width: asked.maxwidth.map_or(WIDTH, |most| most.min(WIDTH)),
        height: asked.maxheight.map_or(HEIGHT, |most| most.min(HEIGHT)),
    })?)
}

/// What the page at a path, without its language, is called and says first.
fn title_and_lead(site: &Site, path: &str) -> Option<(String, String)> {
    let (wording, snapshot) = (site.wording(), site.snapshot());
    let (kind, name) = path.strip_prefix('/')?.split_once('/')?;
    let name = percent_decode_str(name).decode_utf8().ok()?;
    match kind {
        "a" => {
            let (text, _) = snapshot.library().find(&name)?.text(wording.lang);
            Some((text.title.clone(), text.summary.clone()))
        }
        "c" => {
            let typed = typed(&name)?;
            let about = snapshot
                .registry()
                .explain(typed.narrowest()?, wording.lang);
            let values = [("code", &*typed.to_string()), ("title", &*about.title)];
            Some((wording.code.title.with(&values), about.happened))
        }
        "reason" => {
            let reason: Reason = name.parse().ok()?;
            let (name, means) = (wording.reasons.of(reason), wording.reason_means.of(reason));
            Some((name.to_owned(), means.to_owned()))
        }
        "by" => {
            let name = snapshot.systems().get(&name)?.name(wording.lang);
            Some((
                name.to_owned(),
                wording.system.lead.with(&[("system", name)]),
            ))
        }
        _ => None,
    }
}
