//! `GET /articles`, `/articles.md`, `/articles.json`: everything there is, by topic, reason and mail system; with conditions in the address.

use askama::Template;
use axum::{extract::State, response::Response};

use super::{
    cause_lines::Link,
    filter::{Asked, FilterForm, articles::ArticleFilter},
    markdown::{self, Entry},
};
use crate::{
    articles::Article,
    vocabulary::{ArticleKind, Reason},
    web::{
        api::{articles::ArticlesAnswer, json},
        error::PageError,
        headers::Cache,
        page::{Frame, show as show_page},
        site::Site,
        written::{Form, Twins},
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

impl<'a> From<&'a ArticleLine> for Entry<'a> {
    fn from(line: &'a ArticleLine) -> Self {
        Self {
            title: &line.title,
            url: &line.url,
            about: &line.summary,
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
pub(crate) fn topics(site: &Site, filter: &ArticleFilter) -> Vec<Topic> {
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
    filter: FilterForm<'a>,
    topics: Vec<Topic>,
    reasons: Vec<Link>,
    systems: Vec<Link>,
    twins: Twins,
}

impl<'a> ArticlesPage<'a> {
    fn new(site: &'a Site, filter: &ArticleFilter) -> Self {
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
        let filter = filter.form(&snapshot, wording);
        let title = filter.titled(&wording.browse.title);
        let mut frame = Frame::new(site, "/articles", &title, &lead);
        frame.keep_query(&filter.query());
        Self {
            frame,
            lead,
            twins: Twins::new(&filter.address, &filter.query()),
            filter,
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

    fn markdown(&self, site: &Site) -> Result<Response, PageError> {
        let topics = self.topics.iter();
        let groups: Vec<_> = topics
            .map(|topic| {
                let entries = topic.articles.iter().map(Entry::from).collect();
                (topic.name.as_str(), entries)
            })
            .collect();
        let title = site.wording().browse.title.as_str();
        markdown::pages(site, (self.frame.address(), title, &self.lead), &groups)
    }
}

pub(crate) async fn show(
    State(site): State<Site>,
    form: Form,
    asked: Asked,
) -> Result<Response, PageError> {
    let filter = ArticleFilter::new(&asked, site.today());
    if form == Form::Json {
        let snapshot = site.snapshot();
        let lists = |article: &Article| filter.lists(article);
        let answer = ArticlesAnswer::new(&site, snapshot.library(), lists);
        return json(&answer).map_err(|error| site.refuse(error));
    }
    let page = ArticlesPage::new(&site, &filter);
    if form == Form::Markdown {
        return page.markdown(&site);
    }
    show_page(&site, &page, Cache::Revalidate)
}
