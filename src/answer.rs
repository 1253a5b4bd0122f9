//! The machine contract: the JSON answer that the command line and the API give alike.

use serde::Serialize;

use crate::{
    knowledge::{Diagnosis, Snapshot},
    vocabulary::Lang,
};

/// The answer to one paste. Absent facts are `null`, lists are never absent; every identifier is stable.
#[derive(Debug, Serialize)]
pub struct Answer {
    /// The id of the line it answers; `null` outside `--ndjson`.
    pub id: Option<String>,
}

impl Answer {
    /// Words a diagnosis in a language.
    pub fn new(_diagnosis: &Diagnosis, _snapshot: &Snapshot, _lang: Lang) -> Self {
        Self { id: None }
    }
}
