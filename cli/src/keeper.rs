//! The keeper's tools: verify the record, rebuild the views, back up, restore. They open the store without serving.

use std::path::Path;

use minyi_server::audit::{self, VerifyReport};
use minyi_server::config::Config;
use minyi_server::store::backup::{self, BackupError, Manifest};
use minyi_server::store::{DatabaseUrl, Db, StoreError};
use minyi_wire::receipt::{ServerKey, ServerKeys};

use crate::args::{CopyArgs, StoreArgs, VerifyArgs};
use crate::fault::Fault;
use crate::output::Output;
use crate::serve::config;

/// `minyi audit verify`: exit code 1 if the record is not what was written.
pub(crate) async fn verify(args: &VerifyArgs, out: Output) -> Result<(), Fault> {
    let keys = match &args.keys {
        Some(file) => read_keys(file)?.keys,
        None => Vec::new(),
    };
    let keys: Vec<_> = keys.iter().filter_map(ServerKey::verifying_key).collect();
    if args.keys.is_some() && keys.is_empty() {
        return Err(Fault::input(
            "keys",
            "GET /v1/keys 的应答，含至少一个公钥",
            "an answer of GET /v1/keys with a key in it",
        ));
    }
    let config = config(&args.store)?;
    let db = open(&config).await?;
    let report = audit::verify_signed(&db, &keys).await;
    db.close().await;
    let report = report?;
    if report.is_sound() {
        out.document(&report);
    }
    verdict(&report, out)
}

pub(crate) fn read_keys(file: &Path) -> Result<ServerKeys, Fault> {
    let text = std::fs::read(file).map_err(|error| Fault::file(file, &error))?;
    serde_json::from_slice(&text)
        .map_err(|error| Fault::input("keys", "GET /v1/keys 的应答", format!("an answer of GET /v1/keys ({error})")))
}

/// Prints what the verifier found; a fault unless the record is sound.
pub(crate) fn verdict(report: &VerifyReport, out: Output) -> Result<(), Fault> {
    if report.is_sound() {
        out.say(
            format!("档案完好：{} 条事件、{} 件事项、{} 个每日链首", report.events, report.matters, report.daily_heads),
            format!(
                "The record is sound: {} events, {} matters, {} daily heads",
                report.events, report.matters, report.daily_heads
            ),
        );
        return Ok(());
    }
    let zh: Vec<String> = report.faults.iter().map(audit::Fault::zh).collect();
    let en: Vec<String> = report.faults.iter().map(ToString::to_string).collect();
    let changed = Fault::new(
        "record_changed",
        format!("档案与写入时不符，共 {} 处：\n  {}", zh.len(), zh.join("\n  ")),
        format!("The record is not what was written, {} findings:\n  {}", en.len(), en.join("\n  ")),
    );
    Err(Fault { details: serde_json::to_value(report).ok(), ..changed })
}

/// `minyi project rebuild`: drops every projection and replays all events.
pub(crate) async fn rebuild(store: &StoreArgs, out: Output) -> Result<(), Fault> {
    let config = config(store)?;
    not_serving(&config)?;
    let db = open(&config).await?;
    let rebuilt = async {
        let before = audit::projection_digest(&db).await?;
        let rebuilt = audit::rebuild(&db).await?;
        Ok::<_, StoreError>((before, rebuilt, audit::projection_digest(&db).await?))
    }
    .await;
    db.close().await;
    let (before, rebuilt, after) = rebuilt?;
    let same = before == after;
    let digest = minyi_rulebook::ids::Sha256(after);
    out.document(&serde_json::json!({
        "events": rebuilt.events, "matters": rebuilt.matters, "digest": digest, "same_as_before": same
    }));
    out.say(
        format!("已由 {} 条事件重建 {} 件事项的视图", rebuilt.events, rebuilt.matters),
        format!("The views of {} matters were made anew from {} events", rebuilt.matters, rebuilt.events),
    );
    out.line(format!("  {digest}"));
    if same {
        out.say("  与重建前逐字节相同", "  byte for byte as before");
    } else {
        out.say(
            "  与重建前不同：原有视图有误，现已改正",
            "  not as before: the old views were wrong and are mended now",
        );
    }
    Ok(())
}

/// `minyi backup FILE`: while the server runs.
pub(crate) async fn backup(args: &CopyArgs, out: Output) -> Result<(), Fault> {
    let config = config(&args.store)?;
    let db = open(&config).await?;
    let manifest = backup::backup(&db, &config.objects_dir(), &args.file).await;
    db.close().await;
    told(&manifest?, args, out, ("已备份到", "Backed up to"));
    out.say(
        "  回执密钥不在备份中，请另行妥善保存 keys/ 文件夹",
        "  The receipt key is not in it: keep the folder keys/ in another safe place",
    );
    Ok(())
}

/// `minyi restore FILE`: builds the store anew.
pub(crate) async fn restore(args: &CopyArgs, out: Output) -> Result<(), Fault> {
    let config = config(&args.store)?;
    not_serving(&config)?;
    let manifest = backup::restore(&args.file, &config.database, &config.objects_dir()).await?;
    told(&manifest, args, out, ("已恢复自", "Restored from"));
    Ok(())
}

fn told(manifest: &Manifest, args: &CopyArgs, out: Output, (zh, en): (&str, &str)) {
    out.document(manifest);
    let (file, bytes, photos) = (args.file.display(), manifest.database.bytes, manifest.objects.len());
    out.say(
        format!("{zh} {file}:数据库 {bytes} 字节，照片 {photos} 张"),
        format!("{en} {file}: database of {bytes} bytes, {photos} photos"),
    );
}

/// Opens a store that is there; a mistyped folder must not become a new, empty, perfectly sound one.
async fn open(config: &Config) -> Result<Db, Fault> {
    if let DatabaseUrl::Sqlite(path) = &config.database
        && !path.is_file()
    {
        return Err(Fault::input(
            "data",
            format!("服务器的数据文件夹；{} 不存在", path.display()),
            format!("the server's data folder; there is no {}", path.display()),
        ));
    }
    Ok(Db::open(&config.database).await?)
}

/// The server holds a lock on its folder as long as it lives.
fn not_serving(config: &Config) -> Result<(), Fault> {
    let path = config.lock_file();
    let Ok(file) = std::fs::OpenOptions::new().write(true).open(&path) else {
        return Ok(());
    };
    match file.try_lock() {
        Err(std::fs::TryLockError::WouldBlock) => {
            Err(Fault::new("server_running", "请先停止服务器", "Stop the server on this folder first."))
        }
        _ => Ok(()),
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::new("store", format!("数据库出错：{error}"), format!("The store: {error}"))
    }
}

impl From<BackupError> for Fault {
    fn from(error: BackupError) -> Self {
        Self::new("backup", format!("未能完成：{error}"), error.to_string())
    }
}
