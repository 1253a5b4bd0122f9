//! An SMTP dialogue: who said what, and which command was refused first (RFC 5321 section 3).

use super::{
    Failure, Found, Span, WrittenBy,
    lines::{self, Line, lines},
    turns::{Said, sessions, turns},
};
use crate::vocabulary::Step;

/// The refusals of a dialogue; nothing, if the text is none.
///
/// The first decisive refusal counts. Refused recipients of one message are all reported; what follows from a refusal
/// (`503` after it) and refusals that the client got round (`EHLO`, then `HELO`) are not.
pub(super) fn read(text: &str, region: Span) -> Option<Vec<Failure>> {
    let all = lines(text, region);
    let is_protocol = [",<,", ",>,"]
        .iter()
        .any(|mark| region.of(text).contains(mark));
    if !is_protocol {
        return of_session(text, &all);
    }
    let sessions = sessions(all);
    let failures = sessions
        .iter()
        .filter_map(|session| of_session(text, session));
    let failures: Vec<Failure> = failures.flatten().collect();
    (!failures.is_empty()).then_some(failures)
}

fn of_session(text: &str, all: &[Line<'_>]) -> Option<Vec<Failure>> {
    let turns = turns(text, all);
    if !is_dialogue(&turns) {
        return None;
    }
    let host = greeting_host(text, &turns);
    let mut failures: Vec<Failure> = Vec::new();
    let mut pending: Option<(Option<Step>, Span, Option<Found<String>>)> = None;
    let mut decided: Option<Step> = None;
    let mut body = false;
    let begins_with_greeting = matches!(
        turns.iter().find(|turn| matches!(turn, Said::Reply { .. })),
        Some(Said::Reply {
            code: 220 | 421 | 554,
            ..
        })
    );
    let mut greeted = false;
    for (place, turn) in turns.iter().enumerate() {
        match turn {
            Said::Command {
                step,
                span,
                recipient,
            } => {
                pending = Some((*step, *span, recipient.clone()));
            }
            Said::Reply {
                span: words,
                code,
                row,
            } => {
                if *code == 334 {
                    continue;
                }
                let command = pending.take();
                let start = words.start;
                if *code == 354 {
                    body = true;
                }
                let first = !greeted && begins_with_greeting;
                greeted = true;
                if *code < 400 {
                    continue;
                }
                let step = match &command {
                    Some((step, span, _)) => step.map(|step| {
                        Found::new(
                            if body && step == Step::Data {
                                Step::EndOfData
                            } else {
                                step
                            },
                            *span,
                        )
                    }),
                    None if body => Some(Found::new(Step::EndOfData, Span::new(start, start + 3))),
                    None if first => Some(Found::new(Step::Connect, Span::new(start, start + 3))),
                    None => None,
                };
                let at = step.as_ref().map(|found| found.value);
                if recovers(at, turns.get(place + 1..).unwrap_or_default()) {
                    continue;
                }
                if !failures.is_empty() && (at != Some(Step::Rcpt) || decided != Some(Step::Rcpt)) {
                    break;
                }
                decided = at;
                let mut failure = Failure::quoting(lines::bounded(text, *words, 2000));
                failure.recipients = command
                    .and_then(|(_, _, recipient)| recipient)
                    .into_iter()
                    .collect();
                failure.said_by.clone_from(&host);
                if let Some(row) = row {
                    failure.written_by = row.written_by;
                    failure.said_by = match row.written_by {
                        WrittenBy::Receiver => None,
                        _ => failure.said_by.or_else(|| row.said_by.clone()),
                    };
                }
                if let Some(found) = &step {
                    failure.context.push(found.span);
                }
                failure.step = step;
                failures.push(failure);
            }
        }
    }
    (!failures.is_empty()).then_some(failures)
}

/// The step at which a dialogue in `region` gives the reply that is quoted, if it does: servers add the session to what
/// they report to their own postmaster.
pub(super) fn step_at(text: &str, region: Span, quoted: Span) -> Option<Found<Step>> {
    read(text, region)?
        .into_iter()
        .find(|failure| failure.quoted.overlaps(quoted))
        .and_then(|failure| failure.step)
}

/// Replies alone are a dialogue if a greeting opens them and more follow; with commands one reply is enough, and so it is
/// in a protocol log.
fn is_dialogue(turns: &[Said]) -> bool {
    let is_row = |turn: &Said| matches!(turn, Said::Reply { row: Some(_), .. });
    if turns.iter().any(is_row) {
        return true;
    }
    let replies: Vec<u16> = turns
        .iter()
        .filter_map(|turn| {
            if let Said::Reply { code, .. } = turn {
                Some(*code)
            } else {
                None
            }
        })
        .collect();
    let commands = turns.len() - replies.len();
    let good = replies.iter().any(|code| *code < 400);
    replies.len() >= 2 && (replies.first() == Some(&220) || commands >= 1 && good)
        || commands >= 2 && !replies.is_empty()
}

/// Whether the client got round a refusal: `HELO` after `EHLO`, going on without TLS, another way to log in.
fn recovers(at: Option<Step>, rest: &[Said]) -> bool {
    let mut steps = rest.iter().peekable();
    while let Some(turn) = steps.next() {
        let Said::Command { step, .. } = turn else {
            continue;
        };
        let accepted = matches!(steps.peek(), Some(Said::Reply { code, .. }) if *code < 400);
        match (at, step) {
            (Some(Step::Ehlo), Some(Step::Ehlo | Step::Mail)) if accepted => return true,
            (Some(Step::Auth), Some(Step::Auth)) => {
                return rest
                    .iter()
                    .any(|turn| matches!(turn, Said::Reply { code: 235, .. }));
            }
            (Some(Step::Ehlo), _) => {}
            _ => return false,
        }
    }
    false
}

/// The host that greets: the first word behind `220`, if it is one.
fn greeting_host(text: &str, turns: &[Said]) -> Option<Found<String>> {
    let greeting = turns.iter().find_map(|turn| match turn {
        Said::Reply {
            span, code: 220, ..
        } => Some(*span),
        _ => None,
    })?;
    let start = greeting.start;
    let words = text.get(start + 3..greeting.end)?;
    let word = words
        .trim_start_matches(['-', ' '])
        .split_whitespace()
        .next()?;
    let at = start + 3 + words.find(word)?;
    lines::is_host(word).then(|| Found::new(word.to_owned(), Span::new(at, at + word.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    type Expected<'e> = (&'e str, Option<Step>, &'e str, &'e str);

    #[track_caller]
    fn check(text: &str, expected: &[Expected<'_>]) {
        let found = read(text, Span::new(0, text.len())).unwrap_or_default();
        let got: Vec<Expected<'_>> = found
            .iter()
            .map(|failure| {
                (
                    failure.quoted.of(text),
                    failure.step.as_ref().map(|step| step.value),
                    failure
                        .recipients
                        .first()
                        .map_or("", |found| found.span.of(text)),
                    failure
                        .said_by
                        .as_ref()
                        .map_or("", |found| found.span.of(text)),
                )
            })
            .collect();
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn the_refused_command_is_found() {
        check(
            "220 mx.b.example ESMTP\nEHLO me\n250-mx.b.example\n250 SIZE\nMAIL FROM:<a@a.example>\n250 ok\nRCPT TO:<bob@b.example>\n550-5.7.1 one\n550 5.7.1 two\nDATA\n503 need RCPT",
            &[(
                "550-5.7.1 one\n550 5.7.1 two",
                Some(Step::Rcpt),
                "bob@b.example",
                "mx.b.example",
            )],
        );
        check(
            "220 sina.com ESMTP\n250 sina.com\n553 SMTP登录出错",
            &[("553 SMTP登录出错", None, "", "sina.com")],
        );
        check(
            "554 5.7.1 You are listed\nQUIT\n221 bye",
            &[("554 5.7.1 You are listed", Some(Step::Connect), "", "")],
        );
    }

    #[test]
    fn programs_mark_the_sides() {
        check(
            "=== Connected to mx.b.example.\n<-  220 mx.b.example ESMTP\n -> EHLO me\n<** 500 what\n -> HELO me\n<-  250 ok\n -> MAIL FROM:<a@a.example>\n<-  250 ok\n -> DATA\n<-  354 go\n -> hello 550 x\n -> .\n<** 554 5.6.0 spam",
            &[("554 5.6.0 spam", Some(Step::EndOfData), "", "mx.b.example")],
        );
        check(
            " Out: 220 mx.a.example ESMTP\n In:  MAIL FROM:<a@a.example>\n Out: 250 2.1.0 Ok\n In:  RCPT TO:<bob@b.example>\n Out: 451 4.3.0 Error: queue file write error",
            &[(
                "451 4.3.0 Error: queue file write error",
                Some(Step::Rcpt),
                "bob@b.example",
                "mx.a.example",
            )],
        );
        check(
            "2026-11-03T10:00:00.000Z,Out,08D,5,192.0.2.1:1,192.0.2.2:25,<,220 mx.b.example ESMTP,\n2026-11-03T10:00:00.000Z,Out,08D,6,192.0.2.1:1,192.0.2.2:25,>,MAIL FROM:<a@a.example>,\n2026-11-03T10:00:00.000Z,Out,08D,7,192.0.2.1:1,192.0.2.2:25,<,530 5.7.1 Client was not authenticated,",
            &[(
                "530 5.7.1 Client was not authenticated",
                Some(Step::Mail),
                "",
                "mx.b.example",
            )],
        );
    }

    #[test]
    fn a_protocol_log_tells_its_sessions_and_sides() {
        let row = |session: &str, event: &str, words: &str| {
            format!(
                "2026-11-03T10:00:00.000Z,Outbound to Internet,{session},5,192.0.2.1:1,192.0.2.2:25,{event},{words},\n"
            )
        };
        let rows = [
            row("08A", ">", "RCPT TO:<a@a.example>"),
            row("08B", ">", "RCPT TO:<b@b.example>"),
            row("08A", "<", "550 5.1.1 unknown"),
            row("08B", "<", "552 5.2.2 full"),
        ];
        check(
            &rows.concat(),
            &[
                (
                    "550 5.1.1 unknown",
                    Some(Step::Rcpt),
                    "a@a.example",
                    "192.0.2.2",
                ),
                (
                    "552 5.2.2 full",
                    Some(Step::Rcpt),
                    "b@b.example",
                    "192.0.2.2",
                ),
            ],
        );
        let refused = row("08A", ">", "550 5.7.54 no relay here");
        let found = read(&refused, Span::new(0, refused.len())).unwrap();
        assert_eq!(found[0].written_by, WrittenBy::Receiver);
        let refused = refused.replace("Outbound to Internet", "EX\\Client Frontend EX");
        let found = read(&refused, Span::new(0, refused.len())).unwrap();
        assert_eq!(found[0].written_by, WrittenBy::Server);
    }

    #[test]
    fn what_is_no_row_stays_with_the_row_above() {
        check(
            "2026-11-03T10:00:00.000Z,Out,08A,5,192.0.2.1:1,192.0.2.2:25,>,RCPT TO:<a@a.example>,\n2026-11-03T10:00:00.000Z,Out,08A,6,192.0.2.1:1,192.0.2.2:25,<,550-5.7.1 one,\n550 5.7.1 two, three, four",
            &[(
                "550-5.7.1 one,\n550 5.7.1 two, three, four",
                Some(Step::Rcpt),
                "a@a.example",
                "192.0.2.2",
            )],
        );
    }

    #[test]
    fn other_texts_are_none() {
        check("550 5.1.1 no such user", &[]);
        check("550 one\n550 two\n554 three", &[]);
        check("", &[]);
    }
}
