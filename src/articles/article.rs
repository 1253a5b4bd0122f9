//! What an article is.

use std::{collections::BTreeMap, fmt, ops::Range, str::FromStr};

use super::markdown::Html;
use crate::{
    codes::{Code, CodePattern, Precision},
    vocabulary::{Acts, ArticleKind, Lang, Party, Reason, Retry, Step},
};

/// A value and the place in its file where the author wrote it, for messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written<T> {
    /// The value.
    pub value: T,
    /// Which file, as the loader names it (`relay/Q274638.md`).
    pub file: String,
    /// Byte range in that file.
    pub place: Range<usize>,
}

/// A calendar date, written `2026-11-23`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    /// The year.
    pub year: u16,
    /// The month, 1 to 12.
    pub month: u8,
    /// The day, 1 to 31.
    pub day: u8,
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// Where an article's facts come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// What it is called.
    pub name: String,
    /// Where it can be read, if it can.
    pub url: Option<String>,
}

/// A real text that must rank its own cause first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// The text as somebody would paste it.
    pub text: String,
    /// Causes that may stand above its own because the text alone cannot decide, as `Article#cause`.
    pub with: Vec<String>,
}

/// Evidence that speaks against a cause.
///
/// Written as `refused-by:remote`, `speaker:google`, `step:data`, `code:5.1.10`; anything else is words that must not
/// stand in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Against {
    /// Whose side refused.
    RefusedBy(Party),
    /// Which system said it, by id.
    Speaker(String),
    /// The step of the dialogue.
    Step(Step),
    /// A code.
    Code(CodePattern),
    /// Words in the text.
    Words(String),
}

impl FromStr for Against {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let Some((kind, value)) = text.split_once(':') else {
            return Ok(Self::Words(text.to_owned()));
        };
        match kind {
            "refused-by" => value
                .parse()
                .map(Self::RefusedBy)
                .map_err(|error| error.to_string()),
            "speaker" => Ok(Self::Speaker(value.to_owned())),
            "step" => value
                .parse()
                .map(Self::Step)
                .map_err(|error| error.to_string()),
            "code" => value
                .parse()
                .map(Self::Code)
                .map_err(|error| error.to_string()),
            _ => Ok(Self::Words(text.to_owned())),
        }
    }
}

/// What the party that has to act is asked for, with placeholders; in every language, since it is often written to
/// somebody who reads another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// In English.
    pub en: String,
    /// In Chinese.
    pub zh: String,
}

impl Ask {
    /// The words in this language.
    pub fn of(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Zh => &self.zh,
        }
    }
}

/// One possible explanation of an error: what ranks, with the evidence it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// Unique within its article; the anchor of its section.
    pub id: String,
    /// Its class.
    pub reason: Reason,
    /// Who has to act.
    pub acts: Acts,
    /// Codes it is seen under.
    pub codes: Vec<CodePattern>,
    /// Ids of the systems that say it; empty means any.
    pub speakers: Vec<String>,
    /// Whose side refuses, where that belongs to the cause.
    pub refused_by: Option<Party>,
    /// The step of the dialogue it is seen at.
    pub step: Option<Step>,
    /// Whether trying again can work.
    pub retry: Retry,
    /// What the party that acts is asked for; nothing where nobody has to act.
    pub ask: Option<Ask>,
    /// The cause only sends the reader on to narrower ones, which rank above it where they match.
    pub dispatcher: bool,
    /// Error texts with placeholders, of every language.
    pub signatures: Vec<Written<String>>,
    /// Texts that prove the ranking.
    pub samples: Vec<Written<Sample>>,
    /// How people say it, in any language.
    pub phrases: Vec<Written<String>>,
    /// What speaks against it.
    pub not_when: Vec<Written<Against>>,
}

impl Cause {
    /// How narrowly one of its patterns names a code; nothing if none does.
    pub fn precision(&self, code: Code) -> Option<Precision> {
        let patterns = self.codes.iter();
        patterns.filter_map(|pattern| pattern.matches(code)).max()
    }
}

/// The words of a cause in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CauseText {
    /// The heading of its section.
    pub title: String,
    /// How to tell it from its neighbours.
    pub tell: Html,
    /// What to do.
    pub fix: Html,
    /// How to see that it worked.
    pub verify: Html,
    /// What not to do.
    pub do_not: Html,
    /// The steps of [`Self::fix`] as plain text, one entry a step; placeholders stand as written.
    pub fix_steps: Vec<String>,
    /// What must not be done, one paragraph or entry of a list each, as plain text without the values of a paste.
    pub warnings: Vec<String>,
    /// All words of the section as plain text, for the index.
    pub plain: String,
}

/// The words of an article in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleText {
    /// The title.
    pub title: String,
    /// One sentence that a sender can read on a phone.
    pub summary: String,
    /// The text before the first cause; for a guide, the whole body.
    pub intro: Html,
    /// [`Self::intro`] as plain text, for the index.
    pub plain: String,
    /// One entry per [`Article::causes`], in the same order.
    pub causes: Vec<CauseText>,
    /// The file as written, front matter included.
    pub source: String,
}

/// One article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// Permanent, unique ignoring case.
    pub id: String,
    /// Problem or guide.
    pub kind: ArticleKind,
    /// Other names that lead here.
    pub aliases: Vec<String>,
    /// How people ask for it, if it is a guide.
    pub phrases: Vec<String>,
    /// The folder it lies in: its topic.
    pub topic: String,
    /// Products it is about, as system ids or plain words.
    pub applies_to: Vec<String>,
    /// When somebody last checked it.
    pub reviewed: Date,
    /// Where its facts come from.
    pub sources: Vec<Reference>,
    /// Ids of related articles.
    pub related: Vec<String>,
    /// Its causes; none in a guide.
    pub causes: Vec<Cause>,
    /// Its words by language; English is always there.
    pub texts: BTreeMap<Lang, ArticleText>,
    /// Its English file, as the loader names it.
    pub file: String,
}

static NO_TEXT: ArticleText = ArticleText {
    title: String::new(),
    summary: String::new(),
    intro: Html::EMPTY,
    plain: String::new(),
    causes: Vec::new(),
    source: String::new(),
};

impl Article {
    /// Whether a cause of this article is seen at a mail system: it says so itself, or anybody may and the article is
    /// about that system.
    pub fn concerns(&self, cause: &Cause, system: &str) -> bool {
        let about = || self.applies_to.iter().any(|product| product == system);
        cause.speakers.iter().any(|speaker| speaker == system)
            || cause.speakers.is_empty() && about()
    }

    /// The words in this language, or else in English, and which of the two it is.
    pub fn text(&self, lang: Lang) -> (&ArticleText, Lang) {
        let translated = self.texts.get(&lang).map(|text| (text, lang));
        // The loader makes no article without English.
        translated.unwrap_or_else(|| (self.texts.get(&Lang::En).unwrap_or(&NO_TEXT), Lang::En))
    }

    /// The file that holds its words in this language, as the loader names it: `relay/Q274638.zh.md`.
    pub fn file_in(&self, lang: Lang) -> String {
        if lang == Lang::En {
            return self.file.clone();
        }
        let stem = self.file.strip_suffix(".md").unwrap_or(&self.file);
        format!("{stem}.{lang}.md")
    }
}
