//! A phone that sends a photo in parts, step by step.

use axum::body::Body;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderValue, Method};
use minyi_rulebook::citizen_case::Photo;
use minyi_rulebook::ids::{MatterId, Sha256, UploadId};
use minyi_rulebook::procedure::AttachmentKind;
use minyi_wire::upload::{PART_MIN, UploadDeclaration, UploadProgress, UploadView};
use sha2::Digest;
use uuid::Uuid;

use crate::testing::{Answer, Caller, TestServer, request};

pub(super) const PHONE: &str = "13800000000";

/// Bytes that begin like a JPEG and differ by `seed`.
pub(super) fn jpeg(len: usize, seed: u8) -> Vec<u8> {
    let mut bytes: Vec<u8> = (0..len).map(|i| (i % 251) as u8 ^ seed).collect();
    bytes[..4].copy_from_slice(b"\xff\xd8\xff\xe0");
    bytes
}

pub(super) fn sha256(bytes: &[u8]) -> Sha256 {
    Sha256(sha2::Sha256::digest(bytes).into())
}

/// One upload as a phone sees it.
pub(super) struct Sending<'s> {
    pub(super) server: &'s TestServer,
    pub(super) by: Caller,
    pub(super) id: UploadId,
    pub(super) declaration: UploadDeclaration,
    pub(super) bytes: Vec<u8>,
}

impl<'s> Sending<'s> {
    pub(super) fn of(server: &'s TestServer, by: &Caller, matter: MatterId, bytes: Vec<u8>) -> Self {
        let declaration = UploadDeclaration {
            matter,
            sha256: sha256(&bytes),
            bytes: bytes.len() as u64,
            part_bytes: PART_MIN,
            kind: AttachmentKind::Photo,
        };
        Self { server, by: by.clone(), id: UploadId(Uuid::new_v4()), declaration, bytes }
    }

    pub(super) async fn declare(&self) -> Answer {
        self.server.put(&format!("/v1/uploads/{}", self.id), &self.by, &self.declaration).await
    }

    pub(super) async fn progress(&self) -> Answer {
        self.server.get(&format!("/v1/uploads/{}", self.id), &self.by).await
    }

    pub(super) fn part(&self, number: usize) -> &[u8] {
        self.bytes.chunks(PART_MIN as usize).nth(number).unwrap()
    }

    pub(super) async fn send(&self, number: usize) -> Answer {
        self.send_bytes(number, self.part(number)).await
    }

    pub(super) async fn send_bytes(&self, number: usize, bytes: &[u8]) -> Answer {
        let digest = format!("sha-256=:{}:", STANDARD.encode(sha256(bytes).0));
        self.send_raw(number, bytes, Some(&digest)).await
    }

    pub(super) async fn send_raw(&self, number: usize, bytes: &[u8], digest: Option<&str>) -> Answer {
        let path = format!("/v1/uploads/{}/parts/{number}", self.id);
        let mut request = request(Method::PUT, &path, Some(&self.by), Body::from(bytes.to_vec()));
        if let Some(digest) = digest {
            request.headers_mut().insert("content-digest", HeaderValue::from_str(digest).unwrap());
        }
        self.server.send(request).await
    }

    pub(super) async fn send_all(&self) -> Answer {
        assert!(self.declare().await.status < 300);
        let last = self.bytes.len().div_ceil(PART_MIN as usize) - 1;
        for number in 0..last {
            assert_eq!(self.send(number).await.status, 200);
        }
        self.send(last).await
    }

    pub(super) fn photo(&self) -> Photo {
        Photo { sha256: self.declaration.sha256, bytes: self.declaration.bytes }
    }

    /// Nothing of this upload is on disk.
    pub(super) fn has_no_staging(&self) -> bool {
        !self.server.app.config.staging_dir().join(self.id.to_string()).exists()
    }
}

pub(super) fn have(answer: &Answer) -> Vec<u32> {
    match answer.json::<UploadView>().progress {
        UploadProgress::Open { have } => have,
        UploadProgress::Complete => panic!("complete"),
    }
}

pub(super) fn is_complete(answer: &Answer) -> bool {
    answer.json::<UploadView>().progress == UploadProgress::Complete
}

pub(super) async fn read_photo(server: &TestServer, by: &Caller, matter: MatterId, sha256: Sha256) -> Answer {
    server.get(&format!("/v1/matters/{matter}/photos/{sha256}?reason=site%20check"), by).await
}

pub(super) async fn started() -> (TestServer, Caller) {
    let server = TestServer::start().await;
    let citizen = server.citizen(PHONE).await;
    (server, citizen)
}
