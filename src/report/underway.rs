//! Messages of a log on their way: which of its failures later lines settle.

use std::collections::BTreeMap;

use super::{
    Action, Failure,
    lines::{self, Line},
    log_table::LOGS,
};

/// Which failures tell of a message that is still on its way to a recipient, by the message's id and the address.
#[derive(Default)]
pub(super) struct Underway<'t>(BTreeMap<(&'t str, &'t str), Vec<usize>>);

impl<'t> Underway<'t> {
    /// Remembers a failure, at its place in the list, until it is settled.
    pub(super) fn add(&mut self, text: &'t str, line: &Line<'t>, failure: &Failure, place: usize) {
        if failure.action != Some(Action::Delayed) {
            return;
        }
        let Some(message) = LOGS.message(line.text) else {
            return;
        };
        for recipient in &failure.recipients {
            let way = (message, recipient.span.of(text));
            self.0.entry(way).or_default().push(place);
        }
    }

    /// The failures that are over, as the line tells of a delivery to their recipients. They are told of once.
    pub(super) fn delivered(&mut self, text: &'t str, line: &Line<'t>) -> Vec<usize> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let message = LOGS.message(line.text).into_iter();
        let addresses = lines::addresses(text, line.span);
        message
            .flat_map(|message| addresses.iter().map(move |to| (message, to.of(text))))
            .filter_map(|way| self.0.remove(&way))
            .flatten()
            .collect()
    }

    /// The failures that are final, as the line tells that the message was given up for their recipients, or for all.
    pub(super) fn given_up(&mut self, line: &Line<'t>) -> Vec<usize> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let hit = LOGS
            .gave_up
            .iter()
            .find_map(|told| told.captures(line.text));
        let Some((hit, message)) = hit.zip(LOGS.message(line.text)) else {
            return Vec::new();
        };
        let all = self.0.range((message, "")..);
        let ways: Vec<_> = all
            .map(|(way, _)| *way)
            .take_while(|(id, _)| *id == message)
            .filter(|(_, to)| hit.name("to").is_none_or(|named| named.as_str() == *to))
            .collect();
        let places = ways.iter().filter_map(|way| self.0.remove(way));
        places.flatten().collect()
    }
}
