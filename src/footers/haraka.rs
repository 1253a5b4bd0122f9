//! Haraka: the text of its reports, and the same as HTML (`outbound.bounce_message`, `outbound.bounce_message_html`).
//! Both parts are us-ascii; only HTML has a way to write more.

use std::fmt::Write;

use super::{Piece, Way, writer::Writer};
use crate::vocabulary::Lang;

pub(super) fn write(writer: &Writer<'_>) -> Vec<Piece> {
    let mut pieces = vec![text(writer)];
    if writer.beyond_ascii() {
        pieces.push(html(writer));
    }
    pieces
}

fn text(writer: &Writer<'_>) -> Piece {
    let notes = writer.notes();
    let invitation = writer.ascii_invitation(&|words| words.failed.clone());
    Piece {
        title: notes.haraka_text.clone(),
        place: "config/outbound.bounce_message".to_owned(),
        text: format!(
            "Received: (Haraka {{pid}} invoked for bounce); {{date}}\n\
             Date: {{date}}\n\
             From: MAILER-DAEMON@{{me}}\n\
             To: {{to}}\n\
             Auto-Submitted: auto-replied\n\
             Subject: failure notice\n\
             Message-Id: {{msgid}}\n\
             \n\
             This is the mail system at host {{me}}.\n\
             \n\
             {invitation}\
             Recipients: {{recipients}}\n\
             Reason: {{reason}}\n\
             \n\
             {{extended_reason}}\n"
        ),
        load: Way::words(&notes.haraka_load),
        check: Way::words(&notes.haraka_check),
        undo: Way::words(&notes.haraka_undo),
        warnings: [notes.haraka_names.clone(), notes.haraka_href.clone()]
            .into_iter()
            .chain(writer.ascii_note())
            .collect(),
    }
}

fn html(writer: &Writer<'_>) -> Piece {
    let notes = writer.notes();
    let mut text = String::from("<html><body>\n");
    for lang in writer.langs() {
        let words = writer.report(*lang);
        let link = writer.asked.base.home(*lang);
        let tag = match lang {
            Lang::En => "en",
            Lang::Zh => "zh-Hans",
        };
        // Writing to a string does not fail.
        let _ = writeln!(
            text,
            "<p lang=\"{tag}\">{}<br>\n<a href=\"{link}\">{link}</a></p>",
            in_ascii(&words.failed.replace('\n', "<br>\n"))
        );
    }
    text.push_str(
        "<p>{recipients}</p>\n<p>{reason}</p>\n<p>{extended_reason}</p>\n</body></html>\n",
    );
    Piece {
        title: notes.haraka_html.clone(),
        place: "config/outbound.bounce_message_html".to_owned(),
        text,
        load: Way::words(&notes.haraka_load),
        check: Way::words(&notes.haraka_check),
        undo: Way::words(&notes.haraka_html_undo),
        warnings: vec![notes.haraka_numbers.clone(), notes.haraka_href.clone()],
    }
}

/// Every character beyond ASCII as a number, as HTML reads it in any character set.
fn in_ascii(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_ascii() {
                c.to_string()
            } else {
                format!("&#{};", u32::from(c))
            }
        })
        .collect()
}
