//! The piece of an SMTP session that old systems put into their reports: `>>>` what they sent, `<<<` what they were told.

use super::{
    Found, Span,
    lines::{Line, lines},
    marks::MARKS,
};
use crate::vocabulary::Step;

/// The place in a session where a reply was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SessionLine {
    /// The whole reply, all its lines.
    pub(super) quoted: Span,
    /// The command before it.
    pub(super) step: Option<Found<Step>>,
    /// The host the session was with.
    pub(super) host: Option<Found<String>>,
}

/// Where the session in `region` gives the reply that is quoted elsewhere, if it does.
pub(super) fn line_of(text: &str, region: Span, quoted: Span) -> Option<SessionLine> {
    let opening: String = quoted
        .of(text)
        .lines()
        .next()?
        .trim()
        .chars()
        .take(80)
        .collect();
    if opening.len() < 4 || !region.of(text).contains("<<<") {
        return None;
    }
    let all = lines(text, region);
    let number = all
        .iter()
        .position(|line| reply_of(line).is_some_and(|(words, _)| starts_alike(words, &opening)))?;
    let line = all.get(number)?;
    let (_, start) = reply_of(line)?;
    let full = whole_reply(&all, number, start);
    let before = all.get(..number)?.iter().rev();
    let command = before
        .clone()
        .find(|above| above.text.starts_with(">>>") || above.text.contains("while talking to"));
    let step = command.and_then(|above| {
        if above.text.starts_with(">>>") {
            MARKS.step(text, above.span)
        } else {
            // Nothing was sent yet: it is the greeting that refuses.
            Some(Found::new(Step::Connect, above.span))
        }
    });
    // With pipelining, commands go out before their answers come: a recipient's refusal is shown below DATA, and the
    // complaint that no recipient is left follows it.
    let pipelined = step.as_ref().is_some_and(|found| found.value == Step::Data)
        && all
            .get(number + 1..)?
            .iter()
            .take_while(|below| !below.text.starts_with(">>>"))
            .any(|below| {
                below.text.starts_with("<<< 503") || below.text.starts_with("<<< 554 5.5.1")
            });
    let host = MARKS.speaker(
        text,
        Span::new(region.start, line.span.start),
        Span::new(line.span.start, line.span.start),
    );
    Some(SessionLine {
        quoted: if full.end - full.start > quoted.end - quoted.start {
            full
        } else {
            quoted
        },
        step: step.map(|found| {
            if pipelined {
                Found::new(Step::Rcpt, found.span)
            } else {
                found
            }
        }),
        host,
    })
}

/// All lines of the reply that begins on line `number`.
fn whole_reply(all: &[Line<'_>], number: usize, start: usize) -> Span {
    let mut end = start;
    let mut goes_on = true;
    let code = all.get(number).and_then(|line| reply_of(line)?.0.get(..3));
    for line in all.get(number..).unwrap_or_default() {
        let Some((words, _)) =
            reply_of(line).filter(|(words, _)| goes_on && words.get(..3) == code)
        else {
            break;
        };
        end = line.span.end;
        goes_on = words.get(3..4) == Some("-");
    }
    Span::new(start, end)
}

/// The words behind `<<<`, and where they begin.
fn reply_of<'t>(line: &Line<'t>) -> Option<(&'t str, usize)> {
    let words = line.text.strip_prefix("<<<")?.trim_start();
    Some((words, line.span.end - words.len()))
}

fn starts_alike(words: &str, opening: &str) -> bool {
    let length = words.len().min(opening.len());
    length > 3
        && words.get(..length).is_some_and(|start| {
            opening
                .get(..length)
                .is_some_and(|known| known.eq_ignore_ascii_case(start))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(session: &str, quoted: &str, expected: Option<(&str, Option<Step>, Option<&str>)>) {
        let text = format!("(reason: {quoted})\n\n{session}");
        let found = line_of(
            &text,
            Span::new(0, text.len()),
            Span::new(9, 9 + quoted.len()),
        );
        let got = found.as_ref().map(|line| {
            (
                line.quoted.of(&text),
                line.step.as_ref().map(|step| step.value),
                line.host.as_ref().map(|host| host.value.as_str()),
            )
        });
        assert_eq!(got, expected);
    }

    #[test]
    fn the_session_has_the_whole_reply_and_the_command() {
        check(
            "... while talking to mx.b.example.:\n>>> RCPT To:<a@b.example>\n<<< 550-5.7.1 one\n<<< 550 5.7.1 two\n",
            "550-5.7.1 one",
            Some((
                "550-5.7.1 one\n<<< 550 5.7.1 two",
                Some(Step::Rcpt),
                Some("mx.b.example"),
            )),
        );
        check(
            "... while talking to b.example:\n>>> DATA\n<<< 550 no such user\n550 5.1.1 no\n<<< 503 5.0.0 Need RCPT",
            "550 no such user",
            Some(("550 no such user", Some(Step::Rcpt), Some("b.example"))),
        );
        check("<<< 421 later", "550 no such user", None);
        check("", "550 no such user", None);
    }
}
