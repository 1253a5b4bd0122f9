//! The HTML of an article as it stands in an answer: commands say what they do, links keep the answer open.

use super::commands::{Effect, effect};
use crate::wording::Answer;

/// How a block of commands begins in the HTML of articles.
const BLOCK: &str = "<pre tabindex=\"0\"><code class=\"language-";
/// What the links are described by, which stands once on the page.
const NEW_TAB: &str = "target=\"_blank\" aria-describedby=\"_new-tab\" ";

/// The HTML with its commands [`marked`], and with links that open beside the answer: an answer to a form is not kept, so Back could not lead to it. `article` is the address of
/// the article, escaped and with `#` at its end; its own sections are not on the page.
pub(super) fn dressed(html: &str, article: &str, texts: &Answer) -> String {
    let link = |to: &str| format!("<a {NEW_TAB}href=\"{to}");
    marked(html, texts)
        .replace("<a href=\"http", &link("http"))
        .replace(
            "<a href=\"/",
            &link("/").replace("<a ", "<a rel=\"noopener\" "),
        )
        .replace(
            "<a href=\"#",
            &link(article).replace("<a ", "<a rel=\"noopener\" "),
        )
}

/// The HTML with a line above each block of commands that is known to only look or to change something.
pub(in crate::web::pages) fn marked(html: &str, texts: &Answer) -> String {
    let mut out = String::with_capacity(html.len() + 256);
    let mut rest = html;
    while let Some(start) = rest.find(BLOCK) {
        let (before, block) = rest.split_at(start);
        out.push_str(before);
        let end = block.find("</pre>").unwrap_or(block.len());
        let (block, after) = block.split_at(end);
        if let Some(effect) = of_block(block) {
            out.push_str("<p class=\"effect ");
            out.push_str(effect.as_str());
            out.push_str("\">");
            out.push_str(effect.words(texts));
            out.push_str("</p>\n");
        }
        out.push_str(block);
        rest = after;
    }
    out.push_str(rest);
    out
}

fn of_block(block: &str) -> Option<Effect> {
    let inside = block.strip_prefix(BLOCK)?;
    let (language, code) = inside.split_once("\">")?;
    if !matches!(language, "sh" | "powershell") {
        return None;
    }
    let code = code
        .replace("<var>", "")
        .replace("</var>", "")
        .replace("</code>", "")
        .replace("&#39;", "'")
        .replace("&quot;", "\"")
        .replace("&gt;", ">")
        .replace("&lt;", "<")
        .replace("&amp;", "&");
    effect(&code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{vocabulary::Lang, wording::Wordings};

    #[track_caller]
    fn check(html: &str, expected: &str) {
        let wordings = Wordings::load().unwrap();
        let own = dressed(html, "/a/x#", &wordings.of(Lang::En).answer);
        let own = own
            .replace(NEW_TAB, "")
            .replace(" rel=\"noopener\"", "")
            .replace(&wordings.of(Lang::En).answer.reads, "reads");
        assert_eq!(own, expected);
    }

    #[test]
    fn commands_are_marked_and_links_lead_to_the_article() {
        check(
            "<pre tabindex=\"0\"><code class=\"language-sh\">dig <var>&lt;host&gt;</var>\n</code></pre>",
            "<p class=\"effect reads\">reads</p>\n\
             <pre tabindex=\"0\"><code class=\"language-sh\">dig <var>&lt;host&gt;</var>\n</code></pre>",
        );
        check("<a href=\"#b\">b</a>", "<a href=\"/a/x#b\">b</a>");
        check("<a href=\"/c/5.7.1\">b</a>", "<a href=\"/c/5.7.1\">b</a>");
    }
}
