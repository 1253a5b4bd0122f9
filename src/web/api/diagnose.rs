//! `POST /api/v1/diagnose`

use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::Asked;
use crate::{
    answer::{Answer, Options},
    vocabulary::Lang,
    web::{
        error::{ApiError, Error, Refusal},
        headers::Cache,
        paste::{JsonPaste, Sent},
        site::Site,
    },
};

const LIMIT: usize = 5;
const MOST: usize = 50;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Parameters {
    /// How many causes a failure lists at most.
    #[param(nullable = false, minimum = 1, maximum = 50, default = 5)]
    limit: Option<usize>,
    /// The language of titles and sentences; English unless told.
    #[param(nullable = false)]
    lang: Option<Lang>,
    /// 1 adds the normalised text, which all offsets point into.
    #[param(nullable = false, minimum = 0, maximum = 1, default = 0)]
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

    fn text(&self) -> Result<bool, Error> {
        match self.text {
            None | Some(0) => Ok(false),
            Some(1) => Ok(true),
            Some(_) => Err(Error::BadParameter),
        }
    }
}

/// A form with a file.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(
    dead_code,
    reason = "only its description is used; `paste` reads the form"
)]
struct Upload {
    /// The mail or text.
    #[schema(value_type = String, format = Binary, content_media_type = "application/octet-stream")]
    file: Vec<u8>,
}

/// Explain a paste.
///
/// The body is an error text, an SMTP dialogue, lines of a log or a whole mail. No text is an error: the weakest answer
/// is the verdict `none`. Bodies may not be compressed.
#[utoipa::path(
    post,
    path = "/diagnose",
    operation_id = "diagnose",
    params(Parameters),
    request_body(content(
        (String = "text/plain"),
        (JsonPaste = "application/json"),
        (Upload = "multipart/form-data"),
        (String = "message/rfc822"),
    )),
    responses(
        (status = 200, description = "What happened, whose side refused, and the ranked causes.", body = Answer<'_>),
        (status = 400, description = "A parameter is none of those described.", body = Refusal),
        (status = 408, description = "The body stopped coming.", body = Refusal),
        (status = 413, description = "The body is larger than 10 MiB.", body = Refusal),
        (status = 415, description = "The body has another media type, or is compressed.", body = Refusal),
        (status = 422, description = "The JSON object or the form cannot be read.", body = Refusal),
        (status = 503, description = "Too many texts are being read.", body = Refusal,
            headers(("Retry-After" = u32, description = "In how many seconds to try again."))),
    )
)]
pub(super) async fn answer(
    State(site): State<Site>,
    Asked(parameters): Asked<Parameters>,
    Sent(paste): Sent,
) -> Result<Response, ApiError> {
    let site = site.in_language(parameters.lang.unwrap_or(Lang::En));
    let (limit, text) = (parameters.limit()?, parameters.text()?);
    let answered = site.diagnose(paste, limit).await?;
    let options = Options {
        id: serde_json::Value::Null,
        text,
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
