//! `whybounce footer`: a short link in the reports of a mail server, written for it and checked in what it has.

use std::{
    collections::BTreeSet,
    fs,
    io::{self, Read, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, Subcommand};
use serde::Serialize;

use super::{
    Articles,
    check::{Mistake, counted},
    unusable,
};
use crate::{
    articles::Library,
    codes::{EnhancedCode, Registry},
    footers::{
        self, Asked, Base, Footer, Knows, Piece, System, Table, Way,
        lint::{Checked, Linter},
    },
    vocabulary::Lang,
    wording::{Wording, Wordings},
};

/// Put a link to this site into the reports of your mail server, or check the links that are there.
///
/// Without a system, the list of systems.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:
  whybounce footer                                           the mail systems
  whybounce footer postfix --url https://kb.example.org
  whybounce footer exchange --url https://kb.example.org --lang en,zh --code 5.7.1 5.1.10
  whybounce footer postfix --url https://kb.example.org --json | jq -r '.pieces[0].text' > bounce.cf
  whybounce footer check /etc/postfix/bounce.cf /etc/postfix/dsn_filter"
)]
pub(super) struct FooterArgs {
    #[command(subcommand)]
    check: Option<Command>,
    /// The mail system, as the list names it.
    #[arg(requires = "url")]
    system: Option<String>,
    /// The address of the site, as the readers of a report reach it.
    #[arg(long, value_name = "URL", env = "WHYBOUNCE_PUBLIC_URL")]
    url: Option<String>,
    /// The languages of the reports, the more important one first: en, zh or both.
    #[arg(long, value_delimiter = ',', default_value = "en", value_parser = |word: &str| word.parse::<Lang>())]
    lang: Vec<Lang>,
    /// Only these codes, such as 5.7.1.
    #[arg(long = "code", num_args = 1.., value_delimiter = ',', value_name = "CODE", value_parser = |word: &str| word.parse::<EnhancedCode>())]
    codes: Vec<EnhancedCode>,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check files that word the reports of a mail server, and hold every link against the articles and codes.
    ///
    /// The status is 1 if anything is to be mended.
    Check(CheckArgs),
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  whybounce footer check /etc/postfix/bounce.cf
  whybounce footer check --url https://kb.example.org system-messages.csv
  whybounce footer check --json bounce.tmpl | jq '.diagnostics[] | .line'")]
struct CheckArgs {
    /// Templates of Postfix or Exim, tables of Postfix, system messages of Exchange; of others only the links.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Hold only links of this site against its pages.
    #[arg(long, value_name = "URL", env = "WHYBOUNCE_PUBLIC_URL")]
    url: Option<String>,
    #[command(flatten)]
    articles: Articles,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

/// A file that is longer is none of a mail server's settings, in bytes.
const LONGEST_FILE: u64 = 4 << 20;

/// Why the command cannot answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum FooterError {
    /// The program's own data is faulty.
    #[error(transparent)]
    Table(#[from] footers::TableError),
    /// The program's own data is faulty.
    #[error(transparent)]
    Registry(#[from] crate::codes::RegistryError),
    /// The program's own data is faulty.
    #[error(transparent)]
    Wording(#[from] crate::wording::WordingError),
    /// What was asked cannot be done.
    #[error("{0}")]
    Refused(String),
    /// A file cannot be read.
    #[error("{}: {source}", .file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The answer cannot be written.
    #[error(transparent)]
    Output(#[from] io::Error),
}

impl FooterArgs {
    pub(super) fn run(&self) -> ExitCode {
        let mut out = io::stdout().lock();
        let answered = match (&self.check, &self.system) {
            (Some(Command::Check(check)), _) => check.run(&mut out),
            (None, None) => self.list(&mut out),
            (None, Some(system)) => self.write(system, &mut out),
        };
        match answered {
            Ok(status) => status,
            Err(FooterError::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
                ExitCode::SUCCESS
            }
            Err(error) => unusable(&error),
        }
    }

    /// The first language asked for is that of whoever reads the answer.
    fn reader(&self) -> Lang {
        self.lang.first().copied().unwrap_or(Lang::En)
    }

    fn list(&self, out: &mut impl Write) -> Result<ExitCode, FooterError> {
        for system in Table::load()?.all() {
            writeln!(
                out,
                "{:16} {}\n    {}\n",
                system.id,
                system.name,
                system.about(self.reader())
            )?;
        }
        Ok(ExitCode::SUCCESS)
    }

    fn write(&self, system: &str, out: &mut impl Write) -> Result<ExitCode, FooterError> {
        let (table, registry, wordings) = (Table::load()?, Registry::load()?, Wordings::load()?);
        let words = wordings.of(self.reader());
        let refusals = &words.footer_refusals;
        let system = table
            .get(system)
            .ok_or_else(|| FooterError::Refused(refusals.no_system.with(&[("system", system)])))?;
        let url = self.url.as_deref().unwrap_or_default();
        let base: Base = url
            .parse()
            .map_err(|unfit: footers::Unfit| FooterError::Refused(unfit.told(refusals)))?;
        let asked = Asked {
            base,
            langs: self.lang.clone(),
            codes: self.codes.clone(),
        };
        let knows = Knows {
            wordings: &wordings,
            registry: &registry,
            reader: self.reader(),
        };
        let footer = footers::write(system, &asked, knows)
            .map_err(|refusal| FooterError::Refused(refusal.told(refusals)))?;
        if self.json {
            serde_json::to_writer_pretty(&mut *out, &FooterAnswer::new(system, &footer))
                .map_err(io::Error::from)?;
            writeln!(out)?;
        } else {
            print(out, system, &footer, words)?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn print(
    out: &mut impl Write,
    system: &System,
    footer: &Footer,
    words: &Wording,
) -> io::Result<()> {
    writeln!(out, "{}: {}", system.name, system.about(words.lang))?;
    let texts = &words.footers;
    for warning in &footer.warnings {
        writeln!(out, "{}: {warning}", texts.mind)?;
    }
    for (number, piece) in (1..).zip(&footer.pieces) {
        writeln!(out, "\n== {number}. {}", piece.title)?;
        writeln!(out, "-- {}: {}\n", texts.place, piece.place)?;
        write!(out, "{}", piece.text)?;
        writeln!(out)?;
        for (what, way) in piece.ways(texts) {
            let (Way::Commands(how) | Way::Words(how)) = way;
            writeln!(out, "-- {what}:\n   {}", how.replace('\n', "\n   "))?;
        }
        for warning in &piece.warnings {
            writeln!(out, "-- {}: {warning}", texts.mind)?;
        }
    }
    Ok(())
}

/// The answer for machines.
#[derive(Debug, Serialize)]
struct FooterAnswer<'a> {
    system: &'a str,
    warnings: &'a [String],
    pieces: Vec<PieceAnswer<'a>>,
}

#[derive(Debug, Serialize)]
struct PieceAnswer<'a> {
    title: &'a str,
    place: &'a str,
    text: &'a str,
    load: WayAnswer<'a>,
    check: WayAnswer<'a>,
    undo: WayAnswer<'a>,
    warnings: &'a [String],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
enum WayAnswer<'a> {
    Commands(&'a str),
    Words(&'a str),
}

impl<'a> FooterAnswer<'a> {
    fn new(system: &'a System, footer: &'a Footer) -> Self {
        Self {
            system: &system.id,
            warnings: &footer.warnings,
            pieces: footer.pieces.iter().map(PieceAnswer::new).collect(),
        }
    }
}

impl<'a> PieceAnswer<'a> {
    fn new(piece: &'a Piece) -> Self {
        let way = |way: &'a Way| match way {
            Way::Commands(commands) => WayAnswer::Commands(commands),
            Way::Words(words) => WayAnswer::Words(words),
        };
        Self {
            title: &piece.title,
            place: &piece.place,
            text: &piece.text,
            load: way(&piece.load),
            check: way(&piece.check),
            undo: way(&piece.undo),
            warnings: &piece.warnings,
        }
    }
}

impl CheckArgs {
    fn run(&self, out: &mut impl Write) -> Result<ExitCode, FooterError> {
        let (table, wordings) = (Table::load()?, Wordings::load()?);
        let words = wordings.of(Lang::En);
        let base = self
            .url
            .as_deref()
            .map(str::parse::<Base>)
            .transpose()
            .map_err(|unfit| FooterError::Refused(unfit.told(&words.footer_refusals)))?;
        let library = Library::load(&self.articles.sources()).library;
        let linter = Linter {
            library: &library,
            systems: &table,
            words: &words.footer_findings,
            base: base.as_ref(),
        };
        let mut files = Vec::new();
        for file in &self.files {
            let bytes = read(file).map_err(|source| FooterError::File {
                file: file.clone(),
                source,
            })?;
            files.push(linter.check(&file.display().to_string(), &bytes));
        }
        let answer = CheckAnswer::new(&files);
        if self.json {
            serde_json::to_writer_pretty(&mut *out, &answer).map_err(io::Error::from)?;
            writeln!(out)?;
        } else {
            answer.tell(out)?;
        }
        Ok(if answer.diagnostics.is_empty() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}

fn read(file: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut input: Box<dyn Read> = if file.as_os_str() == "-" {
        Box::new(io::stdin())
    } else {
        Box::new(fs::File::open(file)?)
    };
    let mut whole = input.by_ref().take(LONGEST_FILE + 1);
    if whole.read_to_end(&mut bytes)? as u64 > LONGEST_FILE {
        let told = format!("longer than {} MiB", LONGEST_FILE >> 20);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, told));
    }
    Ok(bytes)
}

/// The answer for machines.
#[derive(Debug, Serialize)]
struct CheckAnswer<'a> {
    files: Vec<&'static str>,
    codes: BTreeSet<&'a str>,
    articles: BTreeSet<&'a str>,
    diagnostics: Vec<Mistake<'a>>,
}

impl<'a> CheckAnswer<'a> {
    fn new(files: &'a [Checked]) -> Self {
        let codes = files.iter().flat_map(|file| &file.codes);
        let articles = files.iter().flat_map(|file| &file.articles);
        Self {
            files: files.iter().map(|file| file.kind.as_str()).collect(),
            codes: codes.map(String::as_str).collect(),
            articles: articles.map(String::as_str).collect(),
            diagnostics: files
                .iter()
                .flat_map(|file| &file.diagnostics)
                .map(Mistake::new)
                .collect(),
        }
    }

    fn tell(&self, out: &mut impl Write) -> io::Result<()> {
        for mistake in &self.diagnostics {
            mistake.tell(out)?;
        }
        let mended = match self.diagnostics.len() {
            0 => "nothing to mend".to_owned(),
            some => format!("{some} to mend"),
        };
        writeln!(
            out,
            "{}, links to {} and {}: {mended}",
            counted(self.files.len(), "file"),
            counted(self.codes.len(), "code"),
            counted(self.articles.len(), "article"),
        )
    }
}
