//! Finished HTML.

use std::fmt::Write as _;

use super::{
    shell::Setting,
    values::{Variable, Variables},
};
use crate::vocabulary::Lang;

/// Finished, safe HTML with places for values of the paste in it.
///
/// Only this module's parser makes it, and it holds nothing but tags the parser itself wrote: no raw HTML of an
/// article, no attribute value or text that is not escaped, and links to `http`, `https`, `mailto` and this site only.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Html {
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Markup(String),
    Value(Variable, Setting),
    /// Where the address prefix of the reader's language belongs.
    SitePrefix,
}

impl Html {
    /// Nothing.
    pub(in crate::articles) const EMPTY: Self = Self { pieces: Vec::new() };

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// The HTML for a reader of `lang`, with the values of the paste in it.
    ///
    /// Values are escaped, and quoted where they stand in a command. An absent one is shown as a neutral placeholder in
    /// a `<var>`. Links within the site lead to its pages in that language.
    pub fn render(&self, variables: &Variables, lang: Lang) -> String {
        let mut html = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Markup(markup) => html.push_str(markup),
                Piece::Value(variable, setting) => {
                    if let Some(value) = variables.set(*variable, *setting) {
                        escape(&value, &mut html);
                    } else {
                        let bracketed = html.ends_with("&lt;");
                        html.push_str("<var>");
                        escape(variable.placeholder(lang, bracketed), &mut html);
                        html.push_str("</var>");
                    }
                }
                Piece::SitePrefix => html.push_str(match lang {
                    Lang::En => "",
                    Lang::Zh => "/zh",
                }),
            }
        }
        html
    }

    /// Adds a tag. Its text must be this module's own, or escaped.
    pub(super) fn tag(&mut self, tag: &str) {
        match self.pieces.last_mut() {
            Some(Piece::Markup(markup)) => markup.push_str(tag),
            _ => self.pieces.push(Piece::Markup(tag.to_owned())),
        }
    }

    /// Adds text of an article.
    pub(super) fn text(&mut self, text: &str) {
        let mut escaped = String::with_capacity(text.len());
        escape(text, &mut escaped);
        self.tag(&escaped);
    }

    pub(super) fn value(&mut self, variable: Variable, setting: Setting) {
        self.pieces.push(Piece::Value(variable, setting));
    }

    /// Opens a link to a page of this site; `path` begins with `/`.
    pub(super) fn open_site_link(&mut self, path: &str) {
        self.tag("<a href=\"");
        self.pieces.push(Piece::SitePrefix);
        self.text(path);
        self.tag("\">");
    }
}

/// Escapes for text and for attribute values in double or single quotes.
pub(super) fn escape(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            // Control characters other than white space are not allowed in HTML, not even as references.
            c if c.is_control() && !matches!(c, '\n' | '\t' | '\r') => {
                let _ = write!(html, "\u{fffd}");
            }
            c => html.push(c),
        }
    }
}
