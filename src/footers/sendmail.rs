//! Sendmail: a text that stands before the transcript of its reports (`confERROR_MESSAGE`), and the texts of refusals in
//! its access table.

use std::fmt::Write;

use super::{Piece, Way, writer::Writer};

pub(super) fn write(writer: &Writer<'_>) -> Vec<Piece> {
    vec![reports(writer), refusals(writer)]
}

fn reports(writer: &Writer<'_>) -> Piece {
    let notes = writer.notes();
    let invitation = writer.ascii_invitation(&|words| words.returned.clone());
    Piece {
        title: notes.sendmail_reports.clone(),
        place: "/etc/mail/bounce-header".to_owned(),
        text: format!("This is the mail system at host $j.\n\n{invitation}"),
        load: Way::commands(
            "# In /etc/mail/sendmail.mc:\n\
             #   define(`confERROR_MESSAGE', `/etc/mail/bounce-header')dnl\n\
             make -C /etc/mail && service sendmail restart",
        ),
        check: Way::commands(
            "grep '^O ErrorHeader=/etc/mail/bounce-header' /etc/mail/sendmail.cf\n\
             test -r /etc/mail/bounce-header",
        ),
        undo: Way::words(&notes.sendmail_undo),
        warnings: [notes.sendmail_silent.clone(), notes.sendmail_macros.clone()]
            .into_iter()
            .chain(writer.ascii_note())
            .collect(),
    }
}

fn refusals(writer: &Writer<'_>) -> Piece {
    let notes = writer.notes();
    let mut text = String::new();
    for code in writer.codes() {
        let reply = if code.is_temporary() { 450 } else { 550 };
        // Writing to a string does not fail.
        let _ = writeln!(
            text,
            "To:former@example.org\tERROR:{code}:\"{reply} {}\"",
            writer.line(*code)
        );
    }
    Piece {
        title: notes.sendmail_refusals.clone(),
        place: "/etc/mail/access".to_owned(),
        text,
        load: Way::commands("makemap hash /etc/mail/access < /etc/mail/access"),
        check: Way::commands("printf 'check_rcpt former@example.org\\n' | sendmail -bt"),
        undo: Way::words(&notes.sendmail_refusals_undo),
        warnings: std::iter::once(notes.sendmail_address.clone())
            .chain(writer.ascii_note())
            .collect(),
    }
}
