//! The normalised text while it is being put together.

use super::{
    Cut, Section, SectionKind, Span,
    clean::{TEXT_LIMIT, clean},
    forwarded::Forwarded,
    secrets,
};

/// The text so far, the roles of its parts, and what the reader knows about the mail besides.
#[derive(Debug, Default)]
pub(super) struct Draft {
    /// The normalised text.
    pub(super) text: String,
    /// Whether secrets were blotted out.
    pub(super) masked: bool,
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
        let mut rest = self.without_secrets(clean(text));
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

    /// Adds all parts of another text, with what is known about them.
    pub(super) fn append(&mut self, other: Draft) {
        for section in &other.sections {
            self.push(section.kind, section.span.of(&other.text));
        }
        self.fields.extend(other.fields);
        self.types.extend(other.types);
        for cut in other.cuts {
            self.cut(cut);
        }
    }

    /// Adds what stands above a forwarded report, and takes over what its header says.
    pub(super) fn forwarded(&mut self, found: &Forwarded<'_>) {
        self.push(SectionKind::Cover, found.cover);
        self.push(SectionKind::Headers, found.head);
        self.fields.extend(found.fields.iter().cloned());
    }

    /// Blots out what is secret in a part before it is added; says whether there was anything.
    fn without_secrets(&mut self, text: String) -> String {
        match secrets::masked(&text) {
            Some(masked) => {
                self.masked = true;
                masked
            }
            None => text,
        }
    }

    /// Notes that a bound was reached.
    pub(super) fn cut(&mut self, cut: Cut) {
        if !self.cuts.contains(&cut) {
            self.cuts.push(cut);
            self.cuts.sort_unstable();
        }
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
