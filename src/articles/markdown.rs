//! Markdown to HTML. The only module that knows pulldown-cmark, and the only one that makes [`Html`].

use crate::vocabulary::Lang;

/// Finished, safe HTML with places for values of the paste in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Html {
    /// Stand-in.
    pub source: String,
}

impl Html {
    /// Safe HTML.
    pub fn render(&self, variables: &Variables, _lang: Lang) -> String {
        fill(&self.source, variables)
    }
}

/// Values for the placeholders; an absent one is shown as a neutral placeholder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Variables {
    /// Stand-in.
    pub recipient: Option<String>,
    /// Stand-in.
    pub recipient_domain: Option<String>,
    /// Stand-in.
    pub sender: Option<String>,
    /// Stand-in.
    pub sender_domain: Option<String>,
    /// Stand-in.
    pub remote_host: Option<String>,
    /// Stand-in.
    pub own_host: Option<String>,
    /// Stand-in.
    pub client_ip: Option<String>,
}

/// Fills a plain step.
pub fn fill(step: &str, variables: &Variables) -> String {
    step.replace(
        "{{recipient}}",
        variables.recipient.as_deref().unwrap_or("&lt;recipient>"),
    )
}
