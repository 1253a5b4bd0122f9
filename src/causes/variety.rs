//! Which causes are shown: the weightiest, but not five of one kind.

use std::collections::BTreeMap;

use super::{Ranker, rank::Weighed};
use crate::vocabulary::{Acts, Reason, Retry};

/// What a further cause of an article that is already in the list loses, and one of the same reason after the second.
const SAME_ARTICLE: f32 = 0.6;
const SAME_REASON: f32 = 0.35;
/// The likeliest reasons are always among the first causes: as many of them as this.
const REASONS: usize = 3;

impl Ranker<'_> {
    /// Where the server has given up, waiting was no help: instead of a cause that passes by itself, with nobody to act, the
    /// next one of its article and reason leads.
    pub(super) fn prefer_what_lasts(&self, weighed: &mut [Weighed]) {
        let place = |own: &Weighed| self.catalogue.causes().get(own.number).copied();
        let passes = |own: &Weighed| {
            let cause = place(own).and_then(|place| self.library.cause(place));
            cause.is_some_and(|(_, cause)| {
                cause.retry == Retry::ServerRetries && cause.acts == Acts::Nobody
            })
        };
        for first in 0..weighed.len() {
            let Some((own, below)) = weighed.get_mut(first..).and_then(<[_]>::split_first_mut)
            else {
                continue;
            };
            let is_next = |other: &&mut Weighed| {
                let article = |own| place(own).map(|place| place.article);
                other.reason == own.reason && article(other) == article(own) && !passes(other)
            };
            if passes(own)
                && let Some(other) = below.iter_mut().find(is_next)
            {
                std::mem::swap(&mut own.sum, &mut other.sum);
            }
        }
    }

    /// The first causes, not all of one article or one reason where others are nearly as likely, and the likeliest reasons
    /// among them.
    pub(super) fn varied(
        &self,
        mut left: Vec<Weighed>,
        probabilities: &BTreeMap<Reason, f32>,
        limit: usize,
    ) -> Vec<Weighed> {
        let mut likeliest: Vec<(Reason, f32)> = probabilities
            .iter()
            .map(|(reason, chance)| (*reason, *chance))
            .collect();
        likeliest.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        likeliest.truncate(REASONS.min(limit));
        let mut chosen: Vec<Weighed> = Vec::new();
        while chosen.len() < limit && !left.is_empty() {
            let missing: Vec<Reason> = likeliest
                .iter()
                .map(|(reason, _)| *reason)
                .filter(|reason| chosen.iter().all(|own| own.reason != *reason))
                .collect();
            let full = limit - chosen.len() <= missing.len();
            let article = |own: &Weighed| {
                self.catalogue
                    .causes()
                    .get(own.number)
                    .map(|place| place.article)
            };
            let priced = |own: &Weighed| {
                let same_article = chosen
                    .iter()
                    .filter(|other| article(other) == article(own))
                    .count();
                let same_reason = chosen
                    .iter()
                    .filter(|other| other.reason == own.reason)
                    .count();
                own.sum
                    - SAME_ARTICLE * same_article as f32
                    - SAME_REASON * same_reason.saturating_sub(1) as f32
            };
            let best = left
                .iter()
                .enumerate()
                .filter(|(_, own)| !full || missing.contains(&own.reason))
                .max_by(|(_, a), (_, b)| {
                    priced(a)
                        .total_cmp(&priced(b))
                        .then(b.number.cmp(&a.number))
                })
                .map(|(place, _)| place);
            let Some(best) = best else { break };
            chosen.push(left.remove(best));
        }
        chosen
    }
}
