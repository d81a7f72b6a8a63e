// Deputies' ways through the screens on the real library, against a real server: a card is asked for, shown and checked by a citizen's
// phone without a network; a question is asked in a live hearing, another's seconded, the answer and the hearing rated.
// Screenshots in target/screens, named `flow-card-…` and `flow-hearing-…`.
package org.minyi.ui

import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxHeight
import androidx.compose.foundation.layout.width
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.SkikoComposeUiTest
import androidx.compose.ui.test.assertTextContains
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performTextClearance
import androidx.compose.ui.unit.dp
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.minyi.core.testing.TestCourt
import org.minyi.core.testing.TestServer
import org.minyi.kit.bridge.CoreHearingBridge
import org.minyi.kit.model.HearingDeed
import org.minyi.kit.model.Network
import org.minyi.kit.model.QuestionRow
import org.minyi.kit.presenter.PlayerState

private const val CITIZEN = "19900000009"
private const val DEPUTY = "deputy-001"

@OptIn(ExperimentalTestApi::class)
class DeputyRealServerTest {
    @get:Rule
    val folder = TemporaryFolder()

    @Test
    fun aDeputyWithoutACardAsksForOneShowsItAndACitizensPhoneVerifiesItWithoutANetwork() {
        TestServer.startWithCards().use { server ->
            val roots = server.roots()
            Phone(folder.newFolder("deputy"), server.url(), server::skewMillis, roots).use { deputy ->
                CuttableNetwork(server.url()).use { network ->
                    Phone(folder.newFolder("citizen"), network.url, server::skewMillis, roots).use { citizen ->
                        onAPhone(phones = 2) { meet(deputy, citizen, server, network) }
                    }
                }
            }
        }
    }

    private fun SkikoComposeUiTest.meet(deputyPhone: Phone, citizenPhone: Phone, server: TestServer, network: CuttableNetwork) {
        val camera = SamplePlatform()
        setContent {
            Row {
                Box(Modifier.width(360.dp).fillMaxHeight().testTag("deputy")) { MinyiUi(deputyPhone.presenters, SamplePlatform()) }
                Box(Modifier.width(360.dp).fillMaxHeight().testTag("citizen")) { MinyiUi(citizenPhone.presenters, camera) }
            }
        }
        val deputy = Hands(this, "deputy")
        val citizen = Hands(this, "citizen")
        citizen.signsIn(CITIZEN) { server.lastCode(CITIZEN) }
        deputy.signsInAsStaff(DEPUTY, server.password(), server.totp())
        deputy.reach("card")
        deputy.reach("mandate-0")
        screenshot("flow-card-1-none-yet")
        deputy.reach("request-card")
        deputy.awaits("face-page")
        screenshot("flow-card-2-short-code")
        // Whom to trust comes with a sync, and with it the time, the same for both; afterwards nothing is asked of anybody.
        runBlocking { listOf(deputyPhone, citizenPhone).map { it.presenters.cases.refresh() }.joinAll() }
        assertTrue(citizenPhone.app.cardKnowledge().age != null)
        network.cut()
        citizenPhone.hears(Network.OFFLINE)
        deputy.reach("unlock")
        deputy.awaits("face-living")
        deputy.node("face-living").performScrollTo()
        camera.scans += codeIn(screenshot("flow-card-3-living-code"), deputy.node("face-living"))
        citizen.reach("scan-card")
        citizen.reach("scan")
        citizen.awaits("verdict-genuine")
        citizen.node("verdict-name").assertTextContains("演示代表")
        screenshot("flow-card-4-verified-offline")

        // A number that was made up a moment ago is answered by that very phone alone.
        citizen.reach("again")
        citizen.reach("challenge")
        citizen.awaits("challenge-number")
        val number = citizen.node("challenge-number").fetchSemanticsNode().config.getOrNull(SemanticsProperties.Text).orEmpty().joinToString("") { it.text }
        deputy.reach("answer-open")
        deputy.types("number", number.filter(Char::isDigit))
        deputy.reach("answer-now")
        deputy.awaits("face-answer")
        deputy.node("face-answer").performScrollTo()
        val answer = codeIn(screenshot("flow-card-5-number-answered"), deputy.node("face-answer"))
        camera.scans += listOf(answer, answer)
        citizen.reach("scan")
        citizen.awaits("verdict-genuine")
        screenshot("flow-card-6-answer-verified")
        // The same code once more is a copy, and no approval.
        citizen.reach("again")
        citizen.reach("scan")
        citizen.awaits("verdict-warning")
        screenshot("flow-card-7-copy-refused")
    }

    @Test
    fun aDeputyAsksInALiveHearingSecondsAndRates() {
        TestCourt.start().use { court ->
            Phone(folder.newFolder("phone"), court.url(), court::skewMillis).use { phone -> onAPhone { attend(phone, court) } }
        }
    }

    /** A deputy who is signed in and sees the hearing in the list. */
    private fun SkikoComposeUiTest.atTheList(phone: Phone, court: TestCourt): Hands {
        setContent { MinyiUi(phone.presenters, SamplePlatform()) }
        val deputy = Hands(this)
        deputy.signsInAsStaff(DEPUTY, court.password(), court.totp())
        deputy.reach("hearings")
        deputy.tap("refresh-hearings")
        deputy.awaits("hearing-${court.hearing()}")
        return deputy
    }

    private fun SkikoComposeUiTest.attend(phone: Phone, court: TestCourt) {
        val deputy = atTheList(phone, court)
        screenshot("flow-hearing-1-list")
        deputy.tap("hearing-${court.hearing()}")
        deputy.awaits("segment")
        court.startInvestigation()
        deputy.awaitsText("法庭调查")
        screenshot("flow-hearing-2-live")
        court.watch()
        // What comes in moves what is below it: hands wait for it.
        deputy.awaitsText("已旁听")

        // The merits are refused on the phone, with the rule; the note stays and is asked differently.
        deputy.reach("ask-open")
        deputy.reach("kind-4")
        deputy.types("question-text", "货款该不该付？")
        deputy.reach("ask")
        deputy.awaits("room-failure")
        screenshot("flow-hearing-3-merits-refused")
        deputy.reach("kind-0")
        deputy.node("question-text").performScrollTo().performTextClearance()
        deputy.types("question-text", "休庭和复庭的时间，能否提前告知？")
        screenshot("flow-hearing-4-asking")
        deputy.reach("ask")
        deputy.awaits("asked")
        // It goes out by itself and comes back with the room.
        deputy.awaitsText("我的提问")
        val own = phone.questions(court).single { it.own }.id
        court.accept(own)
        val other = court.askAsAnotherAndAdjourn()
        deputy.reach("second-$other")
        deputy.awaits("unsecond-$other")
        deputy.node("question-$other").performScrollTo()
        screenshot("flow-hearing-5-seconded")

        court.answer(own)
        deputy.reach("rate-$own-SATISFIED")
        waitUntil(PATIENCE_MS) { phone.questions(court).single { it.id == own }.deeds.none { it == HearingDeed.RATE_ANSWER } }
        for ((axis, grade) in listOf(5, 4, 5, 4).withIndex()) deputy.reach("axis-$axis-$grade")
        screenshot("flow-hearing-6-rating")
        deputy.reach("rate-hearing")
        waitUntil(PATIENCE_MS) { phone.app.outbox().done.size == SENT }
        screenshot("flow-hearing-7-rated")
        val outbox = phone.app.outbox()
        assertTrue(outbox.needsAttention.isEmpty())
        assertEquals(0, outbox.sending.size + outbox.waiting.size + outbox.saved.size)
    }

    @Test
    fun aDeputyWatchesTheCourtsRealStreamWhichCountsAndEndsWithAClosedPart() {
        TestCourt.startFilmed().use { court ->
            val player = HttpCourtPlayer()
            Phone(folder.newFolder("phone"), court.url(), court::skewMillis, player = player).use { phone -> onAPhone { watch(phone, court, player) } }
        }
    }

    private fun SkikoComposeUiTest.watch(phone: Phone, court: TestCourt, player: HttpCourtPlayer) {
        val deputy = atTheList(phone, court)
        deputy.tap("hearing-${court.hearing()}")
        deputy.awaits("pause-picture")
        deputy.node("watermark").assertTextContains(DEPUTY, substring = true)
        screenshot("flow-picture-1-playing")
        waitUntil(PATIENCE_MS) { court.isWatched() }

        // The moment on the screen is the question's own, not reckoned back from the server's time.
        deputy.reach("ask-open")
        deputy.types("question-text", "休庭和复庭的时间，能否提前告知？")
        deputy.reach("ask")
        deputy.awaits("asked")
        deputy.awaitsText("我的提问")
        assertEquals(false, phone.questions(court).single { it.own }.moment?.approximate)

        deputy.reach("pause-picture")
        deputy.awaits("resume-picture")
        assertEquals(PlayerState.PAUSED, player.state.value)
        deputy.reach("resume-picture")
        deputy.awaits("pause-picture")

        // Half a minute lies between two heartbeats; whoever comes in anew is counted at once.
        court.passAMinute()
        deputy.tap("back")
        deputy.awaits("hearing-${court.hearing()}")
        assertEquals(PlayerState.IDLE, player.state.value)
        deputy.tap("hearing-${court.hearing()}")
        deputy.awaits("pause-picture")
        waitUntil(PATIENCE_MS) { court.foldAttendance(); deputy.sees("已旁听 1 分钟") }
        screenshot("flow-picture-2-counted")

        court.startClosedPart()
        deputy.awaits("no-picture")
        assertEquals(PlayerState.IDLE, player.state.value)
        screenshot("flow-picture-3-closed-part")
    }

    /** The question, the second, the rating of the answer and that of the hearing. */
    private val SENT = 4

    /** As the room has them for this phone. */
    private fun Phone.questions(court: TestCourt): List<QuestionRow> = runBlocking {
        withTimeout(PATIENCE_MS) { CoreHearingBridge(app).room(court.hearing()).first { room -> room.questions.any { it.own } }.questions }
    }
}
