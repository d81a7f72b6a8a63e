// Records of the surface as the kit's own (记录), and the few that go the other way.

import Foundation
import MinyiCore
import MinyiKit

extension MinyiKit.CivilDate {
    /// The core gives nothing but dates here.
    init(core text: String) {
        self = MinyiKit.CivilDate(iso: text) ?? MinyiKit.CivilDate(year: 1970, month: 1, day: 1)
    }
}

extension MinyiKit.Account {
    init(_ core: MinyiCore.Account) {
        self.init(user: UserID(core.user), role: MinyiKit.Role(core.role), organ: core.organ.map { OrganID($0) })
    }
}

extension MinyiKit.SessionState {
    init(_ core: MinyiCore.SessionState) {
        switch core {
        case .signedOut: self = .signedOut
        case .signedIn(let account, let expiresAt): self = .signedIn(MinyiKit.Account(account), expiresAt: expiresAt)
        case .over(let account): self = .over(MinyiKit.Account(account))
        }
    }
}

// MARK: Filing

extension MinyiKit.Addressee {
    init(_ core: MinyiCore.Addressee) {
        switch core {
        case .oneDeputy(let deputy): self = .deputy(UserID(deputy))
        case .oneStation(let station): self = .station(OrganID(station))
        case .office: self = .office
        }
    }
}

extension MinyiCore.Addressee {
    init(_ kit: MinyiKit.Addressee) {
        switch kit {
        case .deputy(let user): self = .oneDeputy(deputy: user.text)
        case .station(let organ): self = .oneStation(station: organ.text)
        case .office: self = .office
        }
    }
}

extension MinyiKit.Place {
    init(_ core: MinyiCore.Place) {
        self.init(latE6: core.latE6, lonE6: core.lonE6, accuracyMetres: core.accuracyM, label: core.label)
    }
}

extension MinyiCore.Place {
    init(_ kit: MinyiKit.Place) {
        self.init(latE6: kit.latE6, lonE6: kit.lonE6, accuracyM: kit.accuracyMetres, label: kit.label)
    }
}

extension MinyiKit.Photo {
    init(_ core: MinyiCore.Photo) {
        self.init(sha256: core.sha256, bytes: core.bytes)
    }
}

extension MinyiCore.Photo {
    init(_ kit: MinyiKit.Photo) {
        self.init(sha256: kit.sha256, bytes: kit.bytes)
    }
}

extension MinyiKit.Draft {
    init(_ core: MinyiCore.Draft) {
        self.init(id: CaseID(core.id))
        title = core.title
        text = core.text
        addressee = core.addressee.map(MinyiKit.Addressee.init)
        place = core.place.map(MinyiKit.Place.init)
        photos = core.photos.map(MinyiKit.Photo.init)
        mayPublish = core.mayPublish
        voice = core.voice.map(MinyiKit.VoiceNote.init)
    }
}

extension MinyiCore.Draft {
    init(_ kit: MinyiKit.Draft) {
        self.init(
            id: kit.id.text, title: kit.title, text: kit.text, addressee: kit.addressee.map(MinyiCore.Addressee.init),
            place: kit.place.map(MinyiCore.Place.init), photos: kit.photos.map(MinyiCore.Photo.init),
            mayPublish: kit.mayPublish, voice: kit.voice.map(MinyiCore.VoiceNote.init))
    }
}

extension MinyiCore.NewCase {
    init(_ kit: MinyiKit.NewCase) {
        let draft = MinyiCore.Draft(kit.draft)
        self.init(
            draft: draft.id, title: draft.title, text: draft.text, addressee: MinyiCore.Addressee(kit.addressee),
            place: draft.place, photos: draft.photos, mayPublish: draft.mayPublish, filing: MinyiCore.Filing(kit.filing),
            voice: draft.voice)
    }
}

extension MinyiCore.Filing {
    init(_ kit: MinyiKit.Filing) {
        switch kit {
        case .own: self = .own
        case .proxy(let author, let channel):
            self = .proxy(author: author.text, channel: MinyiCore.ProxyChannel(channel))
        }
    }
}

extension MinyiKit.Filed {
    init(_ core: MinyiCore.Filed) {
        self.init(
            id: CaseID(core.matter), command: CommandID(core.command),
            predictedDue: core.predictedDue.map(MinyiKit.DueWhy.init))
    }
}

extension MinyiKit.CaseLimits {
    init(_ core: MinyiCore.CaseLimits) {
        self.init(
            title: Int(core.title), text: Int(core.text), reason: Int(core.reason), label: Int(core.label),
            photos: Int(core.photos), photoBytes: core.photoBytes)
    }
}

extension MinyiKit.Directory {
    init(_ core: MinyiCore.Directory) {
        self.init(
            district: TwoTexts(zh: core.districtZh, en: core.districtEn), isDemo: core.demo,
            organs: core.organs.map { organ in
                MinyiKit.Organ(
                    id: OrganID(organ.id), kind: MinyiKit.OrganKind(organ.kind),
                    name: TwoTexts(zh: organ.nameZh, en: organ.nameEn), town: organ.town,
                    place: organ.lat.flatMap { lat in
                        organ.lon.flatMap { MinyiKit.Place(latitude: lat, longitude: $0, accuracyMetres: .infinity) }
                    },
                    receptions: organ.receptions.map {
                        MinyiKit.Reception(
                            day: Int($0.day), from: $0.from, to: $0.to,
                            next: $0.next.map { MinyiKit.CivilDate(core: $0) })
                    }, address: organ.address, phone: organ.phone, isClosed: organ.closed)
            },
            deputies: core.deputies.map { deputy in
                MinyiKit.Deputy(user: UserID(deputy.user), name: deputy.name, station: OrganID(deputy.station))
            })
    }
}

// MARK: Cases

extension MinyiKit.Deadline {
    init(_ core: MinyiCore.Deadline) {
        self.init(
            kind: MinyiKit.ClockKind(core.clock.kind), organ: core.clock.organ.map { OrganID($0) },
            round: Int(core.clock.round), due: MinyiKit.CivilDate(core: core.due), isOverdue: core.overdue, isPaused: core.paused)
    }
}

extension MinyiKit.DueWhy {
    init(_ core: MinyiCore.DueWhy) {
        self.init(
            due: MinyiKit.CivilDate(core: core.due), text: TwoTexts(zh: core.textZh, en: core.textEn),
            rule: core.rule.map { MinyiKit.QuotedRule($0) }, steps: core.steps.map { TwoTexts(zh: $0.textZh, en: $0.textEn) })
    }
}

extension MinyiKit.CaseLine {
    init(_ core: MinyiCore.CaseLine) {
        self.init(
            id: CaseID(core.matter), stage: MinyiKit.Stage(core.stage),
            triageClass: core.`class`.map { MinyiKit.TriageClass($0) }, title: core.title, submittedAt: core.submittedAt,
            nextDeadline: core.nextDeadline.map(MinyiKit.Deadline.init), isActionable: core.actionable,
            isRegistered: core.registered, pending: Int(core.pending))
    }
}

extension MinyiKit.CasePage {
    init(_ core: MinyiCore.CasePage) {
        self.init(lines: core.lines.map(MinyiKit.CaseLine.init), next: core.next)
    }
}

extension MinyiKit.EvaluationForm {
    init(_ core: MinyiCore.EvaluationForm) {
        self.init(
            process: MinyiKit.Grade(core.process), answer: MinyiKit.Grade(core.answer),
            delivery: core.delivery.map { MinyiKit.Grade($0) }, reason: core.reason)
    }
}

extension MinyiCore.EvaluationForm {
    init(_ kit: MinyiKit.EvaluationForm) {
        self.init(
            process: MinyiCore.Grade(kit.process), answer: MinyiCore.Grade(kit.answer),
            delivery: kit.delivery.map { MinyiCore.Grade($0) }, reason: kit.reason)
    }
}

extension MinyiCore.CaseAction {
    init(_ kit: PhoneAct) {
        switch kit {
        case .supplement(let text, let photos): self = .supplement(text: text, photos: photos.map(MinyiCore.Photo.init))
        case .withdraw(let reason): self = .withdraw(reason: reason)
        case .evaluate(let form): self = .evaluate(form: MinyiCore.EvaluationForm(form))
        }
    }
}

extension SignedAnswer {
    /// `nil`: not signed, and so nobody's to read.
    init?(_ core: MinyiCore.Round) {
        guard case .signed(let draft, let result, let at) = core.answer else { return nil }
        self.init(
            round: Int(core.number), text: draft.text, result: AnswerResult(result),
            promises: draft.commitments.map { MinyiKit.Promise(text: $0.text, due: MinyiKit.CivilDate(core: $0.due)) }, at: at,
            evaluations: core.evaluations.map { MinyiKit.EvaluationForm($0.form) })
    }
}

extension MinyiKit.TimelineEntry {
    init(_ core: MinyiCore.TimelineEntry) {
        self.init(
            version: Int(core.version), act: MinyiKit.CaseAct(core.act), role: MinyiKit.Role(core.role),
            organ: core.organ.map { OrganID($0) }, at: core.at, stage: MinyiKit.Stage(core.stage), note: core.note,
            isUndone: core.undone)
    }
}

extension MinyiKit.Ending {
    init(_ core: MinyiCore.Ending) {
        switch core {
        case .completed: self = .completed
        case .notEvaluated: self = .notEvaluated
        case .notAccepted(let ground): self = .notAccepted(MinyiKit.RefusalGround(ground))
        case .redirected(let target): self = .redirected(MinyiKit.RedirectTarget(target))
        case .duplicate(let of): self = .duplicate(of: CaseID(of))
        case .withdrawn: self = .withdrawn
        }
    }
}

extension CaseWords {
    init(_ core: MinyiCore.CaseBody) {
        switch core {
        case .full(let content):
            self = .full(
                MinyiKit.CaseContent(
                    title: content.title, text: content.text, placeLabel: content.place?.label ?? "",
                    photos: content.photos.map { MinyiKit.CasePhoto(sha256: $0.sha256, hasArrived: $0.arrived) },
                    supplements: content.supplements.map(\.text), question: content.question,
                    answers: content.rounds.compactMap { SignedAnswer($0) },
                    timeline: content.timeline.map(MinyiKit.TimelineEntry.init),
                    voice: content.voice.map(MinyiKit.CaseVoice.init)))
        case .publicPart(let content):
            self = .publicPart(
                MinyiKit.CaseContent(
                    title: content.title, text: content.text, placeLabel: content.placeLabel,
                    answers: content.rounds.compactMap { SignedAnswer($0) },
                    timeline: content.timeline.map(MinyiKit.TimelineEntry.init)))
        case .outline:
            self = .outline
        }
    }
}

extension CaseDetail {
    /// `nil`: an act is on its way whose outcome cannot be foretold, and the server told nothing yet.
    init?(_ core: MinyiCore.LocalCase) {
        guard let view = core.view else { return nil }
        self.init(
            id: CaseID(core.matter), stage: MinyiKit.Stage(view.stage),
            triageClass: view.`class`.map { MinyiKit.TriageClass($0) }, ending: view.ending.map(MinyiKit.Ending.init),
            submittedAt: view.submittedAt, words: CaseWords(view.body),
            deadlines: view.deadlines.map(MinyiKit.Deadline.init),
            permitted: Set(view.permitted.map { MinyiKit.CaseAct($0.act) }), isRegistered: core.registered,
            pending: core.pending.map { MinyiKit.OutboxItem($0.item) })
    }
}

// MARK: Outbox and network

extension Outbox {
    init(_ core: MinyiCore.OutboxSnapshot) {
        self.init(
            saved: core.saved.map(MinyiKit.OutboxItem.init), sending: core.sending.map(MinyiKit.OutboxItem.init),
            waiting: core.waiting.map(MinyiKit.OutboxItem.init),
            needsAttention: core.needsAttention.map(MinyiKit.OutboxItem.init),
            done: core.done.map(MinyiKit.OutboxItem.init), ofOtherAccounts: Int(core.ofOtherAccounts))
    }
}

extension MinyiKit.OutboxItem {
    init(_ core: MinyiCore.OutboxItem) {
        self.init(
            id: CommandID(core.id), caseID: CaseID(core.matter), act: MinyiKit.MatterAct(core.act), madeAt: core.madeAt,
            standing: MinyiKit.ItemStanding(core.standing), photos: Int(core.photos),
            photosComplete: Int(core.photosComplete), bytesSent: core.bytesSent, bytesTotal: core.bytesTotal)
    }
}

extension MinyiKit.MatterAct {
    init(_ core: MinyiCore.MatterAct) {
        switch core {
        case .ofCase(let act): self = .ofCase(MinyiKit.CaseAct(act))
        case .ofMandate: self = .ofMandate
        case .ofHearing: self = .ofHearing
        }
    }
}

extension MinyiKit.ItemStanding {
    init(_ core: MinyiCore.ItemStanding) {
        switch core {
        case .saved: self = .saved
        case .submitting: self = .submitting
        case .uploading: self = .uploading
        case .waiting(let nextTry, let why, let registered):
            self = .waiting(nextTry: nextTry, why: MinyiKit.WaitReason(why), registered: registered)
        case .needsAttention(let reason, let registered):
            self = .needsAttention(MinyiKit.ParkReason(reason), registered: registered)
        case .complete(let receivedAt): self = .complete(receivedAt: receivedAt)
        }
    }
}

extension MinyiKit.ParkReason {
    init(_ core: MinyiCore.ParkReason) {
        switch core {
        case .saidNo(let problem): self = .saidNo(MinyiKit.ServerProblem(problem))
        case .contentLost: self = .contentLost
        }
    }
}

extension MinyiKit.SliceReport {
    init(_ core: MinyiCore.SliceReport) {
        self.init(done: Int(core.done), more: core.more, nextWake: core.nextWake.map { Duration.seconds($0) })
    }
}

extension MinyiKit.PlannedTransfer {
    init(_ core: MinyiCore.PlannedTransfer) {
        self.init(
            id: core.id, method: core.method, url: core.url,
            headers: core.headers.map { Header(name: $0.name, value: $0.value) }, file: core.file, bytes: core.bytes)
    }
}
