//! Which other sites may ask the API from a reader's browser (CORS, Fetch Standard section 3.3).

use std::{str::FromStr, time::Duration};

use axum::http::{HeaderValue, Method, header, uri::Uri};
use tower_http::cors::{AllowOrigin, CorsLayer};

/// A site as browsers name it: scheme, host and port (RFC 6454 section 6.2); or any site, written `*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(HeaderValue);

/// What was written is no origin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no site as browsers name it; write it as https://helpdesk.example.org, without a path, or * for any"
)]
pub struct NotAnOrigin(String);

impl FromStr for Origin {
    type Err = NotAnOrigin;

    fn from_str(written: &str) -> Result<Self, NotAnOrigin> {
        let refused = || NotAnOrigin(written.to_owned());
        // Browsers write it in small letters and without a slash at its end, and compare it letter by letter.
        let origin = written.trim_end_matches('/').to_ascii_lowercase();
        let value = HeaderValue::from_str(&origin).map_err(|_| refused())?;
        let address: Uri = match origin.as_str() {
            "*" => return Ok(Self(value)),
            origin => origin.parse().map_err(|_| refused())?,
        };
        let names_one = !origin.contains('*');
        let is_site = names_one
            && matches!(address.scheme_str(), Some("http" | "https"))
            && address
                .authority()
                .is_some_and(|site| !site.as_str().contains('@'))
            && address.path_and_query().is_none_or(|rest| rest == "/");
        if is_site {
            Ok(Self(value))
        } else {
            Err(refused())
        }
    }
}

/// Lets scripts of these sites ask. They see what anybody sees: there are no cookies and no keys to lend them.
pub(super) fn allow(origins: &[Origin]) -> CorsLayer {
    let origins: Vec<HeaderValue> = origins.iter().map(|origin| origin.0.clone()).collect();
    let allowed = if origins.iter().any(|origin| origin == "*") {
        AllowOrigin::any()
    } else {
        AllowOrigin::list(origins)
    };
    CorsLayer::new()
        .allow_origin(allowed)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::CONTENT_TYPE])
        .expose_headers([header::ETAG, header::RETRY_AFTER])
        .max_age(Duration::from_hours(24))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sites_are_named_as_browsers_name_them() {
        for (written, named) in [
            ("*", "*"),
            ("https://desk.example.org", "https://desk.example.org"),
            (
                "HTTPS://Desk.Example.org:8443/",
                "https://desk.example.org:8443",
            ),
            ("http://127.0.0.1:3000", "http://127.0.0.1:3000"),
        ] {
            assert_eq!(written.parse::<Origin>().unwrap().0, named);
        }
        for written in [
            "",
            "desk.example.org",
            "https://desk.example.org/tickets",
            "https://desk.example.org/?x=1",
            "https://user@desk.example.org",
            "ftp://desk.example.org",
            "https://*.example.org",
            "null",
            "https://a\r\nx: y",
        ] {
            let refused = written.parse::<Origin>().unwrap_err();
            assert!(
                refused.to_string().contains("https://helpdesk"),
                "{written}"
            );
        }
    }
}
