//! What was recognised in a failure, and where: codes, error numbers, systems, whose side refused, the step, the values.

mod alignment;
mod announcing;
mod blocklists;
pub(crate) mod concepts;
mod identifiers;
pub(crate) mod ideographs;
mod parties;
mod phrasebook;
mod placeholders;
mod recognise;
mod sizes;
mod spelling;
mod systems;
mod values;
pub(crate) mod words;

pub use announcing::Announcing;
pub use blocklists::Listing;
pub use concepts::ConceptsError;
pub use identifiers::Identifiers;
pub use phrasebook::{Match, Phrasebook, Wording, WordingKind};
pub use systems::{System, SystemId, SystemKind, Systems, SystemsError};

use time::OffsetDateTime;

use crate::{
    codes::{EnhancedCode, ErrorNumber, ReplyCode, Scanner},
    report::{Found, Span},
    vocabulary::{Party, Step},
};

/// A system and the host it ran on, as far as named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SystemAt {
    /// Its id in the table of systems.
    pub id: Option<SystemId>,
    /// The host.
    pub host: Option<String>,
    /// What proves the id.
    pub mark: Option<Span>,
}

/// Whose side refused, and how that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedBy {
    /// Whose side.
    pub party: Party,
    /// The host that refused, if named.
    pub host: Option<Found<String>>,
    /// How it is known.
    pub because: Because,
}

impl RefusedBy {
    /// Whose side of the way refused, as the sender sees it. A log, and a service that has
    /// customers on both sides, may be the recipient's.
    pub fn side(&self) -> Party {
        match self.because {
            Because::ReceivingLog | Because::ServesRecipient => Party::Remote,
            _ => self.party,
        }
    }
}

/// How it is known whose side refused; worded for people in the interface texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Because {
    /// The report says that another host gave the answer.
    AnotherHostSaid,
    /// The refusal is worded by another system than the one that wrote the report.
    WordsOfAnotherSystem,
    /// The service that reports only carries mail to that domain.
    PassedOn,
    /// The server that wrote the report is of the recipient's domain, and the sender is not.
    RecipientsServer,
    /// The report names no other server than its author, which serves the recipient by its own words; the sender is of
    /// another domain.
    ServesRecipient,
    /// The report names no other server than its author.
    NoOtherServerNamed,
    /// The own server's log line says it refused.
    OwnLog,
    /// That line is about mail that another server brought: the log is the recipient's.
    ReceivingLog,
    /// A client program's box: the refusal came from the first server it spoke to.
    FirstHop,
    /// No connection, or no answer from DNS.
    NobodyAnswered,
    /// A bare line: nothing tells.
    NothingTells,
    /// The text does not tell; the reader did.
    Told,
}

/// Values of the paste that fill the placeholders of an article; each typed, none guessed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Values {
    /// The address that refused, or that the mail was for.
    pub recipient: Option<Found<String>>,
    /// Its domain.
    pub recipient_domain: Option<Found<String>>,
    /// The sender's address.
    pub sender: Option<Found<String>>,
    /// Its domain.
    pub sender_domain: Option<Found<String>>,
    /// The host that refused.
    pub remote_host: Option<Found<String>>,
    /// The host that reported.
    pub own_host: Option<Found<String>>,
    /// The sending address that the other side saw.
    pub client_ip: Option<Found<String>>,
    /// The blocklist that the refusal names, what is on it, and where to look it up.
    pub listing: Option<Listing>,
    /// How large a message may be, in bytes.
    pub size_limit: Option<Found<u64>>,
    /// Until when the reporting server goes on trying.
    pub retry_until: Option<Found<OffsetDateTime>>,
}

/// Everything recognised in one failure.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// Enhanced status codes, the quoted reply's first.
    pub codes: Vec<Found<EnhancedCode>>,
    /// Reply codes, the quoted reply's first.
    pub replies: Vec<Found<ReplyCode>>,
    /// Error numbers of programs.
    pub numbers: Vec<Found<ErrorNumber>>,
    /// Known wordings that the text follows; those in the quoted words first, then the strongest first.
    pub matches: Vec<Match>,
    /// The quoted words as they are compared: stems, slips of the pen mended, without those that only announce a code.
    pub(crate) words: Vec<words::Word>,
    /// Where those stand, in the order of the text.
    pub(crate) announcing: Vec<Span>,
    /// The system that wrote the report.
    pub generator: Option<SystemAt>,
    /// The system whose words the refusal is.
    pub speaker: Option<SystemAt>,
    /// Whose side refused.
    pub refused_by: RefusedBy,
    /// The step that was refused.
    pub step: Option<Found<Step>>,
    /// The server goes on trying, or the same message may pass later.
    pub temporary: bool,
    /// The server has given up although it was only refused for now: trying again has not helped.
    pub outlasted: bool,
    /// Values of the paste.
    pub values: Values,
}

/// Recognises evidence: the tables of systems, codes and wordings in one. Immutable.
#[derive(Debug)]
pub struct Recogniser {
    systems: Systems,
    scanner: Scanner,
    phrasebook: Phrasebook,
    announcing: Announcing,
}
