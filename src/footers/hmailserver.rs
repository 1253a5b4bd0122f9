//! hMailServer: the server message `SEND_FAILED_NOTIFICATION`, plain text with `%MACRO_…%`.

use super::{Piece, Way, writer::Writer};

pub(super) fn write(writer: &Writer<'_>) -> Vec<Piece> {
    let notes = writer.notes();
    let invitation = writer.invitation(&|words| words.failed.clone());
    vec![Piece {
        title: notes.hmailserver_reports.clone(),
        place: "hMailServer Administrator: Settings > Advanced > Server messages > SEND_FAILED_NOTIFICATION"
            .to_owned(),
        text: format!(
            "{invitation}\
             \x20  Sent: %MACRO_SENT%\n\
             \x20  Subject: %MACRO_SUBJECT%\n\
             \n\
             %MACRO_RECIPIENTS%\n"
        ),
        load: Way::words(&notes.hmailserver_load),
        check: Way::words(&notes.hmailserver_check),
        undo: Way::words(&notes.hmailserver_undo),
        warnings: vec![notes.hmailserver_unconfirmed.clone()],
    }]
}
