//! Which language a reader's browser asks for.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};

use crate::vocabulary::Lang;

/// The first language of `Accept-Language` that the site has; nothing if it names none of them. A page that depends on
/// it names the header in `Vary`.
pub(crate) struct Reader(pub(crate) Option<Lang>);

impl<S: Sync> FromRequestParts<S> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(wanted(&parts.headers)))
    }
}

fn wanted(headers: &HeaderMap) -> Option<Lang> {
    let written = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    let mut best: Option<(f32, Lang)> = None;
    for range in written.split(',').take(32) {
        let (tag, weight) = range.split_once(';').unwrap_or((range, "q=1"));
        let weight = weight.trim().strip_prefix("q=");
        let weight: f32 = weight.and_then(|weight| weight.parse().ok()).unwrap_or(0.0);
        let primary = tag.trim().split('-').next().unwrap_or_default();
        let Ok(lang) = primary.to_ascii_lowercase().parse::<Lang>() else {
            continue;
        };
        if weight > best.map_or(0.0, |(weight, _)| weight) {
            best = Some((weight, lang));
        }
    }
    best.map(|(_, lang)| lang)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[track_caller]
    fn check(written: &str, expected: Option<Lang>) {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::ACCEPT_LANGUAGE,
            HeaderValue::from_str(written).unwrap(),
        );
        assert_eq!(wanted(&headers), expected, "{written}");
    }

    #[test]
    fn the_first_known_language_counts() {
        check("zh-CN,zh;q=0.9,en;q=0.8", Some(Lang::Zh));
        check("de-DE, de;q=0.9, en;q=0.8, zh;q=0.2", Some(Lang::En));
        check("en;q=0.2, ZH-TW;q=0.7", Some(Lang::Zh));
        check("en;q=0", None);
        check("en;q=x, *", None);
        check("fr", None);
        check("", None);
    }
}
