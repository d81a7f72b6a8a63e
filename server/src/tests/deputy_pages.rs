//! The pages behind the codes on plates: they open for anybody, say what is agreed to and where a mandate stands, and lead to a
//! case for this deputy or this station; plates come as PDF that other people's programs read.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use minyi_identity::plate::{self, PlateForm, PlateText};
use minyi_identity::{Level, Office, PageLink};
use minyi_rulebook::ids::MatterId;
use minyi_rulebook::mandate::{EndGround, Field, MandateCommand, SuspensionGround, page_code};
use minyi_wire::ProblemCode;
use serde_json::{Value, json};

use super::identity::{REGION, Story};
use super::pages::Browser;
use crate::identity::plate_pdf::{self, PdfFault, PlateFont};
use crate::testing::TestServer;

async fn in_office() -> (Story, MatterId, String) {
    let story = Story::begin().await;
    let matter = story.establish(Office::Deputy(Level::District), REGION).await;
    let code = page_code(matter);
    (story, matter, code)
}

#[tokio::test]
async fn a_code_opens_the_checked_card_in_either_spelling_with_what_was_agreed_to() {
    let (story, matter, code) = in_office().await;
    for command in [
        MandateCommand::SetPost { text: "教师".into() },
        MandateCommand::SetPledge { text: "每月走访<十>户".into() },
        MandateCommand::SetReceptionDays { text: "每月十日上午".into() },
        MandateCommand::SetPhone { text: "0572 0000000".into() },
    ] {
        story.does(&story.deputy, matter, command).await;
    }
    let mut browser = Browser::default();
    let before = browser.open(&story.server, &format!("/d/{code}")).await;
    assert!(before.html.contains("目前没有有效的电子代表证"));
    story.card(matter).await;
    for address in [format!("/d/{code}"), format!("/D/{code}"), format!("/d/{}", code.to_lowercase())] {
        let page = browser.open(&story.server, &address).await;
        assert_eq!(page.status, 200, "{address}");
        for shown in [
            "演示代表",
            "在任",
            "第一选区",
            "教师",
            "每月走访<十>户",
            "每月十日上午",
            "已签发，本站刚刚核验了签名",
            "演示区人大常委会",
            "不能证明本人身份",
            "/stations/station-zhili-1",
        ] {
            assert!(page.text().contains(shown), "{shown} at {address}");
        }
        assert!(page.html.contains("走访&lt;十&gt;户"), "what a deputy wrote stays text");
        assert!(!page.html.contains("0572"), "a phone number is off until the deputy says yes");
        assert!(page.html.contains("<svg") && !page.html.contains("<script"), "drawn here, nothing to run");
    }
    story.does(&story.deputy, matter, MandateCommand::Publish { field: Field::Phone, consent: true }).await;
    let page = browser.open(&story.server, &format!("/d/{code}")).await;
    assert!(page.html.contains("tel:05720000000"));
}

#[tokio::test]
async fn from_the_page_a_case_goes_to_this_deputy_or_to_the_station() {
    let (story, _, code) = in_office().await;
    let mut browser = Browser::default();
    let page = browser.open(&story.server, &format!("/d/{code}")).await;
    let deputy = format!("deputy:{}", story.deputy.actor.user);
    for to in [deputy.as_str(), "station:station-zhili-1", "office"] {
        assert!(page.html.contains(&format!("name=\"to\" value=\"{to}\"")), "{to}");
        let form = browser.open(&story.server, &format!("/file?to={to}")).await;
        assert!(form.html.contains(&format!("<option value=\"{to}\" selected")), "{to}");
    }
    assert!(page.html.contains(&format!("value=\"{deputy}\" checked")), "this deputy, unless one chooses otherwise");
}

#[tokio::test]
async fn a_suspended_mandate_says_so_and_cases_go_to_the_station() {
    let (story, matter, code) = in_office().await;
    story.card(matter).await;
    let suspend = MandateCommand::Suspend { ground: SuspensionGround::Detained, note: "不公开的说明".into() };
    story.does(&story.office, matter, suspend).await;
    let page = Browser::default().open(&story.server, &format!("/d/{code}")).await;
    assert!(page.html.contains("暂停执行代表职务"));
    assert!(!page.html.contains("不公开的说明"), "why is not published");
    assert!(!page.html.contains("value=\"deputy:") && page.html.contains("value=\"station:station-zhili-1\" checked"));
    assert!(page.html.contains("目前没有有效的电子代表证"));
}

#[tokio::test]
async fn an_ended_mandate_keeps_its_page_with_the_notice_and_loses_plate_and_code() {
    let (story, matter, code) = in_office().await;
    let end = MandateCommand::End { ground: EndGround::Resigned, notice: "演示公告〔2026〕1号".into() };
    story.does(&story.office, matter, end).await;
    let mut browser = Browser::default();
    let page = browser.open(&story.server, &format!("/d/{code}")).await;
    assert_eq!(page.status, 200);
    assert!(page.html.contains("资格已终止") && page.html.contains("演示公告〔2026〕1号"));
    assert!(!page.html.contains("plate.pdf") && !page.html.contains("<svg") && !page.html.contains("value=\"deputy:"));
    let plate = format!("/v1/public/deputies/{code}/plate.pdf?form=a4");
    story.server.get(&plate, None).await.problem(ProblemCode::NotFound);
    for list in ["/stations/station-zhili-1".to_owned(), constituency("第一选区")] {
        assert!(!browser.open(&story.server, &list).await.html.contains(&format!("/d/{code}")), "{list}");
    }
}

fn constituency(name: &str) -> String {
    crate::pages::constituency_address(&REGION.parse().expect("a region"), name)
}

#[tokio::test]
async fn station_and_constituency_list_who_is_there_each_once() {
    let (story, _, code) = in_office().await;
    let deliberator = story.establish(Office::Deliberator, "330502001").await;
    let mut browser = Browser::default();
    let station = browser.open(&story.server, "/stations/station-zhili-1").await;
    for code in [code.clone(), page_code(deliberator)] {
        assert_eq!(station.html.matches(&format!("href=\"/d/{code}\"")).count(), 1, "{code}");
    }
    let person = format!("/deputies/{}", story.deputy.actor.user);
    assert!(!station.html.contains(&person), "who has a card is not listed twice");
    let page = browser.open(&story.server, &person).await;
    assert!(page.html.contains(&format!("/d/{code}")), "the person's page names their mandates");

    let all = browser.open(&story.server, "/constituencies").await;
    assert!(all.text().contains(&constituency("第一选区")), "{}", all.html);
    let one = browser.open(&story.server, &constituency("第一选区")).await;
    assert!(one.html.contains(&format!("/d/{code}")) && !one.html.contains(&page_code(deliberator)));
    for nowhere in [constituency("无此选区"), "/constituencies?region=x&name=y".into(), "/d/00000000".into()] {
        let page = browser.open(&story.server, &nowhere).await;
        assert_eq!(page.status, 404, "{nowhere}");
        assert!(page.html.contains("<h1>"), "{nowhere}");
    }
}

#[tokio::test]
async fn the_page_speaks_english_on_wish_and_works_without_keys_of_a_congress() {
    let (story, _, code) = in_office().await;
    let page = Browser::default().open(&story.server, &format!("/d/{code}?lang=en")).await;
    for shown in ["in office", "File a case", "Does not prove who is in front of you", "Constituency"] {
        assert!(page.html.contains(shown), "{shown}");
    }
    let bare = TestServer::start().await;
    assert_eq!(Browser::default().open(&bare, "/constituencies").await.status, 200);
    assert_eq!(Browser::default().open(&bare, "/d/7K3M9Q2X").await.status, 404);
}

// ---- plates ----

/// What pdfium and zxing-cpp make of a PDF.
fn read_by_others(pdf: &[u8]) -> Value {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let python = root.join(".cache/venv/bin/python");
    assert!(python.exists(), "the Python tools are missing: run scripts/python-tools");
    let script = root.join("server/src/tests/plate.py");
    let mut child =
        Command::new(python).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("runs");
    let given = json!({ "pdf": STANDARD.encode(pdf) });
    child.stdin.take().expect("piped").write_all(given.to_string().as_bytes()).expect("written");
    let output = child.wait_with_output().expect("ends");
    assert!(output.status.success(), "plate.py failed, see above; did scripts/python-tools run last?");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[tokio::test]
async fn a_plate_is_a_pdf_in_its_own_size_whose_words_and_code_others_read() {
    let (story, matter, code) = in_office().await;
    story.does(&story.deputy, matter, MandateCommand::SetPledge { text: "每月走访十户".into() }).await;
    for (form, width, height) in [("a4", 210.0, 297.0), ("badge", 85.6, 54.0)] {
        let answer = story.server.get(&format!("/v1/public/deputies/{code}/plate.pdf?form={form}"), None).await;
        assert_eq!(answer.header("content-type"), Some("application/pdf"));
        assert!(answer.body.len() < 200_000, "{} bytes: only the characters used are in it", answer.body.len());
        let read = read_by_others(&answer.body);
        assert_eq!(read["pages"], 1, "{form}");
        for (measure, wanted) in [("width_mm", width), ("height_mm", height)] {
            assert!((read[measure].as_f64().expect("a number") - wanted).abs() < 0.1, "{form}: {read}");
        }
        assert_eq!(read["codes"], json!([format!("HTTPS://DEMO.EXAMPLE/D/{code}")]), "{form}");
        let words = read["text"].as_str().expect("text");
        for shown in ["演示代表", "第一选区", "联络站", "不能证明本人身份"] {
            assert!(words.contains(shown), "{shown} on {form}: {words}");
        }
        assert_eq!(words.contains("每月走访十户"), form == "a4");
        assert_eq!(read["fonts_embedded"], true, "{form}");
    }
}

#[test]
fn a_machine_without_a_chinese_font_says_what_to_install_and_a_missing_character_is_named() {
    let empty = tempfile::tempdir().expect("a folder");
    assert_eq!(PlateFont::in_folder(empty.path()), None);
    let link = PageLink::new("demo.example", "7K3M9Q2X").expect("a link");
    let lay = |name: &str| {
        let text = PlateText {
            name: name.into(),
            office: "区人大代表".into(),
            constituency: "第一选区".into(),
            station: "演示联络站".into(),
            post: None,
            pledge: None,
            reception_days: None,
        };
        plate::lay(PlateForm::Badge, &text, &link).expect("laid out")
    };
    assert_eq!(plate_pdf::draw(&lay("演示代表"), None), Err(PdfFault::NoFont));
    assert!(PdfFault::NoFont.to_string().contains("fonts-noto-cjk"));
    let font = PlateFont::of_this_machine().expect("scripts/setup installs one");
    // Of a script that no Chinese font has.
    assert_eq!(plate_pdf::draw(&lay("\u{12000}"), Some(font)), Err(PdfFault::MissingCharacter));
}
