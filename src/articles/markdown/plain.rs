//! Markdown events as plain text: words for the index, steps for a terminal.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use super::{
    shell::Setting,
    values::{Segment, segments},
};

/// All words of a text, without those that stand for values of a paste.
pub(super) fn words(events: &[(Event, Range<usize>)]) -> String {
    let mut words = String::new();
    for (event, _) in events {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                for segment in segments(text, Setting::Prose) {
                    match segment {
                        Segment::Text(text) => words.push_str(text),
                        Segment::Value(..) | Segment::Unknown(_) => words.push(' '),
                    }
                }
            }
            Event::SoftBreak | Event::HardBreak | Event::Rule => words.push(' '),
            Event::End(tag) if is_block(*tag) => words.push('\n'),
            _ => {}
        }
    }
    words.truncate(words.trim_end().len());
    words
}

const fn is_block(tag: TagEnd) -> bool {
    !matches!(
        tag,
        TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image
    )
}

/// The items of every numbered list that stands in no other list, one text each.
///
/// Inline code keeps its backticks, code blocks are lines indented by four spaces, nested items begin with `- `, and a
/// link to another site is followed by its address.
pub(super) fn steps(events: &[(Event, Range<usize>)]) -> Vec<String> {
    let mut steps = Vec::new();
    let mut step = Step::default();
    // For each list around the current place: whether it is numbered.
    let mut lists: Vec<bool> = Vec::new();
    for (event, _) in events {
        match event {
            Event::Start(Tag::List(first)) => {
                step.fresh_line();
                lists.push(first.is_some());
            }
            Event::End(TagEnd::List(_)) => {
                lists.pop();
            }
            Event::Start(Tag::Item) if lists.len() > 1 => {
                step.fresh_line();
                step.push("- ");
            }
            Event::End(TagEnd::Item) if lists.len() == 1 => {
                let whole = std::mem::take(&mut step).text;
                let whole = whole.trim();
                if lists == [true] && !whole.is_empty() {
                    steps.push(whole.to_owned());
                }
            }
            event if !lists.is_empty() => step.read(event),
            _ => {}
        }
    }
    steps
}

#[derive(Default)]
struct Step {
    text: String,
    in_code: bool,
    link: Option<(String, usize)>,
}

impl Step {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn fresh_line(&mut self) {
        self.text
            .truncate(self.text.trim_end_matches([' ', '\n']).len());
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    fn read(&mut self, event: &Event) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented)) => {
                self.fresh_line();
                self.in_code = true;
            }
            Event::End(TagEnd::CodeBlock) => {
                self.in_code = false;
                self.fresh_line();
            }
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) if self.in_code => {
                for line in text.lines() {
                    self.push("    ");
                    self.push(line);
                    self.push("\n");
                }
            }
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.push(text),
            Event::Code(code) => {
                self.push("`");
                self.push(code);
                self.push("`");
            }
            Event::SoftBreak | Event::End(TagEnd::TableCell) => self.push(" "),
            Event::HardBreak => self.push("\n"),
            Event::Start(Tag::Paragraph) if !self.text.ends_with("- ") => self.fresh_line(),
            Event::Start(Tag::Link { dest_url, .. }) => {
                let away = dest_url.starts_with("https://") || dest_url.starts_with("http://");
                self.link = away.then(|| (dest_url.to_string(), self.text.len()));
            }
            Event::End(TagEnd::Link) => {
                if let Some((address, start)) = self.link.take()
                    && self.text.get(start..) != Some(&address)
                {
                    self.push(&format!(" ({address})"));
                }
            }
            Event::End(tag) if is_block(*tag) => self.fresh_line(),
            _ => {}
        }
    }
}
