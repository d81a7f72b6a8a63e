// Swift's cancellation does not reach the core: the call goes on to its end and gives its result. What was begun is whole.

import Foundation
import MinyiCore

func cancel() -> Program {
    Program("cancel") { program in
        program.promise("a cancelled sign-in ends as if nobody had cancelled it") {
            let world = try World()
            let app = try await world.phone("p")
            _ = try await app.requestCode(phone: citizenNumber)
            let code = try known(world.server.lastCode(phone: citizenNumber))
            let task = Task { try await app.signInWithCode(phone: citizenNumber, code: code) }
            task.cancel()
            let account = try await task.value
            try same(.citizen, account.role)
            try check(app.session().isSignedIn)
        }
        program.promise("a photo whose copying is cancelled is here whole") {
            let world = try World()
            let app = try await world.citizen()
            let file = try world.photo(3, bytes: 15_000_000)
            let task = Task { try await app.attachPhoto(path: file.path) }
            task.cancel()
            let photo = try await task.value
            _ = try await app.fileCase(new: newCase(photos: [photo]))
            try same(1, app.outbox().saved.first?.photos)
        }
        program.promise("filings that are cancelled are there whole, and never twice") {
            let world = try World()
            let app = try await world.citizen()
            let drafts = try (0..<40).map { _ in try app.newDraftId() }
            for draft in drafts {
                let task = Task { try await app.fileCase(new: newCase("取消 \(draft)", draft: draft)) }
                task.cancel()
            }
            // Filing the same drafts again ends where it would have ended without any of that.
            for draft in drafts { _ = try await app.fileCase(new: newCase("取消 \(draft)", draft: draft)) }
            try same(drafts.sorted(), app.outbox().saved.map(\.matter).sorted())
            try await app.send()
            _ = try await app.sync()
            try same(drafts.count, try await app.cases(after: nil, limit: 200).lines.filter(\.registered).count)
        }
        program.promise("stop ends a running slice within a second") {
            let world = try World()
            let app = try await world.citizen()
            for number in 0..<3 {
                let photo = try await app.attachPhoto(path: world.photo(UInt8(number), bytes: 2_000_000).path)
                _ = try await app.fileCase(new: newCase("件 \(number)", photos: [photo]))
            }
            let heard = Heard<OutboxSnapshot>()
            let subscription = try app.observeOutbox(listener: heard)
            let slice = Task { try await app.runSlice(deadline: 60) }
            _ = try await heard.first { !$0.sending.isEmpty || !$0.done.isEmpty }
            let begin = ContinuousClock.now
            app.stop()
            _ = try await slice.value
            try check(ContinuousClock.now - begin < .seconds(2))
            subscription.cancel()
            try await app.send()
            try same(3, app.outbox().done.count)
        }
    }
}
