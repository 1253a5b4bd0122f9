//! The command line: one file per subcommand.

mod check;
mod diagnose;
mod footer;
mod ndjson;
mod reply;
mod serve;
mod terminal;

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand};

use crate::{
    articles::{Library, Source},
    knowledge::{Snapshot, SnapshotError, proof},
    report,
};

/// Explains why mail did not arrive: paste what the mail system said, get the ranked causes and the steps that fix it.
///
/// Without a command it serves the web site on <http://127.0.0.1:8025>.
#[derive(Debug, Parser)]
#[command(
    name = "whybounce",
    version,
    args_conflicts_with_subcommands = true,
    after_help = "Examples:
  whybounce                             the web site, on http://127.0.0.1:8025
  whybounce diagnose bounce.eml         one mail, answered on the terminal
  whybounce check articles              what is to be mended in a folder of articles
  whybounce footer postfix --url https://kb.example.org
                                        a link to the site in the reports of a mail server

Exit status: 0 when an answer was given, also if it is `none`; 1 when `check` or `footer check` found
something to mend;
2 for wrong usage, and for what cannot be read or started."
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: serve::ServeArgs,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the web site and the API.
    Serve(serve::ServeArgs),
    /// Explain one error text or mail, or many as NDJSON.
    Diagnose(diagnose::Diagnose),
    /// Answer a mail in which somebody forwards a report, by mail.
    Reply(reply::Reply),
    /// Prove articles: every mistake with file, line, column and remedy.
    Check(check::Args),
    /// Put a link to this site into the reports of your mail server, or check those that are there.
    Footer(footer::FooterArgs),
}

/// Where articles come from.
#[derive(Debug, Clone, Args)]
struct Articles {
    /// A folder whose articles are added to the shipped ones, or replace those of the same id. May be given several
    /// times; a later folder wins.
    #[arg(long = "articles", value_name = "DIR")]
    folders: Vec<PathBuf>,
}

impl Articles {
    fn sources(&self) -> Vec<Source> {
        let folders = self.folders.iter().cloned().map(Source::Folder);
        std::iter::once(Source::Shipped).chain(folders).collect()
    }

    /// The snapshot of these articles; what is wrong with them goes to standard error.
    fn snapshot(&self) -> Result<Snapshot, SnapshotError> {
        let (snapshot, diagnostics) = Snapshot::load(&self.sources())?;
        for diagnostic in diagnostics {
            eprintln!(
                "{}:{}:{}: {}",
                diagnostic.file, diagnostic.line, diagnostic.column, diagnostic.message
            );
        }
        Ok(snapshot)
    }
}

/// More than this is not read from one paste, in bytes; the reader keeps far less.
const LARGEST_PASTE: u64 = 64 << 20;

/// Exit status for usage errors and unreadable input, as `clap` uses it.
const UNUSABLE: u8 = 2;

/// Reads the command line and runs the command. The exit status is 0 when an answer was given, 1 when `check` found a
/// mistake, 2 for wrong usage and for what cannot be read or started.
pub fn run() -> ExitCode {
    keep_pastes_out_of_panics();
    let cli = Cli::parse();
    match cli.command.unwrap_or(Command::Serve(cli.serve)) {
        Command::Serve(args) => match serve::run(&args) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => unusable(&error),
        },
        Command::Diagnose(diagnose) => diagnose.run(),
        Command::Reply(reply) => reply.run(),
        Command::Check(args) => check(&args),
        Command::Footer(args) => args.run(),
    }
}

fn check(args: &check::Args) -> ExitCode {
    let proofs = |library: &Library| match Snapshot::build(library.clone()) {
        Ok(snapshot) => proof::prove(&snapshot),
        // What keeps every article from being served is among the diagnostics already.
        Err(_) => Vec::new(),
    };
    check::run(args, proofs, &mut std::io::stdout().lock()).unwrap_or_else(|error| unusable(&error))
}

/// A panic's message can hold a piece of the text that caused it; only its place is told. One that a reader catches is no
/// alarm.
fn keep_pastes_out_of_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        if report::catches_panics() {
            tracing::debug!(place, "Panic, caught");
        } else {
            tracing::error!(place, "Panic");
        }
    }));
}

/// Says on standard error what went wrong and gives the exit status for it.
fn unusable(error: &dyn std::fmt::Display) -> ExitCode {
    eprintln!("whybounce: {error}");
    ExitCode::from(UNUSABLE)
}
