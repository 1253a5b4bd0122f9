//! `whybounce serve`: the web site and the API on one address.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use arc_swap::ArcSwap;
use axum::Router;
use clap::Args;
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    signal,
    sync::Semaphore,
};
use tower_http::timeout::RequestBodyTimeoutLayer;

use super::Articles;
use crate::{
    knowledge::SnapshotError,
    web::{self, App, StartError},
};

/// Connections held at once; further ones wait in the system's queue.
const CONNECTIONS: usize = 1000;
/// How long a client may take for the head of a request. Also ends idle connections.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a client may pause within the body of a request.
const BODY_PAUSE: Duration = Duration::from_secs(30);
/// The largest head of a request, in bytes.
const HEAD_SIZE: usize = 64 * 1024;
/// How long answers under way are waited for after the signal to stop.
const DRAIN: Duration = Duration::from_secs(10);

/// Serve the web site and the API.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  whybounce serve
  whybounce serve --listen 0.0.0.0:80 --public-url https://kb.example.org
  whybounce serve --articles /srv/articles")]
pub(super) struct ServeArgs {
    /// Address and port to listen on
    #[arg(
        long,
        default_value = "127.0.0.1:8025",
        value_name = "ADDR",
        env = "WHYBOUNCE_LISTEN"
    )]
    pub listen: SocketAddr,
    #[command(flatten)]
    pub(super) articles: Articles,
    /// Address under which people reach the site [default: the one it listens on]
    #[arg(long, value_name = "URL", env = "WHYBOUNCE_PUBLIC_URL")]
    pub public_url: Option<String>,
}

/// The server cannot start.
#[derive(Debug, thiserror::Error)]
pub(super) enum ServeError {
    /// There is nothing to serve.
    #[error(transparent)]
    Articles(#[from] SnapshotError),
    /// The program's own data is faulty.
    #[error(transparent)]
    Site(#[from] StartError),
    /// The address is taken or not ours.
    #[error("cannot listen on {address}: {source}; choose another address with --listen")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// The system gives no threads.
    #[error("cannot start: {0}")]
    Runtime(std::io::Error),
    /// The address for links has no scheme.
    #[error("`{0}` is no address for people; write it as https://kb.example.org")]
    PublicUrl(String),
}

/// Serves until the process is told to stop (SIGTERM, SIGINT), then finishes the answers under way.
///
/// # Errors
/// If there is nothing to serve or the address cannot be listened on.
pub(super) fn run(args: &ServeArgs) -> Result<(), ServeError> {
    keep_pastes_out_of_panics();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(ServeError::Runtime)?;
    runtime.block_on(serve(args))
}

async fn serve(args: &ServeArgs) -> Result<(), ServeError> {
    let public_url = public_url(args)?;
    let snapshot = args.articles.snapshot()?;
    let app = App::new(Arc::new(ArcSwap::from_pointee(snapshot)), &public_url)?;
    let router = web::router(app).layer(RequestBodyTimeoutLayer::new(BODY_PAUSE));
    let address = args.listen;
    let listener = TcpListener::bind(address)
        .await
        .map_err(|source| ServeError::Listen { address, source })?;
    tracing::info!(%address, %public_url, "Serving");
    accept(listener, &router).await;
    Ok(())
}

fn public_url(args: &ServeArgs) -> Result<String, ServeError> {
    match &args.public_url {
        None => Ok(format!("http://{}", args.listen)),
        Some(url) if url.starts_with("https://") || url.starts_with("http://") => Ok(url.clone()),
        Some(url) => Err(ServeError::PublicUrl(url.clone())),
    }
}

/// Takes connections until the process is told to stop.
async fn accept(listener: TcpListener, router: &Router) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(HEAD_SIZE);
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let mut stop = std::pin::pin!(told_to_stop());
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else {
            break;
        };
        let stream: TcpStream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    // Out of file descriptors, mostly: waiting lets others close theirs.
                    tracing::warn!(%error, "A connection could not be taken");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
            () = &mut stop => break,
        };
        let service = TowerToHyperService::new(router.clone());
        let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            // A client that goes away in the middle is no event.
            let _gone = connection.await;
            drop(place);
        });
    }
    drop(listener);
    tracing::info!("Stopping");
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(DRAIN) => tracing::warn!("Stopped before every answer was sent"),
        () = told_to_stop() => {}
    }
}

async fn told_to_stop() {
    let interrupt = async {
        if signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match signal::unix::signal(signal::unix::SignalKind::terminate()) {
            Ok(mut terminated) => {
                terminated.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}

/// A panic's message can hold a piece of the text that caused it; only its place is told.
fn keep_pastes_out_of_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        tracing::error!(place, "Panic");
    }));
}
