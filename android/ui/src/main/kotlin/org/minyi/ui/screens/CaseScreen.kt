// One case: where it stands, what is due and why, what was answered, what happened; and what the rules let this reader do now.
package org.minyi.ui.screens

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.material3.Button
import androidx.compose.material3.LinearProgressIndicator
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.dp
import org.minyi.kit.model.CaseDetail
import org.minyi.kit.model.DueReason
import org.minyi.kit.model.Failure
import org.minyi.kit.presenter.CaseState
import org.minyi.ui.parts.Banner
import org.minyi.ui.parts.Chip
import org.minyi.ui.parts.Empty
import org.minyi.ui.parts.Field
import org.minyi.ui.parts.Frame
import org.minyi.ui.parts.Hint
import org.minyi.ui.parts.Screen
import org.minyi.ui.parts.SectionTitle
import org.minyi.ui.parts.Sheet
import org.minyi.ui.parts.wide
import org.minyi.ui.theme.Tone
import org.minyi.ui.words.LocalWords
import org.minyi.ui.words.Said
import org.minyi.ui.words.clockSaid
import org.minyi.ui.words.said
import org.minyi.ui.words.say

/** What can be done about a case. */
interface CaseActions {
    fun supplement(text: String)
    fun withdraw(reason: String)
    fun evaluate()
}

@Composable
fun CaseScreen(state: CaseState, failure: Failure?, onBack: () -> Unit, actions: CaseActions, listening: ListeningControls? = null) {
    val words = LocalWords.current
    when (state) {
        CaseState.Loading -> Screen(words.caseTitle, onBack) { LinearProgressIndicator(Modifier.fillMaxWidth()) }
        CaseState.NotHere -> Screen(words.caseTitle, onBack) { Empty(words.caseTitle, say(Failure.NotFound.said)) }
        is CaseState.Failed -> Screen(words.caseTitle, onBack) { Banner(say(state.failure.said), Tone.Late) }
        is CaseState.Shown -> Frame(words.caseTitle, onBack) { inset ->
            // What can be done stands before what happened, however much that is.
            LazyColumn(Modifier.fillMaxSize().padding(inset).testTag("case"), contentPadding = PaddingValues(horizontal = 16.dp, vertical = 12.dp)) {
                item {
                    Column(Modifier.fillMaxWidth().padding(bottom = 12.dp), verticalArrangement = Arrangement.spacedBy(12.dp)) {
                        Shown(state.case, state.due, failure, actions, listening)
                    }
                }
                timeline(state.case.timeline)
            }
        }
    }
}

@Composable
private fun Shown(case: CaseDetail, due: List<DueReason>, failure: Failure?, actions: CaseActions, listening: ListeningControls?) {
    val words = LocalWords.current
    Text(case.title ?: words.outlineOnly, Modifier.testTag("case-title"), style = MaterialTheme.typography.headlineSmall)
    Row(horizontalArrangement = Arrangement.spacedBy(8.dp)) {
        if (!case.registered) Chip(words.onlyOnThisPhone, Tone.Soon)
        case.stage?.let { Chip(say(it.said), Tone.Calm) }
        if (case.photos > 0) Chip(words.photosArrived(case.photosArrived, case.photos), if (case.photosArrived == case.photos) Tone.Done else Tone.Soon)
    }
    failure?.let { Banner(say(it.said), if (it is Failure.Offline) Tone.Soon else Tone.Late) }
    case.question?.let { question ->
        Banner(question, Tone.Waiting, Modifier.testTag("question"))
        if ("SUPPLEMENT" in case.permitted) Supplement(open = true, actions)
    }
    for (reason in due) Due(reason)
    if ("EVALUATE" in case.permitted) Sheet {
        Text(words.evaluateLead, style = MaterialTheme.typography.bodyMedium)
        Button(actions::evaluate, wide("evaluate")) { Text(words.evaluate) }
    }
    for (round in case.rounds.reversed()) RoundPart(round, several = case.rounds.size > 1)
    case.text?.takeIf { it.isNotEmpty() }?.let { text ->
        Sheet {
            SectionTitle(words.whatYouWrote)
            Text(text, style = MaterialTheme.typography.bodyLarge)
        }
    }
    case.voice?.let { VoiceOfCase(it, listening) }
    if ("SUPPLEMENT" in case.permitted && case.question == null) Supplement(open = false, actions)
    if ("WITHDRAW" in case.permitted) Withdraw(actions)
    SectionTitle(words.timeline)
    if (case.timeline.isEmpty()) Hint(words.savedHereHint)
}

@Composable
private fun Due(reason: DueReason) = Sheet {
    val words = LocalWords.current
    var open by rememberSaveable(reason.kind) { mutableStateOf(false) }
    val day = shortDate(reason.due)
    Hint(say(clockSaid(reason.kind)))
    Text(
        when {
            reason.paused -> words.clockStands
            reason.overdue -> words.overdueSince(day)
            else -> words.until(day)
        },
        style = MaterialTheme.typography.titleMedium,
        color = if (reason.overdue) MaterialTheme.colorScheme.error else MaterialTheme.colorScheme.onSurface,
    )
    if (open) Text(say(Said(reason.textZh, reason.textEn)), style = MaterialTheme.typography.bodyMedium)
    TextButton({ open = !open }, Modifier.heightIn(min = 48.dp).testTag("why-${reason.kind}")) { Text(if (open) words.less else words.whyThisDate) }
}

/** Words that the author adds: at once when the office asked, behind a button otherwise. */
@Composable
private fun Supplement(open: Boolean, actions: CaseActions) {
    val words = LocalWords.current
    var writing by rememberSaveable(open) { mutableStateOf(open) }
    var text by rememberSaveable { mutableStateOf("") }
    if (!writing) {
        OutlinedButton({ writing = true }, wide("supplement-open")) { Text(words.supplement) }
        return
    }
    Field(text, { text = it }, words.supplement, "supplement", words.supplementHint, lines = 3)
    Button({ actions.supplement(text); text = ""; writing = false }, wide("send-supplement"), enabled = text.isNotBlank()) { Text(words.send) }
}

@Composable
private fun Withdraw(actions: CaseActions) {
    val words = LocalWords.current
    var asking by rememberSaveable { mutableStateOf(false) }
    var reason by rememberSaveable { mutableStateOf("") }
    if (!asking) {
        TextButton({ asking = true }, wide("withdraw")) { Text(words.withdraw, color = MaterialTheme.colorScheme.error) }
        return
    }
    Banner(words.withdrawAsk, Tone.Soon)
    Field(reason, { reason = it }, words.reason, "withdraw-reason", lines = 2)
    Row(Modifier.padding(bottom = 8.dp), Arrangement.spacedBy(12.dp)) {
        OutlinedButton({ asking = false }) { Text(words.keep) }
        Button({ actions.withdraw(reason); asking = false }, Modifier.testTag("withdraw-now"), enabled = reason.isNotBlank()) { Text(words.withdraw) }
    }
}
