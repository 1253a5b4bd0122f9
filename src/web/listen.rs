//! Connections: how many, how slow they may be, and how they end.

use std::{sync::Arc, time::Duration};

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

use super::{App, router};

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

/// Takes connections until the process is told to stop (SIGTERM, SIGINT), then finishes the answers under way; told a
/// second time, it stops at once.
pub async fn serve(listener: TcpListener, app: App) {
    let router = router(app).layer(RequestBodyTimeoutLayer::new(BODY_PAUSE));
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
