// Plays the stories of tests/vectors/scenarios; what is printed must be what Rust prints (tests/vectors/README.md).

import Foundation
import MinyiCore

private func stories() throws -> [URL] {
    let folder = repository.appendingPathComponent("tests/vectors/scenarios")
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    return files.filter { $0.pathExtension == "json" }.sorted { $0.path < $1.path }
}

func scenarios() -> Program {
    Program("scenarios") { program in
        let files = (try? stories()) ?? []
        program.promise("the stories are there") { try check(files.count >= 3) }
        for file in files {
            let name = file.deletingPathExtension().lastPathComponent
            program.promise("\(name) goes as it does in Rust, line by line") {
                let transcript = file.deletingPathExtension().appendingPathExtension("txt")
                let wanted = try String(contentsOf: transcript, encoding: .utf8).components(separatedBy: "\n")
                let played = try await play(file).components(separatedBy: "\n")
                for number in 0..<max(wanted.count, played.count) {
                    let lines = [wanted, played].map { $0.indices.contains(number) ? $0[number] : "the end" }
                    try check(lines[0] == lines[1], "line \(number + 1): expected <\(lines[0])>, played <\(lines[1])>")
                }
            }
        }
    }
}

/// The transcript of a story.
func play(_ file: URL) async throws -> String {
    let story = try known(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    let stage = Staging(world: try World())
    var transcript = "\(story.text("story"))\n"
    for (number, step) in try known(story["steps"] as? [[String: Any]]).enumerated() {
        let lines: [String]
        do {
            lines = try await stage.step(step)
        } catch let error as MinyiError {
            lines = [line(error)]
        }
        let who = step["who"].map { "\($0) " } ?? ""
        let on = ["as", "on", "command", "photo"].lazy.compactMap { step[$0] }.first.map { " \($0)" } ?? ""
        transcript += "\(number + 1) \(who)\(step.text("do"))\(on): \(lines[0])\n"
        transcript += lines.dropFirst().map { "    \($0)\n" }.joined()
    }
    return transcript
}

extension [String: Any] {
    fileprivate func text(_ name: String) -> String {
        guard let text = self[name] as? String else { fatalError("\(name) is missing: \(self)") }
        return text
    }

    fileprivate func number(_ name: String) -> Int? { self[name] as? Int }

    fileprivate func list(_ name: String) -> [Any] { self[name] as? [Any] ?? [] }
}

private final class Staging {
    private let world: World
    private var phones: [String: (app: MinyiApp, network: Switch)] = [:]
    private var cases: [String: String] = [:]
    private var commands: [String: String] = [:]
    private var photos: [String: Photo] = [:]

    init(world: World) {
        self.world = world
    }

    func step(_ step: [String: Any]) async throws -> [String] {
        let what = step.text("do")
        if what == "time" {
            try world.server.advanceMinutes(minutes: UInt32(known(step.number("minutes"))))
            return [moment(world.server.now())]
        }
        let who = step.text("who")
        if what == "open" || what == "restart" { return try await open(who) }
        let (app, network) = try known(phones[who])
        switch what {
        case "session": return [session(try app.session())]
        case "limits": return [limits(caseLimits())]
        case "directory": return directory(try app.directory())
        case "code_for":
            let sent = try await app.requestCode(phone: step.text("number"))
            return ["valid \(sent.validFor) again \(sent.againAfter)"]
        case "wrong_code", "sign_in":
            let sent = try known(world.server.lastCode(phone: step.text("number")))
            let wrong = sent == "000000" ? "111111" : "000000"
            let code = what == "sign_in" ? sent : wrong
            return [account(try await app.signInWithCode(phone: step.text("number"), code: code))]
        case "sign_in_staff":
            let (password, totp) = (world.server.password(), world.server.totp())
            return [account(try await app.signInStaff(login: who, password: password, totp: totp))]
        case "sign_out":
            try await app.signOut()
            return ["done"]
        case "network":
            let now: NetworkClass =
                switch step.text("is") {
                case "offline": .offline
                case "metered": .metered
                default: .unmetered
                }
            network.now = now
            app.setNetwork(network: now)
            return [word(try app.network())]
        case "sync":
            let report = try await app.sync()
            return ["changed \(report.changed) gone \(report.gone) refreshed \(yes(report.refreshed))"]
        case "send":
            var done: UInt32 = 0
            for _ in 0..<20 {
                let report = try await app.runSlice(deadline: 30)
                done += report.done
                if !report.more { break }
            }
            return ["done \(done) pending \(yes(try app.hasPending()))"]
        case "attach":
            let name = step.text("photo")
            let photo = try await app.attachPhoto(path: repository.appendingPathComponent("demo/photos/\(name)").path)
            photos[name] = photo
            return ["\(photo.sha256) \(photo.bytes)"]
        case "draft":
            let id = try app.newDraftId()
            cases[step.text("as")] = id
            let to = step.text("to")
            try await app.saveDraft(
                draft: Draft(
                    id: id, title: step.text("title"), text: step.text("text"),
                    addressee: to.isEmpty ? nil : addressee(to), place: place(step), photos: photosOf(step),
                    mayPublish: mayPublish(step)))
            return ["done"]
        case "drafts":
            return counted(
                try await app.drafts().map(\.draft).map { draft in
                    let words = "\(text(draft.title)) \(text(draft.text)) to \(yes(draft.addressee != nil))"
                    let photos = draft.photos.map(\.sha256).joined(separator: ", ")
                    return "\(nameOf(draft.id)) \(words) photos [\(photos)] publish \(yes(draft.mayPublish))"
                })
        case "file":
            let name = step.text("as")
            let filed = try await app.fileCase(
                new: NewCase(
                    draft: cases[name], title: step.text("title"), text: step.text("text"),
                    addressee: addressee(step.text("to")), place: place(step), photos: photosOf(step),
                    mayPublish: mayPublish(step), filing: .own))
            cases[name] = filed.matter
            commands[name] = filed.command
            return ["saved"] + (filed.predictedDue.map(dueWhy) ?? [])
        case "act":
            return saved(step, try await app.act(matter: try matter(step), action: try action(step["act"])))
        case "reseal":
            return saved(step, try await app.reseal(command: try command(step), action: try action(step["act"])))
        case "discard":
            try await app.discard(command: try command(step))
            return ["done"]
        case "retry":
            try await app.retry(command: try command(step))
            return ["done"]
        case "outbox": return outbox(try app.outbox())
        case "list": return counted(try await app.cases(after: nil, limit: 200).lines.map(line))
        case "show": return try await app.case(matter: try matter(step)).map(shown) ?? ["not on this phone"]
        case "due":
            let dates = try await app.dueDates(matter: try matter(step))
            return ["\(dates.count)"] + dates.flatMap(dueDate)
        default: throw Broken("no step is called \(what)")
        }
    }

    /// Opens a phone, or restarts it: suspended first, so that its folder is free.
    private func open(_ who: String) async throws -> [String] {
        let before = phones.removeValue(forKey: who)
        try await before?.app.suspend()
        let network = before?.network ?? Switch()
        let app = try await world.phone(who, network: network)
        phones[who] = (app, network)
        let report = app.openReport()
        return ["damaged \(report.damaged.count) index \(word(report.mirror))"]
    }

    private func matter(_ step: [String: Any]) throws -> String { try known(cases[step.text("on")]) }

    private func command(_ step: [String: Any]) throws -> String { try known(commands[step.text("command")]) }

    private func saved(_ step: [String: Any], _ command: String) -> [String] {
        if let name = step["as"] as? String { commands[name] = command }
        return ["saved"]
    }

    private func nameOf(_ matter: String) -> String { cases.first { $0.value == matter }?.key ?? "?" }

    private func photosOf(_ step: [String: Any]) -> [Photo] {
        step.list("photos").compactMap { photos["\($0)"] }
    }

    private func outbox(_ outbox: OutboxSnapshot) -> [String] {
        let parts = [outbox.saved, outbox.sending, outbox.waiting, outbox.needsAttention, outbox.done]
        let counts = parts.map { "\($0.count)" }.joined(separator: " ")
        return ["\(counts) of others \(outbox.ofOtherAccounts)"]
            + parts.flatMap { $0 }.map { item in
                let photos = "photos \(item.photosComplete) of \(item.photos)"
                let all = yes(item.bytesSent == item.bytesTotal)
                return "\(nameOf(item.matter)) \(act(item.act)) \(photos) all bytes \(all) \(standing(item.standing))"
            }
    }

    private func line(_ it: CaseLine) -> String {
        let words = "\(word(it.stage)) class \(maybe(it.class.map { word($0) })) \(maybe(it.title.map(text)))"
        let standing = "registered \(yes(it.registered)) actionable \(yes(it.actionable)) pending \(it.pending)"
        let next = maybe(it.nextDeadline.map(deadline))
        return
            "\(nameOf(it.matter)) version \(it.version) \(words) filed \(moment(it.submittedAt)) \(standing) next \(next)"
    }
}

private func mayPublish(_ step: [String: Any]) -> Bool { step["publish"] as? Bool == true }

/// `office`, `station:ID` or `deputy:ID`.
private func addressee(_ to: String) -> Addressee {
    let parts = to.split(separator: ":").map(String.init)
    return switch parts[0] {
    case "deputy": .oneDeputy(deputy: parts[1])
    case "station": .oneStation(station: parts[1])
    default: .office
    }
}

private func place(_ step: [String: Any]) -> Place? {
    guard let place = step["place"] as? [String: Any], let lat = place.number("lat"), let lon = place.number("lon")
    else { return nil }
    let accuracy = place.number("accuracy").map { UInt32($0) }
    return Place(latE6: Int32(lat), lonE6: Int32(lon), accuracyM: accuracy, label: place.text("label"))
}

private func action(_ step: Any?) throws -> CaseAction {
    let act = try known(step as? [String: Any])
    switch act.text("kind") {
    case "triage": return .triage(class: try triageClass(act.text("class")), note: act.text("note"))
    case "assign": return .assign(lead: act.text("lead"), co: act.list("co").map { "\($0)" }, note: act.text("note"))
    case "sign_for": return .signFor
    case "draft_answer":
        let promises = act.list("promises").compactMap { $0 as? [String: Any] }
        return .draftAnswer(
            draft: AnswerDraft(
                text: act.text("text"), resultClass: act.text("result"),
                commitments: promises.map { Promise(text: $0.text("text"), due: $0.text("until")) }, photos: []))
    case "sign_answer": return .signAnswer
    case "evaluate":
        return .evaluate(
            form: EvaluationForm(
                process: try grade(act.text("process")), answer: try grade(act.text("answer")), delivery: nil,
                reason: act.text("reason")))
    case "withdraw": return .withdraw(reason: act.text("reason"))
    case "supplement": return .supplement(text: act.text("text"), photos: [])
    case "close": return .close(note: act.text("note"))
    case let kind: throw Broken("no act is called \(kind)")
    }
}

private func triageClass(_ name: String) throws -> TriageClass {
    switch name {
    case "suggestion": .suggestion
    case "help": .help
    default: throw Broken("no class is called \(name)")
    }
}

private func grade(_ name: String) throws -> Grade {
    switch name {
    case "satisfied": .satisfied
    case "dissatisfied": .dissatisfied
    default: throw Broken("no grade is called \(name)")
    }
}
