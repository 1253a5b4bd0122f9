//! What all pages share: the frame around them, and how a template becomes a response.

use std::fmt;

use askama::{FastWritable, Template, filters::HtmlSafe};
use axum::{
    http::header,
    response::{IntoResponse, Response},
};

use super::{
    error::{Error, PageError},
    headers::{Cache, etag},
    site::Site,
};
use crate::{
    articles::{Html, Variables},
    vocabulary::Lang,
    wording::{Wording, prefix},
};

/// Everything around the content of a page.
pub(crate) struct Frame<'a> {
    /// The interface in the language of the page.
    pub(crate) w: &'a Wording,
    /// The title of the window.
    pub(crate) title: String,
    /// One sentence about the page.
    pub(crate) description: String,
    /// Where the pages of this language begin.
    pub(crate) prefix: &'static str,
    /// The same page in the other language; nothing for an answer, which is switched by a form.
    pub(crate) twin: Option<String>,
    /// The language code of the other language.
    pub(crate) twin_lang: &'static str,
    /// A pasted text that the switch of languages has to carry.
    pub(crate) carried: Option<String>,
    /// Where the switch of languages posts it.
    pub(crate) switch: &'static str,
    /// The address people know, if pages may be found by search engines.
    pub(crate) canonical: Option<String>,
    pub(crate) style: String,
    pub(crate) script: String,
    pub(crate) icon: String,
}

impl<'a> Frame<'a> {
    /// The frame of the page at `path`, which is the same in every language (`/a/Q274638`).
    pub(crate) fn new(site: &'a Site, path: &str, title: &str, description: &str) -> Self {
        let w = site.wording();
        let other = other(site.lang());
        let name = &w.site.name;
        Self {
            w,
            title: if path == "/" {
                format!("{name}: {title}")
            } else {
                format!("{title} · {name}")
            },
            description: description.to_owned(),
            prefix: w.prefix(),
            twin: Some(format!("{}{path}", prefix(other))),
            twin_lang: match other {
                Lang::En => "en",
                Lang::Zh => "zh-Hans",
            },
            carried: None,
            switch: match other {
                Lang::En => "/diagnose",
                Lang::Zh => "/zh/diagnose",
            },
            canonical: Some(format!("{}{}{path}", site.public_url(), w.prefix())),
            style: site.assets().address("style.css"),
            script: site.assets().address("app.js"),
            icon: site.assets().address("icon.svg"),
        }
    }

    /// The frame of a page that stands for no address of its own: an answer or an error.
    pub(crate) fn of_the_moment(site: &'a Site, title: &str) -> Self {
        Self {
            twin: None,
            canonical: None,
            ..Self::new(site, "/diagnose", title, &site.wording().site.description)
        }
    }
}

fn other(lang: Lang) -> Lang {
    match lang {
        Lang::En => Lang::Zh,
        Lang::Zh => Lang::En,
    }
}

/// HTML that came out of an article and is safe as it stands.
pub(crate) struct Safe(String);

impl Safe {
    /// An article's HTML with the values in their places.
    pub(crate) fn new(html: &Html, variables: &Variables, lang: Lang) -> Self {
        Self(html.render(variables, lang))
    }

    /// The same with something of the page's own put into it, which has to escape what it puts there.
    pub(crate) fn dressed(&self, dress: impl FnOnce(&str) -> String) -> Self {
        Self(dress(&self.0))
    }

    /// Whether there is nothing to show.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.trim().is_empty()
    }
}

impl HtmlSafe for Safe {}

impl fmt::Display for Safe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FastWritable for Safe {
    fn write_into(
        &self,
        dest: &mut dyn fmt::Write,
        _values: &dyn askama::Values,
    ) -> askama::Result<()> {
        dest.write_str(&self.0)?;
        Ok(())
    }
}

/// A template as a response.
pub(crate) fn show(
    site: &Site,
    template: &impl Template,
    cache: Cache,
) -> Result<Response, PageError> {
    let html = template.render().map_err(|error| {
        tracing::error!(%error, "A page could not be made");
        site.refuse(Error::Internal)
    })?;
    Ok(text("text/html; charset=utf-8", html, cache))
}

/// A text of some media type as a response; with a validator if it may be kept.
pub(crate) fn text(media_type: &'static str, body: String, cache: Cache) -> Response {
    let kept = (cache != Cache::Never).then(|| [(header::ETAG, etag(body.as_bytes()))]);
    let mut response = (
        [
            (header::CACHE_CONTROL, cache.control()),
            (
                header::CONTENT_TYPE,
                axum::http::HeaderValue::from_static(media_type),
            ),
        ],
        body,
    )
        .into_response();
    if let Some([(name, value)]) = kept {
        response.headers_mut().insert(name, value);
    }
    response
}
