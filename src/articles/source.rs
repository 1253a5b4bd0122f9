//! Where articles come from: compiled in, or a folder. Reading one is the only input or output of this module's folder.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use super::diagnostic::{Diagnostic, Severity};
use crate::vocabulary::Lang;

/// A place that holds articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The articles that are compiled into the program.
    Shipped,
    /// A folder, searched with its subfolders.
    Folder(PathBuf),
}

#[derive(rust_embed::Embed)]
#[folder = "articles/"]
struct ShippedFiles;

/// The largest file that is read, in bytes: ten times a long article.
const MAX_BYTES: u64 = 256 * 1024;
/// How many folders deep a file may lie.
const MAX_DEPTH: usize = 8;

/// One Markdown file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct File {
    /// Its path below the source, with `/`.
    pub(super) name: String,
    /// Its name without language and extension: the article's id.
    pub(super) stem: String,
    /// The language it is written in.
    pub(super) lang: Lang,
    /// The first folder on its path; empty if it lies in none.
    pub(super) topic: String,
    /// Everything in it.
    pub(super) text: String,
}

/// The files of one source, sorted by name, and what could not be read.
#[derive(Debug, Default)]
pub(super) struct Files {
    pub(super) files: Vec<File>,
    pub(super) mistakes: Vec<Diagnostic>,
}

impl Source {
    /// Reads every article file. Hidden files, `README.md` and whatever does not end in `.md` are passed over.
    pub(super) fn read(&self) -> Files {
        let mut files = Files::default();
        match self {
            Self::Shipped => files.take_shipped(),
            Self::Folder(root) => files.take_folder(root),
        }
        files.files.sort_by(|a, b| a.name.cmp(&b.name));
        if files.files.is_empty() && files.mistakes.is_empty() {
            let name = match self {
                Self::Shipped => "articles".to_owned(),
                Self::Folder(root) => root.display().to_string(),
            };
            files.refuse(
                &name,
                "no article in this folder",
                "articles are files named <topic>/<id>.md",
            );
        }
        files
    }
}

impl Files {
    fn refuse(&mut self, name: &str, message: impl Into<String>, help: &str) {
        self.mistakes
            .push(Diagnostic::new(name, "", 0, Severity::Fatal, message, help));
    }

    fn take_shipped(&mut self) {
        for name in ShippedFiles::iter() {
            let parts = || name.split('/');
            if parts().any(is_hidden) || !parts().next_back().is_some_and(is_article) {
                continue;
            }
            if let Some(file) = ShippedFiles::get(&name) {
                self.take(&name, file.data.into_owned());
            }
        }
    }

    fn take_folder(&mut self, root: &Path) {
        match fs::canonicalize(root).and_then(|real| fs::read_dir(&real).map(|_| real)) {
            Ok(real) => {
                let mut walk = Walk {
                    root: real.clone(),
                    seen: BTreeSet::new(),
                };
                self.walk(&mut walk, &real, "", 0);
            }
            Err(error) => self.refuse(
                &root.display().to_string(),
                format!("the folder cannot be read: {error}"),
                "name a folder of articles",
            ),
        }
    }

    /// Symbolic links are followed inside the root only, so that a mounted volume that swaps them works and a stray one
    /// publishes nothing else of the machine.
    fn walk(&mut self, walk: &mut Walk, folder: &Path, prefix: &str, depth: usize) {
        if depth > MAX_DEPTH || !walk.seen.insert(folder.to_owned()) {
            return;
        }
        let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let mut entries = match entries {
            Ok(entries) => entries,
            Err(error) => {
                self.refuse(
                    prefix,
                    format!("the folder cannot be read: {error}"),
                    "mend its permissions",
                );
                return;
            }
        };
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let file_name = entry.file_name().to_string_lossy().into_owned();
            if is_hidden(&file_name) {
                continue;
            }
            let name = if prefix.is_empty() {
                file_name.clone()
            } else {
                format!("{prefix}/{file_name}")
            };
            let real = match fs::canonicalize(entry.path()) {
                Ok(real) => real,
                Err(error) if is_article(&file_name) => {
                    self.refuse(
                        &name,
                        format!("cannot be read: {error}"),
                        "mend or remove it",
                    );
                    continue;
                }
                Err(_) => continue,
            };
            if real.is_dir() {
                if real.starts_with(&walk.root) {
                    self.walk(walk, &real, &name, depth + 1);
                }
            } else if is_article(&file_name) {
                if real.starts_with(&walk.root) {
                    self.take_file(&name, &real);
                } else {
                    self.refuse(
                        &name,
                        "the link leads out of the folder of articles",
                        "copy the file into the folder",
                    );
                }
            }
        }
    }

    fn take_file(&mut self, name: &str, path: &Path) {
        // Asked before opening: opening a pipe would wait for ever.
        let result = fs::metadata(path).and_then(|about| {
            if !about.is_file() {
                Err(io::Error::other("it is not a regular file"))
            } else if about.len() > MAX_BYTES {
                Err(io::Error::other(format!(
                    "it is larger than {MAX_BYTES} bytes"
                )))
            } else {
                fs::read(path)
            }
        });
        match result {
            Ok(bytes) => self.take(name, bytes),
            Err(error) => self.refuse(
                name,
                format!("cannot be read: {error}"),
                "mend or remove it",
            ),
        }
    }

    fn take(&mut self, name: &str, bytes: Vec<u8>) {
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let sound = error.utf8_error().valid_up_to();
                let bytes = error.into_bytes();
                let before = bytes
                    .get(..sound)
                    .map(String::from_utf8_lossy)
                    .unwrap_or_default();
                self.mistakes.push(Diagnostic::new(
                    name,
                    &before,
                    sound,
                    Severity::Fatal,
                    "not UTF-8 from here on",
                    "save the file as UTF-8",
                ));
                return;
            }
        };
        let (topic, last) = match (name.split_once('/'), name.rsplit('/').next()) {
            (Some((topic, _)), Some(last)) => (topic, last),
            _ => ("", name),
        };
        let (stem, lang) = stem_and_language(last);
        self.files.push(File {
            name: name.to_owned(),
            stem: stem.to_owned(),
            lang,
            topic: topic.to_owned(),
            text,
        });
    }
}

struct Walk {
    root: PathBuf,
    seen: BTreeSet<PathBuf>,
}

fn is_hidden(name: &str) -> bool {
    name.starts_with('.')
}

fn is_article(name: &str) -> bool {
    name.strip_suffix(".md")
        .is_some_and(|stem| !stem.eq_ignore_ascii_case("readme"))
}

/// `Q274638.zh.md` is the article `Q274638` in Chinese; no language means English.
fn stem_and_language(file_name: &str) -> (&str, Lang) {
    let stem = file_name.strip_suffix(".md").unwrap_or(file_name);
    let translated = stem
        .rsplit_once('.')
        .and_then(|(stem, lang)| Some((stem, lang.parse().ok()?)));
    translated.unwrap_or((stem, Lang::En))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, stem: &str, lang: Lang) {
        assert_eq!(stem_and_language(name), (stem, lang));
    }

    #[test]
    fn the_file_name_gives_id_and_language() {
        check("Q274638.md", "Q274638", Lang::En);
        check("Q274638.zh.md", "Q274638", Lang::Zh);
        check("code-5.7.1.md", "code-5.7.1", Lang::En);
        check("x.fr.md", "x.fr", Lang::En);
    }

    #[test]
    fn hidden_files_and_the_readme_are_no_articles() {
        assert!(is_article("Q1.md") && !is_article("README.md") && !is_article("Q1.md~"));
        assert!(is_hidden(".Q1.md") && !is_hidden("Q1.md"));
    }

    #[test]
    fn a_missing_folder_is_a_mistake_and_no_panic() {
        let files = Source::Folder(PathBuf::from("no/such/folder")).read();
        assert_eq!(files.mistakes.len(), 1);
        assert!(files.files.is_empty());
    }
}
