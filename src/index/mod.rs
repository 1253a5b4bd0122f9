//! The full-text index. The only module that knows tantivy.
