//! Random weather, deaths and lost mirrors against the model: after healing everything acknowledged is with the server once,
//! whole and in order, and parked items have blocked nobody (I1 to I5 and I8 of the design).

use super::server::Weather;
use super::{MINUTE, Phone, supplement};
use crate::facade::NetworkClass;
use crate::outbox::ItemStanding;
use minyi_rulebook::ids::MatterId;
use minyi_wire::problem::{Problem, ProblemCode};
use proptest::prelude::*;
use sha2::Digest;
use std::collections::BTreeMap;
use std::time::Duration;

#[derive(Clone, Debug)]
enum Op {
    File { photos: usize, refused: bool },
    Supplement { which: usize, refused: bool },
    Slice,
    Wait(u64),
    Next(Next),
    Die { loses_mirror: bool },
    DieAfterChanges(i64),
    EndSession,
    JumpClock(i64),
}

#[derive(Clone, Copy, Debug)]
enum Next {
    Lost,
    AnswerLost,
    Portal,
    Busy,
    Forged,
    Expired,
    Garbled,
}

impl Next {
    fn weather(self) -> (&'static str, Weather) {
        match self {
            Self::Lost => ("/v1/", Weather::Lost),
            Self::AnswerLost => ("/v1/", Weather::AnswerLost),
            Self::Portal => ("/v1/", Weather::Portal(200)),
            Self::Busy => ("/v1/", Weather::Says(Problem::new(ProblemCode::Unavailable).retry_after(30))),
            Self::Forged => ("/v1/commands", Weather::Forged),
            Self::Expired => ("/parts/", Weather::Says(Problem::new(ProblemCode::UploadExpired))),
            Self::Garbled => ("/parts/", Weather::Says(Problem::new(ProblemCode::PartDigestMismatch))),
        }
    }
}

fn next() -> impl Strategy<Value = Next> {
    prop::sample::select(vec![
        Next::Lost,
        Next::AnswerLost,
        Next::AnswerLost,
        Next::Portal,
        Next::Busy,
        Next::Forged,
        Next::Expired,
        Next::Garbled,
    ])
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        3 => (0_usize..3, prop::bool::weighted(0.15)).prop_map(|(photos, refused)| Op::File { photos, refused }),
        5 => (0_usize..6, prop::bool::weighted(0.3)).prop_map(|(which, refused)| Op::Supplement { which, refused }),
        6 => Just(Op::Slice),
        2 => (1_u64..900).prop_map(Op::Wait),
        6 => next().prop_map(Op::Next),
        2 => any::<bool>().prop_map(|loses_mirror| Op::Die { loses_mirror }),
        2 => (0_i64..25).prop_map(Op::DieAfterChanges),
        1 => Just(Op::EndSession),
        1 => (-172_800_i64..172_800).prop_map(Op::JumpClock),
    ]
}

/// What the phone said is saved: texts of a case in order, those that the server refuses apart.
#[derive(Default)]
struct Promised {
    title: String,
    refused: bool,
    supplements: Vec<String>,
    refused_supplements: usize,
    photos: usize,
}

async fn run(ops: Vec<Op>) -> Result<(), TestCaseError> {
    let mut phone = Phone::signed_in().await;
    let mut promised: BTreeMap<MatterId, Promised> = BTreeMap::new();
    let mut acknowledged = 0;
    for (n, op) in ops.into_iter().enumerate() {
        match op {
            Op::File { photos: count, refused } => {
                let mut photos = Vec::new();
                for k in 0..count {
                    let file = phone.photo_file(&format!("photo-{n}-{k}"), 20_000 + 40_000 * k);
                    photos.extend(phone.core().attach_photo(&file).await);
                }
                let title = format!("case {n}{}", if refused { " REFUSED" } else { "" });
                let submission = super::submission(&title, photos.clone());
                let case = crate::facade::NewCase { draft: None, submission };
                if let Ok(filed) = phone.core().file_case(case).await {
                    acknowledged += 1;
                    let photos = photos.len();
                    promised.insert(filed.matter, Promised { title, refused, photos, ..Promised::default() });
                }
            }
            Op::Supplement { which, refused } => {
                let Some((matter, case)) = promised.iter_mut().nth(which) else {
                    continue;
                };
                let text = format!("text {n}{}", if refused { " REFUSED" } else { "" });
                if phone.core().act(*matter, supplement(&text)).await.is_ok() {
                    acknowledged += 1;
                    match refused {
                        true => case.refused_supplements += 1,
                        false => case.supplements.push(text),
                    }
                }
            }
            Op::Slice => _ = phone.slice().await,
            Op::Wait(seconds) => phone.clock.advance(Duration::from_secs(seconds)),
            Op::Next(next) => {
                let (path, weather) = next.weather();
                phone.server.forecast(path, weather);
            }
            Op::Die { loses_mirror: false } => _ = phone.restart(),
            Op::Die { loses_mirror: true } => _ = phone.restart_without_mirror(),
            Op::DieAfterChanges(changes) => {
                phone.disk.die_after(changes);
                phone.slice().await;
                phone.restart();
            }
            Op::EndSession => phone.server.model().token = "revoked".into(),
            Op::JumpClock(seconds) => {
                let now = phone.now().as_millisecond() + seconds * 1000;
                phone.clock.set_wall(jiff::Timestamp::from_millisecond(now).unwrap());
            }
        }
    }

    // Healing: good weather, a fresh sign-in, an hour.
    phone.server.model().forecast.clear();
    phone.restart();
    phone.sign_in().await;
    for _ in 0..60 {
        let report = phone.core().run_slice(10 * MINUTE, NetworkClass::Unmetered).await;
        match report.next_wake {
            Some(wake) => phone.clock.advance(wake),
            None => break,
        }
    }
    phone.core().sync().await.unwrap();

    let model = phone.server.model();
    prop_assert!(model.broken.is_empty(), "I5: {:?}", model.broken);
    let mut held = 0;
    for (matter, promised) in &promised {
        let arrived = model.cases.get(matter).map(|(case, _)| case);
        prop_assert_eq!(arrived.is_some(), !promised.refused, "I1, I8: {}", promised.title);
        let Some(case) = arrived else {
            held += 1 + promised.supplements.len() + promised.refused_supplements;
            continue;
        };
        held += promised.refused_supplements;
        let texts: Vec<&str> = case.supplements.iter().map(|supplement| supplement.text.as_str()).collect();
        prop_assert_eq!(&texts, &promised.supplements, "I1, I2, I8: order and number");
        prop_assert_eq!(case.photos.len(), promised.photos);
        prop_assert!(case.is_complete(), "I4");
    }
    // A call that failed may have left a command behind that nobody was promised; never two.
    prop_assert!(model.cases.len() <= promised.len() + 1, "I2");
    for ((_, sha256), bytes) in &model.objects {
        prop_assert_eq!(sha256.0, <[u8; 32]>::from(sha2::Sha256::digest(bytes)), "I3");
    }
    drop(model);
    let outbox = phone.core().outbox();
    prop_assert!(outbox.waiting.is_empty() && outbox.sending.is_empty(), "{:?}", outbox);
    prop_assert_eq!(outbox.needs_attention.len() + outbox.saved.len(), held);
    prop_assert!(outbox.done.len() + held >= acknowledged);
    for item in &outbox.done {
        let is_complete = matches!(item.standing, ItemStanding::Complete { .. });
        prop_assert!(is_complete && item.photos == item.photos_complete, "I4");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_everything_acknowledged_arrives_once_whole_and_in_order(
        ops in prop::collection::vec(op(), 5..40),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(run(ops))?;
    }
}
