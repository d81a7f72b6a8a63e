// What crosses comes out as it went in: texts, lists, nothing, dates, times, ids, limits.

import Foundation
import MinyiCore

func records() -> Program {
    Program("records") { program in
        program.promise("a draft comes back as it was saved, every field of it") {
            let world = try World()
            let app = try await world.citizen()
            let photo = try await app.attachPhoto(path: world.photo(1).path)
            let full = Draft(
                id: try app.newDraftId(), title: "路灯 \"不亮\" 🏮\u{0}末", text: "一\n二\t三",
                addressee: .oneDeputy(deputy: "00000000-0000-0000-0000-000000000007"),
                place: Place(latE6: 30_846_100, lonE6: -120_260_301, accuracyM: 12, label: "桥头，东侧"),
                photos: [photo], mayPublish: true)
            let empty = Draft(
                id: try app.newDraftId(), title: "", text: "", addressee: nil, place: nil, photos: [], mayPublish: false)
            try await app.saveDraft(draft: full)
            try await app.saveDraft(draft: empty)
            let drafts = try await app.drafts()
            try same(Set([full, empty]), Set(drafts.map(\.draft)))
            try check(abs(drafts[0].changedAt.timeIntervalSince(app.serverTime())) < 60)
        }
        program.promise("an id that is none is refused by the call that carried it") {
            let world = try World()
            let app = try await world.citizen()
            try await throwsError(MinyiError.BadInput(field: "matter")) { try await app.case(matter: "no-uuid") as Any }
            let photo = Photo(sha256: "ABC", bytes: 1)
            try await throwsError(MinyiError.BadInput(field: "sha256")) {
                try await app.fileCase(new: newCase(photos: [photo]))
            }
            try await throwsError(MinyiError.BadInput(field: "cursor")) { try await app.cases(after: "zz", limit: 10) }
        }
        program.promise("a case shows everything: words, timeline, deadline with its reasons, what may be done") {
            let world = try World()
            let app = try await world.citizen()
            let photo = try await app.attachPhoto(path: world.photo(1).path)
            let filed = try await app.fileCase(new: newCase(photos: [photo]))
            let local = try known(try await app.case(matter: filed.matter))
            try check(!local.registered)
            try same([ItemStanding.saved], local.pending.map(\.item.standing))
            try await app.send()
            _ = try await app.sync()
            let now = try known(try await app.case(matter: filed.matter))
            let view = try known(now.view)
            try check(now.registered && now.pending.isEmpty)
            try same(.submitted, view.stage)
            try same(Date(timeIntervalSince1970: 1_772_416_800), view.submittedAt)
            guard case .full(let content) = view.body else { throw Broken("not the author's view") }
            try same("路灯不亮", content.title)
            try same([true], content.photos.map(\.arrived))
            try same([.citizen, .system], content.timeline.map(\.role))
            try check(view.permitted.contains { $0.carries.contains("text") })
            let dates = try await app.dueDates(matter: filed.matter)
            try same(view.deadlines, dates.map(\.deadline))
            let why = try known(dates.first).why
            try same("2026-03-02", why.startDay)
            try check(why.textZh.contains("受理时限") && why.steps.count >= 2, why.textZh)
            try check(try !known(why.rule).source.lawZh.isEmpty)
            try same("路灯不亮", try await app.cases(after: nil, limit: 10).lines.first?.title)
        }
        program.promise("the list comes page by page, each line once") {
            let world = try World()
            let app = try await world.citizen()
            for number in 0..<5 { _ = try await app.fileCase(new: newCase("件 \(number)")) }
            try await app.send()
            _ = try await app.sync()
            var (seen, next): ([String], String?) = ([], nil)
            repeat {
                let page = try await app.cases(after: next, limit: 2)
                try check(page.lines.count <= 2)
                seen += page.lines.compactMap(\.title)
                next = page.next
            } while next != nil
            try same((0..<5).map { "件 \($0)" }, seen.sorted())
        }
        program.promise("the directory names organs and deputies, and says that they are invented") {
            let world = try World()
            let app = try await world.citizen()
            let directory = try known(app.directory())
            try check(directory.demo)
            try same(2, directory.organs.filter { $0.kind == .station }.count)
            try same(["station-zhili-1"], directory.deputies.map(\.station))
        }
        program.promise("limits for forms come from the rulebook") {
            let limits = caseLimits()
            try same([80, 5_000, 9], [limits.title, limits.text, limits.photos])
            try same(20 * 1024 * 1024, limits.photoBytes)
        }
    }
}
