//! Pieces that several pages show: where a case stands, its road so far, its dates with their reasons, its answers.

use maud::{Markup, html};
use minyi_rulebook::citizen_case::{Ending, Evaluation, Round, RoundAnswer, Stage, TimelineEntry};
use minyi_rulebook::clock::DueExplanation;
use minyi_wire::view::Deadline;
use minyi_wire::words::{Lang, Words, local_time};

use super::visitor::Visitor;

/// Names in the visitor's language.
pub(super) fn words(visitor: &Visitor) -> Words<'_> {
    Words { lang: visitor.lang, directory: &visitor.directory }
}

/// The name of an organ.
pub(super) fn organ_name<'o>(visitor: &Visitor, organ: &'o minyi_wire::directory::OrganView) -> &'o str {
    match visitor.lang {
        Lang::Zh => &organ.name_zh,
        Lang::En => &organ.name_en,
    }
}

/// Says that people here are invented.
pub(super) fn demo_mark(visitor: &Visitor) -> Markup {
    html! {
        @if visitor.directory.demo {
            p.demo { (visitor.say("演示系统：人物与事项均为虚构。", "A demonstration: people and cases are invented.")) }
        }
    }
}

/// Where the case stands, in a word and a colour; the word says it all.
pub(super) fn stage(words: Words<'_>, stage: Stage, ending: Option<&Ending>) -> Markup {
    let tone = match (stage, ending) {
        (Stage::Closed, Some(Ending::Refused { .. } | Ending::Withdrawn)) => "bad",
        (Stage::Closed, _) => "good",
        _ => "wait",
    };
    let how = ending.map(|ending| words.ending(ending).0);
    html! { span class={ "tag " (tone) } { (words.stage(stage)) @if let Some(how) = how { " · " (how) } } }
}

/// The acts so far.
pub(super) fn timeline(visitor: &Visitor, words: Words<'_>, entries: &[TimelineEntry]) -> Markup {
    html! {
        ol.plain.timeline {
            @for entry in entries {
                li class=[entry.undone.then_some("undone")] {
                    b { (words.act(entry.act)) } " "
                    @if let Some(organ) = &entry.organ { (words.organ(organ)) } @else { (words.role(entry.role)) }
                    @if let Some(clock) = &entry.clock { " · " (words.clock(clock)) }
                    @if entry.undone { " (" (visitor.say("已撤销", "undone")) ")" }
                    br;
                    time.small datetime=(entry.at) { (local_time(entry.at)) }
                    @if !entry.note.is_empty() { p.words { (entry.note) } }
                }
            }
        }
    }
}

/// What is due, when, and why it is that day.
pub(super) fn due(visitor: &Visitor, words: Words<'_>, deadlines: &[Deadline], why: &[DueExplanation]) -> Markup {
    html! {
        @if deadlines.is_empty() {
            p { (visitor.say("目前没有正在计算的期限。", "No deadline is running now.")) }
        } @else {
            ul.plain.list {
                @for deadline in deadlines {
                    li {
                        b { (words.clock(&deadline.clock)) } " · " time datetime=(deadline.due) { (deadline.due) } " "
                        @if deadline.overdue { span.tag.bad { (visitor.say("已超期", "overdue")) } }
                        @if deadline.paused { span.tag.wait { (visitor.say("已暂停", "paused")) } }
                        @if let Some(why) = why.iter().find(|why| why.rule.as_ref().map(|rule| &rule.id) == deadline.rule.as_ref() && why.due == deadline.due) {
                            details {
                                summary { (visitor.say("为什么是这一天？", "Why this day?")) }
                                p.words { (visitor.say(&why.text_zh, &why.text_en)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The signed answers, round by round, with the grades they got.
pub(super) fn answers(visitor: &Visitor, words: Words<'_>, rounds: &[Round]) -> Markup {
    html! {
        @for round in rounds {
            @if let RoundAnswer::Signed { draft, result, at } = &round.answer {
                section {
                    h3 {
                        @if rounds.len() > 1 { (visitor.say("第 ", "Answer ")) (round.number) (visitor.say(" 次答复", "")) " · " }
                        (words.result(*result))
                    }
                    p.words { (draft.text) }
                    @if !draft.commitments.is_empty() {
                        p { b { (visitor.say("承诺：", "Promised:")) } }
                        ul { @for promise in &draft.commitments {
                            li { (promise.text) " — " (visitor.say("不晚于 ", "by ")) time datetime=(promise.due) { (promise.due) } }
                        } }
                    }
                    p.small { (local_time(*at)) }
                    @for evaluation in &round.evaluations { (grades(visitor, words, evaluation)) }
                }
            }
        }
    }
}

fn grades(visitor: &Visitor, words: Words<'_>, evaluation: &Evaluation) -> Markup {
    let form = &evaluation.form;
    html! {
        p.note {
            b { (words.role(evaluation.by)) (visitor.say("评价：", " says: ")) }
            (visitor.say("过程", "process")) " " (words.grade(form.process)) "；"
            (visitor.say("答复", "answer")) " " (words.grade(form.answer))
            @if let Some(delivery) = form.delivery { "；" (visitor.say("落实", "result")) " " (words.grade(delivery)) }
            @if !form.reason.is_empty() { br; (form.reason) }
        }
    }
}
