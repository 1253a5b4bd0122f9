//! Exim: templates for its reports and warnings, which it expands for every mail, and the texts of its refusals (chapter
//! "Customizing messages" of its manual). Reports are us-ascii whatever they hold.

use std::fmt::Write;

use super::{Piece, Way, writer::Writer};

pub(super) fn write(writer: &Writer<'_>) -> Vec<Piece> {
    vec![reports(writer), warnings(writer), refusals(writer)]
}

/// Six items: header lines, what stands before the addresses, what stands before the output of a pipe, and three that
/// are not used any more.
fn reports(writer: &Writer<'_>) -> Piece {
    let notes = writer.notes();
    let invitation = writer.ascii_invitation(&|words| words.failed.clone());
    Piece {
        title: notes.exim_reports.clone(),
        place: "/etc/exim4/bounce.tmpl".to_owned(),
        text: format!(
            "Subject: Mail delivery failed${{if eq{{$sender_address}}{{$bounce_recipient}}\
             {{: returning message to sender}}}}\n\
             ****\n\
             This message was created automatically by mail delivery software\n\
             on $primary_hostname.\n\
             \n\
             {invitation}\
             The following address(es) failed:\n\
             ****\n\
             The following text was generated during the delivery attempt(s):\n\
             ****\n\
             ****\n\
             ****\n\
             ****\n"
        ),
        load: setting(writer, "bounce_message_file = /etc/exim4/bounce.tmpl"),
        check: shown("bounce_message_file", "/etc/exim4/bounce.tmpl"),
        undo: without(writer, "bounce_message_file"),
        warnings: [notes.exim_expanded.clone(), notes.exim_path.clone()]
            .into_iter()
            .chain(writer.ascii_note())
            .collect(),
    }
}

/// Three items: header lines, what stands before the addresses, what stands after them.
fn warnings(writer: &Writer<'_>) -> Piece {
    let notes = writer.notes();
    let invitation =
        writer.ascii_invitation(&|words| words.delayed.with(&[("time", "$warn_message_delay")]));
    Piece {
        title: notes.exim_warnings.clone(),
        place: "/etc/exim4/warn.tmpl".to_owned(),
        text: format!(
            "Subject: Warning: message $message_exim_id delayed $warn_message_delay\n\
             ****\n\
             This message was created automatically by mail delivery software\n\
             on $primary_hostname.\n\
             \n\
             {invitation}\
             The following address(es) have not been reached so far:\n\
             ****\n\
             The subject of the message is: $h_subject:\n\
             The date of the message is: $h_date:\n"
        ),
        load: setting(writer, "warn_message_file = /etc/exim4/warn.tmpl"),
        check: shown("warn_message_file", "/etc/exim4/warn.tmpl"),
        undo: without(writer, "warn_message_file"),
        warnings: vec![notes.exim_expanded.clone()],
    }
}

/// The code stands only in refusals: a report's template does not know it.
fn refusals(writer: &Writer<'_>) -> Piece {
    let notes = writer.notes();
    let mut text = String::new();
    for code in writer.codes() {
        let (reply, verb, way) = if code.is_temporary() {
            (450, "defer", ":defer:")
        } else {
            (550, "deny", ":fail:")
        };
        let line = writer.line(*code);
        // Writing to a string does not fail.
        let _ = writeln!(
            text,
            "# {code} in an ACL, before the conditions:\n  {verb}  message = {reply} {code} {line}\n\
             # {code} in a redirect router with allow_fail and allow_defer:\n  data = {way} {reply} {code} {line}"
        );
    }
    Piece {
        title: notes.exim_refusals.clone(),
        place: notes.exim_refusals_place.clone(),
        text,
        load: Way::words(&notes.exim_refusals_load),
        check: Way::commands("exim -bV\nexim -bh 192.0.2.1"),
        undo: Way::words(&notes.exim_refusals_undo),
        warnings: std::iter::once(notes.exim_refusals_expanded.clone())
            .chain(writer.ascii_note())
            .collect(),
    }
}

/// Exim itself says whether it finds the file and can put in all values.
fn shown(name: &str, path: &str) -> Way {
    Way::Commands(format!(
        "exim -bP {name}\nexim -be '${{expand:${{readfile{{{path}}}}}}}'"
    ))
}

fn setting(writer: &Writer<'_>, line: &str) -> Way {
    Way::Words(writer.notes().exim_setting.with(&[("line", line)]))
}

fn without(writer: &Writer<'_>, name: &str) -> Way {
    Way::Words(writer.notes().exim_without.with(&[("name", name)]))
}
