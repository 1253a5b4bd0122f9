//! `GET /footers`: the texts that put a link to this site into the reports of a mail server. `POST /footers`: what is
//! wrong with those that are there; the file is forgotten with the answer.

use askama::Template;
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use crate::{
    articles::Severity,
    codes::EnhancedCode,
    footers::{
        Asked, Base, Footer, Knows, System, Way,
        lint::{Linter, text_of},
    },
    vocabulary::Lang,
    web::{
        error::{Error, PageError},
        headers::Cache,
        page::{Frame, show as show_page},
        pages::answer::KEPT,
        paste::Pasted,
        site::Site,
    },
};

/// What the form asks. Everything may be missing, as in a link to the page.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Form {
    #[serde(default)]
    system: String,
    #[serde(default)]
    url: String,
    #[serde(default)]
    lang: String,
    #[serde(default)]
    code: String,
}

/// A language of reports, or both, as an option of the form.
struct Choice<'a> {
    value: &'static str,
    name: &'a str,
    langs: &'static [Lang],
    chosen: bool,
}

/// A mail system, as an option and with what it can do.
struct Offered<'a> {
    id: &'a str,
    name: &'a str,
    about: &'a str,
    chosen: bool,
}

/// What a file holds that is to be mended.
struct Finding {
    place: String,
    fatal: bool,
    says: String,
    help: String,
}

/// What came of checking a file.
struct Checked {
    kind: String,
    linked: String,
    /// How many findings there are, in words.
    count: String,
    findings: Vec<Finding>,
}

#[derive(Template)]
#[template(path = "footers.html")]
struct FootersPage<'a> {
    frame: Frame<'a>,
    systems: Vec<Offered<'a>>,
    languages: Vec<Choice<'a>>,
    url: String,
    codes: String,
    /// The system that was asked for.
    system: Option<&'a System>,
    about: &'a str,
    footer: Option<Footer>,
    /// The same on the command line.
    command: String,
    refused: Option<String>,
    checked: Option<Checked>,
    pasted: String,
}

impl<'a> FootersPage<'a> {
    fn new(site: &'a Site, form: &Form) -> Self {
        let wording = site.wording();
        let texts = &wording.footers;
        let system = site.footers().get(form.system.trim());
        let languages = languages(site, form.lang.trim());
        let url = match form.url.trim() {
            "" => site.public_url(),
            url => url,
        };
        let mut page = Self {
            frame: Frame::new(site, "/footers", &texts.title, &texts.lead),
            systems: site
                .footers()
                .all()
                .iter()
                .map(|known| Offered {
                    id: &known.id,
                    name: &known.name,
                    about: known.about(wording.lang),
                    chosen: system.is_some_and(|system| system.id == known.id),
                })
                .collect(),
            url: url.to_owned(),
            codes: form.code.trim().to_owned(),
            system,
            about: system.map_or("", |system| system.about(wording.lang)),
            footer: None,
            command: String::new(),
            refused: None,
            checked: None,
            pasted: String::new(),
            languages,
        };
        if let Some(system) = system {
            match page.asked(site) {
                Ok(asked) => page.write(site, system, &asked),
                Err(told) => page.refused = Some(told),
            }
        }
        page
    }

    /// What is asked for, or why it cannot be.
    fn asked(&self, site: &Site) -> Result<Asked, String> {
        let refusals = &site.wording().footer_refusals;
        let base: Base = self
            .url
            .parse()
            .map_err(|unfit: crate::footers::Unfit| unfit.told(refusals))?;
        let codes: Result<Vec<EnhancedCode>, String> = self
            .codes
            .split([' ', ',', ';', '，', '、'])
            .filter(|written| !written.is_empty())
            .map(|written| {
                let code = written.parse();
                code.map_err(|_| refusals.no_code.with(&[("code", written)]))
            })
            .collect();
        let chosen = self.languages.iter().find(|language| language.chosen);
        Ok(Asked {
            base,
            langs: chosen.map_or(&[][..], |language| language.langs).to_vec(),
            codes: codes?,
        })
    }

    fn write(&mut self, site: &Site, system: &System, asked: &Asked) {
        let wording = site.wording();
        let snapshot = site.snapshot();
        let knows = Knows {
            wordings: site.wordings(),
            registry: snapshot.registry(),
            reader: site.lang(),
        };
        match crate::footers::write(system, asked, knows) {
            Ok(footer) => self.footer = Some(footer),
            Err(refusal) => {
                self.refused = Some(refusal.told(&wording.footer_refusals));
                return;
            }
        }
        let (id, url) = (&system.id, &asked.base);
        let (langs, codes) = (joined(&asked.langs), joined(&asked.codes));
        let command = format!("whybounce footer {id} --url {url} --lang {langs}");
        let query = format!("system={id}&url={url}&lang={langs}");
        let (command, query) = if codes.is_empty() {
            (command, query)
        } else {
            (
                format!("{command} --code {codes}"),
                format!("{query}&code={codes}"),
            )
        };
        self.command = command;
        self.frame.keep_query(&query);
    }
}

fn joined(words: &[impl ToString]) -> String {
    let words: Vec<_> = words.iter().map(ToString::to_string).collect();
    words.join(",")
}

fn languages<'a>(site: &'a Site, asked: &str) -> Vec<Choice<'a>> {
    const CHOICES: [(&str, &[Lang]); 3] = [
        ("en", &[Lang::En]),
        ("zh", &[Lang::Zh]),
        ("en,zh", &[Lang::En, Lang::Zh]),
    ];
    let wording = site.wording();
    let known = CHOICES.iter().any(|(value, _)| *value == asked);
    let wanted = if known { asked } else { site.lang().as_str() };
    CHOICES
        .into_iter()
        .map(|(value, langs)| Choice {
            value,
            name: match langs {
                [only] => wording.languages.of(*only),
                _ => &wording.footers.both,
            },
            langs,
            chosen: value == wanted,
        })
        .collect()
}

/// Holds a file against the rules of its mail system and the pages of this site.
fn checked(site: &Site, text: &str) -> Checked {
    let wording = site.wording();
    let (texts, snapshot) = (&wording.footers, site.snapshot());
    let linter = Linter {
        library: snapshot.library(),
        systems: site.footers(),
        words: &wording.footer_findings,
        base: None,
    };
    let found = linter.check("", text.as_bytes());
    let findings: Vec<_> = found
        .diagnostics
        .into_iter()
        .map(|found| Finding {
            place: texts.line.with(&[
                ("line", &found.line.to_string()),
                ("column", &found.column.to_string()),
            ]),
            fatal: found.severity == Severity::Fatal,
            says: found.message,
            help: found.help,
        })
        .collect();
    Checked {
        kind: texts
            .kind
            .with(&[("kind", found.kind.name(&wording.footer_kinds))]),
        linked: texts.linked.with(&[
            ("codes", &found.codes.len().to_string()),
            ("articles", &found.articles.len().to_string()),
        ]),
        count: match findings.len() {
            0 => texts.nothing_wrong.clone(),
            some => texts.wrong.with(&[("n", &some.to_string())]),
        },
        findings,
    }
}

pub(crate) async fn show(
    State(site): State<Site>,
    form: Result<Query<Form>, QueryRejection>,
) -> Result<Response, PageError> {
    let form = form.map_or_else(|_| Form::default(), |Query(form)| form);
    show_page(&site, &FootersPage::new(&site, &form), Cache::Revalidate)
}

pub(crate) async fn check(State(site): State<Site>, pasted: Pasted) -> Result<Response, PageError> {
    let text = text_of(&pasted.paste);
    if text.trim().is_empty() {
        let page = format!("{}/footers", site.wording().prefix());
        return Ok(Redirect::to(&page).into_response());
    }
    let reading = site.clone();
    let (text, checked) = tokio::task::spawn_blocking(move || {
        let checked = checked(&reading, &text);
        (text, checked)
    })
    .await
    .map_err(|_| site.refuse(Error::Internal))?;
    let mut page = FootersPage::new(&site, &Form::default());
    page.frame = Frame::of_the_moment(&site, &site.wording().footers.lint);
    page.checked = Some(checked);
    // As on an answer, only a text of some length comes back.
    if text.len() <= KEPT {
        page.frame.carry(&text, "/footers");
        page.pasted = text;
    }
    show_page(&site, &page, Cache::Never)
}
