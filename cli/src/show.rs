//! Cases on a terminal: one line in a list, the whole case, its timeline, and why a date is due.

use minyi_rulebook::citizen_case::{CaseState, CommitmentStanding, RoundAnswer, Standing, TimelineEntry};
use minyi_rulebook::clock::{Clock, DueExplanation, Outcome};
use minyi_rulebook::policy::Policy;
use minyi_wire::view::{CaseBody, CaseSummary, CaseView, Deadline};
use minyi_wire::words::Lang;

use crate::words::{Words, local_time, quote};

/// Lines of text in one language.
#[derive(Debug)]
pub(crate) struct Page<'d> {
    words: Words<'d>,
    lines: Vec<String>,
}

impl<'d> Page<'d> {
    pub(crate) fn new(words: Words<'d>) -> Self {
        Self { words, lines: Vec::new() }
    }

    /// The text, lines joined.
    pub(crate) fn text(self) -> String {
        self.lines.join("\n")
    }

    fn pick(&self, zh: &'static str, en: &'static str) -> &'static str {
        match self.words.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    fn line(&mut self, text: impl Into<String>) {
        self.lines.push(text.into());
    }

    fn item(&mut self, zh: &'static str, en: &'static str, text: impl AsRef<str>) {
        let label = self.pick(zh, en);
        self.line(format!("  {label}: {}", text.as_ref()));
    }

    /// One line a case.
    pub(crate) fn list(&mut self, cases: &[CaseSummary]) {
        if cases.is_empty() {
            let empty = self.pick("没有事项", "no cases");
            self.line(empty);
        }
        for case in cases {
            let title = case.title.clone().unwrap_or_else(|| self.pick("(仅显示概要)", "(outline only)").to_owned());
            let class = case.class.map_or_else(|| "—".to_owned(), |class| self.words.class(class));
            let next = case.next.as_ref().map_or_else(String::new, |next| format!("  {}", self.deadline(next)));
            let mark = if case.actionable { "*" } else { " " };
            self.line(format!(
                "{mark} {}  {}  {}  {class}  {title}{next}",
                case.matter,
                local_time(case.submitted_at),
                self.words.stage(case.stage)
            ));
        }
    }

    fn deadline(&self, deadline: &Deadline) -> String {
        let state = match (deadline.paused, deadline.overdue) {
            (true, _) => self.pick("(暂停)", " (paused)"),
            (false, true) => self.pick("(超期)", " (overdue)"),
            (false, false) => "",
        };
        format!("{} {}{state}", self.words.clock(&deadline.clock), deadline.due)
    }

    /// The whole case as far as this reader may see it.
    pub(crate) fn case(&mut self, view: &CaseView) {
        let title = view.title().unwrap_or(self.pick("(仅显示概要)", "(outline only)")).to_owned();
        self.line(title);
        self.item("编号", "matter", view.matter.to_string());
        let class = view.class.map_or_else(|| "—".to_owned(), |class| self.words.class(class));
        let stage = self.words.stage(view.stage);
        self.item("状态", "stage", format!("{stage} · {class} · v{}", view.version));
        if let Some(ending) = &view.ending {
            let (how, rule) = self.words.ending(ending);
            self.item("结果", "ending", how);
            if let Some(rule) = rule.and_then(|rule| Policy::embedded().quote(rule)) {
                self.item("依据", "rule", quote(rule, self.words.lang));
            }
        }
        match &view.body {
            CaseBody::Full { case } => self.full(case),
            CaseBody::Public { text, place_label, timeline, .. } => {
                self.item("内容", "text", text);
                self.item("地点", "place", place_label);
                self.timeline(timeline);
            }
            CaseBody::Outline => {}
        }
        for deadline in &view.deadlines {
            let deadline = self.deadline(deadline);
            self.item("期限", "due", deadline);
        }
        if !view.permitted.is_empty() {
            let acts: Vec<String> = view
                .permitted
                .iter()
                .map(|action| format!("{} [{}]", self.words.act(action.act), action.carries.join(", ")))
                .collect();
            self.item("可办", "open to you", acts.join(self.pick("、", ", ")));
        }
    }

    fn full(&mut self, case: &CaseState) {
        self.item("内容", "text", &case.text);
        if let Some(place) = &case.place {
            self.item("地点", "place", &place.label);
        }
        let arrived = case.photos.iter().filter(|photo| photo.arrived).count();
        if !case.photos.is_empty() {
            self.item("照片", "photos", format!("{arrived}/{}", case.photos.len()));
        }
        if let Some(voice) = &case.voice {
            let length = match voice.seconds {
                Some(seconds) => format!("{seconds} s"),
                None => self.pick("上传中", "on its way").to_owned(),
            };
            self.item("语音留言", "voice note", length);
            if let Some(words) = &voice.written_down {
                self.item("语音记录", "written down", words);
            }
        }
        if let Some(question) = &case.question {
            self.item("待补充", "question", question);
        }
        for handler in &case.handlers {
            let part = match handler.part {
                minyi_rulebook::citizen_case::Part::Lead => self.pick("主办", "lead"),
                minyi_rulebook::citizen_case::Part::Co => self.pick("协办", "co-handler"),
            };
            let standing = match &handler.standing {
                Standing::Unsigned => self.pick("待签收", "not signed for").to_owned(),
                Standing::Signed => self.pick("已签收", "signed for").to_owned(),
                Standing::ReturnAsked { reason, .. } => {
                    format!("{}: {reason}", self.pick("申请退办", "asks to return it"))
                }
                Standing::OpinionGiven { text } => format!("{}: {text}", self.pick("已出意见", "opinion")),
            };
            let unit = self.words.organ(&handler.unit);
            self.line(format!("  {part}: {unit} · {standing}"));
        }
        for round in &case.rounds {
            if let RoundAnswer::Signed { draft, result, at } = &round.answer {
                let result = self.words.result(*result);
                self.item(
                    "答复",
                    "answer",
                    format!("[{}] {} {} {result}: {}", round.number, local_time(*at), draft.result_class, draft.text),
                );
            }
            for evaluation in &round.evaluations {
                let role = self.words.role(evaluation.by);
                let process = self.words.grade(evaluation.form.process);
                let answer = self.words.grade(evaluation.form.answer);
                self.item(
                    "评价",
                    "evaluation",
                    format!("[{}] {role} {process} / {answer} {}", round.number, evaluation.form.reason),
                );
            }
        }
        for (index, commitment) in case.commitments.iter().enumerate() {
            let standing = match &commitment.standing {
                CommitmentStanding::Open => self.pick("未完成", "open"),
                CommitmentStanding::Reported { .. } => self.pick("待核实", "reported"),
                CommitmentStanding::Kept => self.pick("已兑现", "kept"),
            };
            self.item(
                "承诺",
                "commitment",
                format!("[{index}] {} {} · {standing}", commitment.promise.due, commitment.promise.text),
            );
        }
        for act in &case.supervision {
            let kind = self.words.supervision(act.act);
            self.item("督办", "supervision", format!("{kind} {} {}", local_time(act.at), act.note));
        }
        self.timeline(&case.timeline);
    }

    /// What happened, oldest first.
    pub(crate) fn timeline(&mut self, timeline: &[TimelineEntry]) {
        let heading = self.pick("  经过：", "  timeline:");
        self.line(heading);
        for entry in timeline {
            let entry = self.entry(entry);
            self.line(entry);
        }
    }

    /// One line of the timeline.
    pub(crate) fn entry(&self, entry: &TimelineEntry) -> String {
        let who = match &entry.organ {
            Some(organ) => self.words.organ(organ),
            None => self.words.role(entry.role),
        };
        let undone = if entry.undone { self.pick("(已撤销)", " (undone)") } else { "" };
        let clock = entry.clock.as_ref().map_or_else(String::new, |clock| format!(" {}", self.words.clock(clock)));
        let note = if entry.note.is_empty() { String::new() } else { format!(" — {}", entry.note) };
        format!(
            "    {:>2}. {}  {who} · {}{clock}{undone} → {}{note}",
            entry.version,
            local_time(entry.at),
            self.words.act(entry.act),
            self.words.stage(entry.stage)
        )
    }

    /// Why each date is due: rule, article, start event, pauses. Clocks of several units that run by the same rule from the
    /// same event have the same reason and are told together.
    pub(crate) fn due(&mut self, explanations: &[DueExplanation], clocks: &[Clock]) {
        for (index, explanation) in explanations.iter().enumerate() {
            if explanations[..index].contains(explanation) {
                continue;
            }
            let same: Vec<String> = clocks
                .iter()
                .filter(|clock| {
                    clock.due == explanation.due
                        && clock.started_by == explanation.started_by
                        && clock.rule.as_ref() == explanation.rule.as_ref().map(|rule| &rule.id)
                })
                .map(|clock| format!("{}{}", self.words.clock(&clock.id), self.outcome(clock)))
                .collect();
            self.line(format!("  {}  {}", explanation.due, same.join(self.pick("、", ", "))));
            let text = match self.words.lang {
                Lang::Zh => &explanation.text_zh,
                Lang::En => &explanation.text_en,
            };
            self.line(format!("      {text}"));
        }
    }

    fn outcome(&self, clock: &Clock) -> String {
        match clock.outcome {
            Outcome::Running if clock.is_paused() => self.pick("[暂停]", " [paused]").to_owned(),
            Outcome::Running => self.pick("[计时中]", " [running]").to_owned(),
            Outcome::Stopped { at } => {
                let late = if clock.stopped_late() { self.pick(",逾期", ", late") } else { "" };
                let stopped = self.pick("止于", "stopped");
                match self.words.lang {
                    Lang::Zh => format!("[{stopped} {}{late}]", local_time(at)),
                    Lang::En => format!(" [{stopped} {}{late}]", local_time(at)),
                }
            }
        }
    }
}
