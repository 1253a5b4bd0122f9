//! `whybounce serve`: the web site and the API on one address.

use std::{net::SocketAddr, sync::Arc};

use arc_swap::ArcSwap;
use clap::Args;
use tokio::net::TcpListener;

use super::Articles;
use crate::{
    knowledge::SnapshotError,
    web::{self, App, Origin, StartError},
};

/// Serve the web site and the API.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  whybounce serve
  whybounce serve --listen 0.0.0.0:80 --public-url https://kb.example.org
  whybounce serve --articles /srv/articles --contact 'IT helpdesk, tel. 1234, help@example.org'")]
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
    /// Who helps senders, shown on the pages they come to from a report; addresses in it become links
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        env = "WHYBOUNCE_CONTACT",
        hide_default_value = true
    )]
    pub contact: String,
    /// A site whose scripts may ask the API from a reader's browser (CORS), such as that of your ticket system; * for any.
    /// May be given several times
    #[arg(
        long = "allow-origin",
        value_name = "ORIGIN",
        env = "WHYBOUNCE_ALLOW_ORIGIN",
        value_delimiter = ','
    )]
    pub allow_origins: Vec<Origin>,
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
    #[error("`{0}` is no address for people; write it as https://kb.example.org, without a path")]
    PublicUrl(String),
}

/// Serves until the process is told to stop (SIGTERM, SIGINT), then finishes the answers under way.
///
/// # Errors
/// If there is nothing to serve or the address cannot be listened on.
pub(super) fn run(args: &ServeArgs) -> Result<(), ServeError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(ServeError::Runtime)?;
    runtime.block_on(serve(args))
}

async fn serve(args: &ServeArgs) -> Result<(), ServeError> {
    check_public_url(args)?;
    let snapshot = args.articles.snapshot()?;
    let listen = async {
        let listener = TcpListener::bind(args.listen).await?;
        // Where port 0 was asked for, only the listener knows which one it got.
        let address = listener.local_addr()?;
        Ok((listener, address))
    };
    let (listener, address) = listen.await.map_err(|source| ServeError::Listen {
        address: args.listen,
        source,
    })?;
    let public_url = match &args.public_url {
        Some(url) => url.clone(),
        None => format!("http://{address}"),
    };
    let app = App::new(Arc::new(ArcSwap::from_pointee(snapshot)), &public_url)?
        .with_contact(&args.contact)
        .with_callers(&args.allow_origins);
    tracing::info!(%address, %public_url, "Serving");
    // Boxed: the future holds the whole application.
    Box::pin(web::serve(listener, app)).await;
    Ok(())
}

/// The pages stand at the root of their host, so an address below it would lead nowhere.
fn check_public_url(args: &ServeArgs) -> Result<(), ServeError> {
    let Some(url) = &args.public_url else {
        return Ok(());
    };
    let host = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    match host.map(|host| host.trim_end_matches('/')) {
        Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', ' ']) => Ok(()),
        _ => Err(ServeError::PublicUrl(url.clone())),
    }
}
