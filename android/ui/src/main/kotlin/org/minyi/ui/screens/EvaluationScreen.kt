// 评价 on three axes. A dissatisfied one needs a reason and brings the case back to the department.
package org.minyi.ui.screens

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material3.Button
import androidx.compose.material3.LinearProgressIndicator
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import org.minyi.kit.model.Failure
import org.minyi.kit.model.Grade
import org.minyi.kit.presenter.EvaluationState
import org.minyi.ui.parts.Banner
import org.minyi.ui.parts.Choice
import org.minyi.ui.parts.Field
import org.minyi.ui.parts.Screen
import org.minyi.ui.parts.SectionTitle
import org.minyi.ui.parts.Sheet
import org.minyi.ui.parts.wide
import org.minyi.ui.theme.Tone
import org.minyi.ui.words.LocalWords
import org.minyi.ui.words.Said
import org.minyi.ui.words.at
import org.minyi.ui.words.said
import org.minyi.ui.words.say

/** What the screen can ask for. */
interface EvaluationActions {
    fun process(grade: Grade)
    fun answer(grade: Grade)
    fun delivery(grade: Grade)
    fun reason(text: String)
    fun send()
}

@Composable
fun EvaluationScreen(state: EvaluationState, onBack: () -> Unit, actions: EvaluationActions) {
    val words = LocalWords.current
    Screen(words.evaluate, onBack) {
        if (state.done) {
            Text(words.evaluated, Modifier.testTag("evaluated"), style = MaterialTheme.typography.headlineSmall)
            Text(words.savedHereHint, style = MaterialTheme.typography.bodyLarge)
            Button(onBack, wide("done")) { Text(words.done) }
            return@Screen
        }
        Text(words.evaluateLead, style = MaterialTheme.typography.bodyLarge)
        val failure = state.failure
        if (failure != null && failure.at != "reason") Banner(say(failure.said), if (failure is Failure.Offline) Tone.Soon else Tone.Late)
        Axis(Said("办理过程", "How it was handled"), state.process, "process", actions::process)
        Axis(Said("答复内容", "What was answered"), state.answer, "answer", actions::answer)
        Axis(Said("落实结果（尚未到期可不评）", "What was done (leave out if not due yet)"), state.delivery, "delivery", actions::delivery)
        val unhappy = Grade.DISSATISFIED in listOf(state.process, state.answer, state.delivery)
        var reason by rememberSaveable { mutableStateOf(state.reason) }
        Field(
            reason, { reason = it; actions.reason(it) }, words.reason, "reason", if (unhappy) words.reasonNeeded else null,
            failure?.takeIf { it.at == "reason" }?.let { say(it.said) }, lines = 3,
        )
        if (state.sending) LinearProgressIndicator(Modifier.fillMaxWidth())
        Button(actions::send, wide("send-evaluation"), enabled = state.sendable) { Text(words.send) }
    }
}

@Composable
private fun Axis(name: Said, chosen: Grade?, tag: String, onChoose: (Grade) -> Unit) = Sheet {
    SectionTitle(say(name))
    Choice(Grade.entries, chosen, onChoose, tag, { say(it.said) })
}
