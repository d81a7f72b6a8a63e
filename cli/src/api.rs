//! The server over HTTP, as the desk of the staff uses it: typed reads, and commands that may be sent again without harm
//! because every attempt sends the same sealed bytes. The transport, its TLS and its limits are the phone's.

use std::time::Duration;

use minyi_core::transport::{HttpTransport, Method, Request, Response, Transport};
use minyi_rulebook::ids::CommandId;
use minyi_wire::command::{CommandEnvelope, body_hash};
use minyi_wire::receipt::ServerKeys;
use minyi_wire::{Problem, ProblemCode, Receipt};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::fault::Fault;

/// Attempts of one command before the person is asked to try later.
const ATTEMPTS: u32 = 4;

/// A server, and the token to speak to it with.
#[derive(Clone)]
pub(crate) struct Api {
    base: String,
    transport: HttpTransport,
    token: Option<String>,
}

impl Api {
    /// A client for the server at this address; nothing is sent yet.
    pub(crate) fn new(server: &str) -> Result<Self, Fault> {
        let base = server.trim_end_matches('/').to_owned();
        let transport = HttpTransport::new(&base).map_err(|error| not_an_address(&error))?;
        Ok(Self { base, transport, token: None })
    }

    /// The same server, signed in.
    #[must_use]
    pub(crate) fn with_token(mut self, token: &str) -> Self {
        self.token = Some(token.to_owned());
        self
    }

    pub(crate) fn server(&self) -> &str {
        &self.base
    }

    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Fault> {
        self.read(&self.send(Method::GET, path, None).await?)
    }

    pub(crate) async fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T, Fault> {
        let body = serde_json::to_vec(body).map_err(|error| internal(&error))?;
        self.read(&self.send(Method::POST, path, Some(body)).await?)
    }

    /// A `POST` whose answer has no body.
    pub(crate) async fn post_quietly(&self, path: &str) -> Result<(), Fault> {
        self.send(Method::POST, path, Some(b"{}".to_vec())).await.map(drop)
    }

    /// A `POST` whose answer is a file, or nothing.
    pub(crate) async fn post_for_bytes(&self, path: &str, body: &impl Serialize) -> Result<Vec<u8>, Fault> {
        let body = serde_json::to_vec(body).map_err(|error| internal(&error))?;
        Ok(self.send(Method::POST, path, Some(body)).await?.body.to_vec())
    }

    /// Sends a command until a receipt for exactly these bytes comes back, signed by one of the keys.
    pub(crate) async fn command(&self, envelope: &CommandEnvelope, keys: &ServerKeys) -> Result<Receipt, Fault> {
        let body = envelope.to_bytes().map_err(|error| internal(&error))?;
        let mut attempt = 1;
        let receipt: Receipt = loop {
            match self.send(Method::POST, "/v1/commands", Some(body.clone())).await {
                Ok(answer) => break self.read(&answer)?,
                Err(fault) if attempt < ATTEMPTS && is_passing(&fault) => {
                    tokio::time::sleep(Duration::from_millis(250 << attempt)).await;
                    attempt += 1;
                }
                Err(fault) => return Err(fault),
            }
        };
        check_receipt(&receipt, envelope.id, &body, keys)?;
        Ok(receipt)
    }

    async fn send(&self, method: Method, path: &str, body: Option<Vec<u8>>) -> Result<Response, Fault> {
        let mut request = Request::new(method, path);
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if let Some(body) = body {
            request = request.carrying("application/json", body);
        }
        let answer = self.transport.send(request).await.map_err(|_| self.unreachable())?;
        if (200..300).contains(&answer.status) {
            return Ok(answer);
        }
        Err(serde_json::from_slice::<Problem>(&answer.body).map_or_else(|_| self.not_ours(answer.status), Fault::from))
    }

    fn read<T: DeserializeOwned>(&self, answer: &Response) -> Result<T, Fault> {
        serde_json::from_slice(&answer.body).map_err(|_| self.not_ours(answer.status))
    }

    fn unreachable(&self) -> Fault {
        Fault::new(
            "unreachable",
            format!("无法连接服务器 {}，请检查地址和网络", self.base),
            format!("The server at {} cannot be reached. Check the address and the network.", self.base),
        )
    }

    fn not_ours(&self, status: u16) -> Fault {
        Fault::new(
            "not_our_server",
            format!("{} 的回应不是民意服务器的回应（HTTP {}）", self.base, status),
            format!("What answered at {} is not a Minyi server (HTTP {}).", self.base, status),
        )
    }
}

/// The address is not one that citizens' words may be sent to.
pub(crate) fn not_an_address(error: &minyi_core::transport::NotAServerAddress) -> Fault {
    Fault::input("server", "https:// 开头的地址；本机可用 http://127.0.0.1:端口", error.to_string())
}

impl std::fmt::Debug for Api {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Api").field("base", &self.base).finish_non_exhaustive()
    }
}

/// Whether the same bytes may do better a moment later.
fn is_passing(fault: &Fault) -> bool {
    let passing = [ProblemCode::Unavailable, ProblemCode::Internal].map(|code| crate::words::wire_name(&code));
    fault.code == "unreachable" || passing.contains(&fault.code)
}

fn check_receipt(receipt: &Receipt, command: CommandId, body: &[u8], keys: &ServerKeys) -> Result<(), Fault> {
    let hash = body_hash(body);
    let proven = keys
        .keys
        .iter()
        .filter(|key| key.key_id == receipt.key_id)
        .filter_map(minyi_wire::receipt::ServerKey::verifying_key)
        .any(|key| receipt.check(command, &hash, &key).is_ok());
    if proven {
        return Ok(());
    }
    Err(Fault::new(
        "receipt_unproven",
        "回执签名无法核验，请重新登录后查看事项是否已受理",
        "The receipt does not verify under the keys pinned at sign-in. Sign in again and look whether the act is on record.",
    ))
}

/// Something that no input leads to.
pub(crate) fn internal(error: &impl std::fmt::Display) -> Fault {
    Fault::new("internal", format!("程序内部错误：{error}"), format!("A fault of this program: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_without_a_scheme_is_answered_with_what_would_be_accepted() {
        let fault = Api::new("localhost:8080").unwrap_err();
        assert_eq!((fault.code.as_str(), fault.field.as_deref()), ("input", Some("server")));
        assert!(fault.accepted_en.is_some_and(|accepted| accepted.contains("http://")));
    }

    #[tokio::test]
    async fn a_server_that_is_not_there_is_said_to_be_unreachable() {
        let api = Api::new("http://127.0.0.1:9").expect("a good address");
        let fault = api.get::<serde_json::Value>("/v1/keys").await.unwrap_err();
        assert_eq!(fault.code, "unreachable");
    }
}
