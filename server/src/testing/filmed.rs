//! A court that films (庭审直播): ffmpeg makes a real stream, a plain file server on loopback plays the court's. For tests.

use std::path::Path;
use std::process::Command;

use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;
use tokio::net::TcpListener;

/// Segments of the stream, a second each.
pub const SEGMENTS: usize = 4;

const DATE: &str = "#EXT-X-PROGRAM-DATE-TIME:";

/// A stream of four seconds, a key frame a second, encrypted. Ends with the test's runtime.
#[derive(Debug)]
pub struct FilmedCourt {
    /// Address of the playlist.
    pub origin: String,
    folder: TempDir,
}

impl FilmedCourt {
    /// `from`: programme time of the first frame; `None`: the stream tells none. Gives `None` where no stream can be had.
    pub async fn start(from: Option<Timestamp>) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        if !film(folder.path()) {
            assert!(std::env::var_os("CI").is_none(), "ffmpeg must be there in CI; scripts/setup installs it");
            tracing::warn!("ffmpeg is not installed: a test without a picture");
            return None;
        }
        date(&folder.path().join("index.m3u8"), from);
        let origin = format!("{}/index.m3u8", serve(folder.path()).await);
        Some(Self { origin, folder })
    }

    /// Where the court's files are.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// Makes the stream, or takes one that was made before where there is no ffmpeg. `false`: neither can be.
fn film(folder: &Path) -> bool {
    if let Some(made) = std::env::var_os("MINYI_TEST_STREAM") {
        for file in std::fs::read_dir(&made).expect("the folder of MINYI_TEST_STREAM").flatten() {
            std::fs::copy(file.path(), folder.join(file.file_name())).expect("copied");
        }
        return true;
    }
    if Command::new("ffmpeg").arg("-version").output().is_err() {
        return false;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/court-stream");
    let made = Command::new(script).arg(folder).output().expect("the script runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    true
}

/// ffmpeg dates its segments by the clock of this machine; the court of a test lives by the test's, or tells no time.
fn date(playlist: &Path, from: Option<Timestamp>) {
    let list = std::fs::read_to_string(playlist).expect("a playlist");
    let mut at = from;
    let mut dated = String::new();
    for line in list.lines() {
        match (line.starts_with(DATE), at) {
            (true, Some(now)) => {
                dated += &format!("{DATE}{now}\n");
                at = Some(now + SignedDuration::from_secs(1));
            }
            (true, None) => {}
            (false, _) => dated += &format!("{line}\n"),
        }
    }
    std::fs::write(playlist, dated).expect("written");
}

async fn serve(folder: &Path) -> String {
    let folder = folder.to_owned();
    let file = move |axum::extract::Path(name): axum::extract::Path<String>| {
        let file = folder.join(name);
        async move { std::fs::read(file).map_err(|_| http::StatusCode::NOT_FOUND) }
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("bound"));
    let router = axum::Router::new().route("/{name}", axum::routing::get(file));
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}
