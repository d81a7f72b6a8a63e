//! What can be typed. Each subcommand's own arguments stand beside it; here are the tree and what all of them share.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};
use minyi_rulebook::ids::{NotAnOrganId, OrganId};
use minyi_server::tiles::Datum;
use minyi_wire::words::Lang;
use serde::de::DeserializeOwned;

use crate::card::CardArgs;
use crate::hearing::HearingArgs;
use crate::phone::PhoneArgs;
use crate::staff::StaffArgs;

/// 民意: 有事找代表, from filing to the kept promise.
#[derive(Debug, Parser)]
#[command(name = "minyi", version, about, long_about = None)]
pub(crate) struct Cli {
    /// Language of what is printed (输出语言)
    #[arg(long, global = true, value_parser = lang(), default_value = "zh", env = "MINYI_LANG")]
    pub(crate) lang: Lang,

    /// Print one JSON document for machines (供程序读取)
    #[arg(long, global = true)]
    pub(crate) json: bool,

    #[command(subcommand)]
    pub(crate) command: Command,
}

/// `zh` or `en`.
fn lang() -> impl TypedValueParser<Value = Lang> {
    PossibleValuesParser::new(["zh", "en"]).map(|lang| if lang == "en" { Lang::En } else { Lang::Zh })
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the server (运行服务)
    Serve(ServeArgs),
    /// Run the whole loop with demo data, then leave the server running (演示全流程)
    Demo(DemoArgs),
    /// The phone app's core in a terminal (群众端、代表端)
    Phone(PhoneArgs),
    /// Deputy cards: record, show, verify, suspend, end (亮身份)
    Card(Box<CardArgs>),
    /// The desk of stations, office and units (联络站、办公室、承办单位)
    Staff(Box<StaffArgs>),
    /// Hearings: create, run the clock, watch, ask, screen, answer, rate (云听案)
    Hearing(Box<HearingArgs>),
    /// Check the record (核验档案)
    Audit {
        #[command(subcommand)]
        what: Audit,
    },
    /// Check an exported photo, claim by claim, without a network (核验照片存证包)
    Verify(PackageArgs),
    /// Derived views (派生视图)
    Project {
        #[command(subcommand)]
        what: Project,
    },
    /// Write a copy of the store to FILE while the server runs (备份)
    Backup(CopyArgs),
    /// Build the store anew from FILE; the server must be stopped (恢复)
    Restore(CopyArgs),
}

#[derive(Debug, Subcommand)]
pub(crate) enum Audit {
    /// Walk the hash chain of every matter and name each row that does not fit
    Verify(VerifyArgs),
}

#[derive(Debug, Subcommand)]
pub(crate) enum Project {
    /// Drop every projection and replay all events; the server must be stopped
    Rebuild(StoreArgs),
}

/// An exported photo.
#[derive(Debug, Args)]
pub(crate) struct PackageArgs {
    /// The ZIP that an office exported
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// The office's public keys as GET /v1/keys answers them, from a source that you trust
    #[arg(long, value_name = "FILE")]
    pub(crate) keys: Option<PathBuf>,

    /// Certificates of time-stamp authorities, or of roots above them, that you trust (PEM)
    #[arg(long, value_name = "FILE")]
    pub(crate) time_roots: Option<PathBuf>,
}

/// Where the store is.
#[derive(Clone, Debug, Args)]
pub(crate) struct StoreArgs {
    /// Folder of the server: database, photos, keys
    #[arg(long, value_name = "DIR", default_value = "minyi-data", env = "MINYI_DATA")]
    pub(crate) data: PathBuf,

    /// postgres://… instead of SQLite in the data folder
    #[arg(long, value_name = "URL", env = "MINYI_DATABASE", hide_env_values = true)]
    pub(crate) database: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    #[command(flatten)]
    pub(crate) store: StoreArgs,

    /// Address to listen on
    #[arg(long, default_value = "127.0.0.1:8080", env = "MINYI_LISTEN")]
    pub(crate) listen: SocketAddr,

    /// Organs, stations, units and people to load at start; loading again updates them
    #[arg(long, value_name = "FILE")]
    pub(crate) seed: Option<PathBuf>,

    /// A proxy of yours is in front: take clients' addresses from what it adds to X-Forwarded-For
    #[arg(long)]
    pub(crate) behind_proxy: bool,

    /// RFC 3161 time-stamp authority that every photo's record is stamped by (时间戳机构)
    #[arg(long, value_name = "URL", env = "MINYI_TIMESTAMPS")]
    pub(crate) timestamps: Option<String>,

    /// Pictures for the console's map (瓦片源), with {z}, {x} and {y}; only this host is opened for it
    #[arg(long, value_name = "URL", env = "MINYI_TILES")]
    pub(crate) tiles: Option<String>,

    /// How the pictures are placed; with gcj02, places are shifted for drawing only
    #[arg(long, value_name = "wgs84|gcj02", default_value = "wgs84", value_parser = word::<Datum>, requires = "tiles")]
    pub(crate) tiles_datum: Datum,

    /// Whose map it is, with the number of its approval (审图号); shown on it
    #[arg(long, value_name = "TEXT", default_value = "", requires = "tiles")]
    pub(crate) tiles_credit: String,

    /// Write one-time codes to standard error: for trying out only, there is no SMS gateway yet
    #[arg(long)]
    pub(crate) show_codes: bool,
}

#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// Address to listen on; the default moves on to the next free port
    #[arg(long)]
    pub(crate) listen: Option<SocketAddr>,

    /// Folder for the demo's data; emptied first if an earlier demo made it
    #[arg(long, value_name = "DIR", default_value = "target/demo")]
    pub(crate) data: PathBuf,

    /// Folder with seed.json, cases.json and photos/
    #[arg(long, value_name = "DIR", default_value = "demo")]
    pub(crate) material: PathBuf,

    /// End after the loop instead of leaving the server running
    #[arg(long, conflicts_with = "keep")]
    pub(crate) exit: bool,

    /// Leave the server running after the loop (the default)
    #[arg(long)]
    pub(crate) keep: bool,
}

#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    #[command(flatten)]
    pub(crate) store: StoreArgs,

    /// Check the signatures of the daily heads too, under these keys (what GET /v1/keys answered, kept by you)
    #[arg(long, value_name = "FILE")]
    pub(crate) keys: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct CopyArgs {
    /// The copy
    pub(crate) file: PathBuf,

    #[command(flatten)]
    pub(crate) store: StoreArgs,
}

/// Reads one word of the wire vocabulary (`suggestion`, `yellow_card`, …). Dashes are taken for underscores; a wrong word is
/// answered with the right ones, which serde knows.
pub(crate) fn word<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_value(serde_json::Value::String(text.replace('-', "_"))).map_err(|error| error.to_string())
}

/// Reads the code of an organ.
pub(crate) fn organ(code: &str) -> Result<OrganId, NotAnOrganId> {
    OrganId::new(code)
}

/// Reads yes or no.
pub(crate) fn yes_no(text: &str) -> Result<bool, String> {
    match text {
        "yes" | "是" | "同意" => Ok(true),
        "no" | "否" | "不同意" => Ok(false),
        _ => Err("expected `yes` or `no`".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;
    use minyi_rulebook::class::TriageClass;

    use super::*;

    #[test]
    fn the_tree_of_commands_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_wrong_word_is_answered_with_the_right_ones() {
        let error = word::<TriageClass>("complaint").unwrap_err();
        for right in ["suggestion", "help", "petition", "litigation", "accusation"] {
            assert!(error.contains(right), "{error}");
        }
        assert_eq!(word::<TriageClass>("help"), Ok(TriageClass::Help));
    }

    #[test]
    fn exit_and_keep_exclude_each_other() {
        assert!(Cli::try_parse_from(["minyi", "demo", "--exit", "--keep"]).is_err());
        assert!(Cli::try_parse_from(["minyi", "demo", "--exit", "--json"]).is_ok());
    }
}
