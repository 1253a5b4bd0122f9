//! What the causes of a library offer to be recognised by.

use super::reason_words::ReasonWords;
use crate::{
    articles::{Against, Cause, CauseRef, Library},
    evidence::{ConceptsError, Wording, WordingKind},
    index::Document,
    vocabulary::{Lang, Reason, UnknownWord},
};

/// Every cause of a library by number, with its wordings and its words for the index.
#[derive(Debug)]
pub struct Catalogue {
    causes: Vec<CauseRef>,
    wordings: Vec<Owned>,
    reason_words: ReasonWords,
}

#[derive(Debug, Clone)]
struct Owned {
    kind: WordingKind,
    text: String,
    cause: usize,
}

/// The tables that words are learnt from cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// The table of concepts is faulty.
    #[error(transparent)]
    Concepts(#[from] ConceptsError),
    /// A heading of the texts by reason names no reason.
    #[error("said.txt: {0}")]
    Said(#[from] UnknownWord),
}

impl Catalogue {
    /// The causes of this library, in its order, and the words of `said` and of the library by reason.
    ///
    /// # Errors
    /// Only if the program's own tables are faulty, which its tests exclude.
    pub fn new(library: &Library, said: &[(Reason, &str)]) -> Result<Self, CatalogueError> {
        let worded = library.causes().flat_map(|(_, _, cause)| wordings(cause));
        let mut catalogue = Self {
            causes: Vec::new(),
            wordings: Vec::new(),
            reason_words: ReasonWords::learn(
                worded.chain(said.iter().copied()),
                include_str!("ordinary.txt"),
            )?,
        };
        for (place, _, cause) in library.causes() {
            let number = catalogue.causes.len();
            catalogue.causes.push(place);
            let mut add = |kind, text: &str| {
                catalogue.wordings.push(Owned {
                    kind,
                    text: text.to_owned(),
                    cause: number,
                });
            };
            for signature in &cause.signatures {
                add(WordingKind::Signature, &signature.value);
            }
            for phrase in &cause.phrases {
                add(WordingKind::Phrase, &phrase.value);
            }
            for against in &cause.not_when {
                if let Against::Words(words) = &against.value {
                    add(WordingKind::Against, words);
                }
            }
        }
        Ok(catalogue)
    }

    /// Which reason words speak for.
    pub(super) fn reason_words(&self) -> &ReasonWords {
        &self.reason_words
    }

    /// The causes; their places in this list are their numbers.
    pub fn causes(&self) -> &[CauseRef] {
        &self.causes
    }

    /// Every wording, in the order the phrasebook numbers them.
    pub fn wordings(&self) -> Vec<Wording<'_>> {
        self.wordings
            .iter()
            .map(|own| Wording {
                kind: own.kind,
                text: &own.text,
            })
            .collect()
    }

    /// A wording as its author wrote it.
    pub fn wording(&self, number: usize) -> &str {
        self.wordings
            .get(number)
            .map_or("", |own| own.text.as_str())
    }

    /// The number of the cause that a wording belongs to.
    pub fn owner(&self, wording: usize) -> Option<usize> {
        self.wordings.get(wording).map(|own| own.cause)
    }

    /// One document for the index per cause, in their order.
    pub fn documents(&self, library: &Library) -> Vec<Document> {
        let all = library.causes().map(|(place, article, cause)| {
            let mut document = Document::default();
            for text in article.texts.values() {
                let Some(own) = text.causes.get(place.cause) else {
                    continue;
                };
                append(&mut document.title, &[&text.title, &own.title]);
                append(&mut document.body, &[&text.summary, &own.plain]);
            }
            for signature in &cause.signatures {
                append(&mut document.signatures, &[&signature.value]);
            }
            for sample in &cause.samples {
                append(&mut document.signatures, &[&sample.value.text]);
            }
            for phrase in &cause.phrases {
                append(&mut document.phrases, &[&phrase.value]);
            }
            document
        });
        all.collect()
    }
}

/// One document for the index per article, guides included, in the library's order.
pub(crate) fn article_documents(library: &Library) -> Vec<Document> {
    let all = library.articles().iter().map(|article| {
        let mut document = Document::default();
        append(&mut document.title, &[&article.id]);
        for alias in &article.aliases {
            append(&mut document.title, &[alias]);
        }
        for phrase in &article.phrases {
            append(&mut document.phrases, &[phrase]);
        }
        for lang in Lang::ALL {
            let Some(text) = article.texts.get(lang) else {
                continue;
            };
            append(&mut document.title, &[&text.title]);
            append(&mut document.phrases, &[&text.summary]);
            append(&mut document.body, &[&text.plain]);
            for cause in &text.causes {
                append(&mut document.phrases, &[&cause.title]);
                append(&mut document.body, &[&cause.plain]);
            }
        }
        for cause in &article.causes {
            for phrase in &cause.phrases {
                append(&mut document.phrases, &[&phrase.value]);
            }
            for signature in &cause.signatures {
                append(&mut document.signatures, &[&signature.value]);
            }
        }
        document
    });
    all.collect()
}

/// Everything that the article gives as said when this cause is at work, with its reason.
fn wordings(cause: &Cause) -> impl Iterator<Item = (Reason, &str)> {
    let signatures = cause.signatures.iter().map(|own| own.value.as_str());
    let phrases = cause.phrases.iter().map(|own| own.value.as_str());
    let samples = cause.samples.iter().map(|own| own.value.text.as_str());
    let all = signatures.chain(phrases).chain(samples);
    all.map(|text| (cause.reason, text))
}

fn append(field: &mut String, texts: &[&str]) {
    for text in texts {
        field.push_str(text);
        field.push('\n');
    }
}
