/** The screens of cards against the fake: what is shown, when it changes, and what stays when something goes wrong. */
package org.minyi.kit

import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.advanceTimeBy
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.minyi.kit.fake.FakeCards
import org.minyi.kit.model.CardFace
import org.minyi.kit.model.Failure
import org.minyi.kit.model.MandateRow
import org.minyi.kit.model.NotShown
import org.minyi.kit.model.ScanKind
import org.minyi.kit.presenter.CardPresenter
import org.minyi.kit.presenter.ScanPresenter

@OptIn(ExperimentalCoroutinesApi::class)
class CardTest {
    private val cards = FakeCards()

    private fun TestScope.presenter() = CardPresenter(cards, backgroundScope, "mandate-1") { cards.now }

    /** Time passes for the core and for the screen. */
    private fun TestScope.pass(seconds: Long) {
        cards.now = cards.now.plusSeconds(seconds)
        advanceTimeBy(seconds * 1_000 + 1)
        runCurrent()
    }

    private fun living(presenter: CardPresenter) = (presenter.state.value.face as CardFace.Living).code.text

    @Test
    fun atFirstTheShortCodeIsShownWithItsLabel() = runTest {
        val face = presenter().state.value.face as CardFace.Page
        assertTrue(face.labelZh.isNotEmpty() && face.labelEn.isNotEmpty())
    }

    @Test
    fun afterAFingerprintTheCodeChangesByItselfForTenMinutes() = runTest {
        val presenter = presenter()
        presenter.unlock()
        runCurrent()
        val first = living(presenter)
        pass(15)
        assertTrue(living(presenter) != first, "another code after its step")
        repeat(38) { pass(15) }
        assertTrue(presenter.state.value.face is CardFace.Living, "within ten minutes")
        pass(15)
        assertTrue(presenter.state.value.face is CardFace.Page, "the session is over")
    }

    @Test
    fun anAnswerInterruptsTheSessionAndGivesItBack() = runTest {
        val presenter = presenter()
        presenter.unlock()
        runCurrent()
        presenter.answer("042917")
        runCurrent()
        assertTrue(presenter.state.value.face is CardFace.Answer)
        assertTrue("answerChallenge 042917" in cards.asked)
        pass(60)
        assertTrue(presenter.state.value.face is CardFace.Living)
    }

    @Test
    fun whatTheKeystoreRefusesIsSaidAndTheScreenStays() = runTest {
        val presenter = presenter()
        for (why in NotShown.entries) {
            cards.refuses = why
            presenter.unlock()
            runCurrent()
            assertEquals(why, presenter.state.value.refused)
            assertTrue(presenter.state.value.face is CardFace.Page)
            assertFalse(presenter.state.value.busy)
        }
        presenter.unlock()
        runCurrent()
        assertNull(presenter.state.value.refused)
    }

    @Test
    fun leavingTheScreenForgetsTheSession() = runTest {
        val presenter = presenter()
        presenter.unlock()
        runCurrent()
        presenter.leave()
        assertTrue("lockCards" in cards.asked)
        assertTrue(presenter.state.value.face is CardFace.Page)
        val looks = cards.asked.size
        pass(60)
        assertEquals(looks, cards.asked.size, "nothing turns any more")
    }

    private val mandates = listOf(MandateRow("mandate-1", "演示代表", "区人大代表", "District deputy", "第一选区"), MandateRow("mandate-2", "演示代表", "镇人大代表", "Town deputy", "第二选区"))

    @Test
    fun aPhoneWithoutAnyCardAsksForItsFirstOneAndShowsItWhenItCame() = runTest {
        cards.held = emptyList()
        cards.recorded = mandates
        val presenter = CardPresenter(cards, backgroundScope) { cards.now }
        runCurrent()
        assertNull(presenter.state.value.card)
        assertEquals(mandates to "mandate-1", presenter.state.value.run { this.mandates to matter })
        presenter.choose("mandate-2")
        cards.online = false
        presenter.request()
        runCurrent()
        assertTrue(presenter.state.value.requested, "kept, and sent once there is a network")
        assertNull(presenter.state.value.failure)
        cards.online = true
        presenter.refresh()
        runCurrent()
        assertEquals("演示代表", presenter.state.value.card?.name)
        assertFalse(presenter.state.value.requested)
        assertTrue(presenter.state.value.face is CardFace.Page)
        assertEquals(listOf("mandate-2"), cards.held.map { it.matter })
    }

    @Test
    fun aRequestThatFailsIsSaidAndMayBeRepeated() = runTest {
        cards.held = emptyList()
        val presenter = presenter()
        runCurrent()
        cards.failure = Failure.KeyLost
        presenter.request()
        runCurrent()
        assertEquals(Failure.KeyLost to false, presenter.state.value.run { failure to requested })
        presenter.request()
        runCurrent()
        assertNull(presenter.state.value.failure)
        assertEquals("演示代表", presenter.state.value.card?.name)
    }

    @Test
    fun whoHasNoMandateOnRecordIsToldSo() = runTest {
        cards.held = emptyList()
        val presenter = CardPresenter(cards, backgroundScope) { cards.now }
        runCurrent()
        assertEquals(emptyList<MandateRow>(), presenter.state.value.mandates)
        presenter.request()
        runCurrent()
        assertEquals(Failure.NotFound, presenter.state.value.failure)
    }

    @Test
    fun aScanIsJudgedOnceHoweverManyFramesTheCameraDelivers() {
        cards.judged["MY1:CODE"] = ScanKind.GENUINE_AND_CURRENT
        val presenter = ScanPresenter(cards)
        repeat(5) { presenter.scanned("MY1:CODE") }
        assertEquals(1, cards.asked.count { it.startsWith("verifyCode") })
        assertTrue(presenter.state.value.result!!.genuine)
        presenter.again()
        assertTrue(presenter.state.value.scanning)
    }

    @Test
    fun onlyTheFirstTwoOutcomesAreApprovalAndTwoOfferANumber() {
        val expected =
            mapOf(
                ScanKind.GENUINE_AND_CURRENT to (true to false),
                ScanKind.GENUINE_STATUS_STALE to (true to false),
                ScanKind.TIME_NOT_CHECKED to (false to true),
                ScanKind.SUSPENDED to (false to false),
                ScanKind.TERMINATED to (false to false),
                ScanKind.REPLACED to (false to false),
                ScanKind.EXPIRED to (false to false),
                ScanKind.REPLAY_SUSPECTED to (false to true),
                ScanKind.DEVICE_MISMATCH to (false to false),
                ScanKind.UNKNOWN_ISSUER to (false to false),
                ScanKind.MALFORMED to (false to false),
            )
        assertEquals(ScanKind.entries.toSet(), expected.keys)
        for ((kind, wanted) in expected) {
            cards.judged["code"] = kind
            val presenter = ScanPresenter(cards)
            presenter.scanned("code")
            val state = presenter.state.value
            assertEquals(wanted, state.result!!.genuine to state.offersChallenge, "$kind")
        }
    }

    @Test
    fun afterANumberWasMadeUpTheNextScanMustAnswerIt() {
        cards.judged["answer"] = ScanKind.GENUINE_AND_CURRENT
        val presenter = ScanPresenter(cards)
        presenter.challenge()
        assertEquals("000 001", presenter.state.value.challenge)
        presenter.scanned("answer")
        assertTrue("verifyCode 000 001" in cards.asked)
        presenter.challenge()
        assertEquals("000 002", presenter.state.value.challenge, "never the same number twice")
        assertTrue(presenter.state.value.scanning)
    }

    @Test
    fun beforeTheRootsAreNamedACheckFailsByName() {
        val presenter = ScanPresenter(cards)
        cards.failure = Failure.NotFound
        presenter.scanned("MY1:CODE")
        assertEquals(Failure.NotFound, presenter.state.value.failure)
        assertNull(presenter.state.value.result)
        presenter.again()
        assertTrue(presenter.state.value.scanning && presenter.state.value.knowledge.timeChecked)
    }
}
