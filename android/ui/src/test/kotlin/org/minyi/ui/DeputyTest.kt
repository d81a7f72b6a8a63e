// What deputies do, and those who meet them: a card shown and checked, a question asked in a hearing, another's seconded, the hearing rated.
package org.minyi.ui

import androidx.compose.ui.test.SemanticsNodeInteraction
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.assertIsNotEnabled
import androidx.compose.ui.test.assertTextContains
import androidx.compose.ui.test.junit4.ComposeContentTestRule
import androidx.compose.ui.test.junit4.createComposeRule
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performTextClearance
import androidx.compose.ui.test.performTextInput
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.minyi.kit.fake.FakeBridge
import org.minyi.kit.fake.FakeCards
import org.minyi.kit.model.Account
import org.minyi.kit.model.CaseList
import org.minyi.kit.model.Failure
import org.minyi.kit.model.HearingDeed
import org.minyi.kit.model.HearingStage
import org.minyi.kit.model.NotShown
import org.minyi.kit.model.Progress
import org.minyi.kit.model.ScanKind
import org.minyi.kit.model.Session
import java.time.Instant

class DeputyTest {
    @get:Rule
    val phone: ComposeContentTestRule = createComposeRule()
    private val bridge = FakeBridge()
    private val cards = FakeCards()
    private val court = FakeCourt()
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Unconfined)
    private val presenters = Presenters(bridge, scope, cards, court) { cards.now }
    private val platform = SamplePlatform()

    @After
    fun end() = scope.cancel()

    private fun start(role: String) {
        bridge.session.value = Session.SignedIn(Account("user-1", role, null), Instant.EPOCH)
        phone.setContent { MinyiUi(presenters, platform) }
    }

    private fun tag(name: String): SemanticsNodeInteraction = phone.onNodeWithTag(name)

    private fun tap(name: String) {
        tag(name).performScrollTo().performClick()
        phone.waitForIdle()
    }

    @Test
    fun aDeputyShowsTheLivingCodeAnswersANumberAndNothingStaysBehind() {
        start("DEPUTY")
        tap("card")
        assertTrue("screenshots are kept out", platform.secret)
        tag("face-page").assertIsDisplayed()
        tap("unlock")
        tag("face-living").assertIsDisplayed()
        tap("answer-open")
        tag("number").performScrollTo().performTextInput("04291")
        tag("answer-now").performScrollTo().assertIsNotEnabled()
        tag("number").performTextInput("7")
        tap("answer-now")
        tag("face-answer").assertIsDisplayed()
        assertTrue("answerChallenge 042917" in cards.asked)
        tag("back").performClick()
        phone.waitForIdle()
        assertTrue("lockCards" in cards.asked)
        assertFalse(platform.secret)
    }

    @Test
    fun aPhoneWithoutACardAsksForTheFirstOneAndGetsItOnceThereIsANetwork() {
        cards.held = emptyList()
        cards.online = false
        cards.recorded = listOf(DeputySample.mandate, DeputySample.mandate.copy(matter = "mandate-2", officeZh = "镇人大代表"))
        start("DEPUTY")
        tap("card")
        tap("mandate-1")
        tap("request-card")
        phone.onNodeWithText("已申请，等待签发").assertExists()
        assertTrue("requestCard mandate-2" in cards.asked)
        cards.online = true
        tap("refresh-card")
        tag("face-page").assertIsDisplayed()
    }

    @Test
    fun whatWaitsForADeputyIsOneTapAwayAndLeadsToWhereItIsDone() {
        bridge.cases.value = CaseList(Sample.rows, null)
        bridge.outbox.value = Sample.outbox
        court.listed = listOf(DeputySample.hearing.copy(deeds = listOf(HearingDeed.SIGN_DISCIPLINE, HearingDeed.ASK)))
        start("DEPUTY")
        presenters.notices.load()
        tap("notices")
        tag("notice-c3").assertIsDisplayed()
        tag("case-m1").assertExists()
        tag("case-m2").assertExists()
        tag("notice-h1-SIGN_DISCIPLINE").performClick()
        phone.waitForIdle()
        tag("hearing-cause").assertIsDisplayed()
    }

    @Test
    fun whatTheKeystoreRefusesIsSaidInWords() {
        start("DEPUTY")
        tap("card")
        cards.refuses = NotShown.TIME_NOT_TRUSTED
        tap("unlock")
        phone.onNodeWithText("手机时间还没有核对。请联网一次后再亮证。").assertExists()
        tag("face-page").assertExists()
    }

    @Test
    fun aCitizenScansACardAndHearsWhetherToTrustIt() {
        cards.judged["MY1:GOOD"] = ScanKind.GENUINE_AND_CURRENT
        cards.judged["MY1:OLD"] = ScanKind.REPLAY_SUSPECTED
        platform.scans += listOf("MY1:OLD", "MY1:GOOD")
        start("CITIZEN")
        tap("scan-card")
        tap("scan")
        tag("verdict-warning").assertIsDisplayed()
        // A number settles what the code alone did not.
        tap("challenge")
        tag("challenge-number").performScrollTo().assertTextContains("000 001")
        tap("scan")
        tag("verdict-genuine").performScrollTo().assertIsDisplayed()
        assertEquals(listOf("verifyCode -", "verifyCode 000 001"), cards.asked.filter { it.startsWith("verifyCode") })
        // The next scan has no camera.
        tap("again")
        tap("scan")
        phone.onNodeWithText("没有相机权限", substring = true).assertExists()
    }

    @Test
    fun aDeputyAsksSecondsAndRates() {
        start("DEPUTY")
        tap("hearings")
        tag("hearing-h1").performClick()
        phone.waitForIdle()
        assertTrue(platform.secret)
        tag("segment").assertTextContains("法庭调查")
        tag("session-clock").assertTextContains("庭审时间", substring = true)
        tap("ask-open")
        tap("kind-4")
        tag("question-text").performScrollTo().performTextInput("货款该不该付？")
        court.failure = Failure.Refused("merits", null, "只问程序、作风、一般法律和工作建议", "Ask about procedure", "判决前不得就案件实体提问", "No merits before judgment")
        tap("ask")
        phone.onNodeWithText("判决前不得就案件实体提问").assertExists()
        tap("kind-0")
        tap("ask")
        tag("asked").assertExists()
        tap("second-q2")
        tap("rate-q3-SATISFIED")
        court.room.value = DeputySample.room.copy(row = DeputySample.hearing.copy(deeds = listOf(HearingDeed.RATE_HEARING)))
        for ((axis, grade) in listOf(5, 4, 5, 3).withIndex()) tap("axis-$axis-$grade")
        court.failure = Failure.Refused("not_yours", null, "由听过庭审的代表评议", "Rated by who watched", null, null)
        tap("rate-hearing")
        tag("rated").assertDoesNotExist()
        tag("room-failure").assertExists()
        // What was given is still there; after judgment the document may be rated, too.
        court.room.value = DeputySample.room.copy(row = DeputySample.hearing.copy(stage = HearingStage.JUDGED, deeds = listOf(HearingDeed.RATE_HEARING)))
        tap("axis-4-5")
        tap("rate-hearing")
        tag("rated").assertExists()
        val told = listOf("ask MERITS 货款该不该付？", "ask PROCEDURE 货款该不该付？", "second q2 true", "rate q3 SATISFIED", "sheet 5453 null", "sheet 5453 5")
        assertEquals(told, court.asked)
    }

    @Test
    fun aReturnedQuestionIsChangedAsANoteAndAskedAgain() {
        val back = DeputySample.questions[0].copy(progress = Progress(Progress.Step.RETURNED, "请写明是哪一次休庭"), deeds = listOf(HearingDeed.RESUBMIT))
        court.room.value = DeputySample.room.copy(questions = listOf(back))
        start("DEPUTY")
        tap("hearings")
        tag("hearing-h1").performClick()
        phone.onNodeWithText("请写明是哪一次休庭").assertExists()
        tap("revise-q1")
        tag("question-text").assertTextContains(back.text)
        tag("question-text").performScrollTo().performTextClearance()
        tag("question-text").performTextInput("第一次休庭后何时复庭？")
        tap("ask")
        tag("asked").assertExists()
        assertEquals(listOf("ask PROCEDURE 第一次休庭后何时复庭？"), court.asked)
    }

    @Test
    fun theRulesAreReadBeforeTheyAreSigned() {
        court.room.value = DeputySample.room.copy(discipline = DeputySample.rules, mayWatch = false, row = DeputySample.hearing.copy(deeds = listOf(HearingDeed.SIGN_DISCIPLINE)))
        start("DEPUTY")
        tap("hearings")
        tag("hearing-h1").performClick()
        phone.onNodeWithText(DeputySample.rules.textZh).assertExists()
        tap("sign-discipline")
        assertEquals(listOf("sign 1"), court.asked)
    }
}
