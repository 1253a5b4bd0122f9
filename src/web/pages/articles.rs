//! `GET /articles`: everything there is, by topic, reason and mail system; with conditions in the address.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    response::Response,
};

use super::{
    cause_lines::Link,
    filter::{Choice, Filter},
};
use crate::{
    articles::Article,
    vocabulary::{ArticleKind, Reason},
    web::{
        error::PageError,
        headers::Cache,
        page::{Frame, show as show_page},
        site::Site,
    },
    wording::Wording,
};

/// An article as a line of a list.
pub(crate) struct ArticleLine {
    pub(crate) title: String,
    pub(crate) summary: String,
    /// Its words are English on a page in another language.
    pub(crate) foreign: bool,
    pub(crate) url: String,
    pub(crate) guide: bool,
}

impl ArticleLine {
    pub(crate) fn new(wording: &Wording, article: &Article) -> Self {
        let (text, lang) = article.text(wording.lang);
        Self {
            title: text.title.clone(),
            summary: text.summary.clone(),
            foreign: lang != wording.lang,
            url: format!("{}/a/{}", wording.prefix(), article.id),
            guide: article.kind == ArticleKind::Guide,
        }
    }
}

/// The guides for those who have no error text to paste, as far as the library holds them.
pub(crate) fn guides(site: &Site) -> Vec<ArticleLine> {
    let (wording, snapshot) = (site.wording(), site.snapshot());
    let named = wording.home.guides.iter();
    named
        .filter_map(|id| snapshot.library().find(id))
        .map(|article| ArticleLine::new(wording, article))
        .collect()
}

/// A folder of articles.
pub(crate) struct Topic {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) articles: Vec<ArticleLine>,
}

/// The articles that a filter lists, by topic.
pub(crate) fn topics(site: &Site, filter: &Filter) -> Vec<Topic> {
    let wording = site.wording();
    site.snapshot()
        .library()
        .by_topic()
        .into_iter()
        .map(|(id, articles)| Topic {
            id: id.to_owned(),
            name: wording.topic(id),
            articles: articles
                .into_iter()
                .filter(|article| filter.lists(article))
                .map(|article| ArticleLine::new(wording, article))
                .collect(),
        })
        .filter(|topic| !topic.articles.is_empty())
        .collect()
}

#[derive(Template)]
#[template(path = "articles.html")]
struct ArticlesPage<'a> {
    frame: Frame<'a>,
    lead: String,
    /// How many articles the filter lists; nothing without a filter.
    found: Option<String>,
    choices: Vec<Choice<'a>>,
    topics: Vec<Topic>,
    reasons: Vec<Link>,
    systems: Vec<Link>,
}

impl<'a> ArticlesPage<'a> {
    fn new(site: &'a Site, filter: &Filter) -> Self {
        let wording = site.wording();
        let prefix = wording.prefix();
        let snapshot = site.snapshot();
        let library = &snapshot.library();
        let all = library.articles().len().to_string();
        let causes = library.causes().count().to_string();
        let lead = wording
            .browse
            .lead
            .with(&[("articles", all.as_str()), ("causes", causes.as_str())]);
        let topics = topics(site, filter);
        let listed: usize = topics.iter().map(|topic| topic.articles.len()).sum();
        let found = wording
            .browse
            .found
            .with(&[("n", listed.to_string().as_str()), ("all", all.as_str())]);
        let choices = filter.choices(&snapshot, wording);
        let chosen = choices.iter().flat_map(|choice| &choice.options);
        let chosen = chosen.filter(|option| option.chosen);
        let names: Vec<&str> = std::iter::once(wording.browse.title.as_str())
            .chain(chosen.map(|option| option.name.as_str()))
            .collect();
        Self {
            frame: Frame::new(site, "/articles", &names.join(" · "), &lead),
            lead,
            found: (!filter.is_empty()).then_some(found),
            choices,
            topics,
            reasons: Reason::ALL
                .iter()
                .filter(|reason| {
                    library
                        .causes()
                        .any(|(_, _, cause)| cause.reason == **reason)
                })
                .map(|reason| {
                    Link::new(
                        wording.reasons.of(*reason),
                        format!("{prefix}/reason/{reason}"),
                    )
                })
                .collect(),
            systems: snapshot
                .systems()
                .all()
                .iter()
                .filter(|system| {
                    library
                        .causes()
                        .any(|(_, article, cause)| article.concerns(cause, system.id.as_str()))
                })
                .map(|system| {
                    Link::new(
                        system.name(wording.lang),
                        format!("{prefix}/by/{}", system.id),
                    )
                })
                .collect(),
        }
    }
}

pub(crate) async fn show(
    State(site): State<Site>,
    asked: Result<Query<BTreeMap<String, String>>, QueryRejection>,
) -> Result<Response, PageError> {
    let asked = asked.map_or_else(|_| BTreeMap::new(), |Query(asked)| asked);
    let mut page = ArticlesPage::new(&site, &Filter::new(&asked, site.today()));
    let query = page.query();
    page.frame.keep_query(&query);
    show_page(&site, &page, Cache::Revalidate)
}

impl ArticlesPage<'_> {
    /// The conditions as the form would write them, without empty and unknown ones.
    fn query(&self) -> String {
        let chosen = self.choices.iter().filter_map(|choice| {
            let option = choice.options.iter().find(|option| option.chosen)?;
            Some(format!("{}={}", choice.key, option.value))
        });
        chosen.collect::<Vec<_>>().join("&")
    }
}
