// What crossed, as lines: every field of it, names in snake_case, moments in UTC. The twin of
// bindings/testing/tests/scenarios/show.rs.

import Foundation
import MinyiCore

/// `textMissing` is `text_missing` in every language.
func word(_ value: Any) -> String {
    var out = ""
    for letter in "\(value)".prefix(while: { $0.isLetter || $0.isNumber }) {
        if letter.isUppercase && !out.isEmpty { out.append("_") }
        out.append(letter.lowercased())
    }
    return out
}

/// To the nearest minute: a phone reckons the server's time with its own clock, which goes on while the server's stands.
func moment(_ at: Date) -> String {
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.timeZone = TimeZone(identifier: "UTC")
    format.dateFormat = "yyyy-MM-dd'T'HH:mm'Z'"
    return format.string(from: at + 30)
}

func maybe<T>(_ value: T?) -> String {
    value.map { "\($0)" } ?? "-"
}

func yes(_ value: Bool) -> String { value ? "yes" : "no" }

/// A text on one line.
func text(_ text: String) -> String {
    "“\(text.replacingOccurrences(of: "\n", with: "⏎"))”"
}

/// How many, then each.
func counted(_ lines: [String]) -> [String] { ["\(lines.count)"] + lines }

func line(_ error: MinyiError) -> String {
    switch error {
    case .Refused(let refusal): "refused \(refused(refusal))"
    case .Rejected(let code, let field, let seconds): "rejected \(word(code)) at \(maybe(field)) after \(maybe(seconds))"
    case .BadInput(let field): "bad_input \(field)"
    case .Internal: "internal"
    case .Offline, .SignedOut, .Conflict, .NotFound, .StorageFull, .KeyLost, .Damaged, .Busy: word(error)
    }
}

private func source(_ source: RuleSource) -> String {
    text("\(source.lawZh) \(source.articleZh) \(word(source.standing))")
}

func refused(_ refusal: Refusal) -> String {
    let rule = refusal.rule.map { "\($0.id) \(word($0.layer)) \(text($0.textZh)) \(source($0.source))" }
    let accepted = "\(text(refusal.acceptedZh)) \(text(refusal.acceptedEn))"
    return "\(word(refusal.code)) at \(maybe(refusal.field)) accepting \(accepted) by \(maybe(rule))"
}

func account(_ account: Account) -> String { "\(word(account.role)) of \(maybe(account.organ))" }

func session(_ session: SessionState) -> String {
    switch session {
    case .signedOut: "signed_out"
    case .signedIn(let who, let expiresAt): "signed_in \(account(who)) until \(moment(expiresAt))"
    case .over(let who): "over \(account(who))"
    }
}

func dueWhy(_ why: DueWhy) -> [String] {
    let rule = why.rule.map {
        "\($0.id) \(word($0.layer)) \(word($0.clock)) \(text($0.spanZh)) \(text($0.startsZh)) \(source($0.source))"
    }
    var lines = [
        "due \(why.due) from \(moment(why.startedAt)) on \(why.startDay) by \(maybe(rule))", "why \(text(why.textZh))",
    ]
    lines += why.pauses.map { "pause \(moment($0.from)) \(maybe($0.until.map(moment))) \(text($0.reason))" }
    if let more = why.extension {
        lines.append("extension \(text(more.byZh)) \(text(more.reason)) \(moment(more.agreedAt))")
    }
    lines += why.steps.map { "step \(word($0.kind)) \($0.date) \(text($0.textZh))" }
    lines += why.notices.map { "notice \($0.year) \(text($0.number)) \(text($0.title)) \($0.published)" }
    return lines
}

func dueDate(_ date: DueDate) -> [String] { [deadline(date.deadline)] + dueWhy(date.why).map { "  \($0)" } }

func deadline(_ it: Deadline) -> String {
    "\(clock(it.clock)) by \(maybe(it.rule)) due \(it.due) overdue \(yes(it.overdue)) paused \(yes(it.paused))"
}

private func clock(_ clock: ClockName) -> String { "\(word(clock.kind)) of \(maybe(clock.organ)) round \(clock.round)" }

func standing(_ standing: ItemStanding) -> String {
    switch standing {
    case .saved, .submitting, .uploading: return word(standing)
    case .waiting(_, let why, let registered): return "waiting \(word(why)) registered \(yes(registered))"
    case .needsAttention(let reason, let registered):
        let words: String
        switch reason {
        case .saidNo(let problem):
            let sentence = "\(text(problem.textZh)) \(text(problem.textEn))"
            let accepted = maybe(problem.accepted.map(text))
            words =
                "said_no \(word(problem.code)) at \(maybe(problem.field)) \(sentence) accepting \(accepted) \(maybe(problem.refusal.map(refused)))"
        case .contentLost: words = "content_lost"
        }
        return "needs_attention registered \(yes(registered)) \(words)"
    case .complete(let receivedAt): return "complete \(moment(receivedAt))"
    }
}

func act(_ act: MatterAct) -> String {
    switch act {
    case .ofCase(let act): word(act)
    case .ofMandate(let act): "mandate \(word(act))"
    case .ofHearing: "hearing"
    }
}

func content(_ it: CaseContent) -> [String] {
    let to =
        switch it.addressee {
        case .oneDeputy(let deputy): "deputy \(deputy)"
        case .oneStation(let station): "station \(station)"
        case .office: "office"
        }
    let filing =
        switch it.filing {
        case .own: "own"
        case .proxy(_, let channel): "proxy \(word(channel))"
        }
    let place = it.place.map { "\($0.latE6) \($0.lonE6) \(maybe($0.accuracyM)) \(text($0.label))" }
    let publish = "may_publish \(yes(it.mayPublish)) published \(yes(it.published))"
    var lines = [
        "title \(text(it.title))", "text \(text(it.text))",
        "to \(to) station \(maybe(it.station)) filing \(filing) \(publish)", "place \(maybe(place))",
        "question \(maybe(it.question.map(text))) undoable \(maybe(it.undoableVersion))",
    ]
    lines += it.photos.map { "photo \($0.sha256) \($0.bytes) arrived \(yes($0.arrived))" }
    lines += it.supplements.map { "supplement \(moment($0.at)) \(text($0.text))" }
    lines += it.handlers.map { handler in
        let standing =
            switch handler.standing {
            case .unsigned, .signed: word(handler.standing)
            case .returnAsked(let reason): "return_asked \(text(reason))"
            case .opinionGiven(let words): "opinion_given \(text(words))"
            }
        return "handler \(handler.unit) \(word(handler.part)) \(moment(handler.assignedAt)) \(standing)"
    }
    for round in it.rounds {
        lines.append("round \(round.number) opened \(moment(round.openedAt))")
        lines.append("  answer \(answer(round.answer))")
        lines += round.evaluations.map { one in
            let grades = "\(word(one.form.process)) \(word(one.form.answer)) \(maybe(one.form.delivery.map { word($0) }))"
            return "  evaluation \(word(one.by)) \(moment(one.at)) \(grades) \(text(one.form.reason))"
        }
    }
    lines += it.commitments.map { commitment in
        let standing =
            switch commitment.standing {
            case .open, .kept: word(commitment.standing)
            case .reported(let words): "reported \(text(words))"
            }
        return "commitment round \(commitment.round) \(promise(commitment.promise)) \(standing)"
    }
    lines += it.timeline.map { entry in
        let who = "\(word(entry.role)) of \(maybe(entry.organ))"
        let what = "\(word(entry.act)) \(who) \(word(entry.stage)) \(text(entry.note))"
        return "\(entry.version) \(moment(entry.at)) \(what) clock \(maybe(entry.clock.map(clock))) undone \(yes(entry.undone))"
    }
    return lines
}

private func answer(_ answer: RoundAnswer) -> String {
    func words(_ draft: AnswerDraft) -> String {
        let promises = draft.commitments.map(promise).joined(separator: ", ")
        return "\(draft.resultClass) \(text(draft.text)) [\(promises)] photos \(draft.photos.count)"
    }
    return switch answer {
    case .notWritten(let sentBack): "not_written \(maybe(sentBack.map(text)))"
    case .drafted(let draft): "drafted \(words(draft))"
    case .signed(let draft, let result, let at): "signed \(word(result)) \(moment(at)) \(words(draft))"
    }
}

private func promise(_ promise: Promise) -> String { "\(text(promise.text)) until \(promise.due)" }

func shown(_ local: LocalCase) -> [String] {
    var lines = ["registered \(yes(local.registered)) pending \(local.pending.count)"]
    guard let view = local.view else { return lines }
    let (kind, ending) = (maybe(view.class.map { word($0) }), maybe(view.ending.map { word($0) }))
    lines.append("version \(view.version) \(word(view.stage)) class \(kind) ending \(ending) filed \(moment(view.submittedAt))")
    switch view.body {
    case .full(let words): lines += content(words)
    case .publicPart, .outline: lines.append(word(view.body))
    }
    lines += view.deadlines.map { "deadline \(deadline($0))" }
    lines += view.permitted.map { "may \(word($0.act)) [\($0.carries.joined(separator: ", "))] by \($0.rule)" }
    lines += local.pending.map { "pending \(act($0.item.act)) foretold \(yes($0.foretold))" }
    return lines
}

func limits(_ it: CaseLimits) -> String {
    "title \(it.title) text \(it.text) reason \(it.reason) label \(it.label) photos \(it.photos) photo_bytes \(it.photoBytes) "
        + "co_handlers \(it.coHandlers) commitments \(it.commitments) extension_days \(it.extensionDays)"
}

func directory(_ directory: Directory?) -> [String] {
    guard let directory else { return ["-"] }
    return ["\(text(directory.districtZh)) \(text(directory.districtEn)) demo \(yes(directory.demo))"]
        + directory.organs.map {
            "\($0.id) \(word($0.kind)) \(text($0.nameZh)) \(text($0.nameEn)) town \(maybe($0.town))"
        }
        + directory.deputies.map { "deputy \($0.user) \(text($0.name)) at \($0.station)" }
}
