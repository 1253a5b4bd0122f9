//! Exchange Online: reports cannot be worded; only the refusals of mail-flow rules take a text, as plain text.

use std::fmt::Write;

use super::{Piece, Way, exchange::quoted, writer::Writer};
use crate::{codes::EnhancedCode, wording::FooterReport};

pub(super) fn write(writer: &Writer<'_>) -> Vec<Piece> {
    let notes = writer.notes();
    let name = quoted(&notes.online_rule_name);
    let mut text = String::new();
    for code in writer.codes() {
        let reason = quoted(&reason(writer, *code));
        // Writing to a string does not fail.
        let _ = writeln!(
            text,
            "Set-TransportRule -Identity {name} `\n    -RejectMessageReasonText {reason} `\n    \
             -RejectMessageEnhancedStatusCode {code}"
        );
    }
    vec![Piece {
        title: notes.online_rule.clone(),
        place: "Exchange Online PowerShell".to_owned(),
        text,
        load: Way::words(&notes.online_load),
        check: Way::commands(format!(
            "Get-TransportRule -Identity {name} |\n    \
             Format-List RejectMessageReasonText,RejectMessageEnhancedStatusCode"
        )),
        undo: Way::words(&notes.online_undo),
        warnings: vec![
            notes.online_both.clone(),
            notes.online_on_premises.clone(),
            notes.online_own_mail.clone(),
        ],
    }]
}

/// A sentence in each language, and one link at the end.
fn reason(writer: &Writer<'_>, code: EnhancedCode) -> String {
    let together = |word: fn(&FooterReport) -> &str| {
        let words: Vec<_> = writer
            .langs()
            .iter()
            .map(|lang| word(writer.report(*lang)))
            .collect();
        words.join(" / ")
    };
    format!(
        "{} {}: {}",
        together(|words| &words.rule),
        together(|words| &words.help),
        writer.asked.base.code(writer.linked(), code)
    )
}
