//! What a code means, for people.

use super::{
    Code, EnhancedCode, ErrorNumber, Registry, ReplyCode,
    reference::read_at,
    registry::{Entry, said, unwrapped},
    tables::Part,
};
use crate::vocabulary::{Acts, Lang, Retry};

/// What a code means, from the registries or, for a code that none lists, from its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The code.
    pub code: Code,
    /// A short title, without the code itself; what those who send the code mostly mean by it.
    pub title: String,
    /// The title it is registered under, where that is another one.
    pub registered_title: Option<String>,
    /// What happened, for the person whose mail failed: a sentence or two without words of the trade.
    pub happened: String,
    /// What that person can do first; nothing for a success.
    pub first_step: Option<String>,
    /// What it means by its standard, for an administrator, by paragraphs; never empty. The first one says the most.
    pub meaning: Vec<String>,
    /// The symbolic name of a number, such as `CDO_E_FAILED_TO_CONNECT`.
    pub name: Option<String>,
    /// Where it is defined (`RFC 3463 section 3.2`, a header file), and the address where that can be read.
    pub reference: Option<(String, Option<String>)>,
    /// What an administrator looks at first.
    pub first_check: Option<String>,
    /// Who usually acts.
    pub acts: Option<Acts>,
    /// Whether trying again can work; nothing for a success.
    pub retry: Option<Retry>,
    /// The reply code that usually goes with it.
    pub typical_reply: Option<ReplyCode>,
    /// Whether a standard, a registry or a program's own list defines it. False for codes that are explained from their
    /// parts, and for reply codes that servers made up.
    pub registered: bool,
    /// Other spellings of the same error: signed decimal, hexadecimal, the bare or the wrapped form.
    pub same_as: Vec<String>,
    /// That of them which people have seen as often as the code itself.
    pub decimal: Option<String>,
}

impl Registry {
    /// What a code means, in the language asked for. Every code has an explanation; [`Explanation::registered`] says how
    /// much it rests on.
    pub fn explain(&self, code: Code, lang: Lang) -> Explanation {
        let mut told = match code {
            Code::Enhanced(code) => self.explain_enhanced(code, lang),
            Code::Reply(code) => self.explain_reply(code, lang),
            Code::Number(number) => self.explain_number(number, lang),
        };
        self.tell_sender(&mut told, lang);
        told
    }

    /// The classes of enhanced codes, the first digit, with their titles (RFC 3463 section 3.1).
    pub fn classes(&self, lang: Lang) -> impl Iterator<Item = (u16, &str)> {
        titles(&self.parts.class, lang)
    }

    /// The subjects of enhanced codes, the second number, with their titles (RFC 3463 section 3).
    pub fn subjects(&self, lang: Lang) -> impl Iterator<Item = (u16, &str)> {
        titles(&self.parts.subject, lang)
    }

    /// Adds what the code says to the person whose mail failed. What is written for this very code counts more than its
    /// registered meaning, what is written for codes without an entry counts less.
    fn tell_sender(&self, told: &mut Explanation, lang: Lang) {
        let code = match told.code {
            Code::Number(number) => Code::Number(unwrapped(number)),
            code => code,
        };
        let entry = self.senders.entry(code);
        let row = entry.unwrap_or_else(|| self.senders.other(code));
        let (acts, retry) = (said(row.acts), said(row.retry));
        (told.acts, told.retry) = match entry {
            Some(_) => (acts.or(told.acts), retry.or(told.retry)),
            None => (told.acts.or(acts), told.retry.or(retry)),
        };
        if let Some(title) = &row.title {
            let registered = std::mem::replace(&mut told.title, title.get(lang).clone());
            told.registered_title = told.registered.then_some(registered);
        }
        let words = row.words(lang);
        told.happened.clone_from(&words.happened);
        told.first_step.clone_from(&words.first);
    }

    fn explain_enhanced(&self, code: EnhancedCode, lang: Lang) -> Explanation {
        let entry = self.enhanced.get(&(code.subject(), code.detail()));
        let mut told = if let Some(found) = entry {
            let mut told = from_entry(Code::Enhanced(code), &found.entry, lang);
            told.meaning.extend(
                part(&self.parts.class, code.class().into())
                    .map(|part| part.words(lang).meaning.clone()),
            );
            told.typical_reply = found
                .replies
                .iter()
                .copied()
                .find(|reply| reply.number() / 100 == u16::from(code.class()));
            if code.is_temporary() {
                told.acts = found.acts_temporary;
            }
            told
        } else {
            self.explain_parts(code, lang)
        };
        match code.class() {
            2 => (told.acts, told.retry) = (None, None),
            4 => told.retry = Some(Retry::ServerRetries),
            _ => told.retry = told.retry.or(Some(Retry::No)),
        }
        told
    }

    /// An enhanced code without an entry, from its class and subject.
    fn explain_parts(&self, code: EnhancedCode, lang: Lang) -> Explanation {
        let class = part(&self.parts.class, code.class().into());
        let subject = part(&self.parts.subject, code.subject());
        let unlisted = &self.parts.unlisted;
        let mut told = bare(Code::Enhanced(code));
        told.title = joined(class, subject, unlisted.colon.get(lang), lang);
        for part in class.into_iter().chain(subject) {
            told.meaning.push(part.words(lang).meaning.clone());
        }
        let (sentence, number) = match subject {
            Some(_) => (&unlisted.detail, code.detail()),
            None => (&unlisted.subject, code.subject()),
        };
        let sentence = sentence.get(lang);
        told.meaning
            .push(sentence.replace("{number}", &number.to_string()));
        told.acts = if code.is_temporary() {
            Some(Acts::Nobody)
        } else {
            subject.and_then(|part| part.acts).map(|acts| acts.0)
        };
        let section = subject.and_then(|part| part.section.as_deref());
        let section = format!("RFC 3463 section {}", section.unwrap_or("3"));
        told.reference = Some(read_at(&section, None, lang));
        told
    }

    fn explain_reply(&self, code: ReplyCode, lang: Lang) -> Explanation {
        let digits = code.number();
        let first = part(&self.parts.reply_first, digits / 100);
        let second = part(&self.parts.reply_second, digits / 10 % 10);
        let unlisted = &self.parts.unlisted;
        let sentence = |of: &str| of.replace("{code}", &code.to_string());
        if let Some(found) = self.replies.get(&code) {
            let mut told = from_entry(Code::Reply(code), &found.entry, lang);
            told.meaning
                .extend(first.map(|part| part.words(lang).meaning.clone()));
            if !found.standard {
                told.meaning.push(sentence(unlisted.nonstandard.get(lang)));
            }
            told.registered = found.standard;
            return told;
        }
        let mut told = bare(Code::Reply(code));
        told.title = joined(first, second, unlisted.colon.get(lang), lang);
        for part in first.into_iter().chain(second) {
            told.meaning.push(part.words(lang).meaning.clone());
        }
        told.meaning.push(sentence(unlisted.reply.get(lang)));
        told.reference = Some(read_at("RFC 5321 section 4.2.1", None, lang));
        (told.acts, told.retry) = match digits / 100 {
            4 => (Some(Acts::Nobody), Some(Retry::ServerRetries)),
            5 => (None, Some(Retry::No)),
            _ => (None, None),
        };
        told
    }

    fn explain_number(&self, number: ErrorNumber, lang: Lang) -> Explanation {
        let code = Code::Number(number);
        let unlisted = &self.parts.unlisted;
        let inner = unwrapped(number);
        let sentence = |of: &str| {
            of.replace("{code}", &number.to_string())
                .replace("{hex}", &format!("0x{:08X}", number.bits()))
                .replace("{number}", &decimal(inner))
        };
        let mut told = match self.numbers.get(&inner) {
            Some(found) => {
                let mut told = from_entry(code, &found.entry, lang);
                told.decimal = found.decimal.then(|| number.signed().to_string());
                told.name.clone_from(&found.name);
                told.meaning.push(found.about.get(lang).clone());
                told.typical_reply = found.reply;
                told
            }
            None if inner.is_socket() => {
                let mut told = bare(code);
                told.title = sentence(unlisted.title_socket.get(lang));
                told.meaning.push(sentence(unlisted.socket.get(lang)));
                told
            }
            None => {
                let mut told = bare(code);
                told.title = sentence(unlisted.title_number.get(lang));
                told.meaning.push(sentence(unlisted.number.get(lang)));
                let facility = u16::try_from(number.bits() >> 16 & 0x7FF).unwrap_or_default();
                told.meaning.extend(
                    part(&self.parts.facility, facility)
                        .map(|part| part.words(lang).meaning.clone()),
                );
                told
            }
        };
        if inner != number {
            told.meaning.push(sentence(unlisted.wrapped.get(lang)));
        }
        told.same_as = spellings(number);
        told
    }
}

fn from_entry(code: Code, entry: &Entry, lang: Lang) -> Explanation {
    let words = entry.words.get(lang);
    Explanation {
        code,
        title: words.title.clone(),
        registered_title: None,
        happened: String::new(),
        first_step: None,
        meaning: [&words.meaning, &words.note]
            .into_iter()
            .flatten()
            .cloned()
            .collect(),
        name: None,
        reference: entry
            .reference
            .as_deref()
            .map(|name| read_at(name, entry.url.clone(), lang)),
        first_check: words.check.clone(),
        acts: entry.acts,
        retry: entry.retry,
        typical_reply: None,
        registered: true,
        same_as: Vec::new(),
        decimal: None,
    }
}

const fn bare(code: Code) -> Explanation {
    Explanation {
        code,
        title: String::new(),
        registered_title: None,
        happened: String::new(),
        first_step: None,
        meaning: Vec::new(),
        name: None,
        reference: None,
        first_check: None,
        acts: None,
        retry: None,
        typical_reply: None,
        registered: false,
        same_as: Vec::new(),
        decimal: None,
    }
}

fn titles(parts: &[Part], lang: Lang) -> impl Iterator<Item = (u16, &str)> {
    parts
        .iter()
        .map(move |part| (part.number, part.words(lang).title.as_str()))
}

fn part(parts: &[Part], number: u16) -> Option<&Part> {
    parts.iter().find(|part| part.number == number)
}

fn joined(first: Option<&Part>, second: Option<&Part>, colon: &str, lang: Lang) -> String {
    first
        .into_iter()
        .chain(second)
        .map(|part| part.words(lang).title.as_str())
        .collect::<Vec<_>>()
        .join(colon)
}

fn decimal(number: ErrorNumber) -> String {
    if number.is_socket() {
        number.bits().to_string()
    } else {
        number.signed().to_string()
    }
}

/// Every other way in which programs print the number.
fn spellings(number: ErrorNumber) -> Vec<String> {
    let inner = unwrapped(number);
    if number.is_socket() {
        let wrapped = ErrorNumber::new(0x8007_0000 | number.bits());
        return vec![wrapped.to_string(), wrapped.signed().to_string()];
    }
    let mut all = vec![format!("{:08X}", number.bits())];
    if number.signed() < 0 {
        all.insert(0, number.signed().to_string());
    }
    if inner != number {
        all.push(inner.to_string());
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::CodePattern;

    fn code(text: &str) -> Code {
        match text.parse() {
            Ok(CodePattern::Exact(code)) => code,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[track_caller]
    fn check(text: &str, title: &str, registered: bool) -> Explanation {
        let told = Registry::load().unwrap().explain(code(text), Lang::En);
        assert_eq!((told.title.as_str(), told.registered), (title, registered));
        told
    }

    #[test]
    fn every_entry_explains_itself_in_both_languages() {
        let registry = Registry::load().unwrap();
        assert!(registry.codes().count() > 300);
        for code in registry.codes() {
            let [en, zh] = [Lang::En, Lang::Zh].map(|lang| registry.explain(code, lang));
            for told in [&en, &zh] {
                assert!(!told.title.trim().is_empty(), "{code}");
                assert!(!told.meaning.is_empty(), "{code}");
                assert!(
                    told.meaning.iter().all(|text| !text.trim().is_empty()),
                    "{code}"
                );
                assert!(
                    !told.meaning.iter().any(|text| text.contains('{')),
                    "{code}"
                );
            }
            assert!(en.title.is_ascii(), "{code}: {}", en.title);
            assert_eq!(en.meaning.len(), zh.meaning.len(), "{code}");
            assert_eq!(en.first_check.is_some(), zh.first_check.is_some(), "{code}");
            let chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            assert!(
                chinese(&zh.title) && zh.meaning.iter().all(|text| chinese(text)),
                "{code}"
            );
        }
    }

    #[test]
    fn a_registered_code_is_told_from_its_entry_and_class() {
        let told = check("5.1.1", "Bad destination mailbox address", true);
        assert_eq!(told.typical_reply, ReplyCode::new(550));
        assert_eq!(
            (told.acts, told.retry),
            (Some(Acts::Sender), Some(Retry::No))
        );
        assert_eq!(
            told.reference.unwrap().1.unwrap(),
            "https://www.rfc-editor.org/rfc/rfc3463#section-3.2"
        );
        let told = check("4.4.1", "No answer from host", true);
        assert_eq!(told.typical_reply, ReplyCode::new(451));
        assert_eq!(
            (told.acts, told.retry),
            (Some(Acts::Nobody), Some(Retry::ServerRetries))
        );
        let told = check("2.1.5", "Destination address valid", true);
        assert_eq!((told.acts, told.retry), (None, None));
    }

    #[test]
    fn an_unlisted_code_is_told_from_its_parts() {
        let told = check("5.7.222", "Permanent failure: security or policy", false);
        assert!(told.meaning.iter().any(|text| text.contains("222")));
        check("4.9.1", "Temporary failure", false);
        check("459", "Node not allowed", true);
        check("599", "Permanent refusal", false);
        check("449", "Temporary refusal", false);
        check("557", "Permanent refusal: mail system", false);
        check("526", "Authentication failure", false);
        check("0x80070643", "Error number 0x80070643", false);
        check("11999", "Network error 11999", false);
    }

    #[test]
    fn both_spellings_of_a_number_tell_the_same() {
        let told = check(
            "0x80040213",
            "The transport failed to connect to the server",
            true,
        );
        assert_eq!(told.name.as_deref(), Some("CDO_E_FAILED_TO_CONNECT"));
        assert_eq!(told.same_as, ["-2147220973", "80040213"]);
        assert_eq!(told, check("-2147220973", &told.title, true));
        let told = check("0x8007274D", "Connection refused", true);
        assert_eq!(told.same_as, ["-2147014835", "8007274D", "10061"]);
        check("10061", "Connection refused", true);
        assert_eq!(
            check("0x800CCC69", "Mailbox not found (server said 550)", true).typical_reply,
            ReplyCode::new(550)
        );
    }
}
