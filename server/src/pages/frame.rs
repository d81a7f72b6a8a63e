//! What surrounds every page: head, a way past the head, language and size, the foot. And a problem, in words.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use minyi_rulebook::policy::Quote;
use minyi_rulebook::refusal::Refusal;
use minyi_wire::Problem;
use minyi_wire::words::{Lang, quote};

use super::style;
use super::visitor::{Size, Visitor};

/// The whole document.
pub(super) fn whole(visitor: &Visitor, title: &str, body: Markup) -> Markup {
    let lang = if visitor.lang == Lang::Zh { "zh-CN" } else { "en" };
    let size = if visitor.size == Size::Large { "large" } else { "plain" };
    html! {
        (DOCTYPE)
        html lang=(lang) class=(size) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="format-detection" content="telephone=no";
                title { (title) " · " (visitor.say("民意", "Minyi")) }
                link rel="stylesheet" href=(style::address());
            }
            body {
                a.skip href="#main" { (visitor.say("跳到正文", "Skip to the content")) }
                (head(visitor))
                main #main tabindex="-1" { (body) }
                (foot(visitor))
            }
        }
    }
}

fn head(visitor: &Visitor) -> Markup {
    html! {
        header.top {
            a.brand href="/" { b { "民意" } " " span { (visitor.say("有事找代表", "Take it to your deputy")) } }
            nav aria-label=(visitor.say("主导航", "Main")) {
                a href="/file" { (visitor.say("提交", "File")) }
                a href="/follow" { (visitor.say("查进展", "Follow")) }
                a href="/stations" { (visitor.say("联络站", "Stations")) }
                a href="/cases" { (visitor.say("公开事项", "Cases")) }
                @if visitor.citizen().is_some() {
                    a href="/mine" { (visitor.say("我的事项", "Mine")) }
                } @else {
                    a href="/sign-in?next=/mine" { (visitor.say("登录", "Sign in")) }
                }
            }
        }
    }
}

fn foot(visitor: &Visitor) -> Markup {
    let joint = if visitor.here.contains('?') { '&' } else { '?' };
    let (to, name, hreflang) =
        if visitor.lang == Lang::Zh { ("en", "English", "en") } else { ("zh", "中文", "zh-CN") };
    let (size, size_name) = if visitor.size == Size::Large {
        ("plain", visitor.say("普通字号", "Normal type"))
    } else {
        ("large", visitor.say("大字版", "Large type"))
    };
    html! {
        footer {
            p.switches {
                a href={ (visitor.here) (joint) "lang=" (to) } lang=(hreflang) hreflang=(hreflang) rel="nofollow" { (name) }
                a href={ (visitor.here) (joint) "size=" (size) } rel="nofollow" { (size_name) }
                a href="/receptions" { (visitor.say("接待日历", "Reception days")) }
                a href="/v1/policy" { (visitor.say("规则与依据", "Rules and sources")) }
                a href="/v1/audit/heads" { (visitor.say("每日签名", "Signed daily heads")) }
                a href="/console/" rel="nofollow" { (visitor.say("工作台", "Staff")) }
            }
            p.small { (visitor.say(
                "本页不收集位置，不加载第三方内容。紧急危险请拨打 110、119、120。",
                "This page does not collect your location and loads nothing from elsewhere. In an emergency call 110, 119 or 120."
            )) }
        }
    }
}

/// A problem as a page: what happened, what to do, nothing technical.
pub(super) fn problem(visitor: &Visitor, problem: &Problem) -> Markup {
    html! {
        h1 { (visitor.say(problem.code.zh(), problem.code.en())) }
        @if let Some(refusal) = &problem.refusal { (refused(visitor, refusal)) }
        @if let Some(seconds) = problem.retry_after {
            p { (visitor.say("请稍候", "Wait")) " " (seconds) " " (visitor.say("秒后再试。", "seconds, then try again.")) }
        }
        p { (visitor.say(
            "您填写的内容没有丢失：返回上一页可以继续。",
            "What you wrote is not lost: go back one page and go on."
        )) }
        p { a.button href="/" { (visitor.say("回到首页", "To the first page")) } }
    }
}

/// A refusal of the rulebook: what would be accepted, and the rule that says so.
pub(super) fn refused(visitor: &Visitor, refusal: &Refusal) -> Markup {
    html! {
        div.note.bad role="alert" {
            p { b { (visitor.say("依规不能办理：", "The rules do not allow this: ")) }
                (visitor.say("可以接受的是：", "accepted is: "))
                (visitor.say(&refusal.accepted_zh, &refusal.accepted_en)) }
            @if let Some(rule) = &refusal.rule { (quoted(visitor, rule)) }
        }
    }
}

pub(super) fn quoted(visitor: &Visitor, rule: &Quote) -> Markup {
    html! { p.small { (quote(rule, visitor.lang)) } }
}

/// A script of web/public, where it was built; the page works without.
pub(super) fn script(name: &str) -> Markup {
    match crate::web::public_asset(name) {
        Some(address) => html! { script type="module" src=(address) {} },
        None => PreEscaped(String::new()),
    }
}

/// Hidden fields.
pub(super) fn hidden(fields: &[(&str, &str)]) -> Markup {
    html! { @for (name, value) in fields { input type="hidden" name=(name) value=(value); } }
}

/// A message beside a field, tied to it by id.
pub(super) fn complaint(id: &str, words: Option<&str>) -> Markup {
    html! { @if let Some(words) = words { p.complaint id=(id) role="alert" { (words) } } }
}
