//! The Markdown of an article, cut into its introduction, its sections and their parts.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, TextMergeWithOffset};

use super::{
    html::Html,
    link::Destination,
    plain,
    writer::{Writer, heading_text},
};
use crate::{articles::diagnostic::Mistakes, evidence::ideographs::is_ideograph};

/// Events and where in the Markdown each stands.
type Events<'a> = [(Event<'a>, Range<usize>)];

/// How a body is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::articles) enum Layout<'a> {
    /// Not at all.
    Whole,
    /// At its `##` headings, and each section at its `###` headings, which are called like this.
    Sections([&'a str; 4]),
}

/// A link, for the check that it leads somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::articles) struct Link {
    pub(in crate::articles) to: Destination,
    /// Where it stands in the file.
    pub(in crate::articles) at: usize,
}

/// One `##` section of a problem.
#[derive(Debug)]
pub(in crate::articles) struct Section {
    pub(in crate::articles) id: String,
    /// Where its heading stands in the file.
    pub(in crate::articles) at: usize,
    pub(in crate::articles) title: String,
    /// The four parts, in the order of [`Layout::Sections`]; empty only after a mistake was told.
    pub(in crate::articles) parts: [Html; 4],
    /// The numbered lists of the second part, the fix.
    pub(in crate::articles) steps: Vec<String>,
    /// What must not be done, as plain text.
    pub(in crate::articles) warnings: Vec<String>,
    pub(in crate::articles) plain: String,
}

/// A body, read.
#[derive(Debug)]
pub(in crate::articles) struct Body {
    pub(in crate::articles) intro: Html,
    /// The introduction as plain text.
    pub(in crate::articles) plain: String,
    pub(in crate::articles) sections: Vec<Section>,
    /// Whether a section was left out because it has no id.
    pub(in crate::articles) unnamed: bool,
    pub(in crate::articles) links: Vec<Link>,
    /// The ids of all headings.
    pub(in crate::articles) anchors: BTreeSet<String>,
}

impl Body {
    /// Reads Markdown that starts at `base` in its file. Every mistake is told; what is left is read.
    pub(in crate::articles) fn read(
        markdown: &str,
        base: usize,
        layout: Layout,
        mistakes: &mut Mistakes,
    ) -> Self {
        let events = events(markdown);
        let mut writer = Writer {
            mistakes,
            base,
            ids: BTreeSet::new(),
            repeats: BTreeMap::new(),
            links: Vec::new(),
        };
        let (intro, sections, unnamed) = match layout {
            Layout::Whole => (events.as_slice(), Vec::new(), false),
            Layout::Sections(names) => {
                let (intro, cuts) = cut(&events, HeadingLevel::H2);
                // Section ids are what the world links to: no other heading may take them.
                writer
                    .ids
                    .extend(cuts.iter().filter_map(|part| explicit_id(part)));
                let read = cuts
                    .iter()
                    .filter_map(|section| read_section(section, names, &mut writer));
                let sections: Vec<_> = read.collect();
                let stray = intro
                    .iter()
                    .find(|(event, _)| is_heading(event, HeadingLevel::H3));
                if let Some((_, range)) = stray {
                    writer.mistakes.error(
                        base + range.start,
                        "a part that belongs to no section",
                        "put it below a `## … {#id}` heading",
                    );
                }
                (
                    intro,
                    sections,
                    cuts.iter().any(|section| explicit_id(section).is_none()),
                )
            }
        };
        let html = writer.write(intro);
        Self {
            intro: html,
            plain: plain::words(intro),
            sections,
            unnamed,
            links: writer.links,
            anchors: writer.ids,
        }
    }
}

fn read_section(events: &Events, names: [&str; 4], writer: &mut Writer) -> Option<Section> {
    let at = writer.base + events.first()?.1.start;
    let title = heading_text(events, 0);
    let Some(id) = explicit_id(events) else {
        writer.mistakes.fatal(
            at,
            format!("the section `{title}` has no id"),
            "write the id of its cause behind the heading: `## … {#id}`",
        );
        return None;
    };
    let (before, cuts) = cut(events, HeadingLevel::H3);
    if let Some((_, range)) = after_heading(before).first() {
        writer.mistakes.error(
            writer.base + range.start,
            "text between a section's heading and its first part is not shown",
            format!("move it below `### {}`", names[0]),
        );
    }
    let mut parts: [Option<Html>; 4] = [None, None, None, None];
    let mut steps = Vec::new();
    let mut warnings = Vec::new();
    let mut misnamed = 0;
    let mut plain = title.clone();
    for part in &cuts {
        let part_at = writer.base + part.first()?.1.start;
        let name = heading_text(part, 0);
        let content = after_heading(part);
        let Some(place) = names.iter().position(|known| *known == name) else {
            writer.mistakes.fatal(
                part_at,
                format!("unknown part `{name}`"),
                format!(
                    "the parts of a section are `### {}`",
                    names.join("`, `### ")
                ),
            );
            misnamed += 1;
            continue;
        };
        if content.is_empty() {
            writer.mistakes.fatal(
                part_at,
                format!("the part `{name}` is empty"),
                "write at least one sentence",
            );
        }
        if place == 1 {
            steps = plain::steps(content);
            if steps.is_empty() {
                writer.mistakes.error(
                    part_at,
                    format!("`{name}` has no numbered list"),
                    "write its steps as `1. …`",
                );
            }
        }
        if place == 3 {
            let lines = plain::words(content);
            warnings = lines.lines().map(|line| line.trim().to_owned()).collect();
            warnings.retain(|line: &String| !line.is_empty());
        }
        plain.push('\n');
        plain.push_str(&plain::words(content));
        let html = writer.write(content);
        if let Some(slot) = parts.get_mut(place)
            && slot.replace(html).is_some()
        {
            writer.mistakes.fatal(
                part_at,
                format!("the part `{name}` stands twice"),
                "keep one of the two",
            );
        }
    }
    let missing = parts.iter().zip(names).filter(|(part, _)| part.is_none());
    // An unknown part is probably the one that is missed here, and was told.
    for (_, name) in missing.skip(misnamed) {
        writer.mistakes.fatal(
            at,
            format!("the section `{id}` has no part `{name}`"),
            format!("add `### {name}`"),
        );
    }
    let parts = parts.map(Option::unwrap_or_default);
    Some(Section {
        id,
        at,
        title,
        parts,
        steps,
        warnings,
        plain,
    })
}

/// The events of a text, with text in one piece and without the line breaks that Chinese text must not show.
fn events(markdown: &str) -> Vec<(Event<'_>, Range<usize>)> {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_HEADING_ATTRIBUTES;
    let parser = Parser::new_ext(markdown, options).into_offset_iter();
    let events: Vec<_> = TextMergeWithOffset::new(parser).collect();
    let joins: Vec<bool> = (0..events.len())
        .map(|place| joins_chinese(&events, place))
        .collect();
    let mut joins = joins.into_iter();
    events
        .into_iter()
        .filter(|_| !joins.next().unwrap_or(false))
        .collect()
}

/// A line break between two Chinese characters is no space.
fn joins_chinese(events: &Events, place: usize) -> bool {
    let text = |place: usize| match events.get(place) {
        Some((Event::Text(text), _)) => Some(text),
        _ => None,
    };
    let is_break = matches!(events.get(place), Some((Event::SoftBreak, _)));
    let wide =
        |c: char| is_ideograph(c) || matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff65}');
    let before = place
        .checked_sub(1)
        .and_then(text)
        .and_then(|text| text.chars().next_back());
    let after = text(place + 1).and_then(|text| text.chars().next());
    is_break && before.is_some_and(wide) && after.is_some_and(wide)
}

fn is_heading(event: &Event, wanted: HeadingLevel) -> bool {
    matches!(event, Event::Start(Tag::Heading { level, .. }) if *level == wanted)
}

/// What stands before the first heading of this level, and each such heading with all that follows it. Headings in lists
/// and quotes do not count.
fn cut<'e, 'a>(
    events: &'e Events<'a>,
    level: HeadingLevel,
) -> (&'e Events<'a>, Vec<&'e Events<'a>>) {
    let mut depth = 0_usize;
    let mut starts = Vec::new();
    for (place, (event, _)) in events.iter().enumerate() {
        if depth == 0 && is_heading(event, level) {
            starts.push(place);
        }
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    let ends = starts.iter().skip(1).copied().chain([events.len()]);
    let cuts = starts
        .iter()
        .zip(ends)
        .filter_map(|(start, end)| events.get(*start..end))
        .collect();
    let first = starts.first().copied().unwrap_or(events.len());
    (events.get(..first).unwrap_or_default(), cuts)
}

/// What follows the heading that these events begin with.
fn after_heading<'e, 'a>(events: &'e Events<'a>) -> &'e Events<'a> {
    let end = events
        .iter()
        .position(|(event, _)| matches!(event, Event::End(TagEnd::Heading(_))));
    end.and_then(|end| events.get(end + 1..))
        .unwrap_or_default()
}

/// The id that the author wrote behind the heading that these events begin with.
fn explicit_id(events: &Events) -> Option<String> {
    match events.first() {
        Some((Event::Start(Tag::Heading { id, .. }), _)) => id.as_ref().map(ToString::to_string),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        articles::{Variables, diagnostic::Diagnostic},
        vocabulary::Lang,
    };

    fn read(markdown: &str) -> (Body, Vec<Diagnostic>) {
        let mut mistakes = Mistakes::new("x.md", markdown);
        let body = Body::read(markdown, 0, Layout::Whole, &mut mistakes);
        (body, mistakes.into_found())
    }

    #[track_caller]
    fn check(markdown: &str, expected: &str) {
        let html = read(markdown)
            .0
            .intro
            .render(&Variables::default(), Lang::En);
        assert_eq!(html.trim_end(), expected, "{markdown}");
    }

    #[test]
    fn links_within_the_site_keep_the_language() {
        let (body, mistakes) = read("[a](read-an-ndr), [b](/c/5.7.1), [c](#d)\n\n## D {#d}");
        assert_eq!(mistakes, []);
        assert_eq!(
            body.intro.render(&Variables::default(), Lang::Zh),
            "<p><a href=\"/zh/a/read-an-ndr\">a</a>, <a href=\"/zh/c/5.7.1\">b</a>, \
             <a href=\"#d\">c</a></p>\n<h2 id=\"d\">D</h2>\n"
        );
    }

    #[test]
    fn headings_have_ids_of_their_own() {
        let (body, _) = read("## Who said it\n## Who said it\n## 谁拒绝了邮件?\n## ?");
        let ids: Vec<_> = body.anchors.iter().map(String::as_str).collect();
        assert_eq!(
            ids,
            ["section", "who-said-it", "who-said-it-2", "谁拒绝了邮件"]
        );
    }

    #[test]
    fn chinese_lines_are_joined_without_a_space() {
        check("退信,\n原因", "<p>退信,\n原因</p>");
        check("退信\n原因", "<p>退信原因</p>");
        check("退信。\n原因 MX\n记录", "<p>退信。原因 MX\n记录</p>");
    }

    #[test]
    fn shapes_that_repeat_take_time_in_proportion() {
        let started = std::time::Instant::now();
        for shape in [
            "{{", "{{x}}", "## a\n", "[", "[a](", "> ", "![", "`", "*a_", "1. a\n", "退\n",
            "|a\n|-\n",
        ] {
            let (body, mistakes) = read(&shape.repeat(40_000 / shape.len()));
            assert!(body.sections.is_empty() && mistakes.len() <= 201, "{shape}");
        }
        let seconds = started.elapsed().as_secs();
        assert!(seconds < 30, "took {seconds} s");
    }

    #[test]
    fn steps_are_plain_text_that_a_terminal_can_show() {
        let names = ["T", "F", "V", "D"];
        let markdown = "## A {#a}\n### T\nx\n### F\nIntro\n\n1. Open *the* `main.cf`\n   of {{own_host}}:\n\n   \
                        ```sh\n   postconf\n   ```\n   - see [Postfix](https://www.postfix.org/)\n2. <https://a.example/>\n\
                        ### V\nx\n### D\nx\n";
        let mut mistakes = Mistakes::new("x.md", markdown);
        let body = Body::read(markdown, 0, Layout::Sections(names), &mut mistakes);
        assert_eq!(mistakes.into_found(), []);
        assert_eq!(
            body.sections[0].steps,
            [
                "Open the `main.cf` of {{own_host}}:\n    postconf\n- see Postfix (https://www.postfix.org/)",
                "https://a.example/",
            ]
        );
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics_or_brings_its_own_tags(markdown in ".{0,200}") {
            let html = read(&markdown).0.intro.render(&Variables::default(), Lang::En);
            let lower = html.to_lowercase();
            proptest::prop_assert!(!lower.contains("<script") && !lower.contains("<iframe") && !lower.contains("<img"));
        }
    }
}
