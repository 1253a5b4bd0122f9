//! What the writers of all systems share: the sentences of a report and the links in it.

use std::fmt::Write;

use super::{Asked, Knows, System};
use crate::{
    codes::{Code, EnhancedCode},
    vocabulary::Lang,
    wording::{FooterNotes, FooterReport},
};

/// One system, what was asked for it, and the words for it.
pub(super) struct Writer<'a> {
    pub(super) system: &'a System,
    pub(super) asked: &'a Asked,
    knows: Knows<'a>,
}

/// A sentence of a report, chosen in each language.
pub(super) type Sentence<'a> = &'a dyn Fn(&FooterReport) -> String;

impl<'a> Writer<'a> {
    pub(super) fn new(system: &'a System, asked: &'a Asked, knows: Knows<'a>) -> Self {
        Self {
            system,
            asked,
            knows,
        }
    }

    /// The notes for whoever is to do it.
    pub(super) fn notes(&self) -> &'a FooterNotes {
        &self.knows.wordings.of(self.knows.reader).footer_notes
    }

    /// The sentences of reports in a language.
    pub(super) fn report(&self, lang: Lang) -> &'a FooterReport {
        &self.knows.wordings.of(lang).footer_report
    }

    /// The languages of the reports.
    pub(super) fn langs(&self) -> &'a [Lang] {
        match self.asked.langs.as_slice() {
            [] => &[Lang::En],
            langs => langs,
        }
    }

    /// Whether a language was asked for that ASCII cannot write.
    pub(super) fn beyond_ascii(&self) -> bool {
        self.langs().contains(&Lang::Zh)
    }

    /// Where a link leads that stands under English words for lack of others: to the pages of the one language that was
    /// asked for. With several, to the English ones, which offer the other language to those who read it.
    pub(super) fn linked(&self) -> Lang {
        match self.langs() {
            [only] => *only,
            _ => Lang::En,
        }
    }

    /// The codes that were asked for, or else the usual ones of the system.
    pub(super) fn codes(&self) -> &'a [EnhancedCode] {
        match self.asked.codes.as_slice() {
            [] => &self.system.usual,
            codes => codes,
        }
    }

    /// A sentence and the link to the start page, in every language that was asked for.
    pub(super) fn invitation(&self, sentence: Sentence<'_>) -> String {
        let mut text = String::new();
        for lang in self.langs() {
            let home = self.asked.base.home(*lang);
            invite(&mut text, &sentence(self.report(*lang)), &home);
        }
        text
    }

    /// The same where only ASCII can stand.
    pub(super) fn ascii_invitation(&self, sentence: Sentence<'_>) -> String {
        let mut text = String::new();
        let home = self.asked.base.home(self.linked());
        invite(&mut text, &sentence(self.report(Lang::En)), &home);
        text
    }

    /// What a code means, shortly, and where more is said: one line with the link at its end, in ASCII.
    pub(super) fn line(&self, code: EnhancedCode) -> String {
        let meaning = self.meaning(code, Lang::En).0;
        let link = self.asked.base.code(self.linked(), code);
        format!("{meaning} {}: {link}", self.report(Lang::En).help)
    }

    /// What a code means, in a sentence, and what to look at first. What it means to this system of all goes before
    /// what the registry says.
    pub(super) fn meaning(&self, code: EnhancedCode, lang: Lang) -> (String, String) {
        let (registry, code) = (self.knows.registry, Code::Enhanced(code));
        let mut said = registry.collisions(code, lang).into_iter();
        let own = said.find(|said| said.system.is_some() && said.system == self.system.known_as);
        if let Some(own) = own {
            return (own.meaning, String::new());
        }
        let told = registry.explain(code, lang);
        let title = self.report(lang).sentence.with(&[("title", &told.title)]);
        (title, told.first_check.unwrap_or_default())
    }

    /// That the text stays English, if another language was asked for.
    pub(super) fn ascii_note(&self) -> Option<String> {
        self.beyond_ascii().then(|| self.notes().ascii.clone())
    }
}

fn invite(text: &mut String, sentence: &str, link: &str) {
    // Writing to a string does not fail.
    let _ = writeln!(text, "{sentence}\n\n    {link}\n");
}
