//! `POST /api/v1/diagnose`

use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
    http::header,
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use crate::{
    answer::{Answer, Options},
    vocabulary::Lang,
    web::{
        error::{ApiError, Error},
        headers::Cache,
        paste::Sent,
        site::Site,
    },
};

const LIMIT: usize = 5;
const MOST: usize = 50;

#[derive(Deserialize)]
pub(crate) struct Parameters {
    limit: Option<usize>,
    lang: Option<String>,
    text: Option<u8>,
}

impl Parameters {
    fn limit(&self) -> Result<usize, Error> {
        let limit = self.limit.unwrap_or(LIMIT);
        if (1..=MOST).contains(&limit) {
            Ok(limit)
        } else {
            Err(Error::BadParameter)
        }
    }

    fn lang(&self) -> Result<Lang, Error> {
        self.lang.as_deref().map_or(Ok(Lang::En), |lang| {
            lang.parse().map_err(|_| Error::BadParameter)
        })
    }
}

pub(crate) async fn answer(
    State(site): State<Site>,
    parameters: Result<Query<Parameters>, QueryRejection>,
    Sent(paste): Sent,
) -> Result<Response, ApiError> {
    let Query(parameters) = parameters.map_err(|_| Error::BadParameter)?;
    let site = site.in_language(parameters.lang()?);
    let answered = site.diagnose(paste, parameters.limit()?).await?;
    let options = Options {
        id: serde_json::Value::Null,
        text: parameters.text == Some(1),
    };
    let answer = Answer::new(
        &answered.diagnosis,
        &answered.snapshot,
        site.wording(),
        options,
    );
    Ok((
        [(header::CACHE_CONTROL, Cache::Never.control())],
        Json(answer),
    )
        .into_response())
}
