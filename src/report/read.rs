//! From bytes to a report.

use super::{Failure, Report, Section, SectionKind, Span};
use crate::vocabulary::Kind;

pub(super) fn read(bytes: &[u8]) -> Report {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let whole = Span::new(0, text.len());
    Report {
        sections: vec![Section {
            kind: SectionKind::Body,
            span: whole,
        }],
        failures: if text.trim().is_empty() {
            Vec::new()
        } else {
            vec![Failure::quoting(whole)]
        },
        text,
        kind: Kind::ErrorText,
        kind_of: None,
        cuts: Vec::new(),
        secrets_masked: false,
    }
}
