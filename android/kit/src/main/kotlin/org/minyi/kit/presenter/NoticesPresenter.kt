/** 消息: gathered from what this phone holds already, the most urgent first; without a network, too. */
package org.minyi.kit.presenter

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.combine
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch
import org.minyi.kit.bridge.HearingBridge
import org.minyi.kit.bridge.MinyiBridge
import org.minyi.kit.model.CaseRow
import org.minyi.kit.model.Failure
import org.minyi.kit.model.HearingDeed
import org.minyi.kit.model.HearingRow
import org.minyi.kit.model.Notice
import org.minyi.kit.model.OutboxRow
import org.minyi.kit.model.Stage
import org.minyi.kit.model.Standing

/** `notices == null`: nothing was read yet; empty: nothing waits. */
data class NoticesState(val notices: List<Notice>? = null, val failure: Failure? = null)

class NoticesPresenter(bridge: MinyiBridge, private val hearings: HearingBridge?, private val scope: CoroutineScope) {
    private val mutable = MutableStateFlow(NoticesState())
    val state: StateFlow<NoticesState> = mutable.asStateFlow()
    private val rooms = MutableStateFlow(emptyList<HearingRow>())

    init {
        scope.launch {
            combine(bridge.outbox, bridge.cases, rooms) { outbox, cases, hearings ->
                noticesOf(outbox.rows, cases.rows, hearings)
            }.collect { notices -> mutable.update { it.copy(notices = notices) } }
        }
        load()
    }

    /** Reads the hearings again; after each sync. Cases and outbox come by themselves. */
    fun load(): Job =
        scope.launch {
            val failure = failureOf { rooms.value = hearings?.hearings().orEmpty() }
            mutable.update { it.copy(failure = failure) }
        }
}

/** What a deputy is asked to do about a hearing, where it is not just an offer. */
private val ASKED = listOf(HearingDeed.SIGN_DISCIPLINE, HearingDeed.RATE_ANSWER, HearingDeed.RATE_HEARING, HearingDeed.RESUBMIT)

internal fun noticesOf(outbox: List<OutboxRow>, cases: List<CaseRow>, hearings: List<HearingRow>): List<Notice> =
    outbox.filter { it.standing is Standing.NeedsAttention }.map(Notice::NotSent) +
        hearings.flatMap { row -> ASKED.filter { it in row.deeds }.map { Notice.HearingWaits(row, it) } } +
        cases.filter { it.waitsForReader }.sortedBy { it.due }.map(Notice::CaseWaits) +
        cases.filter { it.overdue && !it.waitsForReader }.sortedBy { it.due }.map(Notice::CaseOverdue)

/** Whether the next word is the reader's. */
val CaseRow.waitsForReader: Boolean get() = actionable && (stage == Stage.ANSWERED || stage == Stage.AWAITING_INFO)
