//! `GET /articles`: everything there is, by topic, reason and mail system.

use std::collections::BTreeMap;

use askama::Template;
use axum::{extract::State, response::Response};

use super::cause_lines::Link;
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
    pub(crate) url: String,
    pub(crate) guide: bool,
}

impl ArticleLine {
    pub(crate) fn new(wording: &Wording, article: &Article) -> Self {
        let (text, _) = article.text(wording.lang);
        Self {
            title: text.title.clone(),
            summary: text.summary.clone(),
            url: format!("{}/a/{}", wording.prefix(), article.id),
            guide: article.kind == ArticleKind::Guide,
        }
    }
}

/// A folder of articles.
pub(crate) struct Topic {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) articles: Vec<ArticleLine>,
}

/// The articles by topic. A topic's name is that of its folder.
pub(crate) fn topics(site: &Site) -> Vec<Topic> {
    let mut topics = BTreeMap::<String, Vec<ArticleLine>>::new();
    for article in site.snapshot().library().articles() {
        topics
            .entry(article.topic.clone())
            .or_default()
            .push(ArticleLine::new(site.wording(), article));
    }
    topics
        .into_iter()
        .map(|(id, articles)| Topic {
            name: id.replace('-', " "),
            id,
            articles,
        })
        .collect()
}

#[derive(Template)]
#[template(path = "articles.html")]
struct ArticlesPage<'a> {
    frame: Frame<'a>,
    lead: String,
    topics: Vec<Topic>,
    reasons: Vec<Link>,
    systems: Vec<Link>,
}

impl<'a> ArticlesPage<'a> {
    fn new(site: &'a Site) -> Self {
        let wording = site.wording();
        let prefix = wording.prefix();
        let snapshot = site.snapshot();
        let library = &snapshot.library();
        let lead = wording.browse.lead.with(&[
            ("articles", library.articles().len().to_string().as_str()),
            ("causes", library.causes().count().to_string().as_str()),
        ]);
        Self {
            frame: Frame::new(site, "/articles", &wording.browse.title, &lead),
            lead,
            topics: topics(site),
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
                    library.causes().any(|(_, _, cause)| {
                        cause.speakers.iter().any(|id| id == system.id.as_str())
                    })
                })
                .map(|system| Link::new(&system.name, format!("{prefix}/by/{}", system.id)))
                .collect(),
        }
    }
}

pub(crate) async fn show(State(site): State<Site>) -> Result<Response, PageError> {
    show_page(&site, &ArticlesPage::new(&site), Cache::Revalidate)
}
