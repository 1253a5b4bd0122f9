//! Full text search. The only module that knows tantivy.
//!
//! The index lives in memory and is built once for a library. Questions are built from terms; tantivy's query parser is
//! never used, so nothing that is pasted can be a query.

use tantivy::{
    Index as Tantivy, IndexReader, ReloadPolicy, TantivyDocument, Term,
    collector::TopDocs,
    query::{BooleanQuery, BoostQuery, Occur, Query as TantivyQuery, TermQuery},
    schema::{FAST, Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions},
    tokenizer::{PreTokenizedString, Token},
};

use crate::query::{self, Query};

/// What is indexed of one cause or article: its words by how much they tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// Titles in every language, ids and aliases.
    pub title: String,
    /// Error texts: signatures and samples.
    pub signatures: String,
    /// How people say it.
    pub phrases: String,
    /// Everything else.
    pub body: String,
}

/// A document that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// Its place in the list that [`Index::build`] was given.
    pub document: usize,
    /// Relevance (BM25); comparable within one question only.
    pub relevance: f32,
}

/// The index could not be built or asked. Only a fault of the machine (no memory, no threads) can cause it.
#[derive(Debug, thiserror::Error)]
#[error("the search index failed: {0}")]
pub struct IndexError(#[from] tantivy::TantivyError);

/// How much a term counts by the field it stands in.
const TITLE: f32 = 1.2;
const SIGNATURES: f32 = 1.6;
const PHRASES: f32 = 1.6;
const BODY: f32 = 0.5;
/// A question asks for at most this many terms: those with the greatest weight, and of these the rarest.
const TERMS: usize = 96;
/// Memory of the one writer while the index is built, in bytes.
const WRITER_MEMORY: usize = 24 << 20;

/// A full text index in memory. Immutable once built; may be asked from many threads.
pub struct Index {
    reader: IndexReader,
    fields: [(Field, f32); 4],
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index")
            .field("documents", &self.reader.searcher().num_docs())
            .finish_non_exhaustive()
    }
}

impl Index {
    /// An index of these documents.
    ///
    /// # Errors
    /// Only for want of memory or threads.
    pub fn build(documents: &[Document]) -> Result<Self, IndexError> {
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default().set_index_option(IndexRecordOption::WithFreqs);
        let options = TextOptions::default().set_indexing_options(indexing);
        let fields = [
            (schema.add_text_field("title", options.clone()), TITLE),
            (
                schema.add_text_field("signatures", options.clone()),
                SIGNATURES,
            ),
            (schema.add_text_field("phrases", options.clone()), PHRASES),
            (schema.add_text_field("body", options), BODY),
        ];
        let number = schema.add_u64_field("number", FAST);
        let index = Tantivy::create_in_ram(schema.build());
        // One thread and one commit: one segment, and the same documents always get the same places.
        let mut writer = index.writer_with_num_threads::<TantivyDocument>(1, WRITER_MEMORY)?;
        for (place, document) in (0_u64..).zip(documents) {
            let mut entry = TantivyDocument::default();
            entry.add_u64(number, place);
            let texts = [
                &document.title,
                &document.signatures,
                &document.phrases,
                &document.body,
            ];
            for ((field, _), text) in fields.iter().zip(texts) {
                entry.add_pre_tokenized_text(*field, tokenized(text));
            }
            writer.add_document(entry)?;
        }
        writer.commit()?;
        writer.wait_merging_threads()?;
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?;
        Ok(Self { reader, fields })
    }

    /// The documents that have most to do with the question, best first; at most `limit`.
    ///
    /// # Errors
    /// Only for a fault of the machine.
    pub fn search(&self, query: &Query, limit: usize) -> Result<Vec<Hit>, IndexError> {
        let searcher = self.reader.searcher();
        let clauses = self.rarest(&searcher, query)?;
        let parts = clauses.iter().flat_map(|(term, boost)| {
            self.fields.iter().map(move |(field, weight)| {
                let asked = TermQuery::new(
                    Term::from_field_text(*field, term),
                    IndexRecordOption::WithFreqs,
                );
                let asked: Box<dyn TantivyQuery> =
                    Box::new(BoostQuery::new(Box::new(asked), boost * weight));
                (Occur::Should, asked)
            })
        });
        let asked = BooleanQuery::new(parts.collect());
        let top = searcher.search(&asked, &TopDocs::with_limit(limit.max(1)).order_by_score())?;
        let mut hits = Vec::with_capacity(top.len());
        for (relevance, address) in top {
            let numbers = searcher
                .segment_reader(address.segment_ord)
                .fast_fields()
                .u64("number")?;
            if let Some(document) = numbers
                .first(address.doc_id)
                .and_then(|number| usize::try_from(number).ok())
            {
                hits.push(Hit {
                    document,
                    relevance,
                });
            }
        }
        hits.sort_by(|a, b| {
            b.relevance
                .total_cmp(&a.relevance)
                .then(a.document.cmp(&b.document))
        });
        Ok(hits)
    }

    /// The terms that are asked for, of those that the index knows at all.
    fn rarest<'q>(
        &self,
        searcher: &tantivy::Searcher,
        query: &'q Query,
    ) -> Result<Vec<(&'q str, f32)>, IndexError> {
        let mut known = Vec::new();
        for clause in &query.clauses {
            let mut holders = 0;
            for (field, _) in &self.fields {
                holders += searcher.doc_freq(&Term::from_field_text(*field, &clause.term))?;
            }
            if holders > 0 {
                known.push((holders, clause));
            }
        }
        known.sort_by(|a, b| {
            b.1.boost
                .total_cmp(&a.1.boost)
                .then(a.0.cmp(&b.0))
                .then(a.1.term.cmp(&b.1.term))
        });
        known.truncate(TERMS);
        Ok(known
            .into_iter()
            .map(|(_, clause)| (clause.term.as_str(), clause.boost))
            .collect())
    }
}

fn tokenized(text: &str) -> PreTokenizedString {
    let tokens = query::terms(text)
        .into_iter()
        .enumerate()
        .map(|(position, text)| Token {
            offset_from: 0,
            offset_to: 0,
            position,
            text,
            position_length: 1,
        });
    PreTokenizedString {
        text: String::new(),
        tokens: tokens.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(title: &str, signatures: &str, phrases: &str) -> Document {
        Document {
            title: title.to_owned(),
            signatures: signatures.to_owned(),
            phrases: phrases.to_owned(),
            body: String::new(),
        }
    }

    #[track_caller]
    fn check(words: &str, expected: &[usize]) {
        let index = Index::build(&[
            document(
                "Relay refused",
                "Unable to relay for",
                "scanner cannot send outside",
            ),
            document(
                "Mailbox full",
                "mailbox is full; quota exceeded",
                "收件箱满了",
            ),
            document("Login refused", "authentication failed", "登录失败"),
        ])
        .unwrap();
        let hits = index.search(&Query::words(words), 5).unwrap();
        assert_eq!(
            hits.iter().map(|hit| hit.document).collect::<Vec<_>>(),
            expected,
            "{words}"
        );
    }

    #[test]
    fn words_find_what_holds_them() {
        check("quotas exceeding", &[1]);
        check("scanners outside", &[0]);
        check("登录", &[2]);
        check("nothing of the kind", &[]);
        check("", &[]);
        check("+relay AND (title:*", &[0]);
    }
}
