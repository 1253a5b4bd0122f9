//! `GET /feed.xml`: the articles by the day they were last checked, as an Atom feed (RFC 4287).

use askama::Template;
use axum::{extract::State, response::Response};

use crate::{
    articles::Article,
    web::{
        error::{Error, PageError},
        headers::Cache,
        page::text,
        site::Site,
    },
    wording::Wording,
};

/// Articles in the feed: those that were checked last.
const ENTRIES: usize = 200;

struct Entry {
    url: String,
    title: String,
    summary: String,
    topic: String,
    topic_name: String,
    reviewed: String,
}

#[derive(Template)]
#[template(path = "feed.xml")]
struct Feed<'a> {
    w: &'a Wording,
    url: String,
    home: String,
    updated: String,
    entries: Vec<Entry>,
}

pub(crate) async fn show(State(site): State<Site>) -> Result<Response, PageError> {
    let w = site.wording();
    let home = format!("{}{}", site.public_url(), w.prefix());
    let snapshot = site.snapshot();
    let mut articles: Vec<&Article> = snapshot.library().articles().iter().collect();
    articles.sort_by(|a, b| b.reviewed.cmp(&a.reviewed).then_with(|| a.id.cmp(&b.id)));
    let day = |article: &Article| format!("{}T00:00:00Z", article.reviewed);
    let feed = Feed {
        w,
        url: format!("{home}/feed.xml"),
        updated: articles
            .first()
            .map_or_else(|| "1970-01-01T00:00:00Z".to_owned(), |article| day(article)),
        entries: articles
            .into_iter()
            .take(ENTRIES)
            .map(|article| {
                let (words, _) = article.text(site.lang());
                Entry {
                    url: format!("{home}/a/{}", article.id),
                    title: words.title.clone(),
                    summary: words.summary.clone(),
                    topic_name: w.topic(&article.topic),
                    topic: article.topic.clone(),
                    reviewed: day(article),
                }
            })
            .collect(),
        home,
    };
    let xml = feed.render().map_err(|_| site.refuse(Error::Internal))?;
    Ok(text(
        "application/atom+xml; charset=utf-8",
        xml,
        Cache::Revalidate,
    ))
}
