//! `GET /api/v1/articles`, which is also `/articles.json`, and `/api/v1/articles/{id}`, which is also `/a/{id}.json`.

use axum::{extract::State, response::Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Asked, Language, json};
use crate::{
    articles::{Article, Cause, CauseText, Library, Reference, Variables, fill},
    vocabulary::{Acts, ArticleKind, Lang, Party, Reason, Retry, Step},
    web::{
        error::{ApiError, Error, Refusal},
        site::Site,
        written::Written,
    },
};

/// The articles in the order of their files.
#[derive(Serialize, ToSchema)]
#[schema(as = Articles)]
pub(crate) struct ArticlesAnswer<'a> {
    articles: Vec<ArticleLine<'a>>,
}

impl<'a> ArticlesAnswer<'a> {
    /// The articles of which `listed` says so.
    pub(crate) fn new(
        site: &Site,
        library: &'a Library,
        listed: impl Fn(&Article) -> bool,
    ) -> Self {
        let articles = library.articles().iter().filter(|article| listed(article));
        Self {
            articles: articles
                .map(|article| ArticleLine::new(site, article))
                .collect(),
        }
    }
}

/// An article in a list.
#[derive(Serialize, ToSchema)]
struct ArticleLine<'a> {
    /// Its id, which never changes.
    id: &'a str,
    kind: ArticleKind,
    /// The folder it belongs to.
    topic: &'a str,
    /// The language of the words: English where there is no translation.
    lang: Lang,
    title: &'a str,
    /// One sentence.
    summary: &'a str,
    /// The day on which it was last held against its sources.
    #[schema(format = Date)]
    reviewed: String,
    /// Its page, from the root of the site.
    url: String,
}

impl<'a> ArticleLine<'a> {
    fn new(site: &Site, article: &'a Article) -> Self {
        let (text, lang) = article.text(site.lang());
        Self {
            id: &article.id,
            kind: article.kind,
            topic: &article.topic,
            lang,
            title: &text.title,
            summary: &text.summary,
            reviewed: article.reviewed.to_string(),
            url: format!("{}/a/{}", site.wording().prefix(), article.id),
        }
    }
}

/// A whole article. Its words as Markdown are behind its address with `.md`.
#[derive(Serialize, ToSchema)]
#[schema(as = Article)]
pub(crate) struct ArticleAnswer<'a> {
    #[serde(flatten)]
    line: ArticleLine<'a>,
    /// Other names it is found under.
    aliases: &'a [String],
    /// What it is about: ids of systems, or plain words.
    applies_to: &'a [String],
    /// Where its facts come from.
    sources: Vec<SourceAnswer<'a>>,
    /// Ids of articles to read besides.
    related: &'a [String],
    /// What it explains; empty for a guide.
    causes: Vec<CauseAnswer<'a>>,
}

/// Where facts come from.
#[derive(Serialize, ToSchema)]
#[schema(as = Source)]
struct SourceAnswer<'a> {
    name: &'a str,
    /// Where it can be read, if it can.
    #[schema(required = true)]
    url: Option<&'a str>,
}

/// A cause with its evidence.
#[derive(Serialize, ToSchema)]
#[schema(as = Cause)]
struct CauseAnswer<'a> {
    /// Its id in the article.
    id: &'a str,
    title: &'a str,
    reason: Reason,
    acts: Acts,
    retry: Retry,
    /// Codes it is seen under; ranges and wildcards too (`5.7.606-649`, `4.7.*`).
    codes: Vec<String>,
    /// Ids of the systems that say it; empty if anyone does.
    speakers: &'a [String],
    /// Whose side refuses, if that is told.
    #[schema(required = true)]
    refused_by: Option<Party>,
    /// The step that is refused, if that is told.
    #[schema(required = true)]
    step: Option<Step>,
    /// Error texts it is known by, with placeholders.
    signatures: Vec<&'a str>,
    /// What to do, one entry a step, with neutral placeholders.
    fix: Vec<String>,
}

impl<'a> ArticleAnswer<'a> {
    pub(crate) fn new(site: &Site, article: &'a Article) -> Self {
        let (text, lang) = article.text(site.lang());
        Self {
            line: ArticleLine::new(site, article),
            aliases: &article.aliases,
            applies_to: &article.applies_to,
            sources: article.sources.iter().map(SourceAnswer::new).collect(),
            related: &article.related,
            causes: article
                .causes
                .iter()
                .zip(&text.causes)
                .map(|(cause, text)| CauseAnswer::new(cause, text, lang))
                .collect(),
        }
    }
}

impl<'a> SourceAnswer<'a> {
    fn new(source: &'a Reference) -> Self {
        Self {
            name: &source.name,
            url: source.url.as_deref(),
        }
    }
}

impl<'a> CauseAnswer<'a> {
    fn new(cause: &'a Cause, text: &'a CauseText, lang: Lang) -> Self {
        let none = Variables::default();
        let steps = text.fix_steps.iter();
        Self {
            id: &cause.id,
            title: &text.title,
            reason: cause.reason,
            acts: cause.acts,
            retry: cause.retry,
            codes: cause.codes.iter().map(ToString::to_string).collect(),
            speakers: &cause.speakers,
            refused_by: cause.refused_by,
            step: cause.step,
            signatures: cause
                .signatures
                .iter()
                .map(|signature| signature.value.as_str())
                .collect(),
            fix: steps.map(|step| fill(step, &none, lang)).collect(),
        }
    }
}

/// List the articles.
#[utoipa::path(
    get,
    path = "/articles",
    operation_id = "articles",
    params(Language),
    responses(
        (status = 200, description = "Every article.", body = ArticlesAnswer<'_>,
            headers(("ETag" = String, description = "Changes when the answer does."))),
        (status = 400, description = "A parameter is none of those described.", body = Refusal),
    )
)]
pub(super) async fn list(
    State(site): State<Site>,
    Asked(language): Asked<Language>,
) -> Result<Response, ApiError> {
    let site = language.of(&site);
    let snapshot = site.snapshot();
    let every = ArticlesAnswer::new(&site, snapshot.library(), |_| true);
    Ok(json(&every)?)
}

/// Get one article, by its id or an alias.
#[utoipa::path(
    get,
    path = "/articles/{id}",
    operation_id = "article",
    params(("id" = String, Path, description = "Its id or an alias, in any case."), Language),
    responses(
        (status = 200, description = "The article.", body = ArticleAnswer<'_>,
            headers(("ETag" = String, description = "Changes when the answer does."))),
        (status = 400, description = "A parameter is none of those described.", body = Refusal),
        (status = 404, description = "There is no such article.", body = Refusal),
    )
)]
pub(super) async fn one(
    State(site): State<Site>,
    Written(id): Written,
    Asked(language): Asked<Language>,
) -> Result<Response, ApiError> {
    let site = language.of(&site);
    let snapshot = site.snapshot();
    let article = snapshot.library().find(&id).ok_or(Error::NoSuchArticle)?;
    Ok(json(&ArticleAnswer::new(&site, article))?)
}
