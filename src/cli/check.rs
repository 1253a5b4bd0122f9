//! `whybounce check`: proves articles before they are published.

use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use serde::Serialize;

use crate::articles::{Diagnostic, Library, Loaded, Source};

/// Proves every article and says what to mend, with file, line and column.
///
/// Without a folder, the articles that are compiled into the program. The status is 1 if anything is to be mended.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(after_help = "Examples:
  whybounce check                                the shipped articles
  whybounce check articles                       one folder
  whybounce check --with-shipped /etc/whybounce  a site's own articles on top of the shipped ones
  whybounce check --json articles | jq '.diagnostics[] | .file'")]
pub(super) struct Args {
    /// Folders of articles; a later one adds articles or replaces them by id.
    #[arg(value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// Put the folders on top of the shipped articles, as `serve --articles` does.
    #[arg(long)]
    with_shipped: bool,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

/// Runs the command. `proofs` are the proofs that need more than the articles themselves: that every sample ranks its
/// own cause first, and every signature matches.
///
/// # Errors
/// Only if `out` cannot be written.
pub(super) fn run(
    args: &Args,
    proofs: impl FnOnce(&Library) -> Vec<Diagnostic>,
    out: &mut impl Write,
) -> io::Result<ExitCode> {
    let Loaded {
        library,
        mut diagnostics,
    } = Library::load(&args.sources());
    diagnostics.extend(proofs(&library));
    let by_place = |a: &Diagnostic, b: &Diagnostic| {
        (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column))
    };
    diagnostics.sort_by(by_place);
    let answer = Answer::new(&library, &diagnostics);
    if args.json {
        serde_json::to_writer_pretty(&mut *out, &answer)?;
        writeln!(out)?;
    } else {
        for diagnostic in &diagnostics {
            args.tell(diagnostic, out)?;
        }
        answer.sum_up(out)?;
    }
    Ok(if diagnostics.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

impl Args {
    fn sources(&self) -> Vec<Source> {
        let shipped = self.folders.is_empty() || self.with_shipped;
        let folders = self.folders.iter().cloned().map(Source::Folder);
        shipped
            .then_some(Source::Shipped)
            .into_iter()
            .chain(folders)
            .collect()
    }

    /// Tells of a mistake with the path of its file, where only one folder holds that.
    fn tell(&self, diagnostic: &Diagnostic, out: &mut impl Write) -> io::Result<()> {
        let file = &diagnostic.file;
        let holders: Vec<_> = self
            .folders
            .iter()
            .map(|folder| folder.join(file))
            .filter(|path| path.is_file())
            .collect();
        let path = match holders.as_slice() {
            [one] => one.display().to_string(),
            _ => file.clone(),
        };
        let mistake = Mistake {
            file: &path,
            ..Mistake::new(diagnostic)
        };
        mistake.tell(out)
    }
}

/// The answer for machines.
#[derive(Debug, Serialize)]
struct Answer<'a> {
    articles: usize,
    causes: usize,
    signatures: usize,
    samples: usize,
    languages: std::collections::BTreeMap<&'static str, usize>,
    diagnostics: Vec<Mistake<'a>>,
}

/// A mistake for machines, and as a line for people.
#[derive(Debug, Serialize)]
pub(super) struct Mistake<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    severity: &'static str,
    message: &'a str,
    help: &'a str,
}

impl<'a> Answer<'a> {
    fn new(library: &Library, diagnostics: &'a [Diagnostic]) -> Self {
        let causes = || library.causes().map(|(_, _, cause)| cause);
        Self {
            articles: library.articles().len(),
            causes: causes().count(),
            signatures: causes().map(|cause| cause.signatures.len()).sum(),
            samples: causes().map(|cause| cause.samples.len()).sum(),
            languages: library
                .languages()
                .into_iter()
                .map(|(lang, count)| (lang.as_str(), count))
                .collect(),
            diagnostics: diagnostics.iter().map(Mistake::new).collect(),
        }
    }

    fn sum_up(&self, out: &mut impl Write) -> io::Result<()> {
        let languages: Vec<_> = self
            .languages
            .iter()
            .map(|(lang, count)| format!("{count} {lang}"))
            .collect();
        writeln!(
            out,
            "{}, {}, {}, {} ({}): {}",
            counted(self.articles, "article"),
            counted(self.causes, "cause"),
            counted(self.signatures, "signature"),
            counted(self.samples, "sample"),
            languages.join(", "),
            match self.diagnostics.len() {
                0 => "nothing to mend".to_owned(),
                some => format!("{some} to mend"),
            },
        )
    }
}

pub(super) fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

impl<'a> Mistake<'a> {
    pub(super) fn new(diagnostic: &'a Diagnostic) -> Self {
        Self {
            file: &diagnostic.file,
            line: diagnostic.line,
            column: diagnostic.column,
            severity: diagnostic.severity.as_str(),
            message: &diagnostic.message,
            help: &diagnostic.help,
        }
    }

    /// `bounce.cf:12:3: fatal: what is wrong`, so that editors and terminals can jump there.
    pub(super) fn tell(&self, out: &mut impl Write) -> io::Result<()> {
        let Self {
            file,
            line,
            column,
            severity,
            message,
            help,
        } = self;
        writeln!(out, "{file}:{line}:{column}: {severity}: {message}")?;
        writeln!(out, "  help: {help}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(clap::Parser)]
    struct Program {
        #[command(flatten)]
        check: Args,
    }

    fn args(words: &[&str]) -> Args {
        let all = std::iter::once(&"check").chain(words);
        <Program as clap::Parser>::parse_from(all).check
    }

    #[track_caller]
    fn check(words: &[&str], found: usize, expected: &str) {
        let mut out = Vec::new();
        let mistake = Diagnostic::new(
            "x.md",
            "ab",
            1,
            crate::articles::Severity::Error,
            "wrong",
            "mend it",
        );
        let proofs = |_: &Library| vec![mistake; found];
        run(&args(words), proofs, &mut out).unwrap();
        let out = String::from_utf8(out).unwrap();
        assert!(out.contains(expected), "{out}");
    }

    #[test]
    fn proofs_are_told_with_the_rest() {
        let nowhere = "no/such/folder";
        check(&[nowhere], 1, "x.md:1:2: error: wrong\n  help: mend it\n");
        check(
            &[nowhere],
            1,
            "0 articles, 0 causes, 0 signatures, 0 samples (0 en, 0 zh): 2 to mend",
        );
        check(&["--json", nowhere], 1, "\"severity\": \"fatal\"");
        check(
            &["--json", nowhere],
            0,
            "\"languages\": {\n    \"en\": 0,\n    \"zh\": 0\n  }",
        );
    }

    #[test]
    fn no_folder_means_the_shipped_articles() {
        assert_eq!(args(&[]).sources(), [Source::Shipped]);
        assert_eq!(args(&["a"]).sources(), [Source::Folder("a".into())]);
        assert_eq!(
            args(&["--with-shipped", "a"]).sources(),
            [Source::Shipped, Source::Folder("a".into())]
        );
    }
}
