//! One's own password and authenticator: changed against the password of now, on record, with every other session ended.

use jiff::SignedDuration;
use minyi_rulebook::accounts::AccountCommand;
use minyi_rulebook::refusal::RefusalCode;
use minyi_wire::ProblemCode;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::access::{AccountEntry, AuthenticatorOffer, second_factor};
use crate::keys;
use crate::seed::{self, SeedFile};
use crate::testing::{Answer, Caller, PASSWORD, TestServer, small_district};

const CHOSEN: &str = "a canal behind the mill";

async fn change(server: &TestServer, by: &Caller, old: &str, new: &str) -> Answer {
    server.post("/v1/me/password", by, &json!({"old_password": old, "new_password": new})).await
}

async fn enters(server: &TestServer, password: &str, totp: &str) -> bool {
    server.clock.advance(SignedDuration::from_secs(60));
    let body = json!({"login": "clerk-water", "password": password, "totp": totp, "device": Uuid::new_v4()});
    server.post("/v1/sign-in/staff", None, &body).await.status == 200
}

/// The code of the small district's authenticator a minute from now, when [`enters`] asks for it.
fn soon(server: &TestServer, secret: &str) -> String {
    let seconds = u64::try_from(server.now().as_second()).unwrap() + 60;
    second_factor(secret).unwrap().generate(seconds).to_string()
}

fn refused(answer: &Answer) -> (Option<RefusalCode>, Option<String>) {
    let problem = answer.problem(ProblemCode::Refused);
    (problem.refusal.as_ref().map(|refusal| refusal.code), problem.refusal.and_then(|refusal| refusal.field))
}

async fn reload(server: &TestServer, seed: &Value) {
    let seed = SeedFile::parse(&seed.to_string()).unwrap();
    let pepper = keys::pepper(&server.app.config.keys_dir()).unwrap();
    seed::load(&server.app.db, &seed, &pepper, server.now()).await.unwrap();
}

fn entry_of(seed: &mut Value) -> &mut Value {
    seed["users"].as_array_mut().unwrap().iter_mut().find(|user| user["login"] == "clerk-water").unwrap()
}

#[tokio::test]
pub(super) async fn a_password_is_changed_by_its_holder_and_every_other_session_ends() {
    let server = TestServer::start().await;
    let (here, elsewhere) = (server.staff("clerk-water").await, server.staff("clerk-water").await);
    assert_eq!(server.get("/v1/me", &elsewhere).await.status, 200, "and is believed for a while");
    assert_eq!(change(&server, &here, PASSWORD, CHOSEN).await.status, 204);
    server.get("/v1/me", &elsewhere).await.problem(ProblemCode::SessionOver);
    assert_eq!(server.get("/v1/me", &here).await.status, 200);
    let secret = crate::testing::TOTP_SECRET;
    assert!(!enters(&server, PASSWORD, &soon(&server, secret)).await);
    assert!(enters(&server, CHOSEN, &soon(&server, secret)).await);

    let auditor = server.staff("auditor").await;
    let log: Vec<AccountEntry> = server.get("/v1/desk/accounts/log", &auditor).await.json();
    let told: Vec<_> = log.iter().map(|entry| (entry.actor, entry.account, entry.command.clone())).collect();
    assert_eq!(told, [(here.actor.user, here.actor.user, AccountCommand::ChangeOwnPassword)]);
    assert!(!serde_json::to_string(&log).unwrap().contains(CHOSEN));
}

#[tokio::test]
pub(super) async fn the_seed_file_leaves_a_chosen_password_until_it_brings_another_one_itself() {
    let server = TestServer::start().await;
    let secret = crate::testing::TOTP_SECRET;
    let clerk = server.staff("clerk-water").await;
    assert_eq!(change(&server, &clerk, PASSWORD, CHOSEN).await.status, 204);
    let mut seed = small_district();
    reload(&server, &seed).await;
    assert!(enters(&server, CHOSEN, &soon(&server, secret)).await);
    entry_of(&mut seed)["name"] = json!("改名");
    reload(&server, &seed).await;
    assert!(enters(&server, CHOSEN, &soon(&server, secret)).await, "another name is no reset");
    entry_of(&mut seed)["password"] = json!("the operator's reset");
    reload(&server, &seed).await;
    assert!(!enters(&server, CHOSEN, &soon(&server, secret)).await);
    assert!(enters(&server, "the operator's reset", &soon(&server, secret)).await);
}

#[tokio::test]
pub(super) async fn what_is_wrong_with_a_password_is_told_at_its_field_and_changes_nothing() {
    let server = TestServer::start().await;
    let clerk = server.staff("clerk-water").await;
    for (old, new, code, field) in [
        (PASSWORD, "short", RefusalCode::OutOfRange, "new_password"),
        (PASSWORD, PASSWORD, RefusalCode::AlreadyDone, "new_password"),
        (PASSWORD, "my clerk-water secret", RefusalCode::OutOfRange, "new_password"),
        ("not the old one", CHOSEN, RefusalCode::OutOfRange, "old_password"),
    ] {
        assert_eq!(refused(&change(&server, &clerk, old, new).await), (Some(code), Some(field.to_owned())), "{new}");
    }
    assert_eq!(server.get("/v1/me", &clerk).await.status, 200);
    let citizen = server.citizen("19900000001").await;
    change(&server, &citizen, PASSWORD, CHOSEN).await.problem(ProblemCode::Forbidden);
    change(&server, &clerk, PASSWORD, CHOSEN).await;
    // Five guesses at somebody's unlocked screen close the login.
    for _ in 0..5 {
        change(&server, &clerk, "a guess", "another fine password").await.problem(ProblemCode::Refused);
    }
    change(&server, &clerk, CHOSEN, "another fine password").await.problem(ProblemCode::LockedOut);
}

#[tokio::test]
pub(super) async fn an_authenticator_is_in_use_once_it_has_shown_its_code() {
    let server = TestServer::start().await;
    let (here, elsewhere) = (server.staff("clerk-water").await, server.staff("clerk-water").await);
    let draw = json!({"old_password": "a guess"});
    let answer = server.post("/v1/me/authenticator/draw", &here, &draw).await;
    assert_eq!(refused(&answer).1.as_deref(), Some("old_password"));
    let draw = json!({ "old_password": PASSWORD });
    let offer: AuthenticatorOffer = server.post("/v1/me/authenticator/draw", &here, &draw).await.json();
    assert!(offer.address.starts_with("otpauth://totp/Minyi:clerk-water?secret="), "{}", offer.address);
    let old = crate::testing::TOTP_SECRET;
    assert!(enters(&server, PASSWORD, &soon(&server, old)).await, "drawing changes nothing");

    let adopt = async |by: &Caller, secret: &str, code: &str| {
        let body = json!({"secret": secret, "ticket": offer.ticket, "code": code});
        server.post("/v1/me/authenticator", by, &body).await
    };
    let code = |secret: &str| {
        let seconds = u64::try_from(server.now().as_second()).unwrap();
        second_factor(secret).unwrap().generate(seconds).to_string()
    };
    assert_eq!(refused(&adopt(&here, &offer.secret, "000000").await).0, Some(RefusalCode::OutOfRange));
    assert_eq!(refused(&adopt(&here, old, &code(old)).await).0, Some(RefusalCode::WindowOver), "not what was drawn");
    let leader = server.staff("leader-water").await;
    assert_eq!(refused(&adopt(&leader, &offer.secret, &code(&offer.secret)).await).0, Some(RefusalCode::WindowOver));
    assert_eq!(adopt(&here, &offer.secret, &code(&offer.secret)).await.status, 204);
    server.get("/v1/me", &elsewhere).await.problem(ProblemCode::SessionOver);
    assert_eq!(server.get("/v1/me", &here).await.status, 200);
    assert!(!enters(&server, PASSWORD, &soon(&server, old)).await);
    assert!(enters(&server, PASSWORD, &soon(&server, &offer.secret)).await);
    server.clock.advance(SignedDuration::from_mins(16));
    let late = adopt(&server.staff("clerk-water").await, &offer.secret, &code(&offer.secret)).await;
    assert_eq!(refused(&late).0, Some(RefusalCode::WindowOver));
}
