//! An answer for people at a terminal.

use std::io::{self, Write};

use crate::{
    answer::{Answer, FailureAnswer},
    knowledge::{Diagnosis, Explained},
    vocabulary::Verdict,
    wording::Wording,
};

/// Writes an answer: for each failure what was said, the first cause with its proof, who acts and the steps, and the others
/// by title. Causes are named by their pages if a site is given, else by their ids.
///
/// # Errors
/// If `output` cannot be written.
pub(super) fn print(
    output: &mut impl Write,
    diagnosis: &Diagnosis,
    answer: &Answer<'_>,
    (wording, site): (&Wording, Option<&str>),
) -> io::Result<()> {
    for (explained, failure) in diagnosis.explained.iter().zip(&answer.failures) {
        writeln!(output, "» {}", failure.quoted.replace('\n', "\n  "))?;
        if !failure.recipients.is_empty() {
            writeln!(
                output,
                "  {}: {}",
                wording.answer.recipients,
                failure.recipients.join(", ")
            )?;
        }
        writeln!(
            output,
            "  {}: {}",
            wording.parties.of(explained.evidence.refused_by.side()),
            failure.refused_by.because
        )?;
        for note in &failure.notes {
            writeln!(output, "  {note}")?;
        }
        writeln!(output)?;
        causes(output, explained, failure, (wording, site))?;
    }
    Ok(())
}

fn causes(
    output: &mut impl Write,
    explained: &Explained,
    failure: &FailureAnswer<'_>,
    (wording, site): (&Wording, Option<&str>),
) -> io::Result<()> {
    let words = &wording.answer;
    match explained.ranking.verdict {
        Verdict::Match => {}
        Verdict::Weak => writeln!(output, "{}. {}\n", words.guesses, words.guesses_lead)?,
        Verdict::None => return writeln!(output, "{}. {}", words.nothing, words.nothing_lead),
        verdict @ Verdict::NotAFailure => {
            return writeln!(output, "{}", wording.verdicts.of(verdict));
        }
    }
    for (ranked, cause) in explained.ranking.causes.iter().zip(&failure.causes) {
        let place = match site {
            Some(site) => format!("{site}{}", cause.url),
            None => format!("{}#{}", cause.article, cause.cause),
        };
        let confidence = wording.confidence.of(ranked.confidence);
        writeln!(
            output,
            "{}. {} [{confidence}]\n   {place}",
            cause.rank, cause.title
        )?;
        if cause.rank > 1 {
            continue;
        }
        for why in &cause.why {
            let text = why.text.split_whitespace().collect::<Vec<_>>().join(" ");
            writeln!(output, "   {}: “{text}”", wording.why.of(why.kind))?;
        }
        let acts = wording.acts.of(cause.acts);
        writeln!(output, "   {}: {acts}", words.who_acts)?;
        let retry = wording.send_again(failure.temporary, cause.retry);
        writeln!(output, "   {} {retry}", words.resend)?;
        for (number, step) in (1..).zip(&cause.fix) {
            writeln!(output, "   {number}) {}", step.replace('\n', "\n      "))?;
        }
        writeln!(output)?;
    }
    Ok(())
}
