//! Which reason the words of a text speak for, learnt from every wording of the articles when they are loaded.
//!
//! A signature must be followed closely; people and programs that say the same in their own words follow none. So each
//! word, pair of words, concept and pair of concepts is counted by the reasons whose wordings hold it, and a text speaks
//! for a reason as much as its words are commoner there than elsewhere (naive Bayes, each word's say bounded).

use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash, Hasher},
};

use crate::{
    evidence::{
        ConceptsError,
        concepts::{Concept, Concepts, is_telling},
        words::{Word, WordKind, stems, words},
    },
    report::Span,
    vocabulary::Reason,
};

/// What the words of one text say.
#[derive(Debug, Clone, Default)]
pub(super) struct Spoken {
    /// For every reason that has wordings, how much the words speak for it: the sum of their says, below 0 if against.
    pub(super) reasons: BTreeMap<Reason, f32>,
    /// How much the words speak for an ordinary text or another program's error.
    pub(super) ordinary: f32,
    /// The share of the text's words that no wording holds, 0 to 1.
    pub(super) strange: f32,
    heard: Vec<(Token, Span)>,
}

/// The counted words. Immutable.
#[derive(Debug)]
pub(super) struct ReasonWords {
    concepts: Concepts,
    /// How many wordings each reason has; no reason: ordinary texts.
    wordings: Vec<(Option<Reason>, f32)>,
    all: f32,
    /// For each token, sorted, the reasons (by place in `wordings`) whose wordings hold it, and how many do.
    tokens: Vec<(Token, Vec<(u8, u16)>)>,
}

/// A word, a pair of words, a concept or a pair of concepts. Two that collide would count as one, which does no harm.
type Token = u64;

/// What one token may say at most for a reason and against it.
const MOST: f32 = 5.0;
const LEAST: f32 = -1.0;
/// How many wordings without a token weigh as much as one with it.
const PRIOR: f32 = 2.0;
/// Tokens of one text that are looked at.
const TOKENS: usize = 600;
/// Concepts of one text that are paired.
const PAIRED: usize = 16;

/// A sum of says that is half convincing by itself.
const HALF_CONVINCING: f32 = 12.0;
/// How much a difference of says counts: words of one text repeat each other.
const SHARPNESS: f32 = 0.4;

impl Spoken {
    /// How much the words speak for a reason, 0 to 1.
    pub(super) fn strength(&self, reason: Reason) -> f32 {
        convincing(self.reasons.get(&reason).copied().unwrap_or_default())
    }

    /// How much the words speak for a text that has nothing to do with mail that did not arrive, 0 to 1.
    pub(super) fn is_ordinary(&self) -> f32 {
        convincing(self.ordinary)
    }

    /// The reason's share of all that the words speak for, 0 to 1; less where they hardly speak at all.
    pub(super) fn share(&self, reason: Reason) -> f32 {
        let Some(own) = self.reasons.get(&reason) else {
            return 0.0;
        };
        let best = self.reasons.values().copied().fold(0.0, f32::max);
        let raised = |sum: f32| (SHARPNESS * (sum - best)).exp();
        let all: f32 = self.reasons.values().map(|sum| raised(*sum)).sum();
        raised(*own) / all.max(f32::EPSILON) * convincing(best)
    }
}

impl ReasonWords {
    /// Counts the words of these texts, each with the reason it speaks of, and those of ordinary texts, one a line.
    ///
    /// # Errors
    /// Only if the table of concepts is faulty, which the program's tests exclude.
    pub(super) fn learn<'a>(
        texts: impl Iterator<Item = (Reason, &'a str)>,
        ordinary: &'a str,
    ) -> Result<Self, ConceptsError> {
        let concepts = Concepts::load()?;
        let mut places: BTreeMap<Option<Reason>, u8> = BTreeMap::new();
        let mut wordings: Vec<(Option<Reason>, f32)> = Vec::new();
        let mut held: Vec<(Token, u8)> = Vec::new();
        let ordinary = ordinary.lines().map(|line| (None, line));
        for (reason, text) in texts
            .map(|(reason, text)| (Some(reason), text))
            .chain(ordinary)
        {
            let next = u8::try_from(wordings.len()).unwrap_or(u8::MAX);
            let place = *places.entry(reason).or_insert(next);
            if place == next && wordings.len() == usize::from(next) {
                wordings.push((reason, 0.0));
            }
            if let Some((_, count)) = wordings.get_mut(usize::from(place)) {
                *count += 1.0;
            }
            let words = stems(words(&without_placeholders(text), 0));
            held.extend(
                tokens(&words, &concepts)
                    .into_iter()
                    .map(|(token, _)| (token, place)),
            );
        }
        held.sort_unstable();
        let mut counted: Vec<(Token, Vec<(u8, u16)>)> = Vec::new();
        for (token, place) in held {
            match counted.last_mut() {
                Some((last, reasons)) if *last == token => match reasons.last_mut() {
                    Some((own, count)) if *own == place => *count = count.saturating_add(1),
                    _ => reasons.push((place, 1)),
                },
                _ => counted.push((token, vec![(place, 1)])),
            }
        }
        Ok(Self {
            concepts,
            all: wordings.iter().map(|(_, count)| count).sum(),
            wordings,
            tokens: counted,
        })
    }

    /// What these words, as they are compared, speak for.
    pub(super) fn heard(&self, words: &[Word]) -> Spoken {
        let telling = words.iter().filter(|word| is_telling(word));
        let strange = telling
            .clone()
            .filter(|word| !self.is_said(hashed(&word.text)));
        let strange = strange.count() as f32 / telling.count().max(1) as f32;
        let mut sums = vec![0.0_f32; self.wordings.len()];
        let mut heard = Vec::new();
        for (token, span) in tokens(words, &self.concepts).into_iter().take(TOKENS) {
            let Some(holders) = self.holders(token) else {
                continue;
            };
            heard.push((token, span));
            for (place, sum) in sums.iter_mut().enumerate() {
                *sum += self.say(holders, place);
            }
        }
        let mut spoken = Spoken {
            strange,
            heard,
            ..Spoken::default()
        };
        for ((reason, _), sum) in self.wordings.iter().zip(sums) {
            match reason {
                Some(reason) => {
                    spoken.reasons.insert(*reason, sum);
                }
                None => spoken.ordinary = sum,
            }
        }
        spoken
    }

    /// The words that speak most for a reason, best first, at most `limit`, none inside another.
    pub(super) fn loudest(
        &self,
        spoken: &Spoken,
        reason: Reason,
        limit: usize,
    ) -> Vec<(f32, Span)> {
        let Some(place) = self
            .wordings
            .iter()
            .position(|(own, _)| *own == Some(reason))
        else {
            return Vec::new();
        };
        let mut says: Vec<(f32, Span)> = spoken
            .heard
            .iter()
            .filter_map(|(token, span)| Some((self.say(self.holders(*token)?, place), *span)))
            .filter(|(say, _)| *say > 1.0)
            .collect();
        says.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut chosen: Vec<(f32, Span)> = Vec::new();
        for own in says {
            if chosen.len() < limit && !chosen.iter().any(|(_, span)| span.overlaps(own.1)) {
                chosen.push(own);
            }
        }
        chosen
    }

    /// Whether any wording holds the token; ordinary texts do not count.
    fn is_said(&self, token: Token) -> bool {
        let reason = |place: &u8| self.wordings.get(usize::from(*place)).and_then(|own| own.0);
        let holders = self.holders(token).unwrap_or_default();
        holders.iter().any(|(place, _)| reason(place).is_some())
    }

    fn holders(&self, token: Token) -> Option<&[(u8, u16)]> {
        let place = self
            .tokens
            .binary_search_by_key(&token, |(own, _)| *own)
            .ok()?;
        self.tokens
            .get(place)
            .map(|(_, holders)| holders.as_slice())
    }

    /// How much commoner a token is among the wordings of this reason than among the others, as a logarithm.
    fn say(&self, holders: &[(u8, u16)], place: usize) -> f32 {
        let wordings = self.wordings.get(place).map_or(0.0, |(_, count)| *count);
        let everywhere: f32 = holders.iter().map(|(_, count)| f32::from(*count)).sum();
        let here = holders
            .iter()
            .find(|(own, _)| usize::from(*own) == place)
            .map_or(0.0, |(_, count)| f32::from(*count));
        let inside = (here + PRIOR * everywhere / self.all) / (wordings + PRIOR);
        let outside = (everywhere - here + 0.5) / (self.all - wordings + 1.0);
        (inside / outside).ln().clamp(LEAST, MOST)
    }
}

fn convincing(sum: f32) -> f32 {
    let sum = sum.max(0.0);
    sum / (sum + HALF_CONVINCING)
}

/// The tokens of a text, each once, with the first place it stands in.
fn tokens(words: &[Word], concepts: &Concepts) -> Vec<(Token, Span)> {
    let mut found: Vec<(Token, Span)> = Vec::new();
    let mut before: Option<&Word> = None;
    for word in words.iter().filter(|word| is_telling(word)) {
        found.push((hashed(&word.text), word.span));
        if word.kind == WordKind::Dotted {
            let parts = word.text.split('.').filter(|part| part.len() > 2);
            found.extend(parts.map(|part| (hashed(part), word.span)));
        }
        if let Some(first) = before
            && (first.kind == WordKind::Ideograph) == (word.kind == WordKind::Ideograph)
            && (word.kind != WordKind::Ideograph || first.span.end == word.span.start)
        {
            let both = Span::new(first.span.start, word.span.end);
            found.push((hashed(&(&first.text, &word.text)), both));
        }
        before = Some(word);
    }
    let mut meant: BTreeMap<Concept, Span> = BTreeMap::new();
    for (concept, span) in concepts.of(words) {
        meant.entry(concept).or_insert(span);
    }
    for (place, (concept, span)) in meant.iter().enumerate() {
        found.push((hashed(concept), *span));
        if place < PAIRED {
            let others = meant.iter().take(PAIRED).skip(place + 1);
            found.extend(others.map(|(other, _)| (hashed(&(concept, other)), *span)));
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|(token, _)| seen.insert(*token));
    found
}

/// The same in every run: the hasher has fixed keys.
fn hashed(token: &(impl Hash + ?Sized)) -> Token {
    let mut hasher = DefaultHasher::new();
    token.hash(&mut hasher);
    hasher.finish()
}

/// A wording without its `<…>` placeholders.
fn without_placeholders(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        plain.push_str(before);
        plain.push(' ');
        let placeholder = after
            .split_once('>')
            .filter(|(name, _)| !name.contains(char::is_whitespace));
        rest = placeholder.map_or(after, |(_, after)| after);
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learnt() -> ReasonWords {
        let texts = [
            (Reason::MailboxFull, "The mailbox of <addr> is over quota"),
            (Reason::MailboxFull, "邮箱已满"),
            (Reason::UserUnknown, "User <addr> does not exist"),
            (Reason::RelayDenied, "Unable to relay for <addr>"),
        ];
        ReasonWords::learn(
            texts.into_iter(),
            "The meeting is on Tuesday\nSoup of the day",
        )
        .unwrap()
    }

    #[track_caller]
    fn check(text: &str, expected: Reason) {
        let spoken = learnt().heard(&stems(words(text, 0)));
        let best = spoken.reasons.iter().max_by(|a, b| a.1.total_cmp(b.1));
        assert_eq!(best.map(|(reason, _)| *reason), Some(expected), "{text}");
        assert!(spoken.share(expected) > 0.0 && spoken.share(expected) <= 1.0);
    }

    #[test]
    fn other_words_for_the_same_are_understood() {
        check("her inbox is stuffed", Reason::MailboxFull);
        check("信箱满了", Reason::MailboxFull);
        check("no such recipient", Reason::UserUnknown);
        check("they will not relay it", Reason::RelayDenied);
    }

    #[test]
    fn ordinary_texts_speak_for_no_reason() {
        let spoken = learnt().heard(&stems(words("soup on Tuesday", 0)));
        assert!(spoken.is_ordinary() > 0.0);
        assert!(spoken.reasons.values().all(|sum| *sum <= 0.0), "{spoken:?}");
    }

    #[test]
    fn the_loudest_words_are_the_proof() {
        let (learnt, text) = (learnt(), "the postbox is stuffed");
        let spoken = learnt.heard(&stems(words(text, 0)));
        let loudest = learnt.loudest(&spoken, Reason::MailboxFull, 2);
        assert!(
            loudest.iter().any(|(_, span)| span.of(text) == "stuffed"),
            "{loudest:?}"
        );
    }
}
