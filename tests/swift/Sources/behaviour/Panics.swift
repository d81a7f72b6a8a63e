// A bug inside is an error that can be caught; the app and the core go on.

import Foundation
import MinyiCore

func panics() -> Program {
    Program("panics") { program in
        program.promise("a panic at the boundary itself is an error, in both kinds of call, as often as it comes") {
            for _ in 0..<3 {
                try await throwsSomething { try panicAtTheBoundary() }
                try await throwsSomething { try await panicAtTheBoundaryLater() }
            }
        }
        program.promise("a panic deep inside is our own Internal, and tells nothing of what was said") {
            let world = try World()
            let config = AppConfig(
                folder: world.folder.appendingPathComponent("core").path, server: "http://127.0.0.1:9", appBuild: "panics")
            let app = try await openAppThatPanics(config: config)
            for _ in 0..<2 {
                let inMemory = try await thrown(MinyiError.self) { try app.newDraftId() }
                let inTheNetwork = try await thrown(MinyiError.self) { try await app.requestCode(phone: citizenNumber) }
                for error in [inMemory, inTheNetwork] {
                    guard case .Internal(let reason) = error else { throw Broken("\(error)") }
                    try check(!reason.contains("made for a test"), reason)
                }
            }
            letClocksPanic(panicking: true)
            let whileReading = try await thrown(MinyiError.self) { try app.serverTime() }
            letClocksPanic(panicking: false)
            guard case .Internal(let reason) = whileReading else { throw Broken("\(whileReading)") }
            try check(!reason.contains("made for a test"), reason)
            _ = try app.serverTime()
            try check(try await app.drafts().isEmpty)
            try check(!app.hasPending())
        }
        program.promise("what is left after a panic works as before") {
            let world = try World()
            _ = try await world.citizen().fileCase(new: newCase())
        }
    }
}

private func throwsSomething(_ words: () async throws -> Void) async throws {
    do { try await words() } catch { return }
    throw Broken("nothing was thrown")
}
