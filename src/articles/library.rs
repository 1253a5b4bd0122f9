//! All articles together.

use super::{Article, Cause, Diagnostic};

/// Which cause of a library: the place of its article and its own place in it. Only valid for the library that gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CauseRef {
    /// Index into [`Library::articles`].
    pub article: usize,
    /// Index into [`Article::causes`].
    pub cause: usize,
}

/// All articles, sorted by id.
#[derive(Debug, Clone, Default)]
pub struct Library {
    articles: Vec<Article>,
}

/// A library and what was wrong with the files it was made from.
#[derive(Debug, Clone, Default)]
pub struct Loaded {
    /// The articles that are fit to be served.
    pub library: Library,
    /// Every mistake, in the order of files and lines.
    pub diagnostics: Vec<Diagnostic>,
}

impl Library {
    /// The articles, sorted by id.
    pub fn articles(&self) -> &[Article] {
        &self.articles
    }

    /// The article with this id or alias, ignoring case.
    pub fn find(&self, id_or_alias: &str) -> Option<&Article> {
        self.articles.iter().find(|article| {
            article.id.eq_ignore_ascii_case(id_or_alias)
                || article
                    .aliases
                    .iter()
                    .any(|alias| alias.eq_ignore_ascii_case(id_or_alias))
        })
    }

    /// Stand-in.
    pub fn of(articles: Vec<Article>) -> Self {
        Self { articles }
    }

    /// The article and the cause of a reference.
    pub fn cause(&self, cause: CauseRef) -> Option<(&Article, &Cause)> {
        let article = self.articles.get(cause.article)?;
        Some((article, article.causes.get(cause.cause)?))
    }

    /// Every cause, in the order of articles and of causes in them.
    pub fn causes(&self) -> impl Iterator<Item = (CauseRef, &Article, &Cause)> {
        self.articles
            .iter()
            .enumerate()
            .flat_map(|(article, text)| {
                text.causes
                    .iter()
                    .enumerate()
                    .map(move |(cause, facts)| (CauseRef { article, cause }, text, facts))
            })
    }
}
