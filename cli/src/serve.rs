//! `minyi serve`: one process, one folder. Ends on SIGINT or SIGTERM after draining.

use std::sync::Arc;

use minyi_server::access::sms::{ConsoleSms, SmsProvider};
use minyi_server::app::{App, StartError};
use minyi_server::clock::SystemClock;
use minyi_server::config::{ClientAddress, Config};
use minyi_server::evidence::stamps::HttpAuthority;
use minyi_server::store::DatabaseUrl;
use minyi_server::tiles::TileSource;
use tracing_subscriber::EnvFilter;

use crate::args::{ServeArgs, StoreArgs};
use crate::fault::Fault;
use crate::output::Output;

/// Serves until the process is told to stop.
pub(crate) async fn run(args: ServeArgs, out: Output) -> Result<(), Fault> {
    log();
    let mut config = config(&args.store)?;
    config.listen = args.listen;
    config.seed = args.seed;
    if args.behind_proxy {
        config.client_address = ClientAddress::ForwardedByProxy;
    }
    if let Some(url) = &args.timestamps {
        let named = || Fault::input("timestamps", "http(s)://…", "an address of HTTP");
        config.timestamps = Some(Arc::new(HttpAuthority::at(url).ok_or_else(named)?));
    }
    if let Some(url) = &args.tiles {
        let source = TileSource::at(url, args.tiles_datum, &args.tiles_credit);
        let accepted = "https://…/{z}/{x}/{y}.png";
        config.tiles = Some(source.map_err(|error| Fault::input("tiles", accepted, error.to_string()))?);
    }
    let listener = minyi_server::listener::bind(args.listen).map_err(|error| cannot_listen(args.listen, &error))?;
    let address = listener.local_addr().map_err(|error| cannot_listen(args.listen, &error))?;
    let shows = args.show_codes;
    let sms: Arc<dyn SmsProvider> = Arc::new(ConsoleSms::new(move |line| {
        if shows {
            out.warn(line);
        }
    }));
    let app = App::open(config, Arc::new(SystemClock), sms).await?;
    out.document(&serde_json::json!({ "listening": format!("http://{address}") }));
    out.say(format!("服务已启动:http://{address}"), format!("Serving at http://{address}"));
    if !shows {
        out.say(
            "尚无短信网关：群众登录的验证码不会送达（试用可加 --show-codes）",
            "There is no SMS gateway yet: citizens' codes reach nobody (for trying out: --show-codes)",
        );
    }
    app.serve(listener, told_to_stop()).await.map_err(|error| cannot_listen(address, &error))
}

/// Ready when the process is told to stop: Ctrl-C, or SIGTERM as service managers send it.
pub(crate) async fn told_to_stop() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
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

/// The configuration that the store's arguments stand for.
pub(crate) fn config(store: &StoreArgs) -> Result<Config, Fault> {
    let mut config = Config::in_folder(&store.data);
    if let Some(url) = &store.database {
        config.database = url
            .parse::<DatabaseUrl>()
            .map_err(|error| Fault::input("database", "postgres://… 或 sqlite:<路径>", error.to_string()))?;
    }
    Ok(config)
}

/// JSON lines on standard error; `RUST_LOG` filters.
fn log() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    // Fails only if somebody set one before, and then there is one.
    let _ = tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}

pub(crate) fn cannot_listen(address: std::net::SocketAddr, error: &std::io::Error) -> Fault {
    Fault::new(
        "cannot_listen",
        format!("无法在 {address} 监听（{error}）;可用 --listen 换一个地址"),
        format!("Cannot listen on {address} ({error}). Name another address with --listen."),
    )
}

impl From<StartError> for Fault {
    fn from(error: StartError) -> Self {
        Self::new("start", format!("服务无法启动：{error}"), format!("The server cannot start: {error}"))
    }
}
