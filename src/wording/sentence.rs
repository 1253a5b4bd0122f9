//! A text of the interface with places for values.

use serde::Deserialize;

/// A text with places for values, written `{name}`.
#[derive(Debug, Clone, Deserialize)]
#[serde(transparent)]
pub struct Sentence(String);

impl Sentence {
    /// The text with the values in their places. A place without a value stays as written.
    pub fn with(&self, values: &[(&str, &str)]) -> String {
        let mut text = String::with_capacity(self.0.len() + 32);
        let mut rest = self.0.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let value = after.split_once('}').and_then(|(name, tail)| {
                let (_, value) = values.iter().find(|(known, _)| *known == name)?;
                Some((*value, tail))
            });
            rest = if let Some((value, tail)) = value {
                text.push_str(value);
                tail
            } else {
                text.push('{');
                after
            };
        }
        text.push_str(rest);
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(sentence: &str, expected: &str) {
        let sentence = Sentence(sentence.to_owned());
        assert_eq!(sentence.with(&[("n", "3"), ("all", "{n}")]), expected);
    }

    #[test]
    fn values_stand_in_their_places() {
        check("{n} of {all}", "3 of {n}");
        check("a {nobody} b", "a {nobody} b");
        check("{", "{");
        check("{n", "{n");
        check("", "");
    }
}
