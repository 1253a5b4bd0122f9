//! The normalised text while it is being put together.

use super::{
    Cut, Section, SectionKind, Span,
    clean::{TEXT_LIMIT, clean},
};

/// The text so far, the roles of its parts, and what the reader knows about the mail besides.
#[derive(Debug, Default)]
pub(super) struct Draft {
    /// The normalised text.
    pub(super) text: String,
    /// Its parts, in order, without gaps that hold words.
    pub(super) sections: Vec<Section>,
    /// Bounds that were reached.
    pub(super) cuts: Vec<Cut>,
    /// The header fields of the report, names in lower case, values decoded and unfolded.
    pub(super) fields: Vec<(String, String)>,
    /// The media types of its parts, in lower case, with `report-type` after a blank where one is given.
    pub(super) types: Vec<String>,
}

impl Draft {
    /// Adds a part. Its text is cleaned; parts are kept apart by an empty line; what goes beyond the bound is left out.
    pub(super) fn push(&mut self, kind: SectionKind, text: &str) {
        let mut rest = clean(text);
        let blank = rest.len() - rest.trim_start_matches('\n').len();
        rest.drain(..blank);
        if rest.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        let start = self.text.len();
        let room = TEXT_LIMIT.saturating_sub(start);
        if rest.len() > room {
            let mut end = room;
            while end > 0 && !rest.is_char_boundary(end) {
                end -= 1;
            }
            rest.truncate(end);
            self.cut(Cut::Text);
        }
        self.text.push_str(&rest);
        self.sections.push(Section {
            kind,
            span: Span::new(start, self.text.len()),
        });
    }

    /// Notes that a bound was reached.
    pub(super) fn cut(&mut self, cut: Cut) {
        if !self.cuts.contains(&cut) {
            self.cuts.push(cut);
            self.cuts.sort_unstable();
        }
    }

    /// The first value of a header field, or nothing.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The spans of the parts with a role.
    pub(super) fn spans(&self, kind: SectionKind) -> Vec<Span> {
        self.sections
            .iter()
            .filter(|section| section.kind == kind)
            .map(|section| section.span)
            .collect()
    }

    /// From `at` on, a part of the text for people is the message that came back.
    pub(super) fn split_original(&mut self, at: usize) {
        let Some(place) = self.sections.iter().position(|section| {
            section.kind == SectionKind::Body && section.span.start <= at && at < section.span.end
        }) else {
            return;
        };
        if let Some(section) = self.sections.get_mut(place) {
            let whole = section.span;
            section.span = Span::new(whole.start, at);
            let original = Section {
                kind: SectionKind::Original,
                span: Span::new(at, whole.end),
            };
            self.sections.insert(place + 1, original);
        }
        self.sections
            .retain(|section| section.span.start < section.span.end);
    }
}
