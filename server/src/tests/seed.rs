//! Loading the seed file.

use std::path::Path;

use minyi_rulebook::ids::UserId;
use minyi_wire::ProblemCode;
use minyi_wire::directory::DirectoryView;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::directory;
use crate::keys;
use crate::seed::{self, SeedFault, SeedFile};
use crate::testing::{TestServer, small_district};

async fn reload(server: &TestServer, seed: &Value) {
    let pepper = keys::pepper(&server.app.config.keys_dir()).unwrap();
    let seed = SeedFile::parse(&seed.to_string()).unwrap();
    seed::load(&server.app.db, &seed, &pepper, server.now()).await.unwrap();
}

async fn users(server: &TestServer) -> Vec<(String, String, i64)> {
    let rows = server.app.db.rows("SELECT login, password, active FROM users ORDER BY id", &[]).await.unwrap();
    rows.iter().map(|row| (row.text(0).unwrap(), row.text(1).unwrap(), row.int(2).unwrap())).collect()
}

#[test]
fn the_demo_district_is_a_good_seed() {
    let seed = SeedFile::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../demo/seed.json")).unwrap();
    let directory = seed.directory();
    assert!(directory.demo);
    assert_eq!(directory.organs.iter().filter(|organ| organ.id.as_str().starts_with("station-")).count(), 36);
}

#[tokio::test]
pub(super) async fn everybody_of_the_demo_district_signs_in() {
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../demo/seed.json");
    let server = TestServer::start_with(|config| config.seed = Some(demo)).await;
    for login in ["office-1", "station-zhili-1", "clerk-water", "leader-town-zhili", "deputy-040", "court-1", "auditor"]
    {
        assert_eq!(server.get("/v1/me", &server.staff(login).await).await.status, 200, "{login}");
    }
}

#[tokio::test]
pub(super) async fn loading_the_same_seed_again_changes_nothing() {
    let server = TestServer::start().await;
    let before = (users(&server).await, directory::stored(&server.app.db).await.unwrap());
    reload(&server, &small_district()).await;
    assert_eq!((users(&server).await, directory::stored(&server.app.db).await.unwrap()), before);
}

#[tokio::test]
pub(super) async fn whoever_the_seed_leaves_out_is_signed_out_and_stays_out() {
    let server = TestServer::start().await;
    let clerk = server.staff("clerk-water").await;
    assert_eq!(server.get("/v1/me", &clerk).await.status, 200);
    let mut seed = small_district();
    seed["users"].as_array_mut().unwrap().retain(|user| user["login"] != "clerk-water");
    reload(&server, &seed).await;
    server.clock.advance(jiff::SignedDuration::from_secs(5));
    server.get("/v1/me", &clerk).await.problem(ProblemCode::SessionOver);
    assert!(server.app.access.admit_staff("clerk-water", clerk.device).await.is_err());
}

#[tokio::test]
pub(super) async fn logins_may_change_hands() {
    let server = TestServer::start().await;
    let mut seed = small_district();
    seed["users"][3]["login"] = json!("leader-water");
    seed["users"][4]["login"] = json!("clerk-water");
    reload(&server, &seed).await;
    assert_eq!(server.staff("clerk-water").await.actor.user, UserId(Uuid::from_u128(5)));
    assert_eq!(server.staff("leader-water").await.actor.user, UserId(Uuid::from_u128(4)));
}

#[tokio::test]
pub(super) async fn a_transfer_counts_without_signing_in_again() {
    let server = TestServer::start().await;
    let clerk = server.staff("clerk-water").await;
    let mut seed = small_district();
    seed["users"][3]["capacity"] = json!({"role": "unit_clerk", "unit": "unit-housing"});
    reload(&server, &seed).await;
    let me: Value = server.get("/v1/me", &clerk).await.json();
    assert_eq!(me["capacity"]["unit"], "unit-housing");
}

#[tokio::test]
pub(super) async fn the_directory_version_changes_with_its_content_only() {
    let server = TestServer::start().await;
    let citizen = server.citizen("19900000001").await;
    let shown: DirectoryView = server.get("/v1/directory", &citizen).await.json();
    assert_eq!(shown.version.len(), 16);
    assert_eq!(shown.deputies.len(), 1);
    let mut seed = small_district();
    seed["organs"][3]["name_zh"] = json!("水务局");
    reload(&server, &seed).await;
    assert_ne!(directory::stored(&server.app.db).await.unwrap().version, shown.version);
}

#[test]
fn a_faulty_seed_is_refused_and_the_entry_named_without_its_password() {
    let table: &[(&str, Value)] = &[
        ("/users/3/login", json!("office-1")),
        ("/users/3/id", json!(Uuid::from_u128(1))),
        ("/users/3/capacity/unit", json!("unit-unknown")),
        ("/users/3/capacity/unit", json!("court")),
        ("/users/3/capacity", json!({"role": "system"})),
        ("/users/3/totp_secret", json!("GEZDGNBV")),
        ("/users/8/password", json!("short")),
        ("/users/3/password", json!(12)),
        ("/organs/3/id", json!("office")),
        ("/organs/3/kind", json!("ministry")),
        ("/organs/3/parent", json!("nowhere")),
        ("/citizens/0/phone", json!("12345")),
        ("/district/colour", json!("red")),
    ];
    for (place, wrong) in table {
        let mut seed = small_district();
        let (parent, field) = place.rsplit_once('/').unwrap();
        seed.pointer_mut(parent).unwrap()[field] = wrong.clone();
        let fault: SeedFault = SeedFile::parse(&seed.to_string()).expect_err(place);
        assert!(!fault.to_string().contains(crate::testing::PASSWORD), "{fault}");
    }
}
