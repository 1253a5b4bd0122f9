//! Chinese characters as they are compared: 郵件 and 邮件 are the same words.

use std::{collections::BTreeMap, sync::LazyLock};

/// Whether a character is Han, kana or hangul: a word of its own.
pub(crate) fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}')
}

/// The simplified form of a traditional character (the first that `OpenCC` names), every other character as it is.
pub(crate) fn simplified(c: char) -> char {
    SIMPLIFIED.get(&c).copied().unwrap_or(c)
}

static SIMPLIFIED: LazyLock<BTreeMap<char, char>> = LazyLock::new(|| {
    hanconv::RawDictionary::TSCharacters
        .iter()
        .filter_map(|(traditional, simplified)| {
            Some((traditional.chars().next()?, simplified.chars().next()?))
        })
        .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traditional_characters_are_compared_as_simplified_ones() {
        let compared: String = "郵件伺服器驗證失敗,信箱已滿"
            .chars()
            .map(simplified)
            .collect();
        assert_eq!(compared, "邮件伺服器验证失败,信箱已满");
    }
}
