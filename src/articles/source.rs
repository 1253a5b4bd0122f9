//! Where articles come from: compiled in, or a folder.

use std::path::PathBuf;

/// A place that holds articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The articles that are compiled into the program.
    Shipped,
    /// A folder, searched with its subfolders.
    Folder(PathBuf),
}
