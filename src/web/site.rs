//! What every handler has: the knowledge base, the texts, the assets, and the language of the address.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::Duration,
};

use arc_swap::ArcSwap;
use tokio::sync::Semaphore;

use super::{
    assets::Assets,
    callers::Origin,
    clock::{Clock, today},
    error::{Error, PageError},
};
use crate::{
    articles::Date,
    footers::{Table, TableError},
    knowledge::{Diagnosis, Snapshot},
    report::{Report, Section, SectionKind, Span},
    vocabulary::{Kind, Lang},
    wording::{Wording, WordingError, Wordings, prefix},
};

/// Up to this size a paste is read on the spot; longer ones go to a thread of their own.
const READ_ON_THE_SPOT: usize = 16 * 1024;
/// How long a paste may wait for its turn and be read. The core is bounded by counts; this is the last resort.
const PATIENCE: Duration = Duration::from_secs(10);
/// How much of a paste is shown that could only be read as plain text, in bytes.
const PLAIN_TEXT: usize = 64 * 1024;

/// Everything the site is made of.
#[derive(Debug)]
pub struct App {
    snapshot: Arc<ArcSwap<Snapshot>>,
    wordings: Wordings,
    assets: Assets,
    footers: Table,
    public_url: String,
    contact: String,
    callers: Vec<Origin>,
    clock: Clock,
    readers: Arc<Semaphore>,
}

/// The site cannot be put together. Only a fault in the program's own data can cause it.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The interface texts are faulty.
    #[error(transparent)]
    Wording(#[from] WordingError),
    /// The table of systems for links in reports is faulty.
    #[error(transparent)]
    Footers(#[from] TableError),
}

impl App {
    /// A site over a snapshot that its owner may replace at any time. `public_url` is where people reach it, without a
    /// slash at the end (`https://kb.example.org`).
    ///
    /// # Errors
    /// Only if the interface texts or the table of systems are faulty, which the program's tests exclude.
    pub fn new(snapshot: Arc<ArcSwap<Snapshot>>, public_url: &str) -> Result<Self, StartError> {
        let readers = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Ok(Self {
            snapshot,
            wordings: Wordings::load()?,
            assets: Assets::load(),
            footers: Table::load()?,
            public_url: public_url.trim_end_matches('/').to_owned(),
            contact: String::new(),
            callers: Vec::new(),
            clock: today,
            readers: Arc::new(Semaphore::new(readers)),
        })
    }

    /// Says on the pages for senders who helps them, in one line of plain text. Addresses of mail, web and telephone
    /// (`+…`) in it become links.
    #[must_use]
    pub fn with_contact(self, contact: &str) -> Self {
        Self {
            contact: contact.to_owned(),
            ..self
        }
    }

    /// Lets scripts of these sites ask the API. Nobody else's may unless told.
    #[must_use]
    pub fn with_callers(self, callers: &[Origin]) -> Self {
        Self {
            callers: callers.to_vec(),
            ..self
        }
    }

    /// Takes the date from elsewhere than the system's clock.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }
}

/// The site in one language.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    app: Arc<App>,
    lang: Lang,
}

/// A diagnosis and the snapshot it was made from; references in it are only valid for that one.
pub(crate) struct Answered {
    pub(crate) snapshot: Arc<Snapshot>,
    pub(crate) diagnosis: Diagnosis,
    /// Reading failed and the text was taken as plain text.
    pub(crate) plain: bool,
}

impl Site {
    pub(crate) fn new(app: App, lang: Lang) -> Self {
        Self {
            app: Arc::new(app),
            lang,
        }
    }

    pub(crate) fn in_language(&self, lang: Lang) -> Self {
        Self {
            app: Arc::clone(&self.app),
            lang,
        }
    }

    /// The site in the language of an address.
    pub(crate) fn at(&self, path: &str) -> Self {
        let is_chinese = path.starts_with(&format!("{}/", prefix(Lang::Zh)));
        self.in_language(if is_chinese { Lang::Zh } else { Lang::En })
    }

    pub(crate) fn lang(&self) -> Lang {
        self.lang
    }

    pub(crate) fn wording(&self) -> &Wording {
        self.app.wordings.of(self.lang)
    }

    /// The interface in every language.
    pub(crate) fn wordings(&self) -> &Wordings {
        &self.app.wordings
    }

    pub(crate) fn assets(&self) -> &Assets {
        &self.app.assets
    }

    /// The mail systems that can link here from their reports.
    pub(crate) fn footers(&self) -> &Table {
        &self.app.footers
    }

    pub(crate) fn public_url(&self) -> &str {
        &self.app.public_url
    }

    pub(crate) fn contact(&self) -> &str {
        &self.app.contact
    }

    /// The sites whose scripts may ask the API.
    pub(crate) fn callers(&self) -> &[Origin] {
        &self.app.callers
    }

    pub(crate) fn today(&self) -> Date {
        (self.app.clock)()
    }

    pub(crate) fn is_https(&self) -> bool {
        self.app.public_url.starts_with("https://")
    }

    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        self.app.snapshot.load_full()
    }

    /// The page for an error, in the language of the address.
    pub(crate) fn refuse(&self, error: Error) -> PageError {
        PageError::new(self, error, String::new())
    }

    /// Diagnoses a paste. A fault in a reader costs no answer: the text is then taken as plain text.
    pub(crate) async fn diagnose(&self, paste: Vec<u8>, limit: usize) -> Result<Answered, Error> {
        let snapshot = self.snapshot();
        if paste.len() <= READ_ON_THE_SPOT {
            return Ok(read(snapshot, &paste, limit));
        }
        let readers = Arc::clone(&self.app.readers);
        let reading = async move {
            let turn = readers.acquire_owned().await.map_err(|_| Error::Busy)?;
            tokio::task::spawn_blocking(move || {
                let answered = read(snapshot, &paste, limit);
                drop(turn);
                answered
            })
            .await
            .map_err(|_| Error::Internal)
        };
        tokio::time::timeout(PATIENCE, reading)
            .await
            .unwrap_or(Err(Error::Busy))
    }
}

fn read(snapshot: Arc<Snapshot>, paste: &[u8], limit: usize) -> Answered {
    // The snapshot is immutable, so a panic in the middle leaves nothing half done.
    let diagnosis = catch_unwind(AssertUnwindSafe(|| snapshot.diagnose(paste, limit)));
    let plain = diagnosis.is_err();
    if plain {
        tracing::error!(
            bytes = paste.len(),
            "A reader failed; the text was read as plain text"
        );
    }
    Answered {
        diagnosis: diagnosis.unwrap_or_else(|_| plain_text(paste)),
        snapshot,
        plain,
    }
}

fn plain_text(paste: &[u8]) -> Diagnosis {
    let kept = paste.get(..PLAIN_TEXT).unwrap_or(paste);
    let text = String::from_utf8_lossy(kept).into_owned();
    Diagnosis {
        kind: Kind::Unrecognised,
        report: Report {
            sections: vec![Section {
                kind: SectionKind::Body,
                span: Span::new(0, text.len()),
            }],
            text,
            kind: Kind::Unrecognised,
            kind_of: None,
            date: None,
            failures: Vec::new(),
            cuts: Vec::new(),
            secrets_masked: false,
        },
        explained: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use axum::{
        body::{Body, to_bytes},
        http::{Request, StatusCode, header},
    };
    use tower::ServiceExt;

    use super::*;

    #[tokio::test]
    async fn who_has_to_wait_is_told_when_to_come_again() {
        let snapshot = Arc::new(ArcSwap::from_pointee(Snapshot::shipped().unwrap()));
        let app = App::new(snapshot, "http://127.0.0.1").unwrap();
        // No turn will ever come.
        app.readers.close();
        let router = super::super::router(app);
        for (path, begins) in [
            ("/zh/diagnose", "<!doctype html>"),
            ("/api/v1/diagnose", "{"),
        ] {
            let body = format!("text={}", "x".repeat(READ_ON_THE_SPOT + 1));
            let request = Request::post(path)
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(Body::from(body))
                .unwrap();
            let response = router.clone().oneshot(request).await.unwrap();
            assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE, "{path}");
            let headers = response.headers();
            assert_eq!(headers[header::RETRY_AFTER], "5");
            assert_eq!(headers[header::CACHE_CONTROL], "no-store");
            assert!(headers.contains_key(header::CONTENT_SECURITY_POLICY));
            let body = to_bytes(response.into_body(), 64 * 1024).await.unwrap();
            assert!(body.starts_with(begins.as_bytes()), "{path}");
            let body = String::from_utf8(body.into()).unwrap();
            let kept = body.contains(&"x".repeat(READ_ON_THE_SPOT));
            assert_eq!(kept, path == "/zh/diagnose", "the text can be sent again");
        }
    }
}
