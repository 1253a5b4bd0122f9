//! The pasted text with what was recognised in it.

use std::collections::BTreeSet;

use crate::{
    knowledge::{Diagnosis, Explained},
    report::{Found, Span},
    vocabulary::WhyKind,
    wording::Wording,
};

/// Something recognised in the text.
#[derive(Debug, Clone)]
pub(crate) struct Mark<'a> {
    span: Span,
    /// Its class in the style sheet.
    class: &'static str,
    label: &'a str,
}

/// A run of the text in which the same things are recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece<'a> {
    pub(crate) text: &'a str,
    /// The classes of its marks; empty for plain text.
    pub(crate) classes: String,
    /// What it is taken for, in words.
    pub(crate) label: String,
}

/// Everything that was recognised in a text.
pub(crate) fn marks<'a>(diagnosis: &Diagnosis, wording: &'a Wording) -> Vec<Mark<'a>> {
    diagnosis
        .explained
        .iter()
        .flat_map(|explained| marks_of(explained, wording))
        .collect()
}

/// Everything that was recognised for one failure.
pub(crate) fn marks_of<'a>(explained: &Explained, wording: &'a Wording) -> Vec<Mark<'a>> {
    let Explained {
        failure,
        evidence,
        ranking,
    } = explained;
    let texts = &wording.answer;
    let mut marks = Vec::new();
    let mut mark = |class, label, span: Span| marks.push(Mark { span, class, label });
    for why in ranking
        .causes
        .first()
        .into_iter()
        .flat_map(|first| &first.why)
    {
        match why.kind {
            WhyKind::Signature => mark("signature", wording.why.of(why.kind), why.span),
            WhyKind::Words => mark("words", wording.why.of(why.kind), why.span),
            _ => {}
        }
    }
    for code in &evidence.codes {
        mark("code", &texts.code, code.span);
    }
    for reply in &evidence.replies {
        mark("code", &texts.reply, reply.span);
    }
    for number in &evidence.numbers {
        mark("code", &texts.number, number.span);
    }
    for (system, label) in [
        (&evidence.generator, &texts.generator),
        (&evidence.speaker, &texts.speaker),
    ] {
        if let Some(span) = system.as_ref().and_then(|system| system.mark) {
            mark("system", label, span);
        }
    }
    if let Some(step) = &evidence.step {
        mark("step", &texts.step, step.span);
    }
    let values = &evidence.values;
    let mut value = |found: &Option<Found<String>>, label| {
        if let Some(found) = found {
            mark("value", label, found.span);
        }
    };
    value(&evidence.refused_by.host, &texts.host);
    value(&values.own_host, &texts.own_host);
    value(&values.recipient, &texts.recipient);
    value(&values.sender, &texts.sender);
    value(&values.client_ip, &texts.client_ip);
    if let Some(listing) = &values.listing {
        value(&Some(listing.blocklist.clone()), &texts.blocklist);
        value(&listing.listed, &texts.blocklist);
    }
    if let Some(limit) = &values.size_limit {
        mark("value", &texts.size_limit, limit.span);
    }
    if let Some(until) = &values.retry_until {
        mark("value", &texts.retry_until, until.span);
    }
    for recipient in &failure.recipients {
        mark("value", &texts.recipient, recipient.span);
    }
    marks
}

/// Cuts a stretch of the text where marks begin and end. The pieces in order are the whole stretch.
pub(crate) fn pieces<'a>(text: &'a str, stretch: Span, marks: &[Mark<'_>]) -> Vec<Piece<'a>> {
    let mut cuts = BTreeSet::from([stretch.start, stretch.end]);
    let mut edges: Vec<(usize, bool, usize)> = Vec::new();
    for (place, mark) in marks.iter().enumerate() {
        let start = mark.span.start.max(stretch.start);
        let end = mark.span.end.min(stretch.end);
        if start < end && text.is_char_boundary(start) && text.is_char_boundary(end) {
            cuts.extend([start, end]);
            edges.push((start, true, place));
            edges.push((end, false, place));
        }
    }
    edges.sort_unstable();
    let mut edges = edges.into_iter().peekable();
    let mut open = BTreeSet::new();
    let mut pieces = Vec::new();
    let mut cuts = cuts.into_iter().peekable();
    while let (Some(start), Some(end)) = (cuts.next(), cuts.peek()) {
        while let Some((_, opens, place)) = edges.next_if(|(at, _, _)| *at <= start) {
            if opens {
                open.insert(place);
            } else {
                open.remove(&place);
            }
        }
        if let Some(text) = text.get(start..*end) {
            pieces.push(piece(
                text,
                open.iter().filter_map(|place| marks.get(*place)),
            ));
        }
    }
    pieces
}

fn piece<'a, 'b>(text: &'a str, marks: impl Iterator<Item = &'b Mark<'b>>) -> Piece<'a> {
    let (mut classes, mut labels) = (BTreeSet::new(), Vec::new());
    for mark in marks {
        classes.insert(mark.class);
        if !labels.contains(&mark.label) {
            labels.push(mark.label);
        }
    }
    Piece {
        text,
        classes: classes.into_iter().collect::<Vec<_>>().join(" "),
        label: labels.join(" · "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "550 退信 5.7.1 Unable";

    #[track_caller]
    fn check(spans: &[(usize, usize, &'static str)], expected: &[(&str, &str)]) {
        let marks: Vec<_> = spans
            .iter()
            .map(|(start, end, class)| Mark {
                span: Span::new(*start, *end),
                class,
                label: class,
            })
            .collect();
        let cut = pieces(TEXT, Span::new(0, TEXT.len()), &marks);
        let whole: String = cut.iter().map(|piece| piece.text).collect();
        assert_eq!(whole, TEXT, "the pieces are the whole text");
        let shown: Vec<_> = cut
            .iter()
            .map(|piece| (piece.text, piece.classes.as_str()))
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn marks_cut_the_text() {
        check(&[], &[(TEXT, "")]);
        check(
            &[(0, 3, "code")],
            &[("550", "code"), (" 退信 5.7.1 Unable", "")],
        );
    }

    #[test]
    fn overlapping_marks_share_their_piece() {
        check(
            &[(0, 16, "signature"), (11, 16, "code")],
            &[
                ("550 退信 ", "signature"),
                ("5.7.1", "code signature"),
                (" Unable", ""),
            ],
        );
    }

    #[test]
    fn spans_that_fit_nowhere_are_left_out() {
        check(
            &[(5, 6, "code"), (90, 99, "code"), (3, 3, "code")],
            &[(TEXT, "")],
        );
    }
}
