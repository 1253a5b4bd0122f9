//! Ready messages: to the party that has to act, and to the sender; each in every language.

use super::{
    cause::HandOn,
    details::{details, quoted, recipients},
};
use crate::{
    articles::{Variables, fill},
    knowledge::{Explained, Finality},
    report::Report,
    vocabulary::{Acts, Lang},
    web::site::Site,
    wording::Wording,
};

/// A message to one party.
pub(crate) struct Message {
    /// To whom, in the language of the page.
    pub(crate) to: String,
    /// The same message in each language, that of the page first.
    pub(crate) texts: Vec<MessageText>,
}

/// A message in one language.
pub(crate) struct MessageText {
    /// The language as its readers call it.
    pub(crate) language: String,
    /// Its tag.
    pub(crate) tag: String,
    pub(crate) text: String,
}

/// The messages that a cause asks for: none to a party that has nothing to do, one if the sender has to act.
pub(super) fn messages(
    site: &Site,
    report: &Report,
    explained: &Explained,
    values: &Variables,
    cause: HandOn<'_>,
) -> Vec<Message> {
    let wording = site.wording();
    let written = |to: String, write: &dyn Fn(&Writing<'_>) -> String| {
        let own = site.lang();
        let others = Lang::ALL.iter().copied().filter(|lang| *lang != own);
        let texts = std::iter::once(own).chain(others).map(|lang| {
            let site = site.in_language(lang);
            let wording = site.wording();
            let text = write(&Writing {
                wording,
                public_url: site.public_url(),
                report,
                explained,
                finality: explained.finality(report),
                values,
                cause,
            });
            MessageText {
                language: wording.message.language.clone(),
                tag: wording.site.tag.clone(),
                text,
            }
        });
        Message {
            to,
            texts: texts.collect(),
        }
    };
    let party = wording.acts.of(cause.acts);
    let to_party = (cause.ask.is_some() && !matches!(cause.acts, Acts::Sender | Acts::Nobody))
        .then(|| {
            let to = wording.message.to.with(&[("party", party)]);
            written(to, &|writing: &Writing<'_>| writing.to_party())
        });
    let to_sender = written(wording.message.to_sender.clone(), &|writing: &Writing<
        '_,
    >| {
        writing.to_sender()
    });
    to_party.into_iter().chain([to_sender]).collect()
}

/// What a message is written from.
struct Writing<'a> {
    wording: &'a Wording,
    public_url: &'a str,
    report: &'a Report,
    explained: &'a Explained,
    finality: Finality,
    values: &'a Variables,
    cause: HandOn<'a>,
}

impl Writing<'_> {
    fn to_party(&self) -> String {
        [
            self.subject(),
            self.wording.greetings.of(self.cause.acts).to_owned(),
            self.ask().unwrap_or_default(),
            self.refusal(),
            self.details(),
            self.article(),
        ]
        .join("\n\n")
    }

    fn to_sender(&self) -> String {
        let texts = &self.wording.message;
        let again = self
            .wording
            .send_again(self.cause.temporary, self.cause.retry);
        let again = [self.wording.answer.resend.as_str(), again].join(&texts.between);
        let acts = match self.cause.acts {
            Acts::Sender => self.ask(),
            acts => Some(texts.acts.with(&[("party", self.wording.acts.of(acts))])),
        };
        // What the sender is asked for says what it means, and what to do about it, once.
        let meaning = (self.cause.acts != Acts::Sender || acts.is_none()).then(|| self.meaning());
        let happened = std::iter::once(self.undelivered()).chain(meaning);
        let happened = happened.collect::<Vec<_>>().join(&texts.between);
        [
            Some(self.subject()),
            Some(self.wording.greetings.of(Acts::Sender).to_owned()),
            Some(happened),
            Some(again),
            acts,
            Some(self.refusal()),
            Some(self.article()),
        ]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join("\n\n")
    }

    fn subject(&self) -> String {
        let texts = &self.wording.message;
        let (to, to_nobody) = if self.finality.is_temporary() {
            (&texts.subject_delayed, &texts.subject_delayed_nobody)
        } else {
            (&texts.subject, &texts.subject_nobody)
        };
        match recipients(self.explained).first() {
            Some(recipient) => to.with(&[("recipient", recipient)]),
            None => to_nobody.clone(),
        }
    }

    fn undelivered(&self) -> String {
        let texts = &self.wording.message;
        let recipients = recipients(self.explained).join(", ");
        let named = [("recipients", recipients.as_str())];
        match (recipients.is_empty(), self.finality.is_temporary()) {
            (false, false) => texts.failed.with(&named),
            (false, true) => texts.delayed.with(&named),
            (true, false) => texts.failed_nobody.clone(),
            (true, true) => texts.delayed_nobody.clone(),
        }
    }

    fn meaning(&self) -> String {
        self.wording.reason_means.of(self.cause.reason).to_owned()
    }

    fn ask(&self) -> Option<String> {
        let lang = self.wording.lang;
        Some(fill(self.cause.ask?.of(lang), self.values, lang))
    }

    fn refusal(&self) -> String {
        let label = &self.wording.message.refusal;
        format!("{label}\n> {}", quoted(self.report, self.explained))
    }

    fn details(&self) -> String {
        let between = &self.wording.message.colon;
        details(self.wording, self.report, self.explained)
            .iter()
            .map(|detail| format!("{}{between}{}", detail.label, detail.value))
            .collect::<Vec<_>>()
            .join("\n")
    }

    fn article(&self) -> String {
        let HandOn { article, cause, .. } = self.cause;
        let prefix = self.wording.prefix();
        let url = format!("{}{prefix}/a/{article}#{cause}", self.public_url);
        format!("{}\n{url}", self.wording.message.article)
    }
}
