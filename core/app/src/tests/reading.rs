//! What the user sees: the server's word with the pending acts counted in, and the rules' refusals at once.

use super::{Phone, submission, supplement};
use crate::error::CoreError;
use crate::facade::{NetworkClass, NewCase};
use minyi_rulebook::citizen_case::{CaseAct, CaseCommand, EvaluationForm, Grade, Stage};
use minyi_rulebook::refusal::RefusalCode;

#[tokio::test]
async fn a_case_filed_offline_is_in_the_list_at_once_and_stays_there_once() {
    let phone = Phone::signed_in().await;
    phone.core().set_network(NetworkClass::Offline);
    let filed = phone.file("lamp").await;
    let page = phone.core().cases(None, 10).unwrap();
    assert_eq!((page.lines.len(), page.lines[0].registered), (1, false));
    assert_eq!(page.lines[0].summary.title.as_deref(), Some("lamp"));
    let case = phone.core().case(filed.matter).unwrap().unwrap();
    assert_eq!(case.view.unwrap().stage, Stage::Submitted);
    assert_eq!((case.synced, case.pending.len()), (None, 1));

    phone.settle().await;
    let page = phone.core().cases(None, 10).unwrap();
    assert_eq!((page.lines.len(), page.lines[0].registered, page.lines[0].pending), (1, true, 0));
}

#[tokio::test]
async fn a_pending_act_is_counted_in_until_the_sync_brings_it() {
    let phone = Phone::signed_in().await;
    let filed = phone.file("lamp").await;
    phone.settle().await;
    phone.core().set_network(NetworkClass::Offline);
    phone.add(filed.matter, "more").await;
    phone.core().act(filed.matter, CaseCommand::Withdraw { reason: "solved".into() }).await.unwrap();
    let case = phone.core().case(filed.matter).unwrap().unwrap();
    let view = case.view.unwrap();
    assert_eq!((view.stage, view.full().unwrap().supplements.len()), (Stage::Closed, 1));
    assert_eq!(case.synced.unwrap().stage, Stage::Submitted);
    assert!(case.pending.iter().all(|act| act.foretold));
    assert_eq!(phone.core().cases(None, 10).unwrap().lines[0].pending, 2);

    phone.settle().await;
    let case = phone.core().case(filed.matter).unwrap().unwrap();
    assert!(case.pending.is_empty());
    assert_eq!(case.view, case.synced);
}

#[tokio::test]
async fn the_rules_refuse_offline_with_the_field_and_the_quoted_rule_and_nothing_is_sealed() {
    let phone = Phone::signed_in().await;
    phone.settle().await;
    phone.core().set_network(NetworkClass::Offline);
    let empty = NewCase { draft: None, submission: submission(" ", Vec::new()) };
    let Err(CoreError::Refused(refusal)) = phone.core().file_case(empty).await else { panic!("filed") };
    assert_eq!((refusal.code, refusal.field.as_deref()), (RefusalCode::TextMissing, Some("title")));

    let filed = phone.file("lamp").await;
    let form =
        EvaluationForm { process: Grade::Satisfied, answer: Grade::Satisfied, delivery: None, reason: String::new() };
    let early = phone.core().act(filed.matter, CaseCommand::Evaluate(form)).await;
    let Err(CoreError::Refused(refusal)) = early else { panic!("acted") };
    assert_eq!(refusal.code, RefusalCode::NotInThisStage);
    assert_eq!(refusal.rule.expect("a quoted rule").id.to_string(), "evaluation.author_only");
    assert_eq!(phone.core().outbox().items().count(), 1);
}

#[tokio::test]
async fn a_filed_case_says_until_when_somebody_must_look_at_it() {
    let phone = Phone::signed_in().await;
    let filed = phone.file("lamp").await;
    let predicted = filed.predicted_due.expect("a triage rule in force");
    let explained = phone.core().explain_due(filed.matter).unwrap();
    assert_eq!(explained.iter().map(|due| due.due).collect::<Vec<_>>(), [predicted.due]);
    assert!(predicted.due > minyi_rulebook::calendar::local_date(phone.now()));
}

#[tokio::test]
async fn what_is_open_to_the_user_comes_from_the_rulebook() {
    let phone = Phone::signed_in().await;
    let filed = phone.file("lamp").await;
    let view = phone.core().case(filed.matter).unwrap().unwrap().view.unwrap();
    let acts: Vec<CaseAct> = view.permitted.iter().map(|action| action.act).collect();
    assert!(acts.contains(&CaseAct::Supplement) && acts.contains(&CaseAct::Withdraw), "{acts:?}");
    assert!(!acts.contains(&CaseAct::Triage));
}

#[tokio::test]
async fn a_case_that_is_not_here_cannot_be_acted_on() {
    let phone = Phone::signed_in().await;
    let nowhere = phone.core().new_draft_id().unwrap();
    assert_eq!(phone.core().act(nowhere, supplement("x")).await, Err(CoreError::NotFound));
    assert_eq!(phone.core().case(nowhere), Ok(None));
}

#[tokio::test]
async fn a_rule_that_this_phone_lacks_keeps_nobody_from_filing() {
    let phone = Phone::signed_in().await;
    // No rule in the app is so old; the same happens to an app that is older than the rules.
    phone.clock.set_wall("1990-03-02T01:00:00Z".parse().unwrap());
    let filed = phone.file("lamp").await;
    assert_eq!(filed.predicted_due, None);
    assert_eq!(phone.core().cases(None, 10).unwrap().lines.len(), 1);
    phone.settle().await;
    assert_eq!(phone.server.titles(), ["lamp"]);
}
