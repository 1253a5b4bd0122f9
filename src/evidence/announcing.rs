//! Words that only announce a code: "error code 550" and 错误代码 550 say no more than 550.

use super::{
    concepts::{Concepts, ConceptsError},
    words::{Word, WordKind},
};
use crate::{codes, report::Span};

/// The words that people and programs write around a code without saying anything by them. Immutable.
#[derive(Debug)]
pub struct Announcing(Concepts);

impl Announcing {
    /// The table that is compiled into the program.
    ///
    /// # Errors
    /// Only if the table itself is faulty, which the program's tests exclude.
    pub fn load() -> Result<Self, ConceptsError> {
        Concepts::parse(codes::ANNOUNCING).map(Self)
    }

    /// The words that say something, and where those stand that only announce a code, in the order of the text. What
    /// stands before a code announces it; what stands behind it does if it ends the text.
    pub(super) fn part(&self, words: Vec<Word>) -> (Vec<Word>, Vec<Span>) {
        let announcements = self.0.of(&words);
        let announces = |word: &Word| {
            let own = |(_, span): &(_, Span)| span.contains(word.span);
            !is_code(word) && announcements.iter().any(own)
        };
        let marked: Vec<(Word, bool)> = words
            .into_iter()
            .map(|word| {
                let announces = announces(&word);
                (word, announces)
            })
            .collect();
        let all = marked.len();
        let (mut telling, mut announcing, mut seen) = (Vec::new(), Vec::new(), 0);
        let idle = |own: &(Word, bool)| own.1 || is_code(&own.0);
        for run in marked.chunk_by(|a, b| idle(a) == idle(b)) {
            seen += run.len();
            let last_code = run.iter().rposition(|(word, _)| is_code(word));
            for (place, (word, announces)) in run.iter().enumerate() {
                let of_a_code = last_code.is_some_and(|last| place < last || seen == all);
                if *announces && of_a_code {
                    announcing.push(word.span);
                } else {
                    telling.push(word.clone());
                }
            }
        }
        (telling, announcing)
    }
}

/// Whether a word is a code of mail, or a number that looks like a reply.
fn is_code(word: &Word) -> bool {
    word.kind == WordKind::Code
        || word.kind == WordKind::Number
            && word.text.len() == 3
            && word.text.starts_with(['4', '5'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::words::{stems, words};

    #[track_caller]
    fn check(text: &str, telling: &str) {
        let (left, _) = Announcing::load().unwrap().part(stems(words(text, 0)));
        let left: Vec<&str> = left.iter().map(|word| word.span.of(text)).collect();
        assert_eq!(left.join(" "), telling, "{text}");
    }

    #[test]
    fn words_that_announce_a_code_are_parted_from_those_that_tell() {
        check("错误代码 550", "550");
        check("邮件发送失败，错误代码：5.7.1 怎么办", "5.7.1");
        check("smtp error 550 5.1.1", "550 5.1.1");
        check("密码错误", "密 码 错 误");
        check("error 552 mailbox full", "552 mailbox full");
        check("550 error in the password", "550 error in the password");
    }
}
