// What a citizen made reaches the server exactly once; what it will not take waits for the citizen.

import Foundation
import MinyiCore

func outbox() -> Program {
    Program("outbox") { program in
        program.promise("filed offline, it is saved on this phone, survives a restart, and goes out once with the network") {
            let world = try World()
            let network = Switch()
            let filed: Filed
            do {
                let app = try await world.citizen("p", network: network)
                network.now = .offline
                app.setNetwork(network: .offline)
                let photo = try await app.attachPhoto(path: world.photo(1).path)
                filed = try await app.fileCase(new: newCase(photos: [photo]))
                let item = try known(app.outbox().saved.first)
                try same(.saved, item.standing)
                try same([1, 0], [item.photos, item.photosComplete])
                try check(filed.predictedDue != nil && app.hasPending())
                try await app.suspend()
            }
            let again = try await world.phone("p", network: network)
            try same([filed.command], again.outbox().saved.map(\.id))
            network.now = .metered
            try await again.send()
            let done = try known(again.outbox().done.first)
            try check(done.photosComplete == 1 && done.bytesSent == done.bytesTotal && !again.hasPending())
            try same([filed.matter], try await again.cases(after: nil, limit: 10).lines.map(\.matter))
        }
        program.promise("filing the same draft twice files one case, and the draft is gone") {
            let world = try World()
            let app = try await world.citizen()
            let draft = try app.newDraftId()
            let first = try await app.fileCase(new: newCase(draft: draft))
            let second = try await app.fileCase(new: newCase(draft: draft))
            try same([first.command, draft], [second.command, second.matter])
            try same(1, app.outbox().saved.count)
            try check(try await app.drafts().isEmpty)
        }
        program.promise("what was not sent can be given up; what the server has cannot") {
            let world = try World()
            let app = try await world.citizen()
            let unsent = try await app.fileCase(new: newCase("未发"))
            try await app.discard(command: unsent.command)
            try same(nil, try await app.case(matter: unsent.matter))
            let sent = try await app.fileCase(new: newCase("已发"))
            try await app.send()
            try await throwsError(MinyiError.Conflict) { try await app.discard(command: sent.command) }
        }
        program.promise("what the server refuses is parked with its reason and can be given anew or given up") {
            let world = try World()
            let app = try await world.citizen()
            let filed = try await app.fileCase(new: newCase())
            try await app.send()
            _ = try await app.sync()
            let office = try await world.staff("office-1")
            _ = try await office.act(matter: filed.matter, action: .triage(class: .help, note: ""))
            _ = try await office.act(matter: filed.matter, action: .assign(lead: "unit-water", co: [], note: ""))
            try await office.send()
            // This phone does not know yet that the time to withdraw is over.
            let withdrawal = try await app.act(matter: filed.matter, action: .withdraw(reason: "已经修好"))
            try await app.send()
            let parked = try known(app.outbox().needsAttention.first)
            try same(withdrawal, parked.id)
            guard case .needsAttention(.saidNo(let problem), _) = parked.standing else { throw Broken("\(parked)") }
            try same(.notInThisStage, problem.refusal?.code)
            try check(try !problem.textZh.isEmpty && !known(problem.refusal?.rule).textZh.isEmpty)
            let other = try await app.reseal(
                command: withdrawal, action: .supplement(text: "已经有人来看过", photos: []))
            try await app.send()
            try check(app.outbox().needsAttention.isEmpty && app.outbox().done.contains { $0.id == other })
        }
        program.promise("retry brings a waiting item to the front; an item that is not there is not found") {
            let world = try World()
            let app = try await world.citizen()
            let filed = try await app.fileCase(new: newCase())
            try await app.retry(command: filed.command)
            try await app.send()
            try same(1, app.outbox().done.count)
            try await throwsError(MinyiError.NotFound) {
                try await app.discard(command: "00000000-0000-0000-0000-000000000009")
            }
        }
    }
}
