//! Backup and restore of a SQLite store.

use std::fs;

use minyi_server::audit::{projection_digest, verify};
use minyi_server::store::backup::{BackupError, backup, restore};
use minyi_server::store::{DatabaseUrl, Db, events};
use minyi_wire::ProblemCode;

use crate::world::*;

/// A store with cases and two photos, and its backup.
struct Kept {
    folder: tempfile::TempDir,
    digest: [u8; 32],
    cursor: String,
}

async fn kept() -> Kept {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open(&DatabaseUrl::Sqlite(folder.path().join("minyi.db"))).await.unwrap();
    let world = World::on(&db);
    world.full_loop().await;
    fs::create_dir_all(folder.path().join("objects/ab")).unwrap();
    fs::write(folder.path().join("objects/ab/one"), b"photo one").unwrap();
    fs::write(folder.path().join("objects/two"), b"photo two").unwrap();
    let cursor = world.reading(&office()).sync(None, 10, "").await.unwrap().cursor;
    backup(&db, &folder.path().join("objects"), &folder.path().join("kept.db")).await.unwrap();
    let digest = projection_digest(&db).await.unwrap();
    // What comes after the backup is not in it.
    world.step(&citizen(), matter(77), submit()).await;
    Kept { folder, digest, cursor }
}

impl Kept {
    fn database(&self) -> DatabaseUrl {
        DatabaseUrl::Sqlite(self.folder.path().join("new/minyi.db"))
    }

    async fn restore(&self) -> Result<(), BackupError> {
        let photos = self.folder.path().join("new/objects");
        restore(&self.folder.path().join("kept.db"), &self.database(), &photos).await.map(drop)
    }
}

#[tokio::test]
async fn a_restored_store_has_the_same_rows_and_photos_in_a_new_epoch() {
    let kept = kept().await;
    kept.restore().await.unwrap();
    let db = Db::open(&kept.database()).await.unwrap();
    assert_eq!(projection_digest(&db).await.unwrap(), kept.digest);
    assert!(verify(&db).await.unwrap().is_sound());
    assert_eq!(fs::read(kept.folder.path().join("new/objects/ab/one")).unwrap(), b"photo one");
    assert_eq!(fs::read(kept.folder.path().join("new/objects/two")).unwrap(), b"photo two");
    let world = World::on(&db);
    let stale = world.reading(&office()).sync(Some(&kept.cursor), 10, "").await.unwrap_err();
    assert_eq!(stale.code, ProblemCode::CursorStale);
    let last = events::head(&db).await.unwrap().seq;
    assert_eq!(world.step(&citizen(), matter(78), submit()).await.change_seq, last + 1);
}

#[tokio::test]
async fn a_damaged_backup_is_named_and_nothing_is_put_in_its_place() {
    for (piece, damage) in [("kept.db", "xx"), ("kept.db.objects/two", "photo 2!!")] {
        let kept = kept().await;
        fs::write(kept.folder.path().join(piece), damage).unwrap();
        let BackupError::Damaged(path) = kept.restore().await.unwrap_err() else { panic!("damage") };
        assert_eq!(path, kept.folder.path().join(piece));
        assert!(!kept.folder.path().join("new/minyi.db").exists());
    }
    let kept = kept().await;
    fs::remove_file(kept.folder.path().join("kept.db.manifest.json")).unwrap();
    assert!(matches!(kept.restore().await.unwrap_err(), BackupError::NoManifest(_)));
}

#[tokio::test]
async fn a_manifest_cannot_lead_out_of_its_folder() {
    let kept = kept().await;
    let path = kept.folder.path().join("kept.db.manifest.json");
    let manifest = fs::read_to_string(&path).unwrap();
    fs::write(&path, manifest.replace("\"two\"", "\"../../two\"")).unwrap();
    assert!(matches!(kept.restore().await.unwrap_err(), BackupError::Damaged(_)));
    assert!(!kept.folder.path().join("two").exists());
}

#[tokio::test]
async fn nothing_that_exists_is_overwritten() {
    let kept = kept().await;
    kept.restore().await.unwrap();
    assert!(matches!(kept.restore().await.unwrap_err(), BackupError::TargetExists(_)));
    let db = Db::open(&kept.database()).await.unwrap();
    let again = backup(&db, &kept.folder.path().join("objects"), &kept.folder.path().join("kept.db")).await;
    assert!(matches!(again.unwrap_err(), BackupError::TargetExists(_)));
}

#[tokio::test]
async fn postgresql_is_left_to_its_own_tools() {
    on_postgres(async |db: &Db| {
        let folder = tempfile::tempdir().unwrap();
        let refused = backup(db, folder.path(), &folder.path().join("kept")).await.unwrap_err();
        assert!(matches!(refused, BackupError::UsePostgresTools), "{refused}");
        assert!(refused.to_string().contains("pg_dump"));
    })
    .await;
}
