//! The way of a message as a strip: who refused, and who has to act.

use crate::{
    vocabulary::{Acts, Party},
    wording::Wording,
};

/// A stage of the way.
pub(crate) struct Stage<'a> {
    pub(crate) name: &'a str,
    /// What happened here: refused, or stopped where nobody answered. Nothing at the other stages.
    pub(crate) refused: Option<&'a str>,
    pub(crate) acts: bool,
}

/// The five stages in the order of the way.
pub(crate) fn stages(wording: &Wording, party: Party, acts: Option<Acts>) -> Vec<Stage<'_>> {
    let texts = &wording.answer;
    let refused = match party {
        Party::Own => Some(1),
        Party::Network => Some(2),
        Party::Remote => Some(3),
        Party::Unknown => None,
    };
    let acting = match acts {
        Some(Acts::Sender) => Some(0),
        Some(Acts::SenderAdmin) => Some(1),
        Some(Acts::NetworkAdmin) => Some(2),
        Some(Acts::RecipientAdmin) => Some(3),
        Some(Acts::Recipient) => Some(4),
        // A provider runs the server that refused, on whichever side that is.
        Some(Acts::Provider) => refused,
        Some(Acts::Nobody) | None => None,
    };
    [
        &texts.stage_sender,
        &texts.stage_own,
        &texts.stage_network,
        &texts.stage_remote,
        &texts.stage_mailbox,
    ]
    .into_iter()
    .enumerate()
    .map(|(place, name)| Stage {
        name,
        refused: (refused == Some(place)).then_some(if party == Party::Network {
            texts.stopped_here.as_str()
        } else {
            texts.refused_here.as_str()
        }),
        acts: acting == Some(place),
    })
    .collect()
}
