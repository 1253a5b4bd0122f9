//! How a paste arrives: a form, a file, plain text or JSON. It lives as long as its request and is written nowhere.

use axum::{
    Form, RequestExt,
    body::Bytes,
    extract::{FromRequest, Multipart, Request},
    http::{HeaderMap, HeaderValue, Method, header},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use infer::MatcherType;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::report::Report;

use super::{
    error::{ApiError, Error, PageError},
    limits::broken,
    site::Site,
};

/// What a visitor pasted into the form or chose as a file.
pub(crate) struct Pasted {
    pub(crate) paste: Vec<u8>,
    /// What they told about one of its failures, as [`crate::causes::Told`] is written.
    pub(crate) evidence: String,
    /// Which failure, counted from 1.
    pub(crate) failure: usize,
}

impl Pasted {
    fn plain(paste: Vec<u8>) -> Self {
        Self {
            paste,
            evidence: String::new(),
            failure: 1,
        }
    }
}

impl FromRequest<Site> for Pasted {
    type Rejection = PageError;

    async fn from_request(request: Request, site: &Site) -> Result<Self, PageError> {
        let pasted = match media_type(request.headers()) {
            Ok(MediaType::Form) => form(request).await.map(|fields| Self {
                paste: fields.text.into_bytes(),
                evidence: fields.evidence,
                failure: fields.failure.trim().parse().unwrap_or(1),
            }),
            Ok(MediaType::Multipart) => multipart(request, Others::Ignored).await.map(Self::plain),
            Ok(_) => Err(Error::UnsupportedMedia),
            Err(error) => Err(error),
        };
        pasted.map_err(|error| site.refuse(error))
    }
}

/// Whether the bytes are a picture, a document or another file in which no mail system writes; an Outlook message is one
/// that can be read.
pub(crate) fn is_other_file(bytes: &[u8]) -> bool {
    // Some files are known by two letters, which texts may begin with too.
    let is_text = || !bytes.contains(&0) && std::str::from_utf8(bytes).is_ok();
    infer::get(bytes).is_some_and(|kind| {
        !Report::is_compound(bytes)
            && !is_text()
            && kind.matcher_type() != MatcherType::Text
            && kind.mime_type() != "application/rtf"
    })
}

/// What a program sent.
pub(crate) struct Sent(pub(crate) Vec<u8>);

impl FromRequest<Site> for Sent {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &Site) -> Result<Self, ApiError> {
        let sent = match media_type(request.headers())? {
            MediaType::Multipart => multipart(request, Others::Refused).await?,
            MediaType::Json => json(&body(request).await?)?,
            MediaType::Text => body(request).await?.into(),
            // curl says so of everything unless told otherwise.
            MediaType::Form => {
                let bytes = body(request).await?;
                if bytes.starts_with(b"text=") {
                    form(as_form(bytes)).await?.text.into_bytes()
                } else {
                    bytes.into()
                }
            }
        };
        Ok(Self(sent))
    }
}

/// What becomes of further fields of a form: programs are told of a misspelt name, pages may carry what they like.
#[derive(PartialEq, Eq)]
enum Others {
    Ignored,
    Refused,
}

enum MediaType {
    Form,
    Multipart,
    Json,
    Text,
}

fn media_type(headers: &HeaderMap) -> Result<MediaType, Error> {
    let compressed = headers
        .get(header::CONTENT_ENCODING)
        .is_some_and(|encoding| encoding != "identity");
    if compressed {
        return Err(Error::UnsupportedMedia);
    }
    let Some(written) = headers.get(header::CONTENT_TYPE) else {
        return Ok(MediaType::Text);
    };
    let written = written.to_str().map_err(|_| Error::UnsupportedMedia)?;
    let essence = written.split(';').next().unwrap_or_default().trim();
    match essence.to_ascii_lowercase().as_str() {
        "application/x-www-form-urlencoded" => Ok(MediaType::Form),
        "multipart/form-data" => Ok(MediaType::Multipart),
        "application/json" => Ok(MediaType::Json),
        ""
        | "text/plain"
        | "message/rfc822"
        | "message/global"
        | "application/octet-stream"
        | "application/vnd.ms-outlook" => Ok(MediaType::Text),
        _ => Err(Error::UnsupportedMedia),
    }
}

#[derive(Deserialize)]
struct Fields {
    #[serde(default)]
    text: String,
    #[serde(default)]
    evidence: String,
    #[serde(default)]
    failure: String,
}

async fn form(request: Request) -> Result<Fields, Error> {
    let Form(fields): Form<Fields> =
        request
            .extract()
            .await
            .map_err(|rejection: axum::extract::rejection::FormRejection| {
                broken(rejection.status(), &rejection)
            })?;
    Ok(fields)
}

fn as_form(bytes: Bytes) -> Request {
    let mut request = Request::new(bytes.into());
    *request.method_mut() = Method::POST;
    request.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/x-www-form-urlencoded"),
    );
    request
}

async fn body(request: Request) -> Result<Bytes, Error> {
    request
        .extract()
        .await
        .map_err(|rejection: axum::extract::rejection::BytesRejection| {
            broken(rejection.status(), &rejection)
        })
}

/// A file counts more than the text beside it, which may be left over from before.
async fn multipart(request: Request, others: Others) -> Result<Vec<u8>, Error> {
    let mut parts: Multipart = request.extract().await.map_err(|_| Error::Unreadable)?;
    let (mut text, mut file, mut shared) = (None, None, None);
    while let Some(part) = parts
        .next_field()
        .await
        .map_err(|error| broken(error.status(), &error))?
    {
        let name = part.name().map(str::to_owned);
        let into = match name.as_deref() {
            Some("file") => &mut file,
            Some("text") => &mut text,
            // What other programs share may have nothing else.
            Some("title" | "url") if others == Others::Ignored => &mut shared,
            _ if others == Others::Refused => return Err(Error::Unreadable),
            _ => continue,
        };
        let bytes = part
            .bytes()
            .await
            .map_err(|error| broken(error.status(), &error))?;
        if into.as_ref().is_none_or(Vec::is_empty) {
            *into = Some(bytes.into());
        }
    }
    let file = file.filter(|file| !file.is_empty() || text.is_none() && shared.is_none());
    let text = text.filter(|text| !text.is_empty() || shared.is_none());
    file.or(text).or(shared).ok_or(Error::Unreadable)
}

/// A paste in a JSON object.
#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum JsonPaste {
    /// As text.
    Text {
        /// The text.
        text: String,
    },
    /// As bytes, for a mail that is not in Unicode.
    Bytes {
        /// The bytes in base64 (RFC 4648 section 4); white space does not count.
        // Padded, and with nothing in the bits that the last letter has to spare.
        #[schema(
            pattern = "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$"
        )]
        base64: String,
    },
}

fn json(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let pasted: JsonPaste = serde_json::from_slice(bytes).map_err(|_| Error::Unreadable)?;
    match pasted {
        JsonPaste::Text { text } => Ok(text.into_bytes()),
        JsonPaste::Bytes { base64 } => {
            let encoded: Vec<u8> = base64
                .bytes()
                .filter(|byte| !byte.is_ascii_whitespace())
                .collect();
            STANDARD.decode(encoded).map_err(|_| Error::Unreadable)
        }
    }
}
