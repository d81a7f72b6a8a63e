//! What the phone shows: its cases with what is still unsent, one case, the outbox, and why a date is due.

use std::time::Duration;

use minyi_core::outbox::{ItemStanding, OutboxItem};
use minyi_rulebook::citizen_case::{CaseState, Stage};
use minyi_rulebook::ids::MatterId;
use minyi_wire::CaseView;
use minyi_wire::command::Act;
use serde::Serialize;

use super::Handset;
use super::handset::parked;
use crate::fault::Fault;
use crate::output::Output;
use crate::show::Page;
use crate::words::{Words, local_time, wire_name};

/// How long `follow` waits between two looks.
const LOOK_AGAIN: Duration = Duration::from_secs(3);

/// One command of the outbox as machines read it.
#[derive(Debug, Serialize)]
struct Unsent {
    id: String,
    matter: String,
    act: String,
    standing: &'static str,
    photos: u32,
    photos_complete: u32,
    bytes_sent: u64,
    bytes_total: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Fault>,
}

/// Cases, newest change first.
pub(super) fn list(phone: &Handset, limit: usize, out: Output) -> Result<(), Fault> {
    let page = phone.cases(limit)?;
    let directory = phone.directory();
    let lines: Vec<serde_json::Value> = page
        .lines
        .iter()
        .map(|line| serde_json::json!({ "case": line.summary, "registered": line.registered, "pending": line.pending }))
        .collect();
    out.document(&serde_json::json!({ "cases": lines, "more": page.next.is_some() }));
    let mut text = Page::new(Words { lang: out.lang, directory: &directory });
    let summaries: Vec<_> = page.lines.iter().map(|line| line.summary.clone()).collect();
    text.list(&summaries);
    out.line(text.text());
    let unregistered = page.lines.iter().filter(|line| !line.registered).count();
    if unregistered > 0 {
        out.say(
            format!("其中 {unregistered} 件仅保存在本机，尚未送达"),
            format!("{unregistered} of them are saved on this phone only"),
        );
    }
    Ok(())
}

/// One case.
pub(super) fn case(phone: &Handset, matter: MatterId, out: Output) -> Result<(), Fault> {
    let case = phone.case(matter)?;
    let pending: Vec<Unsent> = case.pending.iter().map(|act| unsent(&act.item)).collect();
    out.document(&serde_json::json!({ "case": case.view, "registered": case.synced.is_some(), "pending": pending }));
    let directory = phone.directory();
    let words = Words { lang: out.lang, directory: &directory };
    let mut text = Page::new(words);
    if let Some(view) = &case.view {
        text.case(view);
    }
    out.line(text.text());
    for act in &case.pending {
        out.line(item(&act.item, words, out));
    }
    Ok(())
}

/// Why each date is due.
pub(super) fn why(phone: &Handset, matter: MatterId, out: Output) -> Result<(), Fault> {
    let explanations = phone.explain_due(matter)?;
    let case = phone.case(matter)?;
    let clocks = case.view.as_ref().and_then(CaseView::full).map_or_else(Vec::new, |case| case.clocks.clone());
    out.document(&explanations);
    let directory = phone.directory();
    let mut text = Page::new(Words { lang: out.lang, directory: &directory });
    text.due(&explanations, &clocks);
    out.line(text.text());
    if explanations.is_empty() {
        out.say("没有期限", "No dates");
    }
    Ok(())
}

/// The outbox.
pub(super) fn outbox(phone: &Handset, out: Output) -> Result<(), Fault> {
    let outbox = phone.outbox();
    let items: Vec<Unsent> = outbox.items().map(unsent).collect();
    out.document(&serde_json::json!({ "items": items, "of_other_accounts": outbox.of_other_accounts }));
    let directory = phone.directory();
    let words = Words { lang: out.lang, directory: &directory };
    for one in outbox.items() {
        out.line(item(one, words, out));
    }
    if items.is_empty() {
        out.say("待发箱是空的", "The outbox is empty");
    }
    if outbox.of_other_accounts > 0 {
        out.say(
            format!("另有 {} 项属于其他账号，待其登录后发送", outbox.of_other_accounts),
            format!("{} more belong to other accounts and wait for them to sign in", outbox.of_other_accounts),
        );
    }
    Ok(())
}

/// Prints what happens to a case, from now on, until it is closed or the program is stopped.
pub(super) async fn follow(phone: &Handset, matter: MatterId, once: bool, out: Output) -> Result<(), Fault> {
    phone.refresh().await;
    let mut shown = 0;
    loop {
        let case = phone.case(matter)?;
        let view = case.view.as_ref();
        if let Some(state) = view.and_then(CaseView::full) {
            shown = new_entries(phone, state, shown, out);
        }
        let closed = view.is_some_and(|view| view.stage == Stage::Closed);
        if once || closed {
            out.document(&view);
            return Ok(());
        }
        tokio::select! {
            _ = tokio::signal::ctrl_c() => return Ok(()),
            () = tokio::time::sleep(LOOK_AGAIN) => phone.refresh().await,
        }
    }
}

fn new_entries(phone: &Handset, state: &CaseState, shown: usize, out: Output) -> usize {
    let directory = phone.directory();
    let text = Page::new(Words { lang: out.lang, directory: &directory });
    for entry in state.timeline.iter().skip(shown) {
        out.line(text.entry(entry));
    }
    state.timeline.len().max(shown)
}

fn unsent(item: &OutboxItem) -> Unsent {
    let (standing, reason) = match &item.standing {
        ItemStanding::Saved => ("saved", None),
        ItemStanding::Submitting => ("submitting", None),
        ItemStanding::Uploading => ("uploading", None),
        ItemStanding::Waiting { .. } => ("waiting", None),
        ItemStanding::NeedsAttention { reason, .. } => ("needs_attention", Some(parked(reason))),
        ItemStanding::Complete { .. } => ("complete", None),
    };
    Unsent {
        id: item.id.to_string(),
        matter: item.matter.to_string(),
        act: act_name(item.act),
        standing,
        photos: item.photos,
        photos_complete: item.photos_complete,
        bytes_sent: item.bytes_sent,
        bytes_total: item.bytes_total,
        reason,
    }
}

/// The act's name on the wire.
fn act_name(act: Act) -> String {
    match act {
        Act::CitizenCase(act) => wire_name(&act),
        Act::Mandate(act) => wire_name(&act),
        Act::Hearing(act) => wire_name(&act),
    }
}

/// The act in words.
fn act_words(act: Act, words: Words<'_>) -> String {
    match act {
        Act::CitizenCase(act) => words.act(act),
        Act::Mandate(act) => words.mandate_act(act),
        Act::Hearing(act) => words.hearing_act(act),
    }
}

fn item(item: &OutboxItem, words: Words<'_>, out: Output) -> String {
    let standing = match &item.standing {
        ItemStanding::Saved => out.pick("已保存在本机", "saved on this phone").to_owned(),
        ItemStanding::Submitting => out.pick("正在提交", "on its way").to_owned(),
        ItemStanding::Uploading => out.pick("已登记，照片上传中", "registered, photos on their way").to_owned(),
        ItemStanding::Waiting { next_try, .. } => {
            format!("{} {}", out.pick("稍后自动重试", "tried again at"), local_time(*next_try))
        }
        ItemStanding::NeedsAttention { reason, .. } => {
            let fault = parked(reason);
            format!("{}: {}", out.pick("需要处理", "needs you"), out.pick(fault.zh, fault.en))
        }
        ItemStanding::Complete { received_at } => {
            format!("{} {}", out.pick("已送达", "arrived"), local_time(*received_at))
        }
    };
    let photos = if item.photos == 0 { String::new() } else { format!(" · {}/{}", item.photos_complete, item.photos) };
    format!("  {}  {}{photos} · {standing}  [{}]", item.matter, act_words(item.act, words), item.id)
}
