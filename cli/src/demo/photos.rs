//! What becomes of the photos of the main case: recorded on the phone, released to the public, handed on and verified.

use std::path::Path;

use minyi_evidence::export::{self, Language, Trust};
use minyi_rulebook::ids::MatterId;
use minyi_server::config::Config;
use minyi_wire::photo::{PhotoCopies, RecordVerdict};
use minyi_wire::words::Lang;

use super::set::{Set, astray};
use super::telling::{Chapter, Telling};
use crate::fault::Fault;

/// Releases the photos of a public case, exports the first and judges it without the server.
pub(crate) async fn hand_on(set: &mut Set, telling: &mut Telling, matter: MatterId) -> Result<(), Fault> {
    let desk = set.desk("office-1").await?;
    let photos = desk.photos(matter).await?.photos;
    for photo in &photos {
        if !matches!(photo.copies, PhotoCopies::Here { .. }) || photo.record == RecordVerdict::Missing {
            return Err(astray("a photo without copy or record", "copies and a signed record of each photo"));
        }
        desk.release_photo(matter, photo.sha256, "无人脸和车牌，可公开").await?;
    }
    telling.reached(
        Chapter::PhotosReleased,
        format!("办公室审看 {} 张照片后公开副本：无元数据，原件仍封存", photos.len()),
        format!(
            "The office looks {} photos over and releases copies without metadata; originals stay sealed",
            photos.len()
        ),
    );
    let first = photos.first().ok_or_else(|| astray("no photo", "three photos"))?;
    let package = desk.export_photo(matter, first.sha256, "移送有关单位").await?;
    let keys = desk.server_keys().await?.keys;
    let offices: Vec<[u8; 32]> = keys.iter().filter_map(|key| Some(key.verifying_key()?.to_bytes())).collect();
    let findings = export::verify(
        &package,
        &Trust { offices: &offices, authorities: &[], now_ms: jiff::Timestamp::now().as_millisecond() },
    );
    if findings.is_broken() {
        return Err(astray("a broken export", "an export that verifies"));
    }
    let language = match telling.out.lang {
        Lang::Zh => Language::Zh,
        Lang::En => Language::En,
    };
    telling.reached(
        Chapter::EvidenceVerified,
        format!("导出一张照片的存证包（{} KiB），离线逐项核验：", package.len() / 1024),
        format!(
            "One photo exported with its proofs ({} KiB) and judged offline, claim by claim:",
            package.len() / 1024
        ),
    );
    findings.text(language).lines().for_each(|line| telling.out.line(format!("    {line}")));
    Ok(())
}

/// Lets the demo's office sign its released copies: its key is public, and nobody trusts its root.
pub(super) fn credentials_for_demo(config: &Config, material: &Path) -> Result<(), Fault> {
    let folder = config.credentials_dir();
    std::fs::create_dir_all(&folder).map_err(|error| Fault::file(&folder, &error))?;
    for name in ["leaf.key", "leaf.pem"] {
        let from = material.join(name);
        std::fs::copy(&from, folder.join(name)).map_err(|error| Fault::file(&from, &error))?;
    }
    Ok(())
}
