/** My cases (我的事项): the list page by page, and one case with its timeline, its dates and their reasons. */
package org.minyi.kit.presenter

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch
import org.minyi.kit.bridge.MinyiBridge
import org.minyi.kit.model.CaseDetail
import org.minyi.kit.model.CaseRow
import org.minyi.kit.model.DueReason
import org.minyi.kit.model.Failure

/** The list. `rows == null`: nothing was read yet; empty: there are none. */
data class MyCasesState(
    val rows: List<CaseRow>? = null,
    val next: String? = null,
    val refreshing: Boolean = false,
    val failure: Failure? = null,
)

class MyCasesPresenter(private val bridge: MinyiBridge, private val scope: CoroutineScope) {
    private val mutable = MutableStateFlow(MyCasesState())
    val state: StateFlow<MyCasesState> = mutable.asStateFlow()

    init {
        scope.launch {
            // Pages further down are read again when somebody scrolls to them.
            bridge.cases.collect { page -> mutable.update { it.copy(rows = page.rows, next = page.next) } }
        }
    }

    /** The next page, behind what is shown. */
    fun more(): Job =
        scope.launch {
            val place = mutable.value.next ?: return@launch
            val failure = failureOf {
                val page = bridge.casesAfter(place)
                mutable.update { now ->
                    if (now.next != place) return@update now
                    val known = now.rows.orEmpty().map { it.matter }.toSet()
                    now.copy(rows = now.rows.orEmpty() + page.rows.filter { it.matter !in known }, next = page.next)
                }
            }
            mutable.update { it.copy(failure = failure) }
        }

    /** Pull to refresh. */
    fun refresh(): Job =
        scope.launch {
            mutable.update { it.copy(refreshing = true, failure = null) }
            val failure = failureOf { bridge.sync() }
            mutable.update { it.copy(refreshing = false, failure = failure) }
        }
}

/** One case on the screen. */
sealed interface CaseState {
    data object Loading : CaseState

    data object NotHere : CaseState

    data class Shown(val case: CaseDetail, val due: List<DueReason>) : CaseState

    data class Failed(val failure: Failure) : CaseState
}

class CasePresenter(private val bridge: MinyiBridge, private val scope: CoroutineScope, private val matter: String) {
    private val mutable = MutableStateFlow<CaseState>(CaseState.Loading)
    val state: StateFlow<CaseState> = mutable.asStateFlow()
    private val mutableFailure = MutableStateFlow<Failure?>(null)

    /** Why the last act was not taken; `null` if it was. */
    val failure: StateFlow<Failure?> = mutableFailure.asStateFlow()

    init {
        scope.launch { bridge.cases.collect { load() } }
    }

    /** Words for the office, also the answer to its question. */
    fun supplement(text: String): Job = act { bridge.supplement(matter, text, emptyList()) }

    fun withdraw(reason: String): Job = act { bridge.withdraw(matter, reason) }

    private fun act(work: suspend () -> Unit): Job =
        scope.launch {
            mutableFailure.value = failureOf(work)
            load()
        }

    private suspend fun load() {
        val failure = failureOf {
            val case = bridge.case(matter)
            mutable.value = if (case == null) CaseState.NotHere else CaseState.Shown(case, bridge.dueReasons(matter))
        }
        if (failure != null) mutable.value = CaseState.Failed(failure)
    }
}
