// Who lets go when, on which thread: nothing aborts, nothing leaks. Swift closes by letting go, so there is no use after it.

import Foundation
import MinyiCore

private func sending(_ app: MinyiApp) -> Task<SliceReport, any Error> {
    Task { try await app.runSlice(deadline: 30) }
}

func lifetime() -> Program {
    Program("lifetime") { program in
        program.promise("cancelling and suspending twice is fine, and what is suspended says so") {
            let world = try World()
            let app = try await world.citizen()
            let subscription = try app.observeOutbox(listener: Heard<OutboxSnapshot>())
            subscription.cancel()
            subscription.cancel()
            try await app.suspend()
            try await app.suspend()
            try await throwsError(MinyiError.Busy) { try await app.cases(after: nil, limit: 1) }
            try await app.resume()
            try await app.resume()
            _ = try await app.cases(after: nil, limit: 1)
        }
        program.promise("a call that is under way when the app is let go of ends well") {
            let world = try World()
            var app: MinyiApp? = try await world.citizen()
            let photo = try await known(app).attachPhoto(path: world.photo(1, bytes: 1_000_000).path)
            _ = try await known(app).fileCase(new: newCase(photos: [photo]))
            let slice = try sending(known(app))
            app = nil
            try check(try await slice.value.done > 0)
        }
        program.promise("the last reference may go on a thread that knows no runtime") {
            let world = try World()
            var app: MinyiApp? = try await world.citizen()
            _ = try await known(app).fileCase(new: newCase())
            try holdApp(app: known(app))
            app = nil
            try same(1, try releaseAppOnAPlainThread())
            try await throwsError(MinyiError.NotFound) { try releaseAppOnAPlainThread() }
        }
        program.promise("the last reference may go on the core's own thread, from inside an update") {
            let world = try World()
            let held = Shared<MinyiApp?>(try await world.citizen())
            let (isReady, heard) = (DispatchSemaphore(value: 0), Heard<OutboxSnapshot>())
            let letting = Heard<OutboxSnapshot>(also: { outbox in
                isReady.wait()
                held.value = nil
                try heard.hear(outbox)
            })
            let subscription = try known(held.value).observeOutbox(listener: letting)
            isReady.signal()
            _ = try await heard.first()
            try check(held.value == nil)
            isReady.signal()
            subscription.cancel()
        }
        program.promise("a folder can be opened again at once after it was suspended, and what was made is there") {
            let world = try World()
            for round in 0..<5 {
                let app = try await world.phone("p")
                if round == 0 { try await world.signIn(app) }
                _ = try await app.fileCase(new: newCase("件 \(round)"))
                try same(round + 1, app.outbox().saved.count)
                try await app.suspend()
            }
        }
        program.promise("when the app goes, so do its listeners") {
            let world = try World()
            let before = liveListeners()
            var app: MinyiApp? = try await world.citizen()
            let listener = Heard<OutboxSnapshot>()
            var subscription: Subscription? = try known(app).observeOutbox(listener: listener)
            _ = try await listener.first()
            try same(before + 1, liveListeners())
            try await known(app).suspend()
            subscription = nil
            app = nil
            try check(subscription == nil && app == nil)
            try same(before, liveListeners())
        }
    }
}
