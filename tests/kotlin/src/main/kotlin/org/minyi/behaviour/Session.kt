/** Signing in and out, and what stays when a session ends. */
package org.minyi.behaviour

import org.minyi.core.MinyiException
import org.minyi.core.NetworkClass
import org.minyi.core.ProblemCode
import org.minyi.core.Role
import org.minyi.core.SessionState

fun session() = Program("session").apply {
    promise("a citizen signs in by code, staff and deputies by password and dynamic code, each in one capacity") {
        inWorld {
            phone("p").use { app ->
                same(SessionState.SignedOut, app.session())
                val sent = app.requestCode(CITIZEN)
                check(sent.validFor >= 60u && sent.againAfter > 0u)
                val account = app.signInWithCode(CITIZEN, server.lastCode(CITIZEN)!!)
                same(Role.CITIZEN to null, account.role to account.organ)
                same(account, (app.session() as SessionState.SignedIn).account)
            }
            staff("station-zhili-1").use { app ->
                val account = (app.session() as SessionState.SignedIn).account
                same(Role.STATION_STAFF to "station-zhili-1", account.role to account.organ)
            }
            staff("deputy-001").use { same(Role.DEPUTY, (it.session() as SessionState.SignedIn).account.role) }
        }
    }
    promise("a wrong password says no more than that") {
        inWorld {
            phone("p").use { app ->
                val error = throws<MinyiException.Rejected> { app.signInStaff("office-1", "wrong", server.totp()) }
                same(ProblemCode.CREDENTIALS_WRONG to null, error.code to error.field)
                same("totp", throws<MinyiException.BadInput> { app.signInStaff("office-1", "x", "12") }.field)
                same("login", throws<MinyiException.BadInput> { app.signInStaff("", "x", "123456") }.field)
            }
        }
    }
    promise("a session survives a restart, and expires by the server's clock") {
        inWorld {
            citizen("p").use { it.suspend() }
            val app = phone("p")
            val until = (app.session() as SessionState.SignedIn).expiresAt
            check(until.isAfter(server.now()))
            app.close()
        }
    }
    promise("when the server ends a session, writing goes on, and signing in again sends what waited") {
        inWorld {
            citizen("p").use { app ->
                // Longer than any session.
                server.advanceMinutes(60u * 24u * 400u)
                val filed = app.fileCase(newCase())
                throws<MinyiException.SignedOut> { app.sync() }
                check(app.session() is SessionState.Over)
                val supplement = app.fileCase(newCase("会话结束后写的"))
                same(2, app.outbox().saved.size)
                app.signIn()
                app.send()
                same(setOf(filed.command, supplement.command), app.outbox().done.map { it.id }.toSet())
            }
        }
    }
    promise("signing out works offline, wipes what was synced, and keeps what is unsent for its account alone") {
        inWorld {
            val network = Switch()
            citizen("p", network = network).use { app ->
                app.fileCase(newCase("已发"))
                app.send()
                app.sync()
                network.now = NetworkClass.OFFLINE
                app.setNetwork(NetworkClass.OFFLINE)
                app.fileCase(newCase("未发"))
                app.signOut()
                same(SessionState.SignedOut, app.session())
                same(emptyList(), app.cases(null, 10u).lines)
                network.now = NetworkClass.UNMETERED
                app.setNetwork(NetworkClass.UNMETERED)
                app.signIn("19900000007")
                same(1u, app.outbox().ofOtherAccounts)
                same(emptyList(), app.cases(null, 10u).lines)
                app.signOut()
                app.signIn(CITIZEN)
                app.send()
                app.sync()
                same(setOf("已发", "未发"), app.cases(null, 10u).lines.map { it.title }.toSet())
            }
        }
    }
}
