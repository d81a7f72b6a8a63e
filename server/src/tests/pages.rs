//! Pages for people: everything can be read and filed without JavaScript, what people wrote stays text, what is filed twice is
//! filed once, and no other site can file for anybody.

use std::collections::BTreeMap;

use axum::body::Body;
use http::{Method, Request};
use minyi_rulebook::citizen_case::Addressee;
use minyi_rulebook::citizen_case::{
    AnswerDraft, CaseCommand, EvaluationForm, Filing, Grade, RoundAnswer, Stage, Submission,
};
use minyi_rulebook::class::TriageClass;
use minyi_rulebook::ids::{MatterId, OrganId};
use minyi_wire::follow::{FollowCodeView, FollowView};
use minyi_wire::{CaseView, ProblemCode};
use serde_json::json;
use uuid::Uuid;

use super::sending::jpeg;
use crate::testing::{Answer, Caller, TestServer};

const PHONE: &str = "13800000000";

/// A browser without JavaScript: it keeps cookies, shows pages, and sends forms as they stand.
#[derive(Default)]
pub(super) struct Browser {
    cookies: BTreeMap<String, String>,
    language: Option<&'static str>,
}

/// A page.
pub(super) struct Page {
    pub(super) status: u16,
    pub(super) html: String,
    location: Option<String>,
    answer: Answer,
}

impl Page {
    /// The hidden fields of the form that goes to this address.
    fn fields(&self, action: &str) -> Vec<(String, String)> {
        let start = self
            .html
            .find(&format!("action=\"{action}\""))
            .unwrap_or_else(|| panic!("no form to {action}: {}", self.html));
        let form = &self.html[start..start + self.html[start..].find("</form>").unwrap()];
        let inputs = form.split("<input type=\"hidden\" ").skip(1).map(|input| {
            let name = between(input, "name=\"", "\"");
            let value = between(input, "value=\"", "\"");
            (name.to_owned(), unescape(value))
        });
        inputs.collect()
    }

    pub(super) fn text(&self) -> String {
        unescape(&self.html)
    }
}

fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    let from = text.find(start).map_or(0, |at| at + start.len());
    &text[from..from + text[from..].find(end).unwrap()]
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

fn encode(fields: &[(String, String)]) -> String {
    let pairs = fields.iter().map(|(name, value)| {
        let value: String = value.bytes().map(|byte| format!("%{byte:02X}")).collect();
        format!("{name}={value}")
    });
    pairs.collect::<Vec<_>>().join("&")
}

impl Browser {
    async fn send(&mut self, server: &TestServer, request: http::request::Builder, body: Body) -> Page {
        let mut request = request.header("host", "minyi.test").header("accept", "text/html");
        if let Some(language) = self.language {
            request = request.header("accept-language", language);
        }
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        let answer = server.send(request.body(body).unwrap()).await;
        for set in answer.headers.get_all("set-cookie") {
            let (name, rest) = set.to_str().unwrap().split_once('=').unwrap();
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), rest.split(';').next().unwrap().to_owned());
            }
        }
        Page {
            status: answer.status,
            html: String::from_utf8(answer.body.to_vec()).unwrap(),
            location: answer.header("location").map(str::to_owned),
            answer,
        }
    }

    pub(super) async fn open(&mut self, server: &TestServer, path: &str) -> Page {
        self.send(server, Request::builder().method(Method::GET).uri(path), Body::empty()).await
    }

    async fn post(&mut self, server: &TestServer, path: &str, fields: &[(String, String)]) -> Page {
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header("origin", "http://minyi.test")
            .header("content-type", "application/x-www-form-urlencoded");
        self.send(server, request, Body::from(encode(fields))).await
    }

    /// Fills the form on the page in and presses a button.
    async fn fill(&mut self, server: &TestServer, page: &Page, action: &str, typed: &[(&str, &str)]) -> Page {
        let mut fields = page.fields(action);
        for (name, value) in typed {
            fields.retain(|(known, _)| known != name);
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
        self.post(server, action, &fields).await
    }

    async fn photos(&mut self, server: &TestServer, page: &Page, files: &[Vec<u8>]) -> Page {
        let mut body = Vec::new();
        for (name, value) in page.fields("/file/photos") {
            body.extend(format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
        }
        for file in files {
            let head = "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\ncontent-type: image/jpeg\r\n\r\n";
            body.extend(head.bytes());
            body.extend(file);
            body.extend(b"\r\n");
        }
        body.extend(b"--b--\r\n");
        let request = Request::builder()
            .method(Method::POST)
            .uri("/file/photos")
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "multipart/form-data; boundary=b");
        self.send(server, request, Body::from(body)).await
    }

    async fn sign_in(&mut self, server: &TestServer) {
        let page = self.open(server, "/sign-in?next=/mine").await;
        let page = self.fill(server, &page, "/sign-in", &[("phone", PHONE), ("go", "send")]).await;
        let code = server.sms.last_code(PHONE).unwrap();
        let page = self.fill(server, &page, "/sign-in", &[("phone", PHONE), ("code", &code), ("go", "enter")]).await;
        assert_eq!((page.status, page.location.as_deref()), (303, Some("/mine")), "{}", page.html);
    }
}

const WORDS: [(&str, &str); 5] = [
    ("to", "station:station-zhili-1"),
    ("title", "路灯<b>不亮</b>"),
    ("text", "巷口第二盏灯\r\n不亮三天了。<script>alert(1)</script>"),
    ("place", "石桥东侧"),
    ("publish", "yes"),
];

/// Through all steps to the page with the button that files.
async fn up_to_review(server: &TestServer, browser: &mut Browser, photos: &[Vec<u8>]) -> Page {
    let page = browser.open(server, "/file?to=station:station-zhili-1").await;
    let page = browser.fill(server, &page, "/file", &[&WORDS[..], &[("go", "next")]].concat()).await;
    let page = browser.fill(server, &page, "/file", &[("phone", PHONE), ("go", "send")]).await;
    let code = server.sms.last_code(PHONE).unwrap();
    let mut page = browser.fill(server, &page, "/file", &[("phone", PHONE), ("code", &code), ("go", "enter")]).await;
    if !photos.is_empty() {
        page = browser.photos(server, &page, photos).await;
    }
    browser.fill(server, &page, "/file", &[("go", "review")]).await
}

async fn view(server: &TestServer, by: &Caller, matter: &str) -> CaseView {
    server.get(&format!("/v1/matters/{matter}"), by).await.json()
}

#[tokio::test]
pub(super) async fn a_case_with_photos_is_filed_step_by_step_without_javascript() {
    let server = TestServer::start().await;
    let mut browser = Browser::default();
    let review = up_to_review(&server, &mut browser, &[jpeg(70_000, 1), jpeg(1_500_000, 2)]).await;
    assert!(review.html.contains("核对后提交") && review.html.contains("石桥东侧"));
    let filed = browser.fill(&server, &review, "/file", &[("go", "file")]).await;
    assert_eq!(filed.status, 303, "{}", filed.html);
    let receipt = browser.open(&server, filed.location.as_deref().unwrap()).await;
    assert!(receipt.html.contains("回执") && receipt.html.contains("<svg"));
    let staff = server.staff("station-zhili-1").await;
    let matter = filed.location.unwrap().replace("/filed/", "");
    let case = view(&server, &staff, &matter).await;
    let case = case.full().unwrap();
    assert!(case.is_complete() && case.photos.len() == 2);
    assert_eq!(case.text, "巷口第二盏灯\n不亮三天了。<script>alert(1)</script>\n\n地点：石桥东侧");
    assert!(case.may_publish);
}

#[tokio::test]
async fn what_people_wrote_is_text_on_every_page_and_nothing_runs_that_is_not_ours() {
    let server = TestServer::start().await;
    let mut browser = Browser::default();
    let review = up_to_review(&server, &mut browser, &[]).await;
    let filed = browser.fill(&server, &review, "/file", &[("go", "file")]).await;
    let matter = filed.location.as_deref().unwrap().replace("/filed/", "");
    for path in [format!("/filed/{matter}"), format!("/mine/{matter}"), "/mine".to_owned()] {
        let page = browser.open(&server, &path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(page.html.contains("&lt;b&gt;不亮&lt;/b&gt;"), "{path}");
        assert!(!page.html.contains("<b>不亮") && !page.html.contains("<script>"), "{path}");
    }
    assert!(!review.html.contains("<script>alert"));
    let policy = review.answer.header("content-security-policy").unwrap();
    assert!(
        !policy.contains("unsafe") && policy.contains("default-src 'none'") && policy.contains("script-src 'self'")
    );
    for other in ["http://", "https://", "style=", "onclick", "//cdn"] {
        let html = review.html.replace("http://www.w3.org", "").replace("http://minyi.test", "");
        assert!(!html.contains(other), "{other}");
    }
}

#[tokio::test]
pub(super) async fn a_form_sent_twice_files_once() {
    let server = TestServer::start().await;
    let mut browser = Browser::default();
    let review = up_to_review(&server, &mut browser, &[]).await;
    let first = browser.fill(&server, &review, "/file", &[("go", "file")]).await;
    let again = browser.fill(&server, &review, "/file", &[("go", "file")]).await;
    assert_eq!((first.status, first.location), (again.status, again.location));
    let events = server.app.db.rows("SELECT 1 FROM events", &[]).await.unwrap();
    assert_eq!(events.len(), 1);
}

#[tokio::test]
async fn what_the_rulebook_refuses_is_said_beside_the_field_and_the_words_stay() {
    let server = TestServer::start().await;
    let mut browser = Browser::default();
    let page = browser.open(&server, "/file").await;
    let long = "长".repeat(81);
    let table = [
        ([("title", ""), ("text", "说明")], "title-fault"),
        ([("title", &long[..]), ("text", "说明")], "title-fault"),
        ([("title", "标题"), ("text", " \r\n ")], "text-fault"),
    ];
    for (typed, fault) in table {
        let typed = [&typed[..], &[("to", "office"), ("place", "桥东"), ("go", "next")]].concat();
        let answer = browser.fill(&server, &page, "/file", &typed).await;
        assert_eq!(answer.status, 422);
        assert!(answer.html.contains(&format!("id=\"{fault}\"")), "{}", answer.html);
        assert!(answer.html.contains("aria-invalid=\"true\"") && answer.html.contains("桥东"));
    }
    let nobody = [("title", "标题"), ("text", "说明"), ("to", "station:nowhere"), ("go", "next")];
    let answer = browser.fill(&server, &page, "/file", &nobody).await;
    assert_eq!(answer.status, 422);
}

#[tokio::test]
async fn a_wrong_code_is_said_beside_it_and_nothing_is_lost() {
    let server = TestServer::start().await;
    let mut browser = Browser::default();
    let page = browser.open(&server, "/file").await;
    let page = browser.fill(&server, &page, "/file", &[&WORDS[..], &[("go", "next")]].concat()).await;
    let wrong = browser.fill(&server, &page, "/file", &[("phone", "12"), ("go", "send")]).await;
    assert!(wrong.status == 422 && wrong.html.contains("请输入 11 位手机号"));
    let page = browser.fill(&server, &wrong, "/file", &[("phone", PHONE), ("go", "send")]).await;
    let right = server.sms.last_code(PHONE).unwrap();
    let code = format!("{:06}", (right.parse::<u32>().unwrap() + 1) % 1_000_000);
    let wrong = browser.fill(&server, &page, "/file", &[("phone", PHONE), ("code", &code), ("go", "enter")]).await;
    assert!(wrong.status == 422 && wrong.html.contains("验证码错误"), "{}", wrong.html);
    let page = browser.fill(&server, &wrong, "/file", &[("phone", PHONE), ("code", &right), ("go", "enter")]).await;
    assert_eq!(page.status, 200);
    assert!(page.fields("/file").iter().any(|(name, value)| name == "title" && value.contains("不亮")));
}

#[tokio::test]
async fn photos_that_are_none_are_refused_and_the_others_stay() {
    let server = TestServer::start().await;
    let mut browser = Browser::default();
    browser.sign_in(&server).await;
    let page = browser.open(&server, "/file").await;
    let page = browser.fill(&server, &page, "/file", &[&WORDS[..], &[("go", "next")]].concat()).await;
    let page = browser.photos(&server, &page, &[jpeg(50_000, 3), b"%PDF-1.7 not a photo".to_vec()]).await;
    assert!(page.status == 415 || page.status == 422, "{}", page.status);
    let photos = page.fields("/file").into_iter().find(|(name, _)| name == "photos").unwrap().1;
    assert_eq!(photos.split(',').count(), 1);
    // Sent again, it is the same photo; taken back, it is gone.
    let page = browser.photos(&server, &page, &[jpeg(50_000, 3)]).await;
    assert_eq!(page.fields("/file").into_iter().find(|(name, _)| name == "photos").unwrap().1, photos);
}

#[tokio::test]
async fn no_other_site_files_signs_in_or_signs_out_for_anybody() {
    let server = TestServer::start().await;
    let mut browser = Browser::default();
    browser.sign_in(&server).await;
    let page = browser.open(&server, "/file").await;
    let good = [page.fields("/file"), vec![("go".into(), "next".into())]].concat();
    let forged: Vec<_> = good
        .iter()
        .cloned()
        .map(|(name, value)| if name == "token" { (name, "0".repeat(32)) } else { (name, value) })
        .collect();
    for path in ["/file", "/sign-in", "/sign-out"] {
        let answer = browser.post(&server, path, &forged).await;
        assert_eq!(answer.status, 403, "{path}");
        assert!(answer.html.contains("不是从本站页面发出"));
    }
    let request = Request::builder()
        .method(Method::POST)
        .uri("/file")
        .header("sec-fetch-site", "cross-site")
        .header("content-type", "application/x-www-form-urlencoded");
    assert_eq!(browser.send(&server, request, Body::from(encode(&good))).await.status, 403, "even with the token");
    let mut other = Browser::default();
    assert_eq!(other.post(&server, "/file", &good).await.status, 403, "the token is this browser's");
}

/// A case that was answered, and its author's browser.
async fn answered(server: &TestServer) -> (Browser, String) {
    let mut browser = Browser::default();
    let review = up_to_review(server, &mut browser, &[]).await;
    let filed = browser.fill(server, &review, "/file", &[("go", "file")]).await;
    let matter = filed.location.unwrap().replace("/filed/", "");
    let id: MatterId = matter.parse().unwrap();
    let (station, office) = (server.staff("station-zhili-1").await, server.staff("office-1").await);
    let (clerk, leader) = (server.staff("clerk-water").await, server.staff("leader-water").await);
    let lead = OrganId::new("unit-water").unwrap();
    let draft =
        AnswerDraft { text: "灯已修好。".into(), result_class: "A".into(), commitments: vec![], photos: vec![] };
    for (by, command) in [
        (&station, CaseCommand::Triage { class: TriageClass::Suggestion, note: String::new() }),
        (&office, CaseCommand::Assign { lead, co: vec![], note: String::new() }),
        (&clerk, CaseCommand::SignFor),
        (&clerk, CaseCommand::DraftAnswer(draft)),
        (&leader, CaseCommand::SignAnswer),
    ] {
        let answer = server.command(by, id, command).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    (browser, matter)
}

#[tokio::test]
pub(super) async fn the_author_reads_the_answer_and_judges_it() {
    let server = TestServer::start().await;
    let (mut browser, matter) = answered(&server).await;
    let path = format!("/mine/{matter}");
    let page = browser.open(&server, &path).await;
    assert!(page.html.contains("灯已修好。") && page.html.contains("为什么是这一天"));
    let grades = [("process", "satisfied"), ("answer", "dissatisfied"), ("reason", "")];
    let refused = browser.fill(&server, &page, &path, &grades).await;
    assert_eq!(refused.status, 422);
    assert!(refused.html.contains("依规不能办理") && refused.html.contains("checked"), "{}", refused.html);
    let grades = [("process", "satisfied"), ("answer", "dissatisfied"), ("reason", "另一盏还坏着")];
    let done = browser.fill(&server, &refused, &path, &grades).await;
    assert_eq!(done.status, 303, "{}", done.html);
    let staff = server.staff("office-1").await;
    let view = view(&server, &staff, &matter).await;
    let case = view.full().unwrap();
    assert_eq!((case.stage, case.rounds.len()), (Stage::Handling, 2), "a second round opened");
    assert!(matches!(case.rounds[0].answer, RoundAnswer::Signed { .. }));
    let form = EvaluationForm {
        process: Grade::Satisfied,
        answer: Grade::Dissatisfied,
        delivery: None,
        reason: "另一盏还坏着".into(),
    };
    assert_eq!(case.rounds[0].evaluations[0].form, form);
}

#[tokio::test]
async fn nobody_opens_another_citizens_case() {
    let server = TestServer::start().await;
    let (_, matter) = answered(&server).await;
    let mut stranger = Browser::default();
    for path in [format!("/mine/{matter}"), format!("/filed/{matter}")] {
        let page = stranger.open(&server, &path).await;
        assert_eq!(page.status, 303, "sign in first");
    }
    let mut other = Browser::default();
    let page = other.open(&server, "/sign-in").await;
    let phone = "13800000001";
    let page = other.fill(&server, &page, "/sign-in", &[("phone", phone), ("go", "send")]).await;
    let code = server.sms.last_code(phone).unwrap();
    other.fill(&server, &page, "/sign-in", &[("phone", phone), ("code", &code), ("go", "enter")]).await;
    for path in [format!("/mine/{matter}"), format!("/filed/{matter}"), "/mine/nonsense".to_owned()] {
        assert_eq!(other.open(&server, &path).await.status, 404, "{path}");
    }
}

#[tokio::test]
pub(super) async fn a_code_shows_where_the_case_stands_and_never_who_or_what_staff_wrote() {
    let server = TestServer::start().await;
    let (mut browser, matter) = answered(&server).await;
    let receipt = browser.open(&server, &format!("/filed/{matter}")).await;
    let code = between(&receipt.html, "id=\"follow-code\">", "<").to_owned();
    let mut stranger = Browser::default();
    let page = stranger.post(&server, "/follow", &[("code".into(), code.to_lowercase().replace('-', " "))]).await;
    assert_eq!(page.status, 200, "{}", page.html);
    let text = page.text();
    assert!(text.contains("路灯<b>不亮</b>") && text.contains("待评价") && text.contains("为什么是这一天"));
    for secret in ["灯已修好", "巷口第二盏灯", PHONE, "13800"] {
        assert!(!text.contains(secret), "{secret}");
    }
    assert_eq!(stranger.open(&server, &format!("/f/{code}")).await.status, 200, "as the QR code has it");
    let json: FollowView = server.post("/v1/follow", None, &json!({ "code": code })).await.json();
    assert!(json.answer_waits && json.title.is_some());
    assert_eq!(json.deadlines.len(), json.due.len());
}

#[tokio::test]
async fn a_wrong_code_is_told_apart_from_an_unknown_one_and_guessing_is_limited() {
    let server = TestServer::start().await;
    let mut browser = Browser::default();
    let page = browser.post(&server, "/follow", &[("code".into(), "0000-0000-00001".into())]).await;
    assert!(page.status == 422 && page.html.contains("有一位填错了"));
    let page = browser.post(&server, "/follow", &[("code".into(), "0000-0000-00000".into())]).await;
    assert!(page.status == 422 && page.html.contains("没有这个查询码"));
    server.post("/v1/follow", None, &json!({"code": "short"})).await.problem(ProblemCode::MalformedParameter);
    let mut last = page;
    for _ in 0..40 {
        last = browser.post(&server, "/follow", &[("code".into(), "0000-0000-00000".into())]).await;
    }
    assert_eq!(last.status, 429);
    assert!(last.answer.header("retry-after").is_none() && last.html.contains("秒后再试"));
}

#[tokio::test]
pub(super) async fn a_code_is_the_same_after_the_store_was_rebuilt_and_is_the_authors_only() {
    let server = TestServer::start().await;
    let citizen = server.citizen(PHONE).await;
    let matter = server.file(&citizen, Vec::new()).await;
    let path = format!("/v1/matters/{matter}/follow-code");
    let first: FollowCodeView = server.get(&path, &citizen).await.json();
    let follow = |code: String| {
        let server = &server;
        async move { server.post("/v1/follow", None, &json!({ "code": code })).await }
    };
    assert_eq!(follow(first.code.clone()).await.json::<FollowView>().matter, matter);
    // As a restore does: another epoch, and whatever stood in the derived table is of the old one.
    server.app.db.run("UPDATE head SET epoch = 'another'", &[]).await.unwrap();
    server.app.db.run("DELETE FROM follow_codes", &[]).await.unwrap();
    assert_eq!(server.get(&path, &citizen).await.json::<FollowCodeView>(), first);
    assert_eq!(follow(first.code).await.json::<FollowView>().matter, matter);
    let staff = server.staff("station-zhili-1").await;
    assert_eq!(server.get(&path, &staff).await.status, 200, "the station prints it");
    server.get(&path, &server.staff("office-1").await).await.problem(ProblemCode::Forbidden);
    server.get(&path, &server.citizen("13800000001").await).await.problem(ProblemCode::NotFound);
}

#[tokio::test]
async fn the_code_of_an_accusation_does_not_even_show_its_title() {
    let server = TestServer::start().await;
    let citizen = server.citizen(PHONE).await;
    let matter = server.file(&citizen, Vec::new()).await;
    let office = server.staff("office-1").await;
    let class = CaseCommand::Triage { class: TriageClass::Accusation, note: String::new() };
    assert_eq!(server.command(&office, matter, class).await.status, 200);
    let code: FollowCodeView = server.get(&format!("/v1/matters/{matter}/follow-code"), &citizen).await.json();
    let view: FollowView = server.post("/v1/follow", None, &json!({ "code": code.code })).await.json();
    assert_eq!(view.title, None);
}

#[tokio::test]
async fn pages_are_chinese_first_english_on_wish_and_large_on_wish() {
    let server = TestServer::start().await;
    let mut browser = Browser::default();
    for path in [
        "/",
        "/file",
        "/follow",
        "/stations",
        "/stations/station-zhili-1",
        "/cases",
        "/receptions",
        "/sign-in",
        "/deputies/00000000-0000-0000-0000-000000000007",
    ] {
        let page = browser.open(&server, path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(
            page.html.contains("lang=\"zh-CN\"") && page.html.contains("民意") && page.html.contains("跳到正文"),
            "{path}"
        );
        assert_eq!(page.html.matches("<h1").count(), 1, "{path}");
    }
    let mut english = Browser { language: Some("en-GB,en;q=0.9"), ..Browser::default() };
    let page = english.open(&server, "/").await;
    assert!(page.html.contains("lang=\"en\"") && page.html.contains("Take it to your deputy"));
    let page = english.open(&server, "/stations?lang=zh&size=large").await;
    assert!(page.html.contains("lang=\"zh-CN\"") && page.html.contains("class=\"large\""));
    let page = english.open(&server, "/stations").await;
    assert!(page.html.contains("lang=\"zh-CN\"") && page.html.contains("class=\"large\""), "remembered");
}

#[tokio::test]
async fn what_is_not_there_is_a_page_for_people_and_a_problem_for_programs() {
    let server = TestServer::start().await;
    let mut browser = Browser::default();
    for path in ["/nothing", "/stations/none", "/cases/nonsense", "/deputies/x", "/f/nonsense"] {
        let page = browser.open(&server, path).await;
        assert!([404, 422].contains(&page.status), "{path}");
        assert!(page.html.contains("<h1>"), "{path}");
    }
    server.get("/nothing", None).await.problem(ProblemCode::NotFound);
}

#[tokio::test]
async fn published_cases_are_listed_and_shown_without_their_author() {
    let server = TestServer::start().await;
    let (mut browser, matter) = answered(&server).await;
    assert_eq!(browser.open(&server, &format!("/cases/{matter}")).await.status, 404, "not published yet");
    let office = server.staff("office-1").await;
    assert_eq!(server.command(&office, matter.parse().unwrap(), CaseCommand::Publish).await.status, 200);
    let mut stranger = Browser::default();
    assert!(stranger.open(&server, "/cases").await.text().contains("路灯<b>不亮</b>"));
    let page = stranger.open(&server, &format!("/cases/{matter}")).await;
    assert!(page.html.contains("灯已修好。") && !page.html.contains(PHONE));
    assert!(stranger.open(&server, "/").await.text().contains("路灯<b>不亮</b>"));
}

#[tokio::test]
async fn reception_days_go_into_a_calendar() {
    let server = TestServer::start().await;
    let answer = server.get("/stations/station-zhili-1/receptions.ics", None).await;
    let text = String::from_utf8(answer.body.to_vec()).unwrap();
    assert_eq!(answer.header("content-type"), Some("text/calendar; charset=utf-8"));
    assert!(
        text.contains("RRULE:FREQ=MONTHLY;BYMONTHDAY=10\r\n")
            && text.contains("DTSTART;TZID=Asia/Shanghai:20260310T090000")
    );
    assert_eq!(text.matches("BEGIN:VEVENT").count(), text.matches("END:VEVENT").count());
    let page = Browser::default().open(&server, "/receptions").await;
    assert!(page.html.contains("2026-03-10") && page.html.contains("09:00–11:00"));
}

#[tokio::test]
async fn a_deputy_is_found_by_name_and_a_case_goes_to_them() {
    let server = TestServer::start().await;
    let mut browser = Browser::default();
    let found = browser.open(&server, "/stations?q=deputy-001").await;
    assert!(found.html.contains("/stations/station-zhili-1") && !found.html.contains("station-zhili-2\""));
    let none = browser.open(&server, "/stations?q=%E6%97%A0").await;
    assert!(none.html.contains("没有找到"));
    let page = browser.open(&server, "/file?to=deputy:00000000-0000-0000-0000-000000000007").await;
    assert!(page.html.contains("deputy:00000000-0000-0000-0000-000000000007"));
}

#[tokio::test]
async fn station_staff_file_for_somebody_and_print_their_code() {
    let server = TestServer::start().await;
    let staff = server.staff("station-zhili-1").await;
    let matter = MatterId(Uuid::now_v7());
    let author = server.citizen(PHONE).await.actor.user;
    let channel = minyi_rulebook::citizen_case::ProxyChannel::Paper;
    let submission = Submission {
        title: "代写".into(),
        text: "代为提交。".into(),
        addressee: Addressee::Station { station: OrganId::new("station-zhili-1").unwrap() },
        place: None,
        photos: vec![],
        voice: None,
        may_publish: false,
        filing: Filing::Proxy { author, channel },
    };
    assert_eq!(server.command(&staff, matter, CaseCommand::Submit(Box::new(submission))).await.status, 200);
    let code: FollowCodeView = server.get(&format!("/v1/matters/{matter}/follow-code"), &staff).await.json();
    assert_eq!(Browser::default().open(&server, &code.path).await.status, 200);
}
