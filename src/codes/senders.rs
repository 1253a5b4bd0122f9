//! What a code says to the person whose mail failed.

use super::{
    Code, Precision,
    tables::{SenderRow, SenderTable},
};

impl SenderTable {
    /// The entry that names the code most narrowly.
    pub(super) fn entry(&self, code: Code) -> Option<&SenderRow> {
        let named = self.code.iter();
        named
            .filter_map(|row| Some((row.precision(code)?, row)))
            .max_by_key(|(precision, _)| *precision)
            .map(|(_, row)| row)
    }

    /// What is said of a code of this kind and class without an entry.
    pub(super) const fn other(&self, code: Code) -> &SenderRow {
        let class = match code {
            Code::Number(_) => return &self.other.number,
            Code::Enhanced(code) => code.class() as u16,
            Code::Reply(code) => code.number() / 100,
        };
        match class {
            4 => &self.other.temporary,
            5 => &self.other.permanent,
            _ => &self.other.success,
        }
    }
}

impl SenderRow {
    /// How narrowly it names the code; nothing if it does not.
    fn precision(&self, code: Code) -> Option<Precision> {
        let patterns = self.codes.iter();
        patterns.filter_map(|pattern| pattern.0.matches(code)).max()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{
        codes::{CodePattern, Explanation, Registry},
        vocabulary::{Acts, Lang, Retry},
    };

    /// Every code with an entry, one of every pattern that has words of its own, and some that nothing lists.
    fn codes(registry: &Registry) -> BTreeSet<Code> {
        let rows = registry.senders.code.iter();
        let patterns = rows.flat_map(|row| row.codes.iter().map(|pattern| pattern.0));
        let unlisted = ["5.9.99", "4.9.99", "599", "449", "0x80070643", "11999"];
        let named = patterns.map(|pattern| match pattern {
            CodePattern::Enhanced {
                class: Some(class),
                subject,
                last,
                ..
            } => {
                format!("{class}.{subject}.{last}")
            }
            pattern => pattern.to_string(),
        });
        named
            .chain(unlisted.map(str::to_owned))
            .map(|text| match text.parse() {
                Ok(CodePattern::Exact(code)) => code,
                other => panic!("{text}: {other:?}"),
            })
            .chain(registry.codes())
            .collect()
    }

    fn explained() -> Vec<(Explanation, Lang)> {
        let registry = Registry::load().unwrap();
        let codes = codes(&registry);
        let languages = [Lang::En, Lang::Zh];
        codes
            .into_iter()
            .flat_map(|code| languages.map(|lang| (registry.explain(code, lang), lang)))
            .collect()
    }

    fn fails(code: Code) -> bool {
        match code {
            Code::Enhanced(code) => code.class() != 2,
            Code::Reply(code) => code.is_refusal(),
            Code::Number(_) => true,
        }
    }

    fn is_temporary(code: Code) -> bool {
        match code {
            Code::Enhanced(code) => code.is_temporary(),
            Code::Reply(code) => code.is_temporary(),
            Code::Number(_) => false,
        }
    }

    #[test]
    fn every_failure_tells_what_happened_what_to_do_and_who_acts() {
        for (told, lang) in explained() {
            let code = told.code;
            let fails = fails(code);
            assert!(!told.happened.is_empty(), "{code} {lang}");
            assert_eq!(told.first_step.is_some(), fails, "{code} {lang}");
            assert_eq!(
                (told.acts.is_some(), told.retry.is_some()),
                (fails, fails),
                "{code}"
            );
        }
    }

    /// Three and a half lines of a phone each, so that who acts is still in the first view.
    #[test]
    fn the_words_for_senders_are_short_and_of_no_trade() {
        const TRADE: [&str; 22] = [
            "MX",
            "SPF",
            "DKIM",
            "DMARC",
            "relay",
            "MAIL FROM",
            "RCPT",
            "HELO",
            "EHLO",
            "TLS",
            "STARTTLS",
            "SMTP",
            "DNS",
            "PTR",
            "IP",
            "port 25",
            "class",
            "header",
            "envelope",
            "中继",
            "信封",
            "反向解析",
        ];
        for (told, lang) in explained() {
            let longest = if lang == Lang::En { 140 } else { 56 };
            for text in [Some(&told.happened), told.first_step.as_ref()]
                .into_iter()
                .flatten()
            {
                let words = text.split(|c: char| !c.is_ascii_alphanumeric());
                let words: Vec<_> = words.collect();
                for word in TRADE {
                    let found = if word.is_ascii() && !word.contains(' ') {
                        words.contains(&word)
                    } else {
                        text.contains(word)
                    };
                    assert!(!found, "{}: {word} in {text}", told.code);
                }
                assert!(text.chars().count() <= longest, "{}: {text}", told.code);
                assert_eq!(lang == Lang::En, text.is_ascii(), "{}: {text}", told.code);
            }
        }
    }

    #[test]
    fn what_to_do_agrees_with_who_acts_and_with_sending_again() {
        let again = [
            "send it again",
            "mail again",
            "it once more",
            "重发",
            "再发",
        ];
        let waits = ["Nothing for now", "现在不用做什么"];
        for (told, lang) in explained().into_iter().filter(|(told, _)| fails(told.code)) {
            let code = told.code;
            let (acts, retry) = (told.acts.unwrap(), told.retry.unwrap());
            let first = told.first_step.unwrap();
            let says_again = again.iter().any(|words| first.contains(words));
            let says_wait = waits.iter().any(|words| first.starts_with(words));
            assert_eq!(acts == Acts::Nobody, says_wait, "{code} {lang}: {first}");
            assert!(
                !says_again || retry == Retry::Later,
                "{code} {lang}: {first}"
            );
            assert!(
                acts != Acts::Nobody || retry == Retry::ServerRetries,
                "{code}"
            );
            if let Code::Enhanced(enhanced) = code {
                let possible = if enhanced.is_temporary() {
                    [Retry::ServerRetries, Retry::Later]
                } else {
                    [Retry::No, Retry::Later]
                };
                assert!(possible.contains(&retry), "{code}");
            }
            if is_temporary(code) {
                let for_good = ["for good", "writing it anew", "不会再投递", "重写一遍"];
                let text = format!("{} {first}", told.happened);
                assert!(
                    !for_good.iter().any(|words| text.contains(words)),
                    "{code}: {text}"
                );
            }
        }
    }

    #[test]
    fn no_two_entries_speak_for_one_code() {
        let registry = Registry::load().unwrap();
        for code in codes(&registry) {
            let rows = registry.senders.code.iter();
            let mut found: Vec<_> = rows.filter_map(|row| row.precision(code)).collect();
            found.sort();
            let twice = found.iter().rev().take(2).collect::<Vec<_>>();
            assert!(twice.len() < 2 || twice[0] > twice[1], "{code}: {found:?}");
        }
        for row in &registry.senders.code {
            assert!(!row.codes.is_empty(), "{}", row.en.happened);
        }
    }

    #[test]
    fn what_senders_mostly_see_comes_first() {
        let registry = Registry::load().unwrap();
        let told = |text: &str| {
            let CodePattern::Exact(code) = text.parse().unwrap() else {
                panic!("{text}")
            };
            registry.explain(code, Lang::En)
        };
        for text in ["5.4.1", "5.1.10", "5.5.0"] {
            let told = told(text);
            assert!(told.happened.contains("no such address"), "{text}");
            assert!(told.title.contains("not found") || told.title.contains("not accepted"));
            assert!(told.registered_title.is_some(), "{text}");
            assert_eq!(
                (told.acts, told.retry),
                (Some(Acts::Sender), Some(Retry::No))
            );
        }
        assert_eq!(told("4.4.1").title, "No answer from host");
        assert_eq!(told("5.7.620").title, told("5.7.606").title);
        assert_eq!(told("0x8007274D").happened, told("10061").happened);
        assert_eq!(told("0x80040213").decimal.as_deref(), Some("-2147220973"));
        assert_eq!(told("0x800CCC79").decimal, None);
    }
}
