// One case: where it stands, what is due and why, what was answered, what happened; and what the rules let this reader do now.
package org.minyi.ui.screens

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.Button
import androidx.compose.material3.Card
import androidx.compose.material3.Divider
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
import androidx.compose.ui.text.style.TextDecoration
import androidx.compose.ui.unit.dp
import org.minyi.kit.model.CaseDetail
import org.minyi.kit.model.DueReason
import org.minyi.kit.model.Failure
import org.minyi.kit.model.TimelineRow
import org.minyi.kit.presenter.CaseState
import org.minyi.ui.parts.Banner
import org.minyi.ui.parts.Chip
import org.minyi.ui.parts.Empty
import org.minyi.ui.parts.Field
import org.minyi.ui.parts.Screen
import org.minyi.ui.parts.SectionTitle
import org.minyi.ui.theme.Tone
import org.minyi.ui.words.LocalWords
import org.minyi.ui.words.Said
import org.minyi.ui.words.actSaid
import org.minyi.ui.words.resultSaid
import org.minyi.ui.words.roleSaid
import org.minyi.ui.words.said
import org.minyi.ui.words.say
import java.time.ZoneId

/** What can be done about a case. */
interface CaseActions {
    fun supplement(text: String)
    fun withdraw(reason: String)
    fun evaluate()
}

/** The office's clock: legal days are days of this zone. */
private val zone: ZoneId = ZoneId.of("Asia/Shanghai")

@Composable
fun CaseScreen(state: CaseState, failure: Failure?, onBack: () -> Unit, actions: CaseActions) {
    val words = LocalWords.current
    Screen(words.myCases, onBack) {
        when (state) {
            CaseState.Loading -> LinearProgressIndicator(Modifier.fillMaxWidth())
            CaseState.NotHere -> Empty(say(Failure.NotFound.said), words.noCasesHint)
            is CaseState.Failed -> Banner(say(state.failure.said), Tone.Late)
            is CaseState.Shown -> Shown(state.case, state.due, failure, actions)
        }
    }
}

@Composable
private fun Shown(case: CaseDetail, due: List<DueReason>, failure: Failure?, actions: CaseActions) {
    val words = LocalWords.current
    Text(case.title ?: words.outlineOnly, Modifier.testTag("case-title"), style = MaterialTheme.typography.headlineSmall)
    Row(horizontalArrangement = Arrangement.spacedBy(8.dp)) {
        if (!case.registered) Chip(words.onlyOnThisPhone, Tone.Waiting)
        case.stage?.let { Chip(say(it.said), Tone.Calm) }
        if (case.photos > 0) Chip("${case.photosArrived}/${case.photos} " + say(Said("张照片已送达", "photos arrived")), if (case.photosArrived == case.photos) Tone.Done else Tone.Soon)
    }
    failure?.let { Banner(say(it.said), Tone.Late) }
    case.text?.let { Text(it, style = MaterialTheme.typography.bodyLarge) }
    case.question?.let { Question(it, actions) }
    for (reason in due) Due(reason)
    case.answer?.let { answer ->
        SectionTitle(words.answer)
        Chip(say(resultSaid(answer.result)), Tone.Done)
        Text(answer.text, style = MaterialTheme.typography.bodyLarge)
    }
    if ("EVALUATE" in case.permitted) {
        Text(words.evaluateLead, style = MaterialTheme.typography.bodyMedium)
        Button(actions::evaluate, wide("evaluate")) { Text(words.evaluate) }
    }
    SectionTitle(words.timeline)
    if (case.timeline.isEmpty()) Text(words.savedHereHint, style = MaterialTheme.typography.bodyMedium)
    for (entry in case.timeline) Entry(entry)
    if ("WITHDRAW" in case.permitted) Withdraw(actions)
}

@Composable
private fun Question(question: String, actions: CaseActions) {
    val words = LocalWords.current
    var answer by rememberSaveable { mutableStateOf("") }
    Banner(question, Tone.Waiting)
    Field(answer, { answer = it }, words.supplement, "supplement", lines = 3)
    Button({ actions.supplement(answer) }, wide("send-supplement"), enabled = answer.isNotBlank()) { Text(words.send) }
}

@Composable
private fun Due(reason: DueReason) = Card(Modifier.fillMaxWidth()) {
    val words = LocalWords.current
    var open by rememberSaveable(reason.kind) { mutableStateOf(false) }
    Column(Modifier.padding(14.dp), Arrangement.spacedBy(4.dp)) {
        val day = shortDate(reason.due)
        Text(
            when {
                reason.paused -> words.clockStands
                reason.overdue -> words.overdueSince(day)
                else -> words.dueOn(day)
            },
            style = MaterialTheme.typography.titleMedium,
            color = if (reason.overdue) MaterialTheme.colorScheme.error else MaterialTheme.colorScheme.onSurface,
        )
        TextButton({ open = !open }, Modifier.testTag("why-${reason.kind}")) { Text(words.whyThisDate) }
        if (open) Text(say(Said(reason.textZh, reason.textEn)), style = MaterialTheme.typography.bodyMedium)
    }
}

@Composable
private fun Entry(entry: TimelineRow) = Column(Modifier.fillMaxWidth(), Arrangement.spacedBy(2.dp)) {
    val day = entry.at.atZone(zone)
    Text(
        say(actSaid(entry.act)),
        style = MaterialTheme.typography.bodyLarge,
        textDecoration = if (entry.undone) TextDecoration.LineThrough else null,
    )
    val minute = "%02d:%02d".format(day.hour, day.minute)
    Text(
        "${shortDate(day.toLocalDate())} $minute  ·  ${say(roleSaid(entry.role))}",
        style = MaterialTheme.typography.bodySmall, color = MaterialTheme.colorScheme.onSurfaceVariant,
    )
    if (entry.note.isNotEmpty()) Text(entry.note, style = MaterialTheme.typography.bodyMedium)
    Divider(Modifier.padding(top = 8.dp), color = MaterialTheme.colorScheme.outlineVariant)
}

@Composable
private fun Withdraw(actions: CaseActions) {
    val words = LocalWords.current
    var asking by rememberSaveable { mutableStateOf(false) }
    var reason by rememberSaveable { mutableStateOf("") }
    if (!asking) {
        OutlinedButton({ asking = true }, wide("withdraw")) { Text(words.withdraw) }
        return
    }
    Field(reason, { reason = it }, words.reason, "withdraw-reason", lines = 2)
    Row(horizontalArrangement = Arrangement.spacedBy(12.dp)) {
        OutlinedButton({ asking = false }) { Text(words.keep) }
        Button({ actions.withdraw(reason) }, enabled = reason.isNotBlank()) { Text(words.withdraw) }
    }
}
