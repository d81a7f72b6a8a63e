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
    /// `from`: programme time of the first frame; `None`: the stream tells none. Gives `None` where ffmpeg is not installed.
    pub async fn start(from: Option<Timestamp>) -> Option<Self> {
        let Ok(version) = Command::new("ffmpeg").arg("-version").output() else {
            assert!(std::env::var_os("CI").is_none(), "ffmpeg must be there in CI; scripts/setup installs it");
            tracing::warn!("ffmpeg is not installed: a test without a picture");
            return None;
        };
        assert!(version.status.success());
        let folder = tempfile::tempdir().expect("a folder");
        film(folder.path(), from.is_some());
        if let Some(from) = from {
            date(&folder.path().join("index.m3u8"), from);
        }
        let origin = format!("{}/index.m3u8", serve(folder.path()).await);
        Some(Self { origin, folder })
    }

    /// Where the court's files are.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

fn film(folder: &Path, dated: bool) {
    let keys = folder.join("court.key");
    std::fs::write(&keys, [7; 16]).expect("written");
    std::fs::write(folder.join("keyinfo"), format!("court.key\n{}\n", keys.display())).expect("written");
    let flags = if dated { "program_date_time" } else { "independent_segments" };
    let made = Command::new("ffmpeg")
        .current_dir(folder)
        .args(["-nostdin", "-loglevel", "error", "-f", "lavfi", "-i", "testsrc=size=160x90:rate=10:duration=4"])
        .args(["-c:v", "mpeg2video", "-g", "10", "-f", "hls", "-hls_time", "1", "-hls_list_size", "0"])
        .args(["-hls_playlist_type", "vod", "-hls_flags", flags, "-hls_key_info_file", "keyinfo"])
        .args(["-hls_segment_filename", "part%d.ts", "index.m3u8"])
        .output()
        .expect("ffmpeg runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

/// ffmpeg dates its segments by the clock of this machine; the court of a test lives by the test's.
fn date(playlist: &Path, from: Timestamp) {
    let list = std::fs::read_to_string(playlist).expect("a playlist");
    let mut at = from;
    let mut dated = String::new();
    for line in list.lines() {
        if line.starts_with(DATE) {
            dated += &format!("{DATE}{at}\n");
            at += SignedDuration::from_secs(1);
        } else {
            dated += &format!("{line}\n");
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
