//! `whybounce diagnose`: one paste, or many as NDJSON.

use std::{
    fs::File,
    io::{self, BufReader, Read, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::Args;
use serde_json::Value;

use super::{Articles, LARGEST_PASTE, ndjson, terminal, unusable};
use crate::{
    answer::{Answer, Options},
    knowledge::Snapshot,
    vocabulary::Lang,
    wording::{Wording, Wordings},
};

/// Explain an error text, an SMTP dialogue, a log or a whole mail.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  echo '550 5.7.1 Unable to relay for bob@example.net' | whybounce diagnose
  whybounce diagnose --json bounce.eml
  whybounce diagnose --ndjson < pastes.ndjson > answers.ndjson")]
pub(super) struct Diagnose {
    /// Answer as one JSON object.
    #[arg(long, conflicts_with = "ndjson")]
    json: bool,
    /// Read one JSON object a line, {"id","text"} or {"id","base64"}, and answer one line each.
    #[arg(long)]
    ndjson: bool,
    /// How many causes to give for each failure.
    #[arg(long, default_value_t = 5, value_name = "N")]
    limit: usize,
    /// The language of titles, sentences and steps: en or zh.
    #[arg(long, default_value = "en", value_parser = |word: &str| word.parse::<Lang>())]
    lang: Lang,
    #[command(flatten)]
    articles: Articles,
    /// Carry the normalised text that `start` and `end` point into.
    #[arg(long)]
    text: bool,
    /// What to read; standard input if it is left out or `-`.
    file: Option<PathBuf>,
}

impl Diagnose {
    pub(super) fn run(&self) -> ExitCode {
        let snapshot = match self.articles.snapshot() {
            Ok(snapshot) => snapshot,
            Err(error) => return unusable(&error),
        };
        let wordings = match Wordings::load() {
            Ok(wordings) => wordings,
            Err(error) => return unusable(&error),
        };
        let wording = wordings.of(self.lang);
        let answered = if self.ndjson {
            self.many(&snapshot, wording)
        } else {
            self.one(&snapshot, wording)
        };
        match answered {
            Ok(()) => ExitCode::SUCCESS,
            // Whoever reads the answers has enough: `whybounce diagnose … | head`.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
            Err(error) => match &self.file {
                Some(file) => unusable(&format_args!("{}: {error}", file.display())),
                None => unusable(&error),
            },
        }
    }

    fn input(&self) -> io::Result<Box<dyn Read + Send>> {
        Ok(match &self.file {
            Some(file) if file.as_os_str() != "-" => Box::new(File::open(file)?),
            _ => Box::new(io::stdin()),
        })
    }

    fn options(&self, id: Value) -> Options {
        Options {
            id,
            text: self.text,
        }
    }

    fn many(&self, snapshot: &Snapshot, wording: &Wording) -> io::Result<()> {
        let answer = |id: Value, bytes: &[u8]| {
            let diagnosis = snapshot.diagnose(bytes, self.limit);
            serde_json::to_string(&Answer::new(
                &diagnosis,
                snapshot,
                wording,
                self.options(id),
            ))
        };
        ndjson::run(BufReader::new(self.input()?), io::stdout().lock(), answer)
    }

    fn one(&self, snapshot: &Snapshot, wording: &Wording) -> io::Result<()> {
        let mut bytes = Vec::new();
        self.input()?.take(LARGEST_PASTE).read_to_end(&mut bytes)?;
        let diagnosis = snapshot.diagnose(&bytes, self.limit);
        let answer = Answer::new(&diagnosis, snapshot, wording, self.options(Value::Null));
        let mut output = io::stdout().lock();
        if self.json {
            serde_json::to_writer_pretty(&mut output, &answer)?;
            writeln!(output)
        } else {
            terminal::print(&mut output, &diagnosis, &answer, (wording, None))
        }
    }
}
