// The flat words of the surface as the kit's own (词汇). No `default`: a word that the core gains does not compile here.

import MinyiCore
import MinyiKit

extension MinyiKit.Role {
    init(_ core: MinyiCore.Role) {
        self =
            switch core {
            case .citizen: .citizen
            case .stationStaff: .stationStaff
            case .deputy: .deputy
            case .officeStaff: .officeStaff
            case .unitClerk: .unitClerk
            case .unitLeader: .unitLeader
            case .courtLiaison: .courtLiaison
            case .courtClerk: .courtClerk
            case .bench: .bench
            case .auditor: .auditor
            case .system: .system
            }
    }
}

extension MinyiKit.OrganKind {
    init(_ core: MinyiCore.OrganKind) {
        self =
            switch core {
            case .congressOffice: .congressOffice
            case .station: .station
            case .unit: .unit
            case .court: .court
            case .procuratorate: .procuratorate
            case .supervisoryCommission: .supervisoryCommission
            }
    }
}

extension MinyiKit.Stage {
    init(_ core: MinyiCore.Stage) {
        self =
            switch core {
            case .submitted: .submitted
            case .awaitingInfo: .awaitingInfo
            case .triaged: .triaged
            case .assigned: .assigned
            case .handling: .handling
            case .answered: .answered
            case .evaluated: .evaluated
            case .closed: .closed
            }
    }
}

extension MinyiKit.TriageClass {
    init(_ core: MinyiCore.TriageClass) {
        self =
            switch core {
            case .suggestion: .suggestion
            case .help: .help
            case .petition: .petition
            case .litigation: .litigation
            case .accusation: .accusation
            }
    }
}

extension MinyiKit.CaseAct {
    init(_ core: MinyiCore.CaseAct) {
        self =
            switch core {
            case .submit: .submit
            case .supplement: .supplement
            case .withdraw: .withdraw
            case .triage: .triage
            case .requestInfo: .requestInfo
            case .refuse: .refuse
            case .redirect: .redirect
            case .linkDuplicate: .linkDuplicate
            case .assign: .assign
            case .signFor: .signFor
            case .requestReturn: .requestReturn
            case .decideReturn: .decideReturn
            case .requestExtension: .requestExtension
            case .decideExtension: .decideExtension
            case .giveOpinion: .giveOpinion
            case .draftAnswer: .draftAnswer
            case .sendBackDraft: .sendBackDraft
            case .signAnswer: .signAnswer
            case .evaluate: .evaluate
            case .close: .close
            case .supervise: .supervise
            case .reportCommitment: .reportCommitment
            case .verifyCommitment: .verifyCommitment
            case .publish: .publish
            case .unpublish: .unpublish
            case .undo: .undo
            case .notePhotoArrived: .notePhotoArrived
            case .noteVoiceArrived: .noteVoiceArrived
            case .writeDownVoice: .writeDownVoice
            case .noteOverdue: .noteOverdue
            case .addFollower: .addFollower
            }
    }
}

extension MinyiKit.ClockKind {
    init(_ core: MinyiCore.ClockKind) {
        self =
            switch core {
            case .triage: .triage
            case .signFor: .signFor
            case .answer: .answer
            case .coOpinion: .coOpinion
            case .returnWindow: .returnWindow
            case .redo: .redo
            case .evaluation: .evaluation
            case .commitment: .commitment
            }
    }
}

extension MinyiKit.Grade {
    init(_ core: MinyiCore.Grade) {
        self =
            switch core {
            case .satisfied: .satisfied
            case .basically: .basically
            case .dissatisfied: .dissatisfied
            }
    }
}

extension MinyiKit.AnswerResult {
    init(_ core: MinyiCore.ResultCore) {
        self =
            switch core {
            case .solved: .solved
            case .inProgress: .inProgress
            case .planned: .planned
            case .notFeasible: .notFeasible
            }
    }
}

extension MinyiKit.RefusalGround {
    init(_ core: MinyiCore.RefusalGround) {
        self =
            switch core {
            case .personal: .personal
            case .advert: .advert
            case .empty: .empty
            case .pendingCase: .pendingCase
            case .liveTender: .liveTender
            }
    }
}

extension MinyiKit.RedirectTarget {
    init(_ core: MinyiCore.RedirectTarget) {
        self =
            switch core {
            case .hotline12345: .hotline12345
            case .petition: .petition
            case .judicial: .judicial
            case .discipline: .discipline
            }
    }
}

extension MinyiKit.WaitReason {
    init(_ core: MinyiCore.WaitReason) {
        self =
            switch core {
            case .offline: .offline
            case .timeout: .timeout
            case .linkBroken: .linkBroken
            case .tlsFailed: .tlsFailed
            case .notOurServer: .notOurServer
            case .serverBusy: .serverBusy
            case .untrustedReceipt: .untrustedReceipt
            case .garbled: .garbled
            }
    }
}

extension MinyiKit.NetworkClass {
    init(_ core: MinyiCore.NetworkClass) {
        self =
            switch core {
            case .offline: .offline
            case .metered: .metered
            case .unmetered: .unmetered
            }
    }
}

extension MinyiKit.RefusalCode {
    init(_ core: MinyiCore.RefusalCode) {
        self =
            switch core {
            case .noSuchMatter: .noSuchMatter
            case .alreadySubmitted: .alreadySubmitted
            case .notInThisStage: .notInThisStage
            case .notYours: .notYours
            case .textMissing: .textMissing
            case .textTooLong: .textTooLong
            case .outOfRange: .outOfRange
            case .repeated: .repeated
            case .notAHandlingUnit: .notAHandlingUnit
            case .noSuchAddressee: .noSuchAddressee
            case .classRestricted: .classRestricted
            case .noConsentToPublish: .noConsentToPublish
            case .windowOver: .windowOver
            case .alreadyDone: .alreadyDone
            case .reasonMissing: .reasonMissing
            case .unknownResultClass: .unknownResultClass
            case .commitmentMissing: .commitmentMissing
            case .noSuchItem: .noSuchItem
            case .twoPeopleNeeded: .twoPeopleNeeded
            case .nothingToUndo: .nothingToUndo
            case .extensionTooLong: .extensionTooLong
            case .notOverdue: .notOverdue
            case .calendarYearMissing: .calendarYearMissing
            case .noRuleInForce: .noRuleInForce
            case .hearingClosed: .hearingClosed
            case .recordSealable: .recordSealable
            case .seatUnchecked: .seatUnchecked
            case .disciplineUnsigned: .disciplineUnsigned
            case .recused: .recused
            case .meritsBeforeJudgment: .meritsBeforeJudgment
            case .courtSits: .courtSits
            case .notReleasedYet: .notReleasedYet
            case .clockOverlap: .clockOverlap
            case .badAnchor: .badAnchor
            case .wordingInterferes: .wordingInterferes
            case .ownQuestion: .ownQuestion
            }
    }
}

extension MinyiKit.ProblemCode {
    init(_ core: MinyiCore.ProblemCode) {
        self =
            switch core {
            case .malformedBody: .malformedBody
            case .malformedParameter: .malformedParameter
            case .unknownVersion: .unknownVersion
            case .bodyTooLarge: .bodyTooLarge
            case .refused: .refused
            case .commandConflict: .commandConflict
            case .versionConflict: .versionConflict
            case .deviceTimeAhead: .deviceTimeAhead
            case .unauthenticated: .unauthenticated
            case .sessionOver: .sessionOver
            case .forbidden: .forbidden
            case .notFound: .notFound
            case .methodNotAllowed: .methodNotAllowed
            case .rateLimited: .rateLimited
            case .lockedOut: .lockedOut
            case .phoneMalformed: .phoneMalformed
            case .codeWrong: .codeWrong
            case .codeExpired: .codeExpired
            case .credentialsWrong: .credentialsWrong
            case .cursorMalformed: .cursorMalformed
            case .cursorStale: .cursorStale
            case .uploadConflict: .uploadConflict
            case .uploadExpired: .uploadExpired
            case .uploadOutOfRange: .uploadOutOfRange
            case .partOutOfRange: .partOutOfRange
            case .partDigestMismatch: .partDigestMismatch
            case .partConflict: .partConflict
            case .uploadHashMismatch: .uploadHashMismatch
            case .unsupportedMedia: .unsupportedMedia
            case .tooManyUploads: .tooManyUploads
            case .unavailable: .unavailable
            case .storageFull: .storageFull
            case .crossSite: .crossSite
            case .`internal`: .internalFault
            case .unknown: .ofNewerVersion
            }
    }
}

extension MinyiCore.Grade {
    init(_ kit: MinyiKit.Grade) {
        self =
            switch kit {
            case .satisfied: .satisfied
            case .basically: .basically
            case .dissatisfied: .dissatisfied
            }
    }
}

extension MinyiCore.NetworkClass {
    init(_ kit: MinyiKit.NetworkClass) {
        self =
            switch kit {
            case .offline: .offline
            case .metered: .metered
            case .unmetered: .unmetered
            }
    }
}

extension MinyiCore.ProxyChannel {
    init(_ kit: MinyiKit.ProxyChannel) {
        self =
            switch kit {
            case .paper: .paper
            case .phone: .phone
            case .inPerson: .inPerson
            }
    }
}
