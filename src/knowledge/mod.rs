//! The facade: a library with everything built from it, and the whole path from a paste to its causes.

mod finality;
mod kind;
pub mod proof;

pub use finality::Finality;

use crate::{
    articles::{Diagnostic, Library, Source},
    causes::{
        self, Catalogue, CatalogueError, Measures, Ranker, Ranking, Told, Weights, WeightsError,
        article_documents,
    },
    codes::{self, Registry, RegistryError, Scanner, ScannerError},
    evidence::{
        Announcing, ConceptsError, Evidence, Phrasebook, Recogniser, Systems, SystemsError,
    },
    index::{Hit, Index, IndexError},
    query::Query,
    report::{Failure, Report},
    vocabulary::{Kind, Verdict},
};

/// One failure, explained.
#[derive(Debug, Clone)]
pub struct Explained {
    /// What failed.
    pub failure: Failure,
    /// What was recognised in it.
    pub evidence: Evidence,
    /// Its causes.
    pub ranking: Ranking,
}

/// The answer to one paste.
#[derive(Debug, Clone)]
pub struct Diagnosis {
    /// The paste as read; every span points into its text.
    pub report: Report,
    /// What was pasted, settled.
    pub kind: Kind,
    /// The failures in the order of the text.
    pub explained: Vec<Explained>,
}

/// Where typed input that is wholly one code, article id or alias leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// An article, by its id.
    Article(String),
    /// A code page, by the code in its URL form (`5.7.1`, `550`, `550-5.7.1`, `0x800CCC79`, `10061`).
    Code(String),
}

/// An article or guide found by words.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The article's id.
    pub article: String,
    /// Relevance for a word that was asked, on average: some 6 and more where the words are the article's subject, under 5
    /// where a long text shares a few words with it by chance.
    pub relevance: f32,
}

/// A library and everything built from it; immutable.
#[derive(Debug)]
pub struct Snapshot {
    library: Library,
    registry: Registry,
    recogniser: Recogniser,
    catalogue: Catalogue,
    weights: Weights,
    causes: Index,
    articles: Index,
}

/// A snapshot could not be built. Mistakes of authors are not among the reasons: they are [`Diagnostic`]s.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// The table of systems is faulty.
    #[error(transparent)]
    Systems(#[from] SystemsError),
    /// The table of words that announce a code is faulty.
    #[error(transparent)]
    Announcing(#[from] ConceptsError),
    /// The registries of codes are faulty.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The scanner for codes is faulty.
    #[error(transparent)]
    Scanner(#[from] ScannerError),
    /// The tables that words are learnt from are faulty.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// The table of weights is faulty.
    #[error(transparent)]
    Weights(#[from] WeightsError),
    /// The search index could not be built.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// Not one article is fit to be served.
    #[error("no article could be loaded")]
    NoArticles,
}

/// How many causes of the index take part in a ranking.
const HITS: usize = 60;

impl Snapshot {
    /// The articles that are compiled into the program.
    ///
    /// # Errors
    /// If the program's own tables are faulty or memory runs out.
    pub fn shipped() -> Result<Self, SnapshotError> {
        Self::load(&[Source::Shipped]).map(|(snapshot, _)| snapshot)
    }

    /// The articles of these sources, a later one over an earlier one, and what is wrong with them. An unfit article is
    /// left out.
    ///
    /// # Errors
    /// If not one article is fit to be served, the program's own tables are faulty or memory runs out.
    pub fn load(sources: &[Source]) -> Result<(Self, Vec<Diagnostic>), SnapshotError> {
        let loaded = Library::load(sources);
        Ok((Self::build(loaded.library)?, loaded.diagnostics))
    }

    /// Everything that is built from a library.
    ///
    /// # Errors
    /// If the library is empty, the program's own tables are faulty or memory runs out.
    pub fn build(library: Library) -> Result<Self, SnapshotError> {
        if library.articles().is_empty() {
            return Err(SnapshotError::NoArticles);
        }
        let said = causes::said().map_err(CatalogueError::from)?;
        let catalogue = Catalogue::new(&library, &said)?;
        let said: Vec<&str> = said.into_iter().map(|(_, text)| text).collect();
        // What takes longest is built side by side: readers wait for it at every start.
        let (phrasebook, causes, articles) = std::thread::scope(|scope| {
            let causes = scope.spawn(|| Index::build(&catalogue.documents(&library)));
            scope.spawn(Report::prepare);
            let phrasebook = Phrasebook::new(&catalogue.wordings(), &said);
            let articles = Index::build(&article_documents(&library));
            let causes = causes
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            (phrasebook, causes, articles)
        });
        Ok(Self {
            registry: Registry::load()?,
            recogniser: Recogniser::new(
                Systems::load()?,
                Scanner::new()?,
                phrasebook,
                Announcing::load()?,
            ),
            weights: Weights::load()?,
            causes: causes?,
            articles: articles?,
            catalogue,
            library,
        })
    }

    /// The whole path: what the paste says, what was recognised in it, and at most `limit` causes for each failure, in
    /// order. Total: no paste is an error. The same paste gives the same answer.
    pub fn diagnose(&self, paste: &[u8], limit: usize) -> Diagnosis {
        let report = Report::read(paste);
        let failures = kind::failures(&report);
        let explained: Vec<Explained> = failures
            .into_iter()
            .map(|failure| {
                let evidence = self.recogniser.recognise(&report, &failure);
                let query = Query::of(&report, &failure, &evidence);
                let hits = searched(&self.causes, &query, HITS);
                let ranking = match report.kind_of {
                    Some(nature) if !kind::is_failure(nature) => Ranking::not_a_failure(),
                    _ => self.ranker().rank(&failure, &evidence, &hits, limit),
                };
                Explained {
                    failure,
                    evidence,
                    ranking,
                }
            })
            .collect();
        let kind = kind::settled(&report, &explained, self.target(&report.text).is_some());
        Diagnosis {
            report,
            kind,
            explained,
        }
    }

    /// Answers one failure of a diagnosis anew, given what the reader told about it; `number` counts from 0.
    pub fn reconsider(&self, diagnosis: &mut Diagnosis, number: usize, told: &Told, limit: usize) {
        let Diagnosis {
            report, explained, ..
        } = diagnosis;
        let Some(Explained {
            failure,
            evidence,
            ranking,
        }) = explained.get_mut(number)
        else {
            return;
        };
        if ranking.verdict == Verdict::NotAFailure {
            return;
        }
        told.complete(evidence, self.systems());
        let query = Query::of(report, failure, evidence);
        let hits = searched(&self.causes, &query, HITS);
        *ranking = self.ranker().rank(failure, evidence, &hits, limit);
        told.settle(ranking, &self.library);
    }

    /// What weights are fitted to: the features of every cause for the first failure of a paste. Empty if the paste
    /// reports no failure.
    pub fn measures(&self, paste: &[u8]) -> Measures {
        let report = Report::read(paste);
        if report
            .kind_of
            .is_some_and(|nature| !kind::is_failure(nature))
        {
            return Measures::default();
        }
        let Some(failure) = report.failures.first() else {
            return Measures::default();
        };
        let evidence = self.recogniser.recognise(&report, failure);
        let hits = searched(&self.causes, &Query::of(&report, failure, &evidence), HITS);
        self.ranker().measures(failure, &evidence, &hits)
    }

    /// Where typed input leads that is wholly one code, article id or alias; nothing for everything else.
    pub fn target(&self, typed: &str) -> Option<Target> {
        let typed = typed.trim();
        if let Some(article) = self.library.find(typed) {
            return Some(Target::Article(article.id.clone()));
        }
        codes::typed(typed).map(|typed| Target::Code(typed.to_string()))
    }

    /// Articles, guides included, found by words; best first.
    pub fn find(&self, words: &str, limit: usize) -> Vec<Found> {
        let asked = Query::words(words);
        let terms = asked.clauses.len().max(1) as f32;
        searched(&self.articles, &asked, limit)
            .into_iter()
            .filter_map(|hit| {
                let article = self.library.articles().get(hit.document)?;
                Some(Found {
                    article: article.id.clone(),
                    relevance: hit.relevance / terms,
                })
            })
            .collect()
    }

    /// The articles.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// The registries of codes.
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// The table of systems.
    pub fn systems(&self) -> &Systems {
        self.recogniser.systems()
    }

    /// A wording that was matched, as its author wrote it.
    pub fn wording(&self, number: usize) -> &str {
        self.catalogue.wording(number)
    }

    fn ranker(&self) -> Ranker<'_> {
        Ranker {
            library: &self.library,
            catalogue: &self.catalogue,
            registry: &self.registry,
            weights: &self.weights,
        }
    }
}

/// What the index finds. Should the machine fail it, signatures and codes still rank: an answer with less to go by is
/// better than none.
fn searched(index: &Index, query: &Query, limit: usize) -> Vec<Hit> {
    index.search(query, limit).unwrap_or_else(|error| {
        tracing::error!(%error, "The search index did not answer");
        Vec::new()
    })
}
