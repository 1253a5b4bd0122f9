//! `whybounce reply`: a mail with a report in it, answered by mail.

use std::{
    io::{self, Read, Write},
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
};

use clap::Args;
use mail_builder::{
    MessageBuilder,
    headers::{message_id::MessageId, raw::Raw},
};
use serde_json::Value;

use super::{Articles, LARGEST_PASTE, terminal};
use crate::{
    answer::{Answer, Options},
    report::Letter,
    vocabulary::Lang,
    wording::{Wording, Wordings},
};

/// Answer a mail in which somebody forwards a report, by mail.
///
/// Meant for a mail server, which hands over each mail to an address such as bounces@kb.example.org. Mail of programs, of
/// lists and from other domains is left alone. The status is 0 unless the mail server should try again (75), so that no
/// mail to this address is itself returned.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  whybounce reply --from bounces@kb.example.org --domain example.org \\
      --url https://kb.example.org < forwarded.eml         prints the answer
  In /etc/aliases of Postfix, Exim and Sendmail, on one line:
  bounces: \"|/usr/local/bin/whybounce reply --from bounces@kb.example.org --domain example.org
      --url https://kb.example.org --sendmail /usr/sbin/sendmail\"")]
pub(super) struct Reply {
    /// The address that answers.
    #[arg(long, value_name = "ADDRESS")]
    from: String,
    /// A domain whose people are answered. May be given several times.
    #[arg(long = "domain", value_name = "DOMAIN", required = true)]
    domains: Vec<String>,
    /// The address of the site, for the links in the answer.
    #[arg(long, value_name = "URL", env = "WHYBOUNCE_PUBLIC_URL")]
    url: String,
    /// The language of the answer: en or zh.
    #[arg(long, default_value = "en", value_parser = |word: &str| word.parse::<Lang>())]
    lang: Lang,
    /// The program that sends the answer, as sendmail takes it. Without it the answer is printed and nothing is sent.
    #[arg(long, value_name = "PROGRAM")]
    sendmail: Option<PathBuf>,
    #[command(flatten)]
    articles: Articles,
}

/// Causes told for each failure.
const CAUSES: usize = 3;
/// The mail server is to try again later (`EX_TEMPFAIL` of sysexits.h).
const TRY_AGAIN: u8 = 75;

impl Reply {
    pub(super) fn run(&self) -> ExitCode {
        let mut mail = Vec::new();
        if let Err(error) = io::stdin().take(LARGEST_PASTE).read_to_end(&mut mail) {
            return try_again(&error);
        }
        let letter = match Letter::read(&mail) {
            Ok(letter) if !self.is_of_us(&letter.answer_to) => {
                return left_alone(&"its author is of no domain that --domain names");
            }
            Ok(letter) => letter,
            Err(error) => return left_alone(&error),
        };
        let wordings = match Wordings::load() {
            Ok(wordings) => wordings,
            Err(error) => return try_again(&error),
        };
        let answer = self
            .explained(&mail, wordings.of(self.lang))
            .and_then(|words| self.written(&letter, words));
        let sent = answer.and_then(|answer| match &self.sendmail {
            Some(program) => send(program, &letter.answer_to, &answer),
            None => io::stdout().write_all(&answer),
        });
        match sent {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => try_again(&error),
        }
    }

    fn is_of_us(&self, address: &str) -> bool {
        let domain = address.rsplit('@').next().unwrap_or_default();
        let mut own = self.domains.iter();
        !address.eq_ignore_ascii_case(&self.from) && own.any(|own| own.eq_ignore_ascii_case(domain))
    }

    /// The words of the answer.
    fn explained(&self, mail: &[u8], wording: &Wording) -> io::Result<Vec<u8>> {
        let snapshot = self.articles.snapshot().map_err(io::Error::other)?;
        let diagnosis = snapshot.diagnose(mail, CAUSES);
        let options = Options {
            id: Value::Null,
            text: false,
        };
        let answer = Answer::new(&diagnosis, &snapshot, wording, options);
        let site = self.url.trim_end_matches('/');
        let texts = &wording.reply;
        let mut words = Vec::new();
        writeln!(words, "{}\n", texts.lead)?;
        terminal::print(&mut words, &diagnosis, &answer, (wording, Some(site)))?;
        let link = format!("{site}{}/", wording.prefix());
        writeln!(words, "\n{}", texts.end.with(&[("site", link.as_str())]))?;
        Ok(words)
    }

    /// The answer as a mail that no program answers (RFC 3834 section 3.1.7).
    fn written(&self, letter: &Letter, words: Vec<u8>) -> io::Result<Vec<u8>> {
        let words = String::from_utf8(words).map_err(io::Error::other)?;
        let mut mail = MessageBuilder::new()
            .from(self.from.as_str())
            .to(letter.answer_to.as_str())
            .subject(format!("Re: {}", letter.subject))
            .header("Auto-Submitted", Raw::new("auto-replied"))
            .text_body(words);
        if let Some(id) = &letter.message_id {
            mail = mail
                .in_reply_to(MessageId::new(id.as_str()))
                .references(MessageId::new(id.as_str()));
        }
        mail.write_to_vec()
    }
}

/// Gives an answer to the mail server, with an empty return path: what cannot be delivered is not reported.
fn send(program: &Path, to: &str, answer: &[u8]) -> io::Result<()> {
    let mut child = Command::new(program)
        .args(["-i", "-f", "<>", "--", to])
        .stdin(Stdio::piped())
        .spawn()?;
    if let Some(mut input) = child.stdin.take() {
        input.write_all(answer)?;
    }
    let status = child.wait()?;
    if status.success() {
        Ok(())
    } else {
        Err(io::Error::other(format!("{}: {status}", program.display())))
    }
}

fn left_alone(why: &dyn std::fmt::Display) -> ExitCode {
    eprintln!("whybounce: not answered: {why}");
    ExitCode::SUCCESS
}

fn try_again(why: &dyn std::fmt::Display) -> ExitCode {
    eprintln!("whybounce: not answered for now: {why}");
    ExitCode::from(TRY_AGAIN)
}
