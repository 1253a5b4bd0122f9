//! What is asked of the index: weighted terms as plain data.

use std::collections::BTreeMap;

use crate::{
    evidence::{
        Evidence,
        words::{Word, WordKind, stemmed, words},
    },
    report::{Failure, Report, Span},
};

/// One term and how much it counts.
#[derive(Debug, Clone, PartialEq)]
pub struct Clause {
    /// The term, in the form that [`terms`] gives.
    pub term: String,
    /// Its weight, above 0.
    pub boost: f32,
}

/// A question to the index. Its terms are in alphabetical order, each once.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    /// Any of these may match.
    pub clauses: Vec<Clause>,
}

/// The quoted words count fully, what is written around them less.
const AROUND: f32 = 0.3;
/// Words of the surroundings that are looked at.
const WORDS_AROUND: usize = 200;
/// Words of a question or refusal that are looked at.
const WORDS_ASKED: usize = 400;

impl Query {
    /// Asks for what was recognised in a failure: its words, but for those that only announce a code, and its codes.
    pub fn of(report: &Report, failure: &Failure, evidence: &Evidence) -> Self {
        let mut terms = Terms::default();
        let mut start = failure.quoted.start;
        for span in &evidence.announcing {
            terms.add(
                Span::new(start, span.start).of(&report.text),
                WORDS_ASKED,
                1.0,
            );
            start = span.end;
        }
        let rest = Span::new(start, failure.quoted.end);
        terms.add(rest.of(&report.text), WORDS_ASKED, 1.0);
        for span in failure
            .context
            .iter()
            .filter(|span| !failure.quoted.contains(**span))
        {
            terms.add(span.of(&report.text), WORDS_AROUND, AROUND);
        }
        for number in &evidence.numbers {
            terms.put(number.value.to_string().to_lowercase(), 1.0);
        }
        terms.into_query()
    }

    /// Asks for words as a person types them.
    pub fn words(text: &str) -> Self {
        let mut terms = Terms::default();
        terms.add(text, WORDS_ASKED, 1.0);
        terms.into_query()
    }
}

/// Collects terms; a term that comes twice keeps its greater weight.
#[derive(Default)]
struct Terms(BTreeMap<String, f32>);

impl Terms {
    fn add(&mut self, text: &str, limit: usize, boost: f32) {
        for term in terms(text).into_iter().take(limit) {
            self.put(term, boost);
        }
    }

    fn put(&mut self, term: String, boost: f32) {
        let known = self.0.entry(term).or_insert(boost);
        *known = known.max(boost);
    }

    fn into_query(self) -> Query {
        let clauses = self
            .0
            .into_iter()
            .map(|(term, boost)| Clause { term, boost })
            .collect();
        Query { clauses }
    }
}

/// The terms of a text, as they are indexed and as they are asked for.
///
/// English words are reduced to their stems, Chinese gives single characters and pairs, a dotted name gives itself and
/// its parts. Mail and IP addresses are nobody's words and give nothing.
pub fn terms(text: &str) -> Vec<String> {
    let all = words(text, 0);
    let single = all
        .iter()
        .filter(|word| word.kind == WordKind::Ideograph)
        .map(|word| word.text.clone());
    let mut found: Vec<String> = single.collect();
    for word in stemmed(all) {
        match word.kind {
            WordKind::Address | WordKind::Ip => {}
            WordKind::Dotted => found.extend(dotted(&word)),
            WordKind::Ideograph if word.text.chars().nth(1).is_none() => {}
            _ => found.push(word.text),
        }
    }
    found
}

fn dotted(word: &Word) -> impl Iterator<Item = String> {
    let parts = word
        .text
        .split('.')
        .filter(|part| part.chars().count() > 2)
        .map(str::to_owned);
    std::iter::once(word.text.clone()).chain(parts.collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(terms(text), expected, "{text}");
    }

    #[test]
    fn terms_are_what_can_be_compared() {
        check("Mailboxes exceeded", &["mailbox", "exceed"]);
        check("退信", &["退", "信", "退信"]);
        check(
            "RESOLVER.ADR.RecipNotFound",
            &[
                "resolver.adr.recipnotfound",
                "resolver",
                "adr",
                "recipnotfound",
            ],
        );
        check("<bob@example.net> 192.0.2.1 #5.7.1", &["5.7.1"]);
    }
}
