//! Writes the HTML of Markdown events. A tag that is not written here cannot appear.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, LinkType, Tag, TagEnd};

use super::{
    body::Link,
    html::{Html, escape},
    link::{Destination, destination},
    shell::Setting,
    values::{self, Segment, segments},
};
use crate::articles::diagnostic::Mistakes;

/// Writes the texts of one file, which share their heading ids and their mistakes.
pub(super) struct Writer<'m, 't> {
    pub(super) mistakes: &'m mut Mistakes<'t>,
    /// Where the Markdown starts in its file.
    pub(super) base: usize,
    /// Ids that are taken.
    pub(super) ids: BTreeSet<String>,
    /// The last number given to each id that several headings want.
    pub(super) repeats: BTreeMap<String, usize>,
    pub(super) links: Vec<Link>,
}

impl Writer<'_, '_> {
    /// The HTML of these events.
    pub(super) fn write(&mut self, events: &[(Event, Range<usize>)]) -> Html {
        let mut html = Html::default();
        let mut setting = Setting::Prose;
        let mut in_head = false;
        let mut image_depth = 0_usize;
        // Whether each open link was good enough to be written.
        let mut open_links = Vec::new();
        for (place, (event, range)) in events.iter().enumerate() {
            let at = self.base + range.start;
            match event {
                Event::Start(Tag::Image { .. }) => {
                    image_depth += 1;
                    self.mistakes.error(
                        at,
                        "an image",
                        "describe it in words: images are not shown",
                    );
                }
                Event::End(TagEnd::Image) => image_depth = image_depth.saturating_sub(1),
                Event::Start(Tag::Heading { level, id, .. }) => {
                    let id = match id {
                        Some(id) => self.free_id(id),
                        None => self.free_id(&slug(&heading_text(events, place))),
                    };
                    html.tag(&format!("<{} id=\"", self.heading(*level, at)));
                    html.text(&id);
                    html.tag("\">");
                }
                Event::End(TagEnd::Heading(level)) => {
                    html.tag(&format!("</{}>\n", heading_tag(*level)));
                }
                Event::Start(Tag::CodeBlock(kind)) => {
                    setting = open_code(kind, &mut html);
                }
                Event::End(TagEnd::CodeBlock) => {
                    setting = Setting::Prose;
                    html.tag("</code></pre>\n");
                }
                Event::Start(Tag::Link {
                    link_type,
                    dest_url,
                    ..
                }) => {
                    open_links.push(self.open_link(*link_type, dest_url, range, &mut html));
                }
                Event::End(TagEnd::Link) => {
                    let opened = open_links.pop() == Some(true);
                    html.tag(if opened { "</a>" } else { "" });
                }
                Event::Start(Tag::List(first)) => match first {
                    None => html.tag("<ul>\n"),
                    Some(1) => html.tag("<ol>\n"),
                    Some(first) => html.tag(&format!("<ol start=\"{first}\">\n")),
                },
                Event::End(TagEnd::List(numbered)) => {
                    html.tag(if *numbered { "</ol>\n" } else { "</ul>\n" });
                }
                Event::Start(Tag::TableHead) => {
                    in_head = true;
                    html.tag("<thead><tr>");
                }
                Event::End(TagEnd::TableHead) => {
                    in_head = false;
                    html.tag("</tr></thead>\n<tbody>\n");
                }
                Event::Start(Tag::TableCell) => html.tag(if in_head {
                    "<th scope=\"col\">"
                } else {
                    "<td>"
                }),
                Event::End(TagEnd::TableCell) => html.tag(if in_head { "</th>" } else { "</td>" }),
                Event::Start(tag) => html.tag(opening(tag)),
                Event::End(tag) => html.tag(closing(*tag)),
                Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                    self.text(text, setting, range, &mut html);
                }
                Event::Code(code) => {
                    html.tag("<code>");
                    self.text(code, Setting::AnyShell, range, &mut html);
                    html.tag("</code>");
                }
                Event::SoftBreak if image_depth == 0 => html.tag("\n"),
                Event::HardBreak => html.tag("<br>\n"),
                Event::Rule => html.tag("<hr>\n"),
                _ => {}
            }
        }
        html
    }

    fn text(&mut self, text: &str, setting: Setting, range: &Range<usize>, html: &mut Html) {
        for segment in segments(text, setting) {
            match segment {
                Segment::Text(text) => html.text(text),
                Segment::Value(variable, setting) => html.value(variable, setting),
                Segment::Unknown(written) => {
                    html.text(written);
                    self.mistakes.error(
                        self.base + range.start,
                        format!("unknown placeholder `{written}`"),
                        format!("use one of: {}", values::allowed()),
                    );
                }
            }
        }
    }

    /// Whether a link was opened; a bad one leaves only its words.
    fn open_link(
        &mut self,
        kind: LinkType,
        written: &str,
        range: &Range<usize>,
        html: &mut Html,
    ) -> bool {
        let at = self.base + range.start;
        let written = match kind {
            LinkType::Email => format!("mailto:{written}"),
            _ => written.to_owned(),
        };
        let to = match destination(&written) {
            Ok(to) => to,
            Err(why) => {
                self.mistakes.error(
                    at,
                    format!("`{written}` cannot be linked"),
                    format!(
                        "{why}; write https:, http:, mailto:, an article id, #section or /c/5.7.1"
                    ),
                );
                return false;
            }
        };
        match &to {
            Destination::Away(address) => {
                let mut escaped = String::new();
                escape(address, &mut escaped);
                html.tag(&format!(
                    "<a href=\"{escaped}\" rel=\"noopener noreferrer nofollow\">"
                ));
            }
            Destination::Article { id, anchor: None } => html.open_site_link(&format!("/a/{id}")),
            Destination::Article {
                id,
                anchor: Some(anchor),
            } => html.open_site_link(&format!("/a/{id}#{anchor}")),
            Destination::Here(anchor) => {
                html.tag("<a href=\"#");
                html.text(anchor);
                html.tag("\">");
            }
            Destination::Site(path) => html.open_site_link(path),
        }
        self.links.push(Link { to, at });
        true
    }

    fn heading(&mut self, level: HeadingLevel, at: usize) -> &'static str {
        if level == HeadingLevel::H1 {
            self.mistakes.error(
                at,
                "a heading of the first level",
                "the title stands in the front matter; begin with `##`",
            );
        }
        heading_tag(level)
    }

    /// The id, with a number behind it if it is taken.
    fn free_id(&mut self, wanted: &str) -> String {
        let mut id = wanted.to_owned();
        let number = self.repeats.entry(wanted.to_owned()).or_insert(1);
        while !self.ids.insert(id.clone()) {
            *number += 1;
            id = format!("{wanted}-{number}");
        }
        id
    }
}

/// Opens a code block and tells how values stand in it.
fn open_code(kind: &CodeBlockKind, html: &mut Html) -> Setting {
    let language = match kind {
        CodeBlockKind::Fenced(info) => info.split([' ', ',']).next().unwrap_or_default(),
        CodeBlockKind::Indented => "",
    };
    // A wide block scrolls, and what scrolls must be reachable with the keyboard.
    html.tag("<pre tabindex=\"0\"><code");
    if !language.is_empty()
        && language
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-')
    {
        html.tag(&format!(" class=\"language-{language}\""));
    }
    html.tag(">");
    match language {
        "sh" => Setting::Sh,
        "powershell" => Setting::PowerShell,
        _ => Setting::Prose,
    }
}

const fn heading_tag(level: HeadingLevel) -> &'static str {
    match level {
        // The page's title is the only heading of the first level.
        HeadingLevel::H1 | HeadingLevel::H2 => "h2",
        HeadingLevel::H3 => "h3",
        HeadingLevel::H4 => "h4",
        HeadingLevel::H5 => "h5",
        HeadingLevel::H6 => "h6",
    }
}

const fn opening(tag: &Tag) -> &'static str {
    match tag {
        Tag::Paragraph | Tag::HtmlBlock => "<p>",
        Tag::BlockQuote(_) => "<blockquote>\n",
        Tag::Item => "<li>",
        Tag::Table(_) => "<table>\n",
        Tag::TableRow => "<tr>",
        Tag::Emphasis => "<em>",
        Tag::Strong => "<strong>",
        Tag::Strikethrough => "<del>",
        _ => "",
    }
}

const fn closing(tag: TagEnd) -> &'static str {
    match tag {
        TagEnd::Paragraph | TagEnd::HtmlBlock => "</p>\n",
        TagEnd::BlockQuote(_) => "</blockquote>\n",
        TagEnd::Item => "</li>\n",
        TagEnd::Table => "</tbody>\n</table>\n",
        TagEnd::TableRow => "</tr>\n",
        TagEnd::Emphasis => "</em>",
        TagEnd::Strong => "</strong>",
        TagEnd::Strikethrough => "</del>",
        _ => "",
    }
}

/// The words of the heading that begins at `start`.
pub(super) fn heading_text(events: &[(Event, Range<usize>)], start: usize) -> String {
    events
        .iter()
        .skip(start + 1)
        .map(|(event, _)| event)
        .take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))))
        .filter_map(|event| match event {
            Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) => Some(&**text),
            Event::SoftBreak => Some(" "),
            _ => None,
        })
        .collect()
}

/// Words joined by `-`, in small letters; Chinese characters stay.
fn slug(heading: &str) -> String {
    let words: Vec<_> = heading
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    if words.is_empty() {
        "section".to_owned()
    } else {
        words.join("-")
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Body, Layout, Variables};
    use crate::{articles::diagnostic::Mistakes, vocabulary::Lang};

    /// The HTML with a value in it that does its worst.
    #[track_caller]
    fn check(markdown: &str, expected: &str) {
        let variables = Variables {
            recipient: Some("\"><script>x7</script>'`$(x7)".to_owned()),
            ..Variables::default()
        };
        let mut mistakes = Mistakes::new("x.md", markdown);
        let body = Body::read(markdown, 0, Layout::Whole, &mut mistakes);
        let html = body.intro.render(&variables, Lang::En);
        assert_eq!(html.trim_end(), expected, "{markdown}");
        assert!(
            !html.contains("<script") && !html.contains("<img") && !html.contains("\"javascript")
        );
    }

    #[test]
    fn html_of_an_article_is_shown_and_not_obeyed() {
        check(
            "a <b onclick=x>b</b>",
            "<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>",
        );
        check(
            "<script>x7</script>",
            "<p>&lt;script&gt;x7&lt;/script&gt;</p>",
        );
        check("[a](javascript:x7)", "<p>a</p>");
        check("[a](&#106;avascript:x7)", "<p>a</p>");
        check("<javascript:x7>", "<p>javascript:x7</p>");
        check("[a]\n\n[a]: data:text/html,x7", "<p>a</p>");
        check("![a](x.png)", "<p>a</p>");
        check(
            "[a](https://example.com/\"onclick=\"x7)",
            "<p><a href=\"https://example.com/&quot;onclick=&quot;x7\" rel=\"noopener noreferrer nofollow\">a</a></p>",
        );
        check(
            "[a](read-an-ndr 'b\" onclick=\"x7')",
            "<p><a href=\"/a/read-an-ndr\">a</a></p>",
        );
        check(
            "## A {#b\"onclick=x .c onclick=x7}",
            "<h2 id=\"b&quot;onclick=x\">A</h2>",
        );
        check(
            "```a\"onclick=x7\nb\n```",
            "<pre tabindex=\"0\"><code>b\n</code></pre>",
        );
    }

    #[test]
    fn values_of_the_paste_break_out_of_nothing() {
        let escaped = "&quot;&gt;&lt;script&gt;x7&lt;/script&gt;&#39;`$(x7)";
        check("{{recipient}}", &format!("<p>{escaped}</p>"));
        check(
            "[{{recipient}}](https://example.com/{{recipient}})",
            &format!("<p>{escaped}</p>"),
        );
        check(
            "```sh\nmailq {{recipient}}\n```",
            "<pre tabindex=\"0\"><code class=\"language-sh\">mailq \
             &#39;&quot;&gt;&lt;script&gt;x7&lt;/script&gt;&#39;\\&#39;&#39;`$(x7)&#39;\n</code></pre>",
        );
        check(
            "```powershell\nGet-Recipient {{recipient}}\n```",
            "<pre tabindex=\"0\"><code class=\"language-powershell\">Get-Recipient \
             &#39;&quot;&gt;&lt;script&gt;x7&lt;/script&gt;&#39;&#39;`$(x7)&#39;\n</code></pre>",
        );
        check(
            "```sh\nmailq \"{{recipient}}\"\n```",
            "<pre tabindex=\"0\"><code class=\"language-sh\">mailq \
             &quot;<var>&lt;recipient&gt;</var>&quot;\n</code></pre>",
        );
        check(
            "`{{recipient}}`",
            "<p><code><var>&lt;recipient&gt;</var></code></p>",
        );
        check(
            "`{{sender}}`",
            "<p><code><var>&lt;sender&gt;</var></code></p>",
        );
        check(
            "`MAIL FROM:<{{sender}}>`",
            "<p><code>MAIL FROM:&lt;<var>sender</var>&gt;</code></p>",
        );
    }
}
