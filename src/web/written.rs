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

/// A name without what mail programs leave at the end of a link.
pub(crate) fn tidy(written: &str) -> &str {
    written.trim_matches(|c: char| c.is_whitespace() || ".,;:!?)>]}\"'*".contains(c))
}

/// In which form a page is asked for, by the end of its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Page,
    Markdown,
    Json,
}

impl Form {
    /// What stands behind the name in an address.
    pub(crate) const fn suffix(self) -> &'static str {
        match self {
            Self::Page => "",
            Self::Markdown => ".md",
            Self::Json => ".json",
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Form {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(name_and_form(parts.uri.path()).1)
    }
}

/// Where the other forms of a page are found.
pub(crate) struct Twins {
    pub(crate) markdown: String,
    pub(crate) json: String,
}

impl Twins {
    /// Those of the page at `address`, which shows what this query asks for (without `?`).
    pub(crate) fn new(address: &str, query: &str) -> Self {
        let mark = if query.is_empty() { "" } else { "?" };
        let at = |form: Form| format!("{address}{}{mark}{query}", form.suffix());
        Self {
            markdown: at(Form::Markdown),
            json: at(Form::Json),
        }
    }
}

/// The name, and the form it is asked in.
pub(crate) fn name_and_form(written: &str) -> (&str, Form) {
    [Form::Markdown, Form::Json]
        .into_iter()
        .find_map(|form| Some((written.strip_suffix(form.suffix())?, form)))
        .unwrap_or((written, Form::Page))
}
