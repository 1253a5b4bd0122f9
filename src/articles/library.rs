//! All articles together.

use std::collections::{BTreeMap, BTreeSet};

use super::{Article, Cause, Diagnostic, Severity, Written};
use crate::vocabulary::Lang;

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
    /// Ids and aliases in small letters, and the place of the article each leads to.
    names: BTreeMap<String, usize>,
    /// Which causes a text alone may not tell from each.
    rivals: BTreeMap<CauseRef, BTreeSet<CauseRef>>,
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
    /// A library of these articles. Where two claim one name, the first keeps it, and an id goes before an alias.
    pub(super) fn new(mut articles: Vec<Article>) -> Self {
        articles.sort_by(|a, b| a.id.cmp(&b.id));
        let mut names = BTreeMap::new();
        for (place, article) in articles.iter().enumerate() {
            names.entry(article.id.to_lowercase()).or_insert(place);
        }
        for (place, article) in articles.iter().enumerate() {
            for alias in &article.aliases {
                names.entry(alias.to_lowercase()).or_insert(place);
            }
        }
        let mut library = Self {
            articles,
            names,
            rivals: BTreeMap::new(),
        };
        library.rivals = library.groups();
        library
    }

    /// The causes that stand beside each other in a sample: its own and those of its `with`.
    fn groups(&self) -> BTreeMap<CauseRef, BTreeSet<CauseRef>> {
        let mut rivals: BTreeMap<CauseRef, BTreeSet<CauseRef>> = BTreeMap::new();
        for (own, _, facts) in self.causes() {
            for sample in &facts.samples {
                let with = sample.value.with.iter();
                let others = with.filter_map(|rival| self.find_cause(rival));
                let group: BTreeSet<CauseRef> = others.chain([own]).collect();
                for one in &group {
                    let others = group.iter().filter(|other| *other != one);
                    rivals.entry(*one).or_default().extend(others);
                }
            }
        }
        rivals
    }

    /// The articles, sorted by id.
    pub fn articles(&self) -> &[Article] {
        &self.articles
    }

    /// The article with this id or alias, ignoring case.
    pub fn find(&self, id_or_alias: &str) -> Option<&Article> {
        let place = self.names.get(&id_or_alias.to_lowercase())?;
        self.articles.get(*place)
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

    /// The cause, with its article.
    pub fn cause(&self, cause: CauseRef) -> Option<(&Article, &Cause)> {
        let article = self.articles.get(cause.article)?;
        Some((article, article.causes.get(cause.cause)?))
    }

    /// The cause written `Article#cause`; the article's id or alias ignores case.
    pub fn find_cause(&self, written: &str) -> Option<CauseRef> {
        let (article, cause) = written.split_once('#')?;
        let article = *self.names.get(&article.to_lowercase())?;
        let causes = &self.articles.get(article)?.causes;
        let cause = causes.iter().position(|known| known.id == cause)?;
        Some(CauseRef { article, cause })
    }

    /// The causes that a text alone may not tell from this one, as the samples say: those that stand beside it in a sample's
    /// own cause and its `with`. In the order of the library.
    pub fn rivals(&self, cause: CauseRef) -> impl Iterator<Item = CauseRef> {
        self.rivals.get(&cause).into_iter().flatten().copied()
    }

    /// The articles of each topic, topics and articles sorted.
    pub fn by_topic(&self) -> BTreeMap<&str, Vec<&Article>> {
        let mut topics: BTreeMap<&str, Vec<&Article>> = BTreeMap::new();
        for article in &self.articles {
            topics.entry(&article.topic).or_default().push(article);
        }
        topics
    }

    /// How many articles each language has.
    pub fn languages(&self) -> BTreeMap<Lang, usize> {
        let mut counts: BTreeMap<Lang, usize> = Lang::ALL.iter().map(|lang| (*lang, 0)).collect();
        for lang in self
            .articles
            .iter()
            .flat_map(|article| article.texts.keys())
        {
            *counts.entry(*lang).or_default() += 1;
        }
        counts
    }

    /// A mistake in something an author wrote, at its place. It is no reason to leave the article out.
    pub fn mistake<T>(
        &self,
        written: &Written<T>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Diagnostic {
        let texts = self.articles.iter().flat_map(|article| {
            article
                .texts
                .iter()
                .map(move |(lang, text)| (article.file_in(*lang), text))
        });
        // A translation may lie in another folder than its original; the file's own name is unique all the same.
        let own_name = |path: &str| path.rsplit('/').next().map(str::to_owned);
        let source = texts
            .filter(|(file, _)| own_name(file) == own_name(&written.file))
            .map(|(_, text)| text.source.as_str())
            .next()
            .unwrap_or_default();
        Diagnostic::new(
            &written.file,
            source,
            written.place.start,
            Severity::Error,
            message,
            help,
        )
    }
}
