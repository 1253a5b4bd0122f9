//! HTML parts as words.

use nanohtml2text::html2text;

/// The longest HTML part that is converted; the converter is not linear in the number of links.
const HTML_LIMIT: usize = 256 * 1024;

/// The words of an HTML page, cells and lines apart.
pub(super) fn html(page: &str) -> String {
    let mut end = page.len().min(HTML_LIMIT);
    while !page.is_char_boundary(end) {
        end -= 1;
    }
    html2text(page.get(..end).unwrap_or_default())
}

/// Text that is labelled plain, but is a page all the same, becomes words.
pub(super) fn words(text: &str) -> String {
    let start = text
        .trim_start()
        .get(..200.min(text.trim_start().len()))
        .unwrap_or_default()
        .to_ascii_lowercase();
    let is_page = ["<html", "<!doctype html", "<body", "<div", "<table"]
        .iter()
        .any(|tag| start.starts_with(tag));
    if is_page { html(text) } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(words(text).trim(), expected);
    }

    #[test]
    fn pages_become_words_and_other_text_stays() {
        check(
            "<html><body><p>550 5.1.1 &lt;bob@b.example&gt;</p></body></html>",
            "550 5.1.1 <bob@b.example>",
        );
        check("<bob@b.example>: 550 no", "<bob@b.example>: 550 no");
        check("退信<br>", "退信<br>");
    }
}
