//! `GET /codes`, `/codes.md`, `/codes.json`: the whole reference on one page, fit for printing; with conditions in the address.

use askama::Template;
use axum::{extract::State, response::Response};

use super::{
    filter::{Asked, FilterForm, codes::CodeFilter},
    markdown::{self, Entry},
};
use crate::{
    codes::{Code, Explanation},
    vocabulary::Reason,
    web::{
        api::{codes::CodesAnswer, json},
        error::PageError,
        headers::Cache,
        page::{Frame, show as show_page},
        site::Site,
        written::{Form, Twins},
    },
};

pub(crate) struct CodeLine {
    code: String,
    url: String,
    title: String,
}

impl<'a> From<&'a CodeLine> for Entry<'a> {
    fn from(line: &'a CodeLine) -> Self {
        Self {
            title: &line.code,
            url: &line.url,
            about: &line.title,
        }
    }
}

pub(crate) struct Group<'a> {
    id: &'static str,
    title: &'a str,
    codes: Vec<CodeLine>,
}

#[derive(Template)]
#[template(path = "codes.html")]
struct CodesPage<'a> {
    frame: Frame<'a>,
    filter: FilterForm<'a>,
    groups: Vec<Group<'a>>,
    twins: Twins,
}

impl<'a> CodesPage<'a> {
    fn new(site: &'a Site, filter: &CodeFilter) -> Self {
        let wording = site.wording();
        let snapshot = site.snapshot();
        let registry = snapshot.registry();
        let codes: Vec<(Explanation, &[Reason])> = registry
            .codes()
            .map(|code| {
                (
                    registry.explain(code, site.lang()),
                    registry.reasons_of(code),
                )
            })
            .collect();
        let listed = || {
            codes
                .iter()
                .filter(|(about, reasons)| filter.lists(about, reasons))
        };
        let group = |id, title, of: fn(Code) -> bool| Group {
            id,
            title,
            codes: listed()
                .filter(|(about, _)| of(about.code))
                .map(|(about, _)| CodeLine {
                    url: format!("{}/c/{}", wording.prefix(), about.code),
                    title: about.title.clone(),
                    code: about.code.to_string(),
                })
                .collect(),
        };
        let texts = &wording.code;
        let groups = vec![
            group("enhanced", &texts.enhanced, |code| {
                matches!(code, Code::Enhanced(_))
            }),
            group("replies", &texts.replies, |code| {
                matches!(code, Code::Reply(_))
            }),
            group("numbers", &texts.numbers, |code| {
                matches!(code, Code::Number(_))
            }),
        ];
        let filter = filter.form((registry, &codes), wording);
        let mut frame = Frame::new(
            site,
            "/codes",
            &filter.titled(&texts.index_title),
            &texts.index_lead,
        );
        frame.keep_query(&filter.query());
        Self {
            frame,
            twins: Twins::new(&filter.address, &filter.query()),
            filter,
            groups,
        }
    }

    fn markdown(&self, site: &Site) -> Result<Response, PageError> {
        let texts = &site.wording().code;
        let groups = self.groups.iter();
        let groups: Vec<_> = groups
            .map(|group| (group.title, group.codes.iter().map(Entry::from).collect()))
            .collect();
        let head = (
            self.frame.address(),
            texts.index_title.as_str(),
            texts.index_lead.as_str(),
        );
        markdown::pages(site, head, &groups)
    }
}

pub(crate) async fn show(
    State(site): State<Site>,
    form: Form,
    asked: Asked,
) -> Result<Response, PageError> {
    let filter = CodeFilter::new(&asked);
    if form == Form::Json {
        let snapshot = site.snapshot();
        let lists = |about: &Explanation, reasons: &[Reason]| filter.lists(about, reasons);
        let answer = CodesAnswer::new(&site, snapshot.registry(), lists);
        return json(&answer).map_err(|error| site.refuse(error));
    }
    let page = CodesPage::new(&site, &filter);
    if form == Form::Markdown {
        return page.markdown(&site);
    }
    show_page(&site, &page, Cache::Revalidate)
}
