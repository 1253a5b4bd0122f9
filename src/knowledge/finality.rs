//! Whether a failure is final, for now, or none yet.

use super::Explained;
use crate::{
    report::{Action, Report},
    vocabulary::{Acts, Kind, Reason, Retry},
};

/// How final a failure is, as far as the text tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finality {
    /// Nothing has failed yet: the server only says that it goes on trying.
    Delayed,
    /// Refused for now: the same message may pass later.
    Temporary,
    /// Refused for good, or given up.
    Final,
    /// The text does not say: a question, a broken connection, words without a code.
    Unsaid,
}

impl Finality {
    /// Whether the server goes on trying, or the same message may pass later.
    pub const fn is_temporary(self) -> bool {
        matches!(self, Self::Delayed | Self::Temporary)
    }

    /// What a cause says of sending again, and who has to act, where the failure is as final as this: once the server has
    /// given up, nothing tries again by itself, and nobody is left to wait for; while it goes on trying, nobody sends again
    /// by hand.
    pub const fn settled(self, retry: Retry, acts: Acts) -> (Retry, Acts) {
        match (self, retry, acts) {
            (Self::Final, Retry::ServerRetries, Acts::Nobody) => (Retry::Later, Acts::Sender),
            (Self::Final, Retry::ServerRetries, acts) => (Retry::Later, acts),
            (Self::Delayed, Retry::Later, acts) => (Retry::ServerRetries, acts),
            _ => (retry, acts),
        }
    }
}

impl Explained {
    /// How final this failure of the report is. A mail that brings a report and says nothing of trying again
    /// has given up (RFC 3464 section 2.3.3); elsewhere it takes a code that is no
    /// success.
    pub fn finality(&self, report: &Report) -> Finality {
        let leads = |reason| {
            let first = self.ranking.causes.first();
            first.is_some_and(|cause| cause.reason == reason)
        };
        let evidence = &self.evidence;
        let refused = evidence
            .replies
            .iter()
            .any(|reply| reply.value.is_refusal())
            || evidence.codes.iter().any(|code| code.value.class() != 2);
        if leads(Reason::DelayNotice) || self.failure.action == Some(Action::Delayed) {
            Finality::Delayed
        } else if evidence.temporary {
            Finality::Temporary
        } else if self.failure.action == Some(Action::Failed)
            || report.kind == Kind::Bounce
            || refused
        {
            Finality::Final
        } else {
            Finality::Unsaid
        }
    }
}
