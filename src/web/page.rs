//! What all pages share: the frame around them, and how a template becomes a response.

use std::fmt;

use askama::{FastWritable, Template, filters::HtmlSafe};
use axum::{
    http::header,
    response::{IntoResponse, Response},
};

use super::{
    contact,
    error::{Error, PageError},
    headers::{Cache, etag},
    pages::embed,
    reader::Reader,
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
    /// The page in every language, each by its tag, and for those who want none of them; nothing without an address.
    pub(crate) alternates: Vec<(&'a str, String)>,
    /// The language code of the other language.
    pub(crate) twin_lang: &'static str,
    /// A pasted text that the switch of languages has to carry.
    pub(crate) carried: Option<String>,
    /// Where the site stands: links on paper begin there.
    pub(crate) home: &'a str,
    /// What the reader told about it, as fields of that form.
    pub(crate) told: Vec<(&'static str, String)>,
    /// Where the switch of languages posts it.
    pub(crate) switch: String,
    /// The address people know, if pages may be found by search engines.
    pub(crate) canonical: Option<String>,
    /// Where other programs ask for a card that shows the page.
    pub(crate) card: Option<String>,
    /// The reader's browser asks for the other language.
    pub(crate) offer: bool,
    /// Who helps the readers of this site, as its operator says; empty if that is not said.
    pub(crate) contact: Vec<contact::Piece>,
    pub(crate) style: String,
    pub(crate) script: String,
    /// The script that sets the chosen theme before anything is shown.
    pub(crate) theme: String,
    pub(crate) icon: String,
}

impl<'a> Frame<'a> {
    /// The frame of the page at `path`, which is the same in every language (`/a/Q274638`).
    pub(crate) fn new(site: &'a Site, path: &str, title: &str, description: &str) -> Self {
        let w = site.wording();
        let other = other(site.lang());
        let twin_lang = match other {
            Lang::En => "en",
            Lang::Zh => "zh-Hans",
        };
        let address = |lang| format!("{}{}{path}", site.public_url(), prefix(lang));
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
            alternates: vec![
                (&w.site.tag, address(site.lang())),
                (twin_lang, address(other)),
                ("x-default", address(Lang::En)),
            ],
            twin_lang,
            carried: None,
            home: site.public_url(),
            told: Vec::new(),
            canonical: Some(address(site.lang())),
            card: embed::address(site.public_url(), &address(site.lang()), path),
            switch: format!("{}/diagnose", prefix(other)),
            offer: false,
            contact: contact::pieces(site.contact()),
            style: site.assets().address("style.css"),
            script: site.assets().address("app.js"),
            theme: site.assets().address("theme.js"),
            icon: site.assets().address("icon.svg"),
        }
    }

    /// The address people know; empty for what has none.
    pub(crate) fn address(&self) -> &str {
        self.canonical.as_deref().unwrap_or_default()
    }

    /// The page shows something else with this query (without `?`), and so does its twin.
    pub(crate) fn keep_query(&mut self, query: &str) {
        if let (Some(twin), false) = (&mut self.twin, query.is_empty()) {
            twin.push('?');
            twin.push_str(query);
        }
    }

    /// The switch of languages carries this text to the same page, which is at `path` in every language.
    pub(crate) fn carry(&mut self, text: &str, path: &str) {
        self.carried = Some(text.to_owned());
        self.switch = format!("{}{path}", prefix(other(self.w.lang)));
    }

    /// Offers the page in the other language if the reader's browser asks for that. The answer has to name
    /// `Accept-Language` in `Vary`: see [`by_language`].
    pub(crate) fn offer_to(&mut self, reader: &Reader) {
        self.offer = reader.0.is_some_and(|wanted| wanted != self.w.lang);
    }

    /// The frame of a page that stands for no address of its own: an answer or an error.
    pub(crate) fn of_the_moment(site: &'a Site, title: &str) -> Self {
        Self {
            twin: None,
            alternates: Vec::new(),
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
#[derive(Default)]
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

    /// Leaves out commands in blocks of their own.
    pub(crate) fn drop_commands(&mut self) {
        while let Some((before, rest)) = self.0.split_once("<pre") {
            let after = rest.split_once("</pre>").map_or("", |(_, after)| after);
            self.0 = format!("{before}{after}");
        }
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

/// Names `Accept-Language` as what the answer depends on.
pub(crate) fn by_language(mut response: Response) -> Response {
    let vary = axum::http::HeaderValue::from_static("accept-language");
    response.headers_mut().append(header::VARY, vary);
    response
}
