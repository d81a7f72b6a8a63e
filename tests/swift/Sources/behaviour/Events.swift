// Updates: the present first, in order, from a thread of the core's, none after the end, and no listener stays behind.

import Foundation
import MinyiCore

func events() -> Program {
    Program("events") { program in
        program.promise("the present comes first, then each change") {
            let world = try World()
            let app = try await world.citizen()
            _ = try await app.fileCase(new: newCase("one"))
            let heard = Heard<OutboxSnapshot>()
            let subscription = try app.observeOutbox(listener: heard)
            try same(1, try await heard.first().saved.count)
            _ = try await app.fileCase(new: newCase("two"))
            _ = try await heard.first { $0.saved.count == 2 }
            subscription.cancel()
        }
        program.promise("updates come in order: what arrived never goes back, and the last one is the truth") {
            let world = try World()
            let app = try await world.citizen()
            let heard = Heard<OutboxSnapshot>()
            let subscription = try app.observeOutbox(listener: heard)
            let photo = try await app.attachPhoto(path: world.photo(1, bytes: 200_000).path)
            _ = try await app.fileCase(new: newCase(photos: [photo]))
            try await app.send()
            var sent: UInt64 = 0
            let last = try await heard.first { outbox in
                let items = outbox.saved + outbox.sending + outbox.waiting + outbox.done
                if let item = items.first {
                    try check(item.bytesSent >= sent, "went back from \(sent) to \(item.bytesSent)")
                    sent = item.bytesSent
                }
                return !outbox.done.isEmpty
            }
            try same(app.outbox().done, last.done)
            try same(last.done.first?.bytesTotal, sent)
            subscription.cancel()
        }
        program.promise("cases and session are told too") {
            let world = try World()
            let app = try await world.citizen()
            let (pages, sessions) = (Heard<CasePage>(), Heard<SessionState>())
            let subscriptions = [
                try app.observeCases(listener: pages), try app.observeSession(listener: sessions),
            ]
            try same(0, try await pages.first().lines.count)
            try check(try await sessions.first().isSignedIn)
            _ = try await app.fileCase(new: newCase())
            try await app.send()
            _ = try await app.sync()
            _ = try await pages.first { $0.lines.contains(where: \.registered) }
            try await app.signOut()
            _ = try await sessions.first { $0 == .signedOut }
            _ = try await pages.first(where: \.lines.isEmpty)
            subscriptions.forEach { $0.cancel() }
        }
        program.promise("none after cancel has returned, however fast the changes come") {
            let world = try World()
            let app = try await world.citizen()
            for round in 0..<30 {
                let (isOver, late) = (Shared(false), Shared(0))
                let heard = Heard<OutboxSnapshot>(also: { _ in if isOver.value { late.change { $0 += 1 } } })
                let subscription = try app.observeOutbox(listener: heard)
                _ = try await app.fileCase(new: newCase("round \(round)"))
                if round % 2 == 0 { _ = try await heard.first() }
                subscription.cancel()
                isOver.value = true
                _ = try await app.fileCase(new: newCase("after \(round)"))
                try same(0, late.value)
            }
            try same(0, liveListeners())
        }
        program.promise("cancel may be called from inside an update, and then that was the last") {
            let world = try World()
            let app = try await world.citizen()
            let (box, calls) = (Shared<Subscription?>(nil), Shared(0))
            let heard = Heard<OutboxSnapshot>(also: { _ in
                guard let subscription = box.value else { return }
                calls.change { $0 += 1 }
                subscription.cancel()
            })
            box.value = try app.observeOutbox(listener: heard)
            // The first update may have come before the box was filled; one more change surely comes after.
            _ = try await app.fileCase(new: newCase("one"))
            while calls.value == 0 { _ = try await heard.first() }
            _ = try await app.fileCase(new: newCase("two"))
            let other = Heard<OutboxSnapshot>()
            let subscription = try app.observeOutbox(listener: other)
            _ = try await other.first { $0.saved.count == 2 }
            try same(1, calls.value)
            subscription.cancel()
        }
        program.promise("10,000 subscriptions come and go, and no listener is left") {
            let world = try World()
            let app = try await world.citizen()
            let quiet = Heard<OutboxSnapshot>()
            for round in 0..<10_000 {
                let subscription = try app.observeOutbox(listener: quiet)
                // Half of them end by being released only.
                if round % 2 == 0 { subscription.cancel() }
            }
            let heard = Heard<OutboxSnapshot>()
            let last = try app.observeOutbox(listener: heard)
            _ = try await heard.first()
            last.cancel()
            try same(0, liveListeners())
        }
    }
}
