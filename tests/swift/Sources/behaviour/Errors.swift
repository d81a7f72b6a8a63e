// Every error arrives typed, with the fields that a screen acts on; those that can be provoked are provoked.

import Foundation
import MinyiCore

private let everyCase: [ErrorCase] = [
    .offline, .signedOut, .refused, .rejected, .conflict, .notFound, .storageFull, .keyLost, .damaged, .badInput, .busy,
    .internal,
]

/// Exhaustive: a new variant does not compile until somebody says what a screen does with it.
private func kind(of error: MinyiError) -> ErrorCase {
    switch error {
    case .Offline: .offline
    case .SignedOut: .signedOut
    case .Refused: .refused
    case .Rejected: .rejected
    case .Conflict: .conflict
    case .NotFound: .notFound
    case .StorageFull: .storageFull
    case .KeyLost: .keyLost
    case .Damaged: .damaged
    case .BadInput: .badInput
    case .Busy: .busy
    case .Internal: .internal
    }
}

func errors() -> Program {
    Program("errors") { program in
        program.promise("every variant arrives as itself, from both kinds of call") {
            for wanted in everyCase {
                let now = try await thrown(MinyiError.self) { try throwError(kind: wanted) }
                let later = try await thrown(MinyiError.self) { try await throwErrorLater(kind: wanted) }
                try same([wanted, wanted], [kind(of: now), kind(of: later)])
            }
        }
        program.promise("a refusal carries code, field, what would be accepted, and the quoted rule") {
            let error = try await thrown(MinyiError.self) { try throwError(kind: .refused) }
            guard case .Refused(let refusal) = error else { throw Broken("\(error)") }
            try same(.textMissing, refusal.code)
            try same("title", refusal.field)
            try check(!refusal.acceptedZh.isEmpty && !refusal.acceptedEn.isEmpty)
            let rule = try known(refusal.rule)
            try same("submission.frozen", rule.id)
            try check(!rule.textZh.isEmpty && !rule.source.articleZh.isEmpty)
        }
        program.promise("a rejection carries code, field and seconds to wait") {
            try await throwsError(MinyiError.Rejected(code: .rateLimited, field: "phone", retryAfter: 60)) {
                try throwError(kind: .rejected)
            }
        }
        program.promise("the rulebook refuses offline, before anything is stored") {
            let world = try World()
            let network = Switch()
            let app = try await world.citizen(network: network)
            network.now = .offline
            let error = try await thrown(MinyiError.self) { try await app.fileCase(new: newCase("")) }
            guard case .Refused(let refusal) = error else { throw Broken("\(error)") }
            try same(.textMissing, refusal.code)
            try check(app.outbox().saved.isEmpty && !app.hasPending())
        }
        program.promise("signed out, offline, wrong code, wrong number, no such case: each its own kind") {
            let world = try World()
            let app = try await world.phone("p")
            try await throwsError(MinyiError.SignedOut) { try await app.fileCase(new: newCase()) }
            try await throwsError(MinyiError.SignedOut) { try await app.sync() }
            try await throwsError(MinyiError.BadInput(field: "phone")) { try await app.requestCode(phone: "12345") }
            _ = try await app.requestCode(phone: citizenNumber)
            let wrong = world.server.lastCode(phone: citizenNumber) == "000000" ? "111111" : "000000"
            let error = try await thrown(MinyiError.self) {
                try await app.signInWithCode(phone: citizenNumber, code: wrong)
            }
            guard case .Rejected(.codeWrong, _, _) = error else { throw Broken("\(error)") }
            app.setNetwork(network: .offline)
            try await throwsError(MinyiError.Offline) { try await app.requestCode(phone: citizenNumber) }

            let nobody = "00000000-0000-0000-0000-000000000001"
            let citizen = try await world.citizen()
            try await throwsError(MinyiError.NotFound) { try await citizen.dueDates(matter: nobody) }
            try await throwsError(MinyiError.NotFound) { try await citizen.retry(command: nobody) }
            try same(nil, try await citizen.case(matter: nobody))
            try await throwsError(MinyiError.BadInput(field: "photo.path")) {
                try await citizen.attachPhoto(path: "/none.jpg")
            }
            let text = world.folder.appendingPathComponent("text.jpg")
            try Data("a text under the name of a photo".utf8).write(to: text)
            try await throwsError(MinyiError.BadInput(field: "photo.not_a_photo")) {
                try await citizen.attachPhoto(path: text.path)
            }
        }
        program.promise("a folder in use is busy; a suspended core is busy until it resumes") {
            let world = try World()
            let app = try await world.phone("p")
            let photo = try world.photo(1).path
            try await throwsError(MinyiError.Busy) { try await world.phone("p") }
            try await app.suspend()
            try await throwsError(MinyiError.Busy) { try await app.attachPhoto(path: photo) }
            try await app.resume()
            _ = try await app.attachPhoto(path: photo)
        }
        program.promise("a locked phone is busy; a lost key is told, and setting the vault aside starts afresh") {
            let world = try World()
            try await world.citizen("p").suspend()
            for (fault, expected) in [(KeyStoreError.Unavailable, MinyiError.Busy), (.Lost, .KeyLost)] {
                let platform = world.platform(keys: TestKeyStore(unwrapFails: fault))
                try await throwsError(expected) {
                    try await MinyiApp.open(config: world.config("p"), platform: platform)
                }
            }
            let aside = try known(try setVaultAside(folder: world.config("p").folder))
            try check(FileManager.default.fileExists(atPath: aside))
            let afresh = try await world.phone("p")
            try same(.signedOut, afresh.session())
        }
    }
}
