//! Several answers that somebody tells of in one text: "first it said …, now it says …".

use super::{
    Span, extent,
    lines::{self, Line, lines},
    marks::MARKS,
    opening::{Opening, opening, starts},
};

/// With more answers than this a text is a list of codes or an explanation.
const ANSWERS_LIMIT: usize = 3;

/// How much of the sentence before an answer is looked at, in bytes.
const SENTENCE_LIMIT: usize = 200;

/// How much of their words two answers share that are one, in hundredths of those of the shorter one.
const ALIKE: usize = 60;

/// One answer, quoted as far as it goes.
struct Answer {
    codes: Opening,
    span: Span,
}

/// The answers of a text that tells of two or three; nothing, if it tells of one or explains what answers mean. An answer
/// that is told again, inside another one or as what came of it, counts once.
pub(super) fn told(text: &str, region: Span) -> Vec<Span> {
    let all = lines(text, region);
    let mut starts = all
        .iter()
        .enumerate()
        .flat_map(|(number, line)| {
            let starts = starts(line.text).into_iter();
            starts.map(move |at| (number, line.span.start + at))
        })
        .peekable();
    let mut distinct: Vec<Answer> = Vec::new();
    let mut end = region.start;
    while let Some((number, start)) = starts.next() {
        let codes = text.get(start..).and_then(opening);
        let Some(codes) = codes.filter(|_| start >= end && is_told(text, &all, number, start))
        else {
            continue;
        };
        let whole = extent::extent(text, &all, number, start);
        let next = starts.peek().map_or(region.end, |(_, next)| *next);
        let answer = Answer {
            codes,
            span: own_words(text, whole, next),
        };
        end = answer.span.end;
        if !distinct.iter().any(|known| is_same(text, known, &answer)) {
            distinct.push(answer);
        }
        if distinct.len() > ANSWERS_LIMIT {
            return Vec::new();
        }
    }
    let spans: Vec<Span> = distinct.into_iter().map(|answer| answer.span).collect();
    if spans.len() > 1 { spans } else { Vec::new() }
}

/// Whether the words before the answer, or the line above it, say that somebody or something gave it.
fn is_told(text: &str, all: &[Line<'_>], number: usize, start: usize) -> bool {
    let Some(line) = all.get(number) else {
        return false;
    };
    let opens = text
        .get(line.span.start..start)
        .is_some_and(|before| !before.contains(char::is_alphanumeric));
    let above = number.checked_sub(1).and_then(|above| all.get(above));
    let from = match above {
        Some(above) if opens => above.span.start,
        _ => line.span.start,
    };
    let from = lines::floor(text, from.max(start.saturating_sub(SENTENCE_LIMIT)));
    text.get(from..start)
        .is_some_and(|before| MARKS.tells(before))
}

/// An answer without the words of whoever goes on to tell of the next one. What is told without such words is part of it.
fn own_words(text: &str, whole: Span, next: usize) -> Span {
    let words = Span::new(whole.start, whole.end.min(next)).of(text);
    match MARKS.aside(words) {
        Some(end) => extent::finished(text, Span::new(whole.start, whole.start + end)),
        None => whole,
    }
}

/// Whether two answers are one: the same code, or one of them without an enhanced code, or much the same words.
fn is_same(text: &str, one: &Answer, other: &Answer) -> bool {
    let code = |answer: &Answer| answer.codes.enhanced.as_ref().map(|found| found.value);
    let reply = one.codes.reply == other.codes.reply;
    match (code(one), code(other)) {
        (Some(one), Some(other)) if one == other => return true,
        (None, Some(_)) | (Some(_), None) if reply => return true,
        _ => {}
    }
    let words = |answer: &Answer| -> Vec<String> {
        let rest = answer
            .span
            .of(text)
            .get(answer.codes.rest..)
            .unwrap_or_default();
        let words = rest.split(|c: char| !c.is_alphanumeric());
        words
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect()
    };
    let (one, other) = (words(one), words(other));
    let shared = one.iter().filter(|word| other.contains(word)).count();
    shared * 100 >= one.len().min(other.len()).max(1) * ALIKE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found = told(text, Span::new(0, text.len()));
        let got: Vec<&str> = found.iter().map(|span| span.of(text)).collect();
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn two_answers_are_two() {
        check(
            "Our scanner got \"530 5.7.57 Client not authenticated\" at first. I switched to port 25 and now it says 550 5.7.54 Unable to relay",
            &[
                "530 5.7.57 Client not authenticated",
                "550 5.7.54 Unable to relay",
            ],
        );
        check(
            "Yesterday I got 535 Authentication failed, today it says 554 Relay access denied",
            &["535 Authentication failed", "554 Relay access denied"],
        );
        check(
            "At first it said\n530 5.7.57 Client was not authenticated to send anonymous mail during MAIL FROM\nI then switched to port 25 and now it says\n550 5.7.54 Unable to relay",
            &[
                "530 5.7.57 Client was not authenticated to send anonymous mail during MAIL FROM",
                "550 5.7.54 Unable to relay",
            ],
        );
        check(
            "Remote Server returned '550 5.7.1 RESOLVER.RST.AuthRequired; no'\nRemote Server returned '550 5.1.1 User unknown'",
            &[
                "550 5.7.1 RESOLVER.RST.AuthRequired; no",
                "550 5.1.1 User unknown",
            ],
        );
        check(
            "一开始提示 535 5.7.3 Authentication unsuccessful,后来又提示 550 5.7.60 Client may not send as this sender",
            &[
                "535 5.7.3 Authentication unsuccessful",
                "550 5.7.60 Client may not send as this sender",
            ],
        );
    }

    #[test]
    fn one_answer_told_twice_is_one() {
        check(
            "I got \"550 5.1.1 User unknown\" this morning. Now it says 550 5.1.1 User unknown",
            &[],
        );
        check(
            "Outlook says 550 Unable to relay. The log says 550 5.7.1 Unable to relay for bob@b.example",
            &[],
        );
        check(
            "Remote Server returned '550 5.7.367 Remote server returned not permitted to relay -> 554 5.7.1 Relaying denied'",
            &[],
        );
        check(
            "Remote Server returned '550 4.4.7 QUEUE.Expired; message expired'\nThe last error was: 451 4.7.1 Greylisted",
            &[],
        );
    }

    #[test]
    fn what_answers_mean_is_none() {
        check(
            "If you get 550 5.7.1 Unable to relay, log in. If the server says 550 5.1.1 User unknown, mend the address.",
            &[],
        );
        check(
            "Common errors:\n550 5.1.1 User unknown\nThe mailbox does not exist.\n552 5.2.2 Mailbox full\nIt is full.",
            &[],
        );
    }
}
