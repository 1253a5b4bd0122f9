//! What browsers ask for: search in the address bar, suggestions, installation.

use std::net::IpAddr;

use askama::Template;
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    response::Response,
};
use serde::Deserialize;
use serde_json::json;

use crate::{
    codes,
    vocabulary::Lang,
    web::{
        error::{Error, PageError},
        headers::Cache,
        page::{Frame, show as show_page, text},
        site::Site,
    },
};

/// Suggestions given at most, and the longest text that is looked at. Anything longer, or with an address in it, is a
/// paste, and pastes never stand in a URL.
const SUGGESTIONS: usize = 8;
const LONGEST: usize = 64;

#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    q: String,
    lang: Option<String>,
}

/// `GET /suggest?q=`: `[typed, titles, descriptions, addresses]` (OpenSearch Suggestions 1.1).
pub(crate) async fn suggest(
    State(site): State<Site>,
    typed: Result<Query<Typed>, QueryRejection>,
) -> Response {
    let (typed, lang) = typed.map_or((String::new(), Lang::En), |Query(typed)| {
        let lang = typed.lang.and_then(|lang| lang.parse().ok());
        (typed.q, lang.unwrap_or(Lang::En))
    });
    let found = suggestions(&site.in_language(lang), typed.trim());
    let body = json!([
        typed,
        found.iter().map(|found| &found.0).collect::<Vec<_>>(),
        found.iter().map(|found| &found.1).collect::<Vec<_>>(),
        found.iter().map(|found| &found.2).collect::<Vec<_>>(),
    ]);
    text(
        "application/x-suggestions+json; charset=utf-8",
        body.to_string(),
        Cache::Never,
    )
}

/// What is offered for a few typed words: title, description, address. Nothing for what looks like a paste.
pub(crate) fn suggestions(site: &Site, typed: &str) -> Vec<(String, String, String)> {
    if typed.is_empty() || is_paste(typed) {
        return Vec::new();
    }
    let snapshot = site.snapshot();
    let (lang, wording) = (site.lang(), site.wording());
    let base = format!("{}{}", site.public_url(), wording.prefix());
    let lower = typed.to_lowercase();
    let whole = codes::typed(typed).filter(|typed| typed.reply.is_some() && typed.code.is_some());
    let whole = whole.and_then(|whole| {
        let title = snapshot.registry().explain(whole.narrowest()?, lang).title;
        Some((whole.to_string(), title, format!("{base}/c/{whole}")))
    });
    let codes = snapshot
        .registry()
        .codes()
        .filter(|code| code.to_string().to_lowercase().starts_with(&lower))
        .map(|code| {
            let title = snapshot.registry().explain(code, lang).title;
            (code.to_string(), title, format!("{base}/c/{code}"))
        });
    let systems = snapshot.systems().all().iter().filter(|system| {
        let name = system.name(lang).to_lowercase();
        lower.chars().count() > 2 && name.split([' ', '(']).any(|word| word.starts_with(&lower))
    });
    let systems = systems.map(|system| {
        let lead = wording.system.lead.with(&[("system", system.name(lang))]);
        let url = format!("{base}/by/{}", system.id);
        (system.name(lang).to_owned(), lead, url)
    });
    let named = snapshot.library().articles().iter().filter(|article| {
        article.id.to_lowercase().starts_with(&lower)
            || article.text(lang).0.title.to_lowercase().contains(&lower)
    });
    let found = snapshot.find(typed, SUGGESTIONS);
    let found = found
        .iter()
        .filter_map(|found| snapshot.library().find(&found.article));
    let articles = named.chain(found).map(|article| {
        let (text, _) = article.text(lang);
        let url = format!("{base}/a/{}", article.id);
        (text.title.clone(), text.summary.clone(), url)
    });
    let mut suggested: Vec<(String, String, String)> = Vec::new();
    let codes = whole.into_iter().chain(codes).take(SUGGESTIONS / 2);
    for suggestion in codes.chain(systems.take(2)).chain(articles) {
        if suggested.len() < SUGGESTIONS && !suggested.contains(&suggestion) {
            suggested.push(suggestion);
        }
    }
    suggested
}

fn is_paste(typed: &str) -> bool {
    let address = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_ascii_hexdigit() && c != ':');
        word.parse::<IpAddr>().is_ok()
    };
    typed.chars().count() > LONGEST
        || typed.contains(|c: char| c == '@' || c.is_control())
        || typed.split_whitespace().any(address)
}

#[derive(Template)]
#[template(path = "opensearch.xml")]
struct SearchDescription<'a> {
    name: &'a str,
    url: &'a str,
    /// Where the pages of this language begin.
    prefix: &'static str,
    lang: Lang,
    description: &'a str,
    icon: String,
}

/// `GET /opensearch.xml` (OpenSearch 1.1).
pub(crate) async fn search_description(State(site): State<Site>) -> Result<Response, PageError> {
    let wording = site.wording();
    let description = SearchDescription {
        name: &wording.site.name,
        url: site.public_url(),
        prefix: wording.prefix(),
        lang: site.lang(),
        description: &wording.site.tagline,
        icon: site.assets().address("icon.svg"),
    };
    let xml = description
        .render()
        .map_err(|_| site.refuse(Error::Internal))?;
    Ok(text(
        "application/opensearchdescription+xml; charset=utf-8",
        xml,
        Cache::Revalidate,
    ))
}

#[derive(Template)]
#[template(path = "browser.html")]
struct BrowserPage<'a> {
    frame: Frame<'a>,
    /// The address for searching, with `%s` for what is typed.
    search: String,
    bookmark: String,
    /// The script that puts pages aside for days without a network.
    offline: String,
}

/// `GET /browser`: how to reach the site from the address bar, a bookmark or a phone's list for sharing, and how to read
/// it without a network.
pub(crate) async fn show(State(site): State<Site>) -> Result<Response, PageError> {
    let wording = site.wording();
    let texts = &wording.browser;
    let base = format!("{}{}", site.public_url(), wording.prefix());
    let page = BrowserPage {
        frame: Frame::new(&site, "/browser", &texts.title, &texts.lead),
        search: format!("{base}/?q=%s"),
        bookmark: bookmark(&base),
        offline: site.assets().address("offline.js"),
    };
    show_page(&site, &page, Cache::Revalidate)
}

/// A bookmark that posts what is selected, in a window of its own, so that nothing of it stands in an address.
fn bookmark(base: &str) -> String {
    format!(
        "javascript:(()=>{{const f=document.createElement('form');f.method='post';f.action='{base}/diagnose';\
         f.target='_blank';const t=document.createElement('textarea');t.name='text';t.value=getSelection().toString();\
         f.append(t);f.hidden=true;document.body.append(f);f.submit();f.remove()}})()"
    )
}

/// `GET /manifest.webmanifest`: what is shared from another program is posted to the box.
pub(crate) async fn manifest(State(site): State<Site>) -> Response {
    let wording = site.wording();
    let prefix = wording.prefix();
    let manifest = json!({
        "lang": wording.site.tag,
        "name": wording.site.name,
        "short_name": wording.site.name,
        "description": wording.site.description,
        "start_url": format!("{prefix}/"),
        "display": "minimal-ui",
        "background_color": "#faf9f6",
        "theme_color": "#1f4b5f",
        "icons": [{ "src": site.assets().address("icon.svg"), "sizes": "any", "type": "image/svg+xml" }],
        "share_target": {
            "action": format!("{prefix}/diagnose"),
            "method": "POST",
            "enctype": "multipart/form-data",
            "params": {
                "title": "title",
                "text": "text",
                "url": "url",
                "files": [{ "name": "file", "accept": ["message/rfc822", "application/vnd.ms-outlook", "text/plain", ".eml", ".msg", ".txt", ".log"] }],
            },
        },
    });
    text(
        "application/manifest+json",
        manifest.to_string(),
        Cache::Revalidate,
    )
}
