//! The demo's own server, in this process, on a fresh folder and a free port of this machine.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use minyi_server::access::Phone;
use minyi_server::access::sms::{NotSent, SmsProvider, TestSms};
use minyi_server::app::App;
use minyi_server::clock::SystemClock;
use minyi_server::config::Config;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::fault::Fault;
use crate::output::Output;
use crate::serve::cannot_listen;

/// Ports tried from 8080 on.
const PORTS: u16 = 20;
/// Marks a folder that a demo made and the next one may empty.
const MARK: &str = "made-by-minyi-demo";

/// One-time codes, instead of messages: shown on the terminal, and kept for the demo to sign in with.
#[derive(Debug)]
pub(crate) struct Codes {
    kept: TestSms,
    out: Output,
    quiet: AtomicBool,
}

impl Codes {
    /// Whether codes are kept only and not shown, while the demo signs in many.
    pub(crate) fn keep_quiet(&self, quiet: bool) {
        self.quiet.store(quiet, Ordering::Relaxed);
    }

    /// The last code for this number.
    pub(crate) fn of(&self, phone: &str) -> Option<String> {
        self.kept.last_code(phone)
    }
}

#[async_trait]
impl SmsProvider for Codes {
    async fn send_code(&self, phone: &Phone, code: &str) -> Result<(), NotSent> {
        if self.quiet.load(Ordering::Relaxed) {
            return self.kept.send_code(phone, code).await;
        }
        self.out.say(
            format!("    [代替短信] {} 验证码 {code}", phone.as_str()),
            format!("    [instead of a message] {} one-time code {code}", phone.as_str()),
        );
        self.kept.send_code(phone, code).await
    }
}

/// A running server.
#[derive(Debug)]
pub(crate) struct DemoServer {
    pub(crate) app: App,
    pub(crate) codes: Arc<Codes>,
    pub(crate) address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<std::io::Result<()>>,
}

impl DemoServer {
    /// Starts it on an empty folder with the seed.
    pub(crate) async fn start(
        folder: &Path,
        seed: &Path,
        listen: Option<SocketAddr>,
        out: Output,
    ) -> Result<Self, Fault> {
        let listener = listener(listen).await?;
        let address = listener.local_addr().map_err(|error| cannot_listen(([127, 0, 0, 1], 0).into(), &error))?;
        let mut config = Config::in_folder(folder.join("server"));
        config.listen = address;
        config.seed = Some(seed.to_owned());
        crate::card::found_for_demo(&config, &folder.join("roots"), &seed.with_file_name("congresses.json"))?;
        super::photos::credentials_for_demo(&config, &seed.with_file_name("credentials"))?;
        let codes = Arc::new(Codes { kept: TestSms::default(), out, quiet: AtomicBool::new(false) });
        let sms: Arc<dyn SmsProvider> = codes.clone();
        let app = App::open(config, Arc::new(SystemClock), sms).await?;
        let (stop, stopped) = oneshot::channel();
        let serving = app.clone().serve(listener, async move {
            // A dropped sender is a reason to stop as well.
            let _ = stopped.await;
        });
        Ok(Self { app, codes, address, stop, task: tokio::spawn(serving) })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Drains and ends.
    pub(crate) async fn end(self) -> Result<(), Fault> {
        let _ = self.stop.send(());
        match self.task.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(cannot_listen(self.address, &error)),
            Err(error) => Err(crate::api::internal(&error)),
        }
    }
}

/// An empty folder; one with something in it only if a demo put it there.
pub(crate) fn fresh_folder(folder: &Path) -> Result<(), Fault> {
    let fault = |error| Fault::file(folder, &error);
    let taken = std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if taken && !folder.join(MARK).is_file() {
        return Err(Fault::input(
            "data",
            format!("空文件夹或上一次演示的文件夹；{} 里有别的东西", folder.display()),
            format!("an empty folder or one of an earlier demo; {} holds something else", folder.display()),
        ));
    }
    if taken {
        std::fs::remove_dir_all(folder).map_err(fault)?;
    }
    std::fs::create_dir_all(folder).map_err(fault)?;
    std::fs::write(folder.join(MARK), "").map_err(fault)
}

async fn listener(wanted: Option<SocketAddr>) -> Result<TcpListener, Fault> {
    if let Some(address) = wanted {
        return TcpListener::bind(address).await.map_err(|error| cannot_listen(address, &error));
    }
    let mut last = None;
    for port in 8080..8080 + PORTS {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        match TcpListener::bind(address).await {
            Ok(listener) => return Ok(listener),
            Err(error) => last = Some(cannot_listen(address, &error)),
        }
    }
    Err(last.unwrap_or_else(|| Fault::input("listen", "可用的端口", "a free port")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_with_anything_but_a_demo_in_it_is_never_emptied() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("thesis.txt"), "years of work").expect("written");
        let fault = fresh_folder(folder.path()).unwrap_err();
        assert_eq!(fault.field.as_deref(), Some("data"));
        assert!(folder.path().join("thesis.txt").is_file());
    }

    #[test]
    fn the_folder_of_an_earlier_demo_is_emptied() {
        let folder = tempfile::tempdir().expect("a folder");
        let demo = folder.path().join("demo");
        fresh_folder(&demo).expect("made");
        std::fs::create_dir(demo.join("server")).expect("a folder");
        fresh_folder(&demo).expect("emptied");
        assert!(!demo.join("server").exists());
    }

    #[tokio::test]
    async fn a_taken_port_is_passed_over() {
        let first = listener(None).await.expect("a port");
        let second = listener(None).await.expect("another port");
        assert_ne!(first.local_addr().expect("bound"), second.local_addr().expect("bound"));
    }
}
