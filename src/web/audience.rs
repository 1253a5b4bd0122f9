//! Who an article is shown for: `?for=sender`, `helpdesk` or `administrator`.

use std::convert::Infallible;

use axum::{
    extract::{FromRequestParts, Query},
    http::request::Parts,
};
use serde::Deserialize;

use crate::{
    vocabulary::Acts,
    wording::{self, Wording},
};

/// A kind of reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Audience {
    /// The whole article.
    Everybody,
    /// What happened and what a sender can do; no commands.
    Sender,
    /// How to tell the causes apart and whom to pass each to.
    Helpdesk,
    /// What administrators mend; the rest folded.
    Administrator,
}

impl Audience {
    pub(crate) const ALL: [Self; 4] = [
        Self::Everybody,
        Self::Sender,
        Self::Helpdesk,
        Self::Administrator,
    ];

    /// What stands behind the address of an article.
    pub(crate) const fn query(self) -> &'static str {
        match self {
            Self::Everybody => "",
            Self::Sender => "?for=sender",
            Self::Helpdesk => "?for=helpdesk",
            Self::Administrator => "?for=administrator",
        }
    }

    pub(crate) fn name(self, wording: &Wording) -> &str {
        let wording::Audience {
            everybody,
            sender,
            helpdesk,
            administrator,
            ..
        } = &wording.audience;
        match self {
            Self::Everybody => everybody,
            Self::Sender => sender,
            Self::Helpdesk => helpdesk,
            Self::Administrator => administrator,
        }
    }

    /// Whether this reader can do what a cause asks for.
    pub(crate) const fn can_act(self, acts: Acts) -> bool {
        let person = matches!(acts, Acts::Sender | Acts::Recipient | Acts::Nobody);
        match self {
            Self::Everybody | Self::Helpdesk => true,
            Self::Sender => person,
            Self::Administrator => !person,
        }
    }
}

#[derive(Deserialize)]
struct Asked {
    r#for: Option<String>,
}

impl<S: Sync> FromRequestParts<S> for Audience {
    type Rejection = Infallible;

    /// What is none of the known readers is everybody.
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let asked = Query::<Asked>::try_from_uri(&parts.uri).ok();
        let asked = asked.and_then(|Query(asked)| asked.r#for);
        Ok(match asked.as_deref() {
            Some("sender") => Self::Sender,
            Some("helpdesk") => Self::Helpdesk,
            Some("administrator") => Self::Administrator,
            _ => Self::Everybody,
        })
    }
}
