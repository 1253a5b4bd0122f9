//! Style sheet, script and icon: compiled in, named after their content so that browsers keep them for good.

use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use rust_embed::Embed;

use super::{
    error::{Error, PageError},
    headers::{Cache, etag, hex},
    site::Site,
};

#[derive(Embed)]
#[folder = "static/"]
struct Files;

#[derive(Debug)]
struct Asset {
    name: String,
    /// The name with its hash: `style.3f2a….css`.
    address: String,
    media_type: String,
    content: Vec<u8>,
}

/// The files in `static/`.
#[derive(Debug)]
pub(crate) struct Assets(Vec<Asset>);

impl Assets {
    pub(crate) fn load() -> Self {
        Self(
            Files::iter()
                .filter_map(|name| Some((Files::get(&name)?, name)))
                .map(|(file, name)| {
                    let hash = hex(&file.metadata.sha256_hash(), 6);
                    let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, "bin"));
                    Asset {
                        address: format!("{stem}.{hash}.{extension}"),
                        media_type: with_charset(file.metadata.mimetype()),
                        content: file.data.into_owned(),
                        name: name.to_string(),
                    }
                })
                .collect(),
        )
    }

    /// The address of a file in `static/`, from the root of the site.
    pub(crate) fn address(&self, name: &str) -> String {
        self.0
            .iter()
            .find(|asset| asset.name == name)
            .map_or_else(String::new, |asset| format!("/static/{}", asset.address))
    }
}

fn with_charset(media_type: &str) -> String {
    if media_type.starts_with("text/") {
        format!("{media_type}; charset=utf-8")
    } else {
        media_type.to_owned()
    }
}

/// `GET /worker.js`: what answers from pages that a reader put aside. Browsers know it by its address, which stays, and it
/// stands at the root because it may only answer for what is below its own folder.
pub(crate) async fn worker(State(site): State<Site>) -> Result<Response, PageError> {
    let worker = site
        .assets()
        .0
        .iter()
        .find(|asset| asset.name == "worker.js");
    let worker = worker.ok_or_else(|| site.refuse(Error::NoSuchPage))?;
    Ok(sent(worker, Cache::Revalidate))
}

/// `GET /static/{name}.{hash}.{ext}`
pub(crate) async fn serve(
    State(site): State<Site>,
    Path(file): Path<String>,
) -> Result<Response, PageError> {
    let asset = site.assets().0.iter().find(|asset| asset.address == file);
    let asset = asset.ok_or_else(|| site.refuse(Error::NoSuchPage))?;
    Ok(sent(asset, Cache::Forever))
}

fn sent(asset: &Asset, cache: Cache) -> Response {
    (
        [
            (header::CACHE_CONTROL, cache.control()),
            (header::ETAG, etag(&asset.content)),
        ],
        [(header::CONTENT_TYPE, asset.media_type.clone())],
        asset.content.clone(),
    )
        .into_response()
}
