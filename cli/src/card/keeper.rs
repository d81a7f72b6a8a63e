//! The keeper's part: founding the trust, publishing the next bundle, and reading the roots that a phone is told.

use std::path::{Path, PathBuf};

use clap::Args;
use minyi_identity::UnixTime;
use minyi_server::config::Config;
use minyi_server::identity::{Congress, Founded, FoundingFault, found as lay, publish as renew};
use serde::Deserialize;

use crate::fault::Fault;
use crate::output::Output;

#[derive(Debug, Args)]
pub(super) struct FoundArgs {
    /// Folder of the server
    #[arg(long, value_name = "DIR", default_value = "minyi-data", env = "MINYI_DATA")]
    data: PathBuf,
    /// Folder for the three roots; carry them to three different places afterwards
    #[arg(long, value_name = "DIR", default_value = "minyi-roots")]
    roots: PathBuf,
    /// Host of the public pages, as codes will name it
    #[arg(long)]
    host: String,
    /// Congresses that issue cards: a JSON list of name, region and offices
    #[arg(long, value_name = "FILE")]
    congresses: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct PublishArgs {
    /// Folder of the server
    #[arg(long, value_name = "DIR", default_value = "minyi-data", env = "MINYI_DATA")]
    data: PathBuf,
    /// A root's key file; two are needed
    #[arg(long = "root", value_name = "FILE", required = true)]
    roots: Vec<PathBuf>,
    /// Congresses to add
    #[arg(long, value_name = "FILE")]
    congresses: Option<PathBuf>,
}

pub(super) fn found(args: FoundArgs, out: Output) -> Result<(), Fault> {
    let congresses = congresses_in(&args.congresses)?;
    let folder = Config::in_folder(&args.data).identity_dir();
    tell(&lay(&folder, &args.roots, &args.host, &congresses, now())?, out);
    out.say(
        format!("三个根密钥在 {}，请分别交由三方保管，服务器不需要它们", args.roots.display()),
        format!("The three roots are in {}; carry them to three places, the server needs none", args.roots.display()),
    );
    Ok(())
}

pub(super) fn publish(args: PublishArgs, out: Output) -> Result<(), Fault> {
    let congresses = args.congresses.as_deref().map_or(Ok(Vec::new()), congresses_in)?;
    let folder = Config::in_folder(&args.data).identity_dir();
    tell(&renew(&folder, &args.roots, &congresses, now())?, out);
    out.say("重启服务后生效", "The server hands it out once it has been started anew");
    Ok(())
}

/// The demo's own congresses, on its own folder, under a host that does not exist.
pub(crate) fn found_for_demo(config: &Config, roots: &Path, congresses: &Path) -> Result<(), Fault> {
    lay(&config.identity_dir(), roots, "minyi.example", &congresses_in(congresses)?, now())?;
    Ok(())
}

fn tell(founded: &Founded, out: Output) {
    out.document(founded);
    let Founded { version, congresses, .. } = founded;
    out.say(
        format!("信任包第 {version} 版，{congresses} 个发证机关，两个根签名"),
        format!("Trust bundle version {version}, {congresses} congresses, signed by two roots"),
    );
}

fn congresses_in(file: &Path) -> Result<Vec<Congress>, Fault> {
    let text = std::fs::read(file).map_err(|error| Fault::file(file, &error))?;
    serde_json::from_slice(&text).map_err(|error| {
        Fault::input(
            "congresses",
            "demo/congresses.json 那样的列表",
            format!("a list like demo/congresses.json ({error})"),
        )
    })
}

/// The roots named in a file.
pub(super) fn roots_in(file: &Path) -> Result<Vec<String>, Fault> {
    #[derive(Deserialize)]
    struct File {
        roots: Vec<String>,
    }
    let text = std::fs::read(file).map_err(|error| Fault::file(file, &error))?;
    let file: File = serde_json::from_slice(&text)
        .map_err(|_| Fault::input("roots", "含 roots 的 JSON 文件", "a JSON file with the three roots"))?;
    Ok(file.roots)
}

pub(super) fn now() -> UnixTime {
    UnixTime(u64::try_from(jiff::Timestamp::now().as_second()).unwrap_or(0))
}

impl From<FoundingFault> for Fault {
    fn from(error: FoundingFault) -> Self {
        Self::new("identity", format!("未能建立或发布信任包：{error}"), format!("No trust bundle was made: {error}"))
    }
}
