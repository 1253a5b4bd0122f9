//! Whether a mail reports a failure at all; and if not, what it is instead.

use std::sync::LazyLock;

use regex::RegexSet;
use serde::Deserialize;

use super::{
    draft::Draft,
    pattern::{set, wrapped},
};
use crate::vocabulary::KindOf;

/// The shipped table. It is constant, so it is read once a process.
pub(super) static NATURES: LazyLock<Natures> =
    LazyLock::new(|| Natures::load().unwrap_or_default());

/// The table of what mails are, compiled.
#[derive(Debug, Default)]
pub(super) struct Natures {
    bounce: Signs,
    delay: RegexSet,
    over: RegexSet,
    kinds: Vec<(KindOf, bool, Signs)>,
    pasted: Vec<(KindOf, RegexSet)>,
    rejects: RegexSet,
}

#[derive(Debug, Default)]
struct Signs {
    types: RegexSet,
    fields: RegexSet,
    body: RegexSet,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    bounce: SignWords,
    rejects: Vec<String>,
    delay: DelayWords,
    kind: Vec<KindWords>,
    pasted: Vec<PastedWords>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PastedWords {
    of: String,
    text: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignWords {
    #[serde(default, rename = "type")]
    types: Vec<String>,
    #[serde(default)]
    field: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DelayWords {
    text: Vec<String>,
    over: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KindWords {
    of: String,
    #[serde(default, rename = "type")]
    types: Vec<String>,
    #[serde(default)]
    field: Vec<String>,
    #[serde(default)]
    body: Vec<String>,
    #[serde(default)]
    weak: bool,
}

impl Natures {
    fn load() -> Result<Self, String> {
        let table: Table =
            toml::from_str(include_str!("nature.toml")).map_err(|error| error.to_string())?;
        let compile = || -> Result<Self, regex::Error> {
            let mut kinds = Vec::new();
            for kind in &table.kind {
                let signs = Signs {
                    types: set(&kind.types)?,
                    fields: set(&kind.field)?,
                    body: set(&kind.body)?,
                };
                if let Ok(of) = kind.of.parse() {
                    kinds.push((of, kind.weak, signs));
                }
            }
            let mut pasted = Vec::new();
            for kind in &table.pasted {
                let text = set(&kind.text)?;
                pasted.extend(kind.of.parse().ok().map(|of| (of, text)));
            }
            Ok(Self {
                pasted,
                bounce: Signs {
                    types: set(&table.bounce.types)?,
                    fields: set(&table.bounce.field)?,
                    body: RegexSet::default(),
                },
                delay: set(&wrapped(&table.delay.text))?,
                over: set(&wrapped(&table.delay.over))?,
                rejects: set(&table.rejects)?,
                kinds,
            })
        };
        compile().map_err(|error| error.to_string())
    }

    /// Whether the header shows that a mail system wrote the mail to report something.
    pub(super) fn is_bounce(&self, draft: &Draft) -> bool {
        self.bounce.fit(draft, "")
    }

    /// The same of header fields that stand in a text.
    pub(super) fn is_bounce_by(&self, fields: &[(String, String)]) -> bool {
        self.bounce.fit_fields(fields)
    }

    /// What the mail is, going by signs that hold whatever else stands in it.
    pub(super) fn certain(&self, draft: &Draft, body: &str) -> Option<KindOf> {
        self.kind(draft, body, false)
            .filter(|_| !self.rejects.is_match(body))
    }

    /// What a mail is that does not read like a failure.
    pub(super) fn otherwise(&self, draft: &Draft, body: &str) -> KindOf {
        self.kind(draft, body, false)
            .or_else(|| self.kind(draft, body, true))
            .unwrap_or(KindOf::OrdinaryMail)
    }

    /// What a text is that was pasted without the header of its mail, where it plainly reports no failure.
    pub(super) fn pasted(&self, text: &str) -> Option<KindOf> {
        let mut kinds = self.pasted.iter();
        kinds
            .find(|(_, words)| words.is_match(text))
            .map(|(kind, _)| *kind)
    }

    fn kind(&self, draft: &Draft, body: &str, weak: bool) -> Option<KindOf> {
        self.kinds
            .iter()
            .find(|(_, is_weak, signs)| *is_weak == weak && signs.fit(draft, body))
            .map(|(kind, _, _)| *kind)
    }

    /// Whether the words say that the server has given up.
    pub(super) fn is_over(&self, words: &str) -> bool {
        self.over.is_match(words) && !self.delay.is_match(words)
    }

    /// Whether the words say that the server goes on trying.
    pub(super) fn is_delay(&self, words: &str) -> bool {
        self.delay.is_match(words) && !self.over.is_match(words)
    }
}

impl Signs {
    fn fit(&self, draft: &Draft, body: &str) -> bool {
        draft.types.iter().any(|media| self.types.is_match(media))
            || self.fit_fields(&draft.fields)
            || self.body.is_match(body)
    }

    fn fit_fields(&self, fields: &[(String, String)]) -> bool {
        let mut lines = fields
            .iter()
            .map(|(name, value)| format!("{name}: {value}"));
        lines.any(|line| self.fields.is_match(&line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_table_is_sound() {
        let natures = Natures::load().unwrap();
        let known: Vec<_> = natures.kinds.iter().map(|(kind, _, _)| *kind).collect();
        for kind in [
            KindOf::AutoReply,
            KindOf::Receipt,
            KindOf::Feedback,
            KindOf::Newsletter,
            KindOf::VirusNotice,
            KindOf::Challenge,
        ] {
            assert!(known.contains(&kind), "{kind} has no marks or is misspelt");
        }
    }

    #[track_caller]
    fn check(fields: &[(&str, &str)], body: &str, bounce: bool, expected: KindOf) {
        let draft = Draft {
            fields: fields
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            ..Draft::default()
        };
        assert_eq!(
            (NATURES.is_bounce(&draft), NATURES.otherwise(&draft, body)),
            (bounce, expected),
            "{fields:?}"
        );
    }

    #[test]
    fn mails_that_report_no_failure_are_told_apart() {
        check(
            &[("subject", "Automatic reply: hello")],
            "",
            false,
            KindOf::AutoReply,
        );
        check(
            &[("subject", "complaint about message from 192.0.2.1")],
            "",
            false,
            KindOf::Feedback,
        );
        check(&[("subject", "Read: hello")], "", false, KindOf::Receipt);
        check(
            &[("list-unsubscribe", "<https://x.example>")],
            "",
            false,
            KindOf::Newsletter,
        );
        check(&[("subject", "lunch")], "", false, KindOf::OrdinaryMail);
        check(
            &[("from", "MAILER-DAEMON@a.example")],
            "",
            true,
            KindOf::OrdinaryMail,
        );
    }

    #[test]
    fn pasted_texts_are_told_from_failures() {
        for (text, expected) in [
            (
                "I am out of the office until Monday and will reply on my return.",
                Some(KindOf::AutoReply),
            ),
            (
                "Your message has been delivered to the following recipients:\n\nbob@b.example",
                Some(KindOf::Receipt),
            ),
            (
                "Your message was successfully relayed to the following recipients, but the requested delivery\nstatus notifications may not be generated by the destination.",
                Some(KindOf::Receipt),
            ),
            (
                "Delivery to these recipients or groups is complete, but no delivery notification was sent by the destination server:",
                Some(KindOf::Receipt),
            ),
            (
                "Your message was successfully delivered to the destination(s) listed below.",
                Some(KindOf::Receipt),
            ),
            ("您的邮件已送达以下收件人：", Some(KindOf::Receipt)),
            (
                r#"{\"notificationType\":\"Delivery\",\"mail\":{}}"#,
                Some(KindOf::Receipt),
            ),
            ("Prevented spam messages (1)", Some(KindOf::OrdinaryMail)),
            (
                "Your message could not be delivered to the following recipients:",
                None,
            ),
            (
                "Abwesenheitsnotiz: Ich bin bis zum 30.11. nicht im Büro.",
                Some(KindOf::AutoReply),
            ),
            (
                "Ich bin derzeit im Urlaub. In dringenden Fällen hilft office@a.example.",
                Some(KindOf::AutoReply),
            ),
            (
                "Your message\nTo: Bob\nwas read on Friday, 20 November 2026",
                Some(KindOf::Receipt),
            ),
            (
                "3 messages are being held for you",
                Some(KindOf::OrdinaryMail),
            ),
            (
                "You receive this e-mail because you subscribed to our newsletter.",
                Some(KindOf::Newsletter),
            ),
            ("Your message to bob was quarantined", None),
            ("My mail to bob is held, why?", None),
            ("bulk mail must have an unsubscribe link", None),
        ] {
            assert_eq!(NATURES.pasted(text), expected, "{text}");
        }
    }

    #[test]
    fn a_delay_is_no_end() {
        assert!(NATURES.is_delay("THIS IS A WARNING MESSAGE ONLY."));
        assert!(!NATURES.is_delay("was delayed; this is a permanent error"));
    }
}
