//! What a third party vouches for: time stamps of an authority run by OpenSSL, and credentials in released copies.

#[path = "../../../core/evidence/tests/evidence/support/authority.rs"]
#[allow(unreachable_pub, dead_code, reason = "shared with the tests of minyi-evidence, which use more of it")]
mod authority;

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use minyi_evidence::export::{self, Claim, Reason, Standing, Trust};
use minyi_evidence::timestamp::accept;
use minyi_rulebook::citizen_case::Photo;
use minyi_rulebook::ids::{MatterId, Sha256};
use minyi_wire::photo::{ExportRequest, ReleaseRequest};

use self::authority::{Authority, Key};
use super::evidence::{Device, filed_with};
use super::sending::{PHONE, sha256};
use crate::evidence::stamps::{HttpAuthority, NoAnswer, TimestampAuthority};
use crate::testing::{Caller, TestServer};

const ROAD: &[u8] = include_bytes!("../../../demo/photos/road-1.jpg");

/// OpenSSL, or nothing on a developer's machine without it.
fn validator(program: &str) -> Option<PathBuf> {
    let runs = Command::new(program).arg("version").output().is_ok_and(|output| output.status.success());
    assert!(runs || std::env::var_os("CI").is_none(), "{program} is missing: run scripts/setup test");
    runs.then(|| PathBuf::from(program))
}

/// An authority that can be away.
#[derive(Debug)]
struct Local {
    authority: Authority,
    away: AtomicBool,
}

#[async_trait]
impl TimestampAuthority for Local {
    async fn answer(&self, request: Vec<u8>) -> Result<Vec<u8>, NoAnswer> {
        if self.away.load(Ordering::Relaxed) { Err(NoAnswer) } else { Ok(self.authority.answer(&request)) }
    }
}

/// A server with an authority, and a citizen.
async fn started() -> Option<(TestServer, Caller, Arc<Local>)> {
    let local = Arc::new(Local { authority: Authority::new(Key::P256)?, away: AtomicBool::new(false) });
    let named = Arc::clone(&local);
    let server = TestServer::start_with(|config| config.timestamps = Some(named)).await;
    let citizen = server.citizen(PHONE).await;
    Some((server, citizen, local))
}

async fn exported(server: &TestServer, matter: MatterId, photo: Sha256) -> Vec<u8> {
    let office = server.staff("office-1").await;
    let why = ExportRequest { reason: "移送法院".to_owned() };
    let package = server.post(&format!("/v1/matters/{matter}/photos/{photo}/export"), &office, &why).await;
    assert_eq!(package.status, 200);
    package.body.to_vec()
}

/// How a claim of a package stands for somebody who trusts these authorities.
fn claim(server: &TestServer, package: &[u8], authorities: &[Vec<u8>], claim: Claim) -> (Standing, Reason) {
    let offices = [server.app.key.verifying_key().to_bytes()];
    let trust = Trust { offices: &offices, authorities, now_ms: server.now().as_millisecond() };
    let findings = export::verify(package, &trust);
    let verdict = findings.verdicts.into_iter().find(|verdict| verdict.claim == claim).expect("all claims");
    (verdict.standing, verdict.reason)
}

async fn waiting(server: &TestServer) -> usize {
    server.app.db.rows("SELECT hash FROM evidence_unstamped", &[]).await.unwrap().len()
}

#[tokio::test]
pub(super) async fn what_arrived_is_stamped_and_its_export_proves_the_time() {
    let Some((server, citizen, local)) = started().await else { return };
    let (matter, photo) = filed_with(&server, &citizen, ROAD).await;
    let before = exported(&server, matter, photo).await;
    assert!(matches!(claim(&server, &before, &[], Claim::Time).1, Reason::ClocksOnly { .. }));
    server.app.tick().await.unwrap();
    assert_eq!(waiting(&server).await, 0);
    let package = exported(&server, matter, photo).await;
    let roots = local.authority.roots();
    let (standing, reason) = claim(&server, &package, &roots, Claim::Time);
    assert_eq!(standing, Standing::Holds, "{reason:?}");
    assert!(matches!(claim(&server, &package, &[], Claim::Time).1, Reason::StampedByUnknown { .. }));
    assert_eq!(claim(&server, &package, &roots, Claim::Chain).0, Standing::Unproven, "there is no record");
}

#[tokio::test]
pub(super) async fn a_photo_with_a_record_is_stamped_by_its_record_and_only_once() {
    let Some((server, citizen, local)) = started().await else { return };
    let photo = Photo { sha256: sha256(ROAD), bytes: ROAD.len() as u64 };
    let mut device = Device::new(1);
    let entry = device.capture(ROAD);
    let (matter, _) = filed_with(&server, &citizen, ROAD).await;
    let path = format!("/v1/matters/{matter}/photos/{}/record", photo.sha256);
    for _ in 0..2 {
        assert_eq!(server.put(&path, &citizen, &device.record(&[&entry])).await.status, 204);
    }
    let rows = server.app.db.rows("SELECT hash FROM evidence_unstamped", &[]).await.unwrap();
    assert_eq!(rows.len(), 1, "the record instead of the original");
    assert_eq!(rows[0].parsed::<Sha256>(0).unwrap(), entry.hash());
    for expected in [1, 0] {
        assert_eq!(server.app.evidence.stamp_due(server.now()).await.unwrap(), expected);
    }
    let package = exported(&server, matter, photo.sha256).await;
    assert_eq!(claim(&server, &package, &local.authority.roots(), Claim::Time).0, Standing::Holds);
}

#[tokio::test]
pub(super) async fn an_authority_that_is_away_is_asked_again() {
    let Some((server, citizen, local)) = started().await else { return };
    local.away.store(true, Ordering::Relaxed);
    let (matter, photo) = filed_with(&server, &citizen, ROAD).await;
    for _ in 0..2 {
        server.app.tick().await.unwrap();
        assert_eq!(waiting(&server).await, 1, "nothing is lost and the timer goes on");
    }
    local.away.store(false, Ordering::Relaxed);
    server.app.tick().await.unwrap();
    let package = exported(&server, matter, photo).await;
    assert_eq!(claim(&server, &package, &local.authority.roots(), Claim::Time).0, Standing::Holds);
}

#[tokio::test]
pub(super) async fn a_server_without_an_authority_keeps_what_waits_until_it_has_one() {
    let server = TestServer::start().await;
    let citizen = server.citizen(PHONE).await;
    filed_with(&server, &citizen, ROAD).await;
    server.app.tick().await.unwrap();
    assert_eq!(waiting(&server).await, 1);
}

#[tokio::test]
async fn an_authority_is_spoken_to_over_http_as_the_standard_says() {
    let Some(authority) = Authority::new(Key::P256) else { return };
    let authority = Arc::new(authority);
    let answering = Arc::clone(&authority);
    let stamps = axum::routing::post(move |headers: http::HeaderMap, body: bytes::Bytes| async move {
        assert_eq!(headers["content-type"], "application/timestamp-query");
        answering.answer(&body)
    });
    let router = axum::Router::new().route("/tsa", stamps);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    let hash = sha256(b"x");
    let request = minyi_evidence::timestamp::request(&hash, [5; 8]);
    let there = HttpAuthority::at(&format!("http://{address}/tsa")).unwrap();
    assert!(accept(&there.answer(request.clone()).await.unwrap(), &hash, [5; 8]).is_ok());
    let elsewhere = HttpAuthority::at(&format!("http://{address}/nothing")).unwrap();
    assert_eq!(elsewhere.answer(request).await, Err(NoAnswer));
    assert!(HttpAuthority::at("ftp://x").is_none() && HttpAuthority::at("tsa").is_none());
}

#[tokio::test]
pub(super) async fn a_released_copy_carries_credentials_of_the_office() {
    let server = TestServer::start_with(|config| {
        let folder = config.credentials_dir();
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("leaf.key"), include_bytes!("../../../demo/credentials/leaf.key")).unwrap();
        std::fs::write(folder.join("leaf.pem"), include_bytes!("../../../demo/credentials/leaf.pem")).unwrap();
    })
    .await;
    let citizen = server.citizen(PHONE).await;
    let (matter, photo) = filed_with(&server, &citizen, ROAD).await;
    let office = server.staff("office-1").await;
    let path = format!("/v1/matters/{matter}/photos/{photo}");
    let copy = async || server.get(&format!("{path}/copy"), &office).await.body;
    let credentialed = |jpeg: &[u8]| jpeg.windows(13).any(|bytes| bytes == b"c2pa.claim.v2");
    assert!(!credentialed(&copy().await), "not before a person released it");
    let released = ReleaseRequest { redactions: Vec::new(), reason: "可公开".to_owned() };
    assert_eq!(server.post(&format!("{path}/release"), &office, &released).await.status, 204);
    assert!(credentialed(&copy().await));
    let package = exported(&server, matter, photo).await;
    assert_eq!(claim(&server, &package, &[], Claim::Redaction).0, Standing::Holds, "the log knows this very file");
}
