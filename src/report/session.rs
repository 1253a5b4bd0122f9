//! The piece of an SMTP session that old systems put into their reports: `>>>` what they sent, `<<<` what they were told.

use super::{
    Found, Span,
    lines::{Line, bounded, lines},
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

/// How many lines of a session belong to one reply, at most.
const COMMANDS_LIMIT: usize = 20;
/// How much of a session is searched, in bytes: each of many recipients has its own look at it.
const SESSION_LIMIT: usize = 16 * 1024;

/// Where the session in `region` gives the reply that is quoted elsewhere, if it does. Of several such replies it is the
/// one that was given about this recipient, if any was.
pub(super) fn line_of(
    text: &str,
    region: Span,
    quoted: Span,
    recipient: Option<&str>,
) -> Option<SessionLine> {
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
    let all = lines(text, bounded(text, region, SESSION_LIMIT));
    let is_alike =
        |line: &Line<'_>| reply_of(line).is_some_and(|(words, _)| starts_alike(words, &opening));
    let mut alike = (0..all.len()).filter(|number| all.get(*number).is_some_and(is_alike));
    let first = alike.next()?;
    let number = recipient
        .and_then(|name| {
            let mut alike = Some(first).into_iter().chain(alike);
            alike.find(|number| is_about(&all, *number, name))
        })
        .unwrap_or(first);
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
    let announced = before
        .clone()
        .find(|above| above.text.contains("while talking to"));
    let from = announced.map_or(region.start, |above| above.span.start);
    let host = MARKS.speaker(
        text,
        Span::new(from, line.span.start),
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

/// Whether the reply on line `number`, or a command that was given to the same host before it, names the recipient.
fn is_about(all: &[Line<'_>], number: usize, name: &str) -> bool {
    let before = all.get(..=number).unwrap_or_default().iter().rev();
    let mut own = before
        .take(COMMANDS_LIMIT)
        .take_while(|line| !line.text.contains("while talking to"))
        .filter(|line| !line.text.starts_with(">>> MAIL"));
    own.any(|line| line.text.contains(name))
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
            Some("eve@c.example"),
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
        check(
            "... while talking to b.example:\n>>> RCPT To:<bob@b.example>\n<<< 550 no\n... while talking to c.example:\n>>> RCPT To:<eve@c.example>\n<<< 550 no\n",
            "550 no",
            Some(("550 no", Some(Step::Rcpt), Some("c.example"))),
        );
        check("<<< 421 later", "550 no such user", None);
        check("", "550 no such user", None);
    }
}
