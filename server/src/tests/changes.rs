//! What other systems are told: every change once in order, to those who may read everything, and no word of anybody's.

use minyi_rulebook::citizen_case::CaseCommand;
use minyi_rulebook::class::TriageClass;
use minyi_wire::ProblemCode;
use minyi_wire::sync::ChangePage;

use super::sending::started;

#[tokio::test]
async fn every_change_comes_once_in_order_page_by_page() {
    let (server, citizen) = started().await;
    let station = server.staff("station-zhili-1").await;
    let first = server.file(&citizen, Vec::new()).await;
    let second = server.file(&citizen, Vec::new()).await;
    let triage = CaseCommand::Triage { class: TriageClass::Help, note: "村口".to_owned() };
    assert_eq!(server.command(&station, first, triage).await.status, 200);
    for login in ["office-1", "auditor"] {
        let reader = server.staff(login).await;
        let (mut cursor, mut seen, mut pages) = (String::new(), Vec::new(), 0);
        loop {
            let answer = server.get(&format!("/v1/changes?limit=2{cursor}"), &reader).await;
            assert!(!String::from_utf8_lossy(&answer.body).contains("村口"), "nobody's words");
            let page: ChangePage = answer.json();
            seen.extend(page.changes.iter().map(|note| (note.change_seq, note.act.clone(), note.matter, note.version)));
            cursor = format!("&cursor={}", page.cursor);
            pages += 1;
            if !page.more {
                break;
            }
        }
        let submit = || "submit".to_owned();
        let expected = [(1, submit(), first, 1), (2, submit(), second, 1), (3, "triage".to_owned(), first, 2)];
        assert_eq!((seen, pages), (expected.to_vec(), 2));
        let rest: ChangePage = server.get(&format!("/v1/changes?limit=2{cursor}"), &reader).await.json();
        assert!(rest.changes.is_empty() && format!("&cursor={}", rest.cursor) == cursor, "it keeps its place");
    }
}

#[tokio::test]
async fn only_who_reads_everything_is_told_everything() {
    let (server, citizen) = started().await;
    server.get("/v1/changes", None).await.problem(ProblemCode::Unauthenticated);
    server.get("/v1/changes", &citizen).await.problem(ProblemCode::Forbidden);
    for login in ["station-zhili-1", "clerk-water", "leader-water", "deputy-001", "court-1"] {
        let reader = server.staff(login).await;
        server.get("/v1/changes", &reader).await.problem(ProblemCode::Forbidden);
    }
    let office = server.staff("office-1").await;
    server.get("/v1/changes?limit=501", &office).await.problem(ProblemCode::MalformedParameter);
    server.get("/v1/changes?cursor=x", &office).await.problem(ProblemCode::CursorMalformed);
    let page: ChangePage = server.get("/v1/changes", &office).await.json();
    crate::audit::rebuild(&server.app.db).await.unwrap();
    let stale = server.get(&format!("/v1/changes?cursor={}", page.cursor), &office).await;
    stale.problem(ProblemCode::CursorStale);
}
