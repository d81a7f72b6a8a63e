/** Notices, filing for somebody else, devices and data: against the fake. */
package org.minyi.kit

import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.minyi.kit.fake.FakeBridge
import org.minyi.kit.fake.FakeOwnData
import org.minyi.kit.model.CaseList
import org.minyi.kit.model.CaseRow
import org.minyi.kit.model.Failure
import org.minyi.kit.model.HearingDeed
import org.minyi.kit.model.HearingRow
import org.minyi.kit.model.HearingStage
import org.minyi.kit.model.Notice
import org.minyi.kit.model.Outbox
import org.minyi.kit.model.OutboxRow
import org.minyi.kit.model.Proxy
import org.minyi.kit.model.ProxyChannel
import org.minyi.kit.model.Stage
import org.minyi.kit.model.Standing
import org.minyi.kit.presenter.FilingPresenter
import org.minyi.kit.presenter.FilingState
import org.minyi.kit.presenter.NoticesPresenter
import org.minyi.kit.presenter.OwnDataPresenter
import org.minyi.kit.presenter.noticesOf
import java.time.Instant
import java.time.LocalDate

@OptIn(ExperimentalCoroutinesApi::class)
class OwnTest {
    private val bridge = FakeBridge()
    private val data = FakeOwnData()

    private fun case(id: String, stage: Stage, actionable: Boolean = false, overdue: Boolean = false, due: LocalDate? = null) =
        CaseRow(id, id, stage, Instant.EPOCH, due, overdue, actionable, registered = true, pending = 0)

    private fun sent(id: String, standing: Standing) = OutboxRow(id, "m", "SUBMIT", standing, 0, 0, 0, 0)

    private val refused = Standing.NeedsAttention("不行", "No", null, null)

    @Test
    fun aNoticeIsWhatOnlyThisPersonCanDecideTheMostUrgentFirst() {
        val hearing = HearingRow("h", HearingStage.READY, "", "", 0, listOf(HearingDeed.ASK, HearingDeed.RATE_HEARING, HearingDeed.SIGN_DISCIPLINE, HearingDeed.SECOND))
        val later = case("later", Stage.ANSWERED, actionable = true, due = LocalDate.of(2026, 3, 9))
        val sooner = case("sooner", Stage.AWAITING_INFO, actionable = true, overdue = true, due = LocalDate.of(2026, 3, 2))
        val late = case("late", Stage.HANDLING, overdue = true)
        val fine = listOf(case("fine", Stage.HANDLING), case("closed", Stage.CLOSED), case("not mine", Stage.ANSWERED))
        val outbox = listOf(sent("done", Standing.Done), sent("no", refused), sent("sending", Standing.Sending))
        val expected = listOf(
            Notice.NotSent(outbox[1]), Notice.HearingWaits(hearing, HearingDeed.SIGN_DISCIPLINE), Notice.HearingWaits(hearing, HearingDeed.RATE_HEARING),
            Notice.CaseWaits(sooner), Notice.CaseWaits(later), Notice.CaseOverdue(late),
        )
        assertEquals(expected, noticesOf(outbox, listOf(later, sooner, late) + fine, listOf(hearing)))
    }

    @Test
    fun aNoticeIsGoneOnceItWasDecided() = runTest {
        val presenter = NoticesPresenter(bridge, null, backgroundScope)
        runCurrent()
        assertEquals(emptyList<Notice>(), presenter.state.value.notices)
        bridge.cases.value = CaseList(listOf(case("a", Stage.ANSWERED, actionable = true)), null)
        bridge.outbox.value = Outbox(listOf(sent("no", refused)))
        runCurrent()
        assertEquals(2, presenter.state.value.notices?.size)
        bridge.cases.value = CaseList(listOf(case("a", Stage.EVALUATED)), null)
        bridge.outbox.value = Outbox()
        runCurrent()
        assertEquals(emptyList<Notice>(), presenter.state.value.notices)
    }

    @Test
    fun theStationFilesForAnAccountAndKeepsWhatWasTypedWhenTheNumberIsRefused() = runTest {
        val presenter = FilingPresenter(bridge, backgroundScope, saveAfterMillis = 1)
        presenter.open()
        runCurrent()
        presenter.title("路灯不亮")
        presenter.text("来电反映")
        presenter.addressee(org.minyi.kit.model.Addressee.Office)
        bridge.failure = Failure.BadInput("phone")
        presenter.proxyFor("1", ProxyChannel.PHONE)
        runCurrent()
        val editing = presenter.state.value as FilingState.Editing
        assertEquals(Failure.BadInput("phone") to "路灯不亮", editing.failure to editing.draft.title)
        assertNull(editing.proxy)
        presenter.proxyFor("19900000011", ProxyChannel.PAPER)
        runCurrent()
        presenter.file()
        runCurrent()
        assertEquals(listOf<Proxy?>(Proxy("citizen-19900000011", "19900000011", ProxyChannel.PAPER)), bridge.proxies)
    }

    @Test
    fun aDeviceIsSignedOutAndAFailureLeavesTheListAsItWas() = runTest {
        val presenter = OwnDataPresenter(data, backgroundScope)
        presenter.load()
        runCurrent()
        assertEquals(2, presenter.state.value.devices?.size)
        data.failure = Failure.Offline
        presenter.signOut("lost")
        runCurrent()
        assertEquals(Failure.Offline to 2, presenter.state.value.run { failure to devices?.size })
        presenter.signOut("lost")
        runCurrent()
        assertEquals(listOf("this"), presenter.state.value.devices?.map { it.device })
    }

    @Test
    fun aCopyWaitsUntilItWasHandedOver() = runTest {
        val presenter = OwnDataPresenter(data, backgroundScope)
        presenter.export("/copies/1")
        runCurrent()
        assertEquals(listOf("/copies/1/minyi.json"), presenter.state.value.copy)
        presenter.handedOver()
        assertNull(presenter.state.value.copy)
        presenter.erase()
        runCurrent()
        assertTrue("erase" in data.asked)
    }
}
