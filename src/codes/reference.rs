//! Where a code is defined, as a reference for people.

use crate::vocabulary::Lang;

/// A reference with its address. That of an RFC follows from its number: `RFC 3463 section 3.2, RFC 5248` is read at the
/// section of the first.
pub(super) fn read_at(name: &str, url: Option<String>, lang: Lang) -> (String, Option<String>) {
    let of_rfc = || {
        let first = name.split(',').next()?.strip_prefix("RFC ")?;
        let (number, section) = match first.split_once(" section ") {
            Some((number, section)) => (number, Some(section)),
            None => (first, None),
        };
        let number: u16 = number.parse().ok()?;
        let anchor = section.map(|section| format!("#section-{section}"));
        Some(format!(
            "https://www.rfc-editor.org/rfc/rfc{number}{}",
            anchor.unwrap_or_default()
        ))
    };
    let shown = match lang {
        Lang::En => name.to_owned(),
        Lang::Zh => in_chinese(name),
    };
    (shown, url.or_else(of_rfc))
}

/// The name of a reference with its section in Chinese.
fn in_chinese(name: &str) -> String {
    let Some((work, rest)) = name.split_once(" section ") else {
        return name.to_owned();
    };
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.');
    let (section, behind) = rest.split_at(end.unwrap_or(rest.len()));
    format!("{work} 第 {section} 节{behind}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_named_in_the_language_of_the_reader() {
        assert_eq!(
            in_chinese("RFC 3463 section 3.2, RFC 5248"),
            "RFC 3463 第 3.2 节, RFC 5248"
        );
        assert_eq!(in_chinese("RFC 5321"), "RFC 5321");
    }
}
