/** Evaluating an answer (评价) on three axes; a dissatisfied one needs a reason and opens a new round. */
package org.minyi.kit.presenter

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch
import org.minyi.kit.bridge.MinyiBridge
import org.minyi.kit.model.Evaluation
import org.minyi.kit.model.Failure
import org.minyi.kit.model.Grade

data class EvaluationState(
    val process: Grade? = null,
    val answer: Grade? = null,
    val delivery: Grade? = null,
    val reason: String = "",
    val sending: Boolean = false,
    /** It is saved on this phone and goes out by itself. */
    val done: Boolean = false,
    val failure: Failure? = null,
) {
    /** Both axes that the rules want are graded. Whether a reason is missing is the rulebook's word, told by `failure`. */
    val sendable: Boolean get() = process != null && answer != null && !sending && !done
}

class EvaluationPresenter(private val bridge: MinyiBridge, private val scope: CoroutineScope, private val matter: String) {
    private val mutable = MutableStateFlow(EvaluationState())
    val state: StateFlow<EvaluationState> = mutable.asStateFlow()

    fun process(grade: Grade) = mutable.update { it.copy(process = grade, failure = null) }

    fun answer(grade: Grade) = mutable.update { it.copy(answer = grade, failure = null) }

    fun delivery(grade: Grade?) = mutable.update { it.copy(delivery = grade, failure = null) }

    fun reason(text: String) = mutable.update { it.copy(reason = text, failure = null) }

    fun send(): Job =
        scope.launch {
            val now = mutable.value
            val process = now.process ?: return@launch
            val answer = now.answer ?: return@launch
            if (!now.sendable) return@launch
            mutable.update { it.copy(sending = true, failure = null) }
            val failure = failureOf { bridge.evaluate(matter, Evaluation(process, answer, now.delivery, now.reason)) }
            mutable.update { it.copy(sending = false, done = failure == null, failure = failure) }
        }
}
