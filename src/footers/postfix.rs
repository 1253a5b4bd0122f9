//! Postfix: a template for its reports, a filter that adds a link to what its delivery agents say, and a table that adds
//! one to its own refusals (bounce(5), `default_delivery_status_filter`, `smtpd_reject_footer_maps`).

use super::{
    Piece, Way,
    writer::{Sentence, Writer},
};
use crate::{codes::EnhancedCode, vocabulary::Lang};

pub(super) fn write(writer: &Writer<'_>) -> Vec<Piece> {
    vec![reports(writer), deliveries(writer), refusals(writer)]
}

/// The text of every report. It knows nothing of the mail it is about.
fn reports(writer: &Writer<'_>) -> Piece {
    let notes = writer.notes();
    let failure = template(
        writer,
        "failure_template",
        "Subject: Undelivered Mail Returned to Sender\n\
         Postmaster-Subject: Postmaster Copy: Undelivered Mail",
        &|words| words.failed.clone(),
    );
    let delay = template(
        writer,
        "delay_template",
        "Subject: Delayed Mail (still being retried)\n\
         Postmaster-Subject: Postmaster Warning: Delayed Mail",
        &|words| {
            let hours = words.hours.with(&[("n", "$delay_warning_time_hours")]);
            words.delayed.with(&[("time", &hours)])
        },
    );
    Piece {
        title: notes.postfix_reports.clone(),
        place: "/etc/postfix/bounce.cf".to_owned(),
        text: format!("{failure}\n{delay}"),
        load: setting("bounce_template_file", "/etc/postfix/bounce.cf"),
        check: Way::commands("postconf -b /etc/postfix/bounce.cf"),
        undo: without("bounce_template_file"),
        warnings: vec![
            notes.postfix_test.clone(),
            notes.postfix_names.clone(),
            notes.postfix_delay.clone(),
        ],
    }
}

fn template(writer: &Writer<'_>, name: &str, subjects: &str, sentence: Sentence<'_>) -> String {
    let charset = if writer.beyond_ascii() {
        "utf-8"
    } else {
        "us-ascii"
    };
    let invitation = writer.invitation(sentence);
    format!(
        "{name} = <<EOF\n\
         Charset: {charset}\n\
         From: MAILER-DAEMON (Mail Delivery System)\n\
         {subjects}\n\
         \n\
         This is the mail system at host $myhostname.\n\
         \n\
         {invitation}EOF\n"
    )
}

/// A link to the code in the reports of what other servers refused.
fn deliveries(writer: &Writer<'_>) -> Piece {
    let notes = writer.notes();
    let base = &writer.asked.base;
    let pattern = match writer.asked.codes.as_slice() {
        [] => r"5\.\d{1,3}\.\d{1,3}".to_owned(),
        codes => one_of(codes),
    };
    let host = escaped(base.host());
    let links = base.codes(writer.linked());
    let help = &writer.report(Lang::En).help;
    Piece {
        title: notes.postfix_deliveries.clone(),
        place: "/etc/postfix/dsn_filter".to_owned(),
        text: format!(
            "if !/{host}/\n\
             /^({pattern}) (.+)$/   $1 $2 -- {help}: {links}$1\n\
             endif\n"
        ),
        load: setting(
            "default_delivery_status_filter",
            "pcre:/etc/postfix/dsn_filter",
        ),
        check: Way::commands(format!(
            "postmap -q '{} host mx.example.net[192.0.2.1] said: 550 refused' \\\n    pcre:/etc/postfix/dsn_filter",
            example(writer)
        )),
        undo: without("default_delivery_status_filter"),
        warnings: vec![
            notes.postfix_pcre.clone(),
            notes.postfix_log.clone(),
            notes.postfix_machine.clone(),
        ]
        .into_iter()
        .chain(writer.ascii_note())
        .collect(),
    }
}

/// A link to the code in Postfix's own refusals, which other servers quote in their reports.
fn refusals(writer: &Writer<'_>) -> Piece {
    let notes = writer.notes();
    let links = writer.asked.base.codes(writer.linked());
    let help = &writer.report(Lang::En).help;
    let text = match writer.asked.codes.as_slice() {
        [] => format!(
            "/^[45]\\d\\d ([45]\\.\\d{{1,3}}\\.\\d{{1,3}}) /   \\c. {help}: {links}$1\n\
             /^[45]\\d\\d /   \\c. {help}: {}\n",
            writer.asked.base.home(writer.linked())
        ),
        codes => format!(
            "/^[45]\\d\\d ({}) /   \\c. {help}: {links}$1\n",
            one_of(codes)
        ),
    };
    Piece {
        title: notes.postfix_refusals.clone(),
        place: "/etc/postfix/reject_footer".to_owned(),
        text,
        load: setting(
            "smtpd_reject_footer_maps",
            "pcre:/etc/postfix/reject_footer",
        ),
        check: Way::commands(format!(
            "postmap -q '550 {} <bob@example.net>: refused' \\\n    pcre:/etc/postfix/reject_footer",
            example(writer)
        )),
        undo: without("smtpd_reject_footer_maps"),
        warnings: [notes.postfix_pcre.clone(), notes.postfix_outside.clone()]
            .into_iter()
            .chain(writer.ascii_note())
            .collect(),
    }
}

fn setting(name: &str, value: &str) -> Way {
    Way::Commands(format!("postconf -e '{name} = {value}'\npostfix reload"))
}

fn without(name: &str) -> Way {
    Way::Commands(format!("postconf -X {name}\npostfix reload"))
}

/// The code that the check asks about.
fn example(writer: &Writer<'_>) -> String {
    let first = writer.asked.codes.first();
    first.map_or("5.7.1".to_owned(), ToString::to_string)
}

fn one_of(codes: &[EnhancedCode]) -> String {
    let codes: Vec<_> = codes
        .iter()
        .map(|code| escaped(&code.to_string()))
        .collect();
    codes.join("|")
}

/// A text as a pattern that means only itself.
fn escaped(text: &str) -> String {
    regex::escape(text)
}
