/** The same presenters over the real library and a real server in this process. */
package org.minyi.kit

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import org.minyi.core.AppConfig
import org.minyi.core.CaseAct
import org.minyi.core.KeyStore
import org.minyi.core.MinyiApp
import org.minyi.core.Platform
import org.minyi.core.testing.TestServer
import org.minyi.core.testing.liveListeners
import org.minyi.kit.bridge.CoreBridge
import org.minyi.kit.bridge.CoreOwnData
import org.minyi.kit.model.Addressee
import org.minyi.kit.model.Failure
import org.minyi.kit.model.FixProvider
import org.minyi.kit.model.Grade
import org.minyi.kit.model.Network
import org.minyi.kit.model.PhotoOrigin
import org.minyi.kit.model.ProxyChannel
import org.minyi.kit.model.ReceptionRow
import org.minyi.kit.model.Rejection
import org.minyi.kit.model.Session
import org.minyi.kit.model.Stage
import org.minyi.kit.model.Standing
import org.minyi.kit.model.WaitWhy
import org.minyi.kit.presenter.CasePresenter
import org.minyi.kit.presenter.CaseState
import org.minyi.kit.presenter.FilingPresenter
import org.minyi.kit.presenter.FilingState
import org.minyi.kit.presenter.MyCasesPresenter
import org.minyi.kit.presenter.OutboxPresenter
import org.minyi.kit.presenter.OwnDataPresenter
import org.minyi.kit.presenter.SignInPresenter
import org.minyi.kit.presenter.SignInState
import java.io.File
import kotlin.time.Duration.Companion.seconds

class RealLibraryTest {
    @TempDir lateinit var folder: File

    private object PlainKeyStore : KeyStore {
        override fun wrap(key: ByteArray): ByteArray = key.reversedArray()

        override fun unwrap(wrapped: ByteArray): ByteArray = wrapped.reversedArray()
    }

    @Test
    fun aCitizenSignsInFilesWithAPhotoOfflineAndSeesItArrive() = runBlocking {
        TestServer.start().use { server ->
            val config = AppConfig(File(folder, "core").path, server.url(), "kit", emptyList())
            val platform = Platform(PlainKeyStore, null, object : org.minyi.core.ClockSkewSource {
                override fun skewMillis(): Long = server.skewMillis()
            }, null)
            val app = MinyiApp.open(config, platform)
            val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)
            val bridge = CoreBridge(app)
            withTimeout(60.seconds) {
                val signIn = SignInPresenter(bridge, scope)
                signIn.requestCode(NUMBER).join()
                signIn.signIn(checkNotNull(server.lastCode(NUMBER))).join()
                signIn.state.first { it.step is SignInState.Step.SignedIn }

                val outbox = OutboxPresenter(bridge, scope)
                outbox.offlineSwitch(true)
                outbox.drive()

                val filing = FilingPresenter(bridge, scope, saveAfterMillis = 1)
                filing.open().join()
                filing.title("")
                filing.text("村口的路灯坏了一个月。")
                filing.addressee(Addressee.Station("station-zhili-1"))
                filing.imported(File(System.getProperty("minyi.repository"), "demo/photos/lamp-1.jpg").path).join()
                filing.file().join()
                val refused = (filing.state.value as FilingState.Editing).failure as Failure.Refused
                assertEquals("title", refused.field)
                assertTrue(refused.acceptedZh.isNotEmpty())

                // The process dies here; a new screen finds every word and the photo.
                filing.save()
                val again = FilingPresenter(bridge, scope, saveAfterMillis = 1)
                again.open().join()
                val restored = again.state.value as FilingState.Editing
                assertEquals(true to 1, restored.restored to restored.draft.photos.size)
                again.title("路灯不亮")
                again.file().join()
                val filed = (again.state.value as FilingState.SavedOnPhone).filed
                outbox.state.first { state -> state.outbox.rows.any { it.standing == Standing.Saved } }

                val cases = MyCasesPresenter(bridge, scope)
                assertTrue(cases.state.first { it.rows?.isNotEmpty() == true }.rows!!.none { it.registered })
                outbox.offlineSwitch(false)
                outbox.state.first { state -> state.outbox.rows.isNotEmpty() && state.outbox.unsent == 0 }
                cases.refresh().join()
                assertEquals(filed.matter, cases.state.first { it.rows!!.any { row -> row.registered } }.rows!!.single().matter)

                val case = CasePresenter(bridge, scope, filed.matter)
                val shown = case.state.first { it is CaseState.Shown && it.case.registered } as CaseState.Shown
                assertEquals(Stage.SUBMITTED to "路灯不亮", shown.case.stage to shown.case.title)
                assertTrue(shown.due.single().textZh.contains("受理时限"))
                assertTrue("SUPPLEMENT" in shown.case.permitted)
            }
            scope.cancel()
            // Who was collecting lets go of its listener.
            withTimeout(20.seconds) { while (liveListeners() > 0u) kotlinx.coroutines.delay(10) }
            app.close()
        }
    }

    @Test
    fun theStationFilesForACitizenWhoFindsItTakesACopyAlongAndErasesThePhone() = runBlocking {
        TestServer.start().use { server ->
            val clock = object : org.minyi.core.ClockSkewSource {
                override fun skewMillis(): Long = server.skewMillis()
            }
            suspend fun phone(name: String) =
                MinyiApp.open(AppConfig(File(folder, name).path, server.url(), "kit", emptyList()), Platform(PlainKeyStore, null, clock, null))
            val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)
            val (station, citizen) = phone("station") to phone("citizen")
            withTimeout(60.seconds) {
                val desk = CoreBridge(station)
                desk.signInStaff("station-zhili-1", server.password(), server.totp())
                desk.sync()
                val reached = checkNotNull(desk.register()).stations.single { it.code == "station-zhili-1" }
                assertEquals("北街 2 号" to "0572-2200000", reached.address to reached.phone)
                val reception = checkNotNull(reached.nextReception)
                assertEquals(ReceptionRow(10, "09:00", "11:00", java.time.LocalDate.of(2026, 3, 10)), reception)
                val filing = FilingPresenter(desk, scope, saveAfterMillis = 1)
                filing.open().join()
                filing.title("路灯不亮")
                filing.text("来站反映：村口的路灯坏了一个月。")
                filing.addressee(Addressee.Station("station-zhili-1"))
                filing.proxyFor(NUMBER, ProxyChannel.IN_PERSON).join()
                filing.file().join()
                val filed = (filing.state.value as FilingState.SavedOnPhone).filed
                desk.runSlice(30)

                val bridge = CoreBridge(citizen)
                bridge.requestCode(NUMBER)
                bridge.signInWithCode(NUMBER, checkNotNull(server.lastCode(NUMBER)))
                bridge.sync()
                assertEquals(filed.matter, bridge.cases.first { it.rows.isNotEmpty() }.rows.single().matter)

                val own = OwnDataPresenter(CoreOwnData(citizen), scope)
                own.load().join()
                assertEquals(listOf(true), own.state.value.devices?.map { it.thisOne })
                own.export(File(folder, "copy").path).join()
                val words = File(checkNotNull(own.state.value.copy).first()).readText()
                assertTrue("来站反映" in words && filed.matter in words, words)
                own.erase().join()
                assertEquals(null, own.state.value.failure)
                assertEquals(Session.SignedOut, bridge.session.first())
            }
            scope.cancel()
            withTimeout(20.seconds) { while (liveListeners() > 0u) kotlinx.coroutines.delay(10) }
            station.close()
            citizen.close()
        }
    }

    @Test
    fun theAppsOwnWordsAgreeWithTheCores() {
        assertEquals(org.minyi.core.ProxyChannel.entries.map { it.name }, ProxyChannel.entries.map { it.name })
        assertEquals(org.minyi.core.Stage.entries.map { it.name }, Stage.entries.map { it.name })
        assertEquals(org.minyi.core.Grade.entries.map { it.name }, Grade.entries.map { it.name })
        assertEquals(org.minyi.core.NetworkClass.entries.map { it.name }, Network.entries.map { it.name })
        assertEquals(org.minyi.core.ProblemCode.entries.map { it.name }, Rejection.entries.map { it.name })
        assertEquals(org.minyi.core.WaitReason.entries.map { it.name }, WaitWhy.entries.map { it.name })
        assertEquals(org.minyi.core.RecordedOrigin.entries.map { it.name }, PhotoOrigin.entries.map { it.name })
        assertTrue(org.minyi.core.PositionProvider.entries.map { it.name }.containsAll(FixProvider.entries.map { it.name }))
        assertTrue(CaseAct.entries.any { it.name == "SUPPLEMENT" })
    }

    private companion object {
        const val NUMBER = "19900000006"
    }
}
