// Signing in and out, and what stays when a session ends.

import Foundation
import MinyiCore

func session() -> Program {
    Program("session") { program in
        program.promise("a citizen signs in by code, staff and deputies by password and dynamic code, each in one capacity") {
            let world = try World()
            let app = try await world.phone("p")
            try same(.signedOut, app.session())
            let sent = try await app.requestCode(phone: citizenNumber)
            try check(sent.validFor >= 60 && sent.againAfter > 0)
            let code = try known(world.server.lastCode(phone: citizenNumber))
            let account = try await app.signInWithCode(phone: citizenNumber, code: code)
            try same(.citizen, account.role)
            try same(nil, account.organ)
            let staff: [(String, Role, String?)] = [
                ("station-zhili-1", .stationStaff, "station-zhili-1"), ("deputy-001", .deputy, nil),
            ]
            for (login, role, organ) in staff {
                guard case .signedIn(let account, _) = try await world.staff(login).session() else { throw Broken(login) }
                try same(role, account.role)
                if let organ { try same(organ, account.organ) }
            }
        }
        program.promise("a wrong password says no more than that") {
            let world = try World()
            let app = try await world.phone("p")
            try await throwsError(MinyiError.Rejected(code: .credentialsWrong, field: nil, retryAfter: nil)) {
                try await app.signInStaff(login: "office-1", password: "wrong", totp: world.server.totp())
            }
            try await throwsError(MinyiError.BadInput(field: "totp")) {
                try await app.signInStaff(login: "office-1", password: "x", totp: "12")
            }
            try await throwsError(MinyiError.BadInput(field: "login")) {
                try await app.signInStaff(login: "", password: "x", totp: "123456")
            }
        }
        program.promise("a session survives a restart, and expires by the server's clock") {
            let world = try World()
            try await world.citizen("p").suspend()
            guard case .signedIn(_, let expiresAt) = try await world.phone("p").session() else { throw Broken("it is over") }
            try check(expiresAt > world.server.now())
        }
        program.promise("when the server ends a session, writing goes on, and signing in again sends what waited") {
            let world = try World()
            let app = try await world.citizen("p")
            // Longer than any session.
            try world.server.advanceMinutes(minutes: 60 * 24 * 400)
            let filed = try await app.fileCase(new: newCase())
            try await throwsError(MinyiError.SignedOut) { try await app.sync() }
            let now = try app.session()
            guard case .over = now else { throw Broken("\(now)") }
            let another = try await app.fileCase(new: newCase("会话结束后写的"))
            try same(2, app.outbox().saved.count)
            try await world.signIn(app)
            try await app.send()
            try same(Set([filed.command, another.command]), Set(app.outbox().done.map(\.id)))
        }
        program.promise("signing out works offline, wipes what was synced, and keeps what is unsent for its account alone") {
            let world = try World()
            let network = Switch()
            let app = try await world.citizen("p", network: network)
            _ = try await app.fileCase(new: newCase("已发"))
            try await app.send()
            _ = try await app.sync()
            network.now = .offline
            app.setNetwork(network: .offline)
            _ = try await app.fileCase(new: newCase("未发"))
            try await app.signOut()
            try same(.signedOut, app.session())
            try check(try await app.cases(after: nil, limit: 10).lines.isEmpty)
            network.now = .unmetered
            app.setNetwork(network: .unmetered)
            try await world.signIn(app, number: "19900000007")
            try same(1, app.outbox().ofOtherAccounts)
            try check(try await app.cases(after: nil, limit: 10).lines.isEmpty)
            try await app.signOut()
            try await world.signIn(app)
            try await app.send()
            _ = try await app.sync()
            let titles = try await app.cases(after: nil, limit: 10).lines.compactMap(\.title)
            try same(Set(["已发", "未发"]), Set(titles))
        }
    }
}
