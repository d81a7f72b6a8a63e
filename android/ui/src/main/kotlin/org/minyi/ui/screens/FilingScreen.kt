// 我要反映, in three steps: photos and place first, then words, then who should hear it. Every change is a stored draft, so going
// back, a call or a flat battery loses nothing.
package org.minyi.ui.screens

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.CheckCircle
import androidx.compose.material.icons.filled.Delete
import androidx.compose.material3.AlertDialog
import androidx.compose.material3.Button
import androidx.compose.material3.Icon
import androidx.compose.material3.IconButton
import androidx.compose.material3.LinearProgressIndicator
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.dp
import org.minyi.kit.model.Addressee
import org.minyi.kit.model.Failure
import org.minyi.kit.model.ProxyChannel
import org.minyi.kit.presenter.FilingState
import org.minyi.kit.presenter.StationsState
import org.minyi.ui.parts.ActionBar
import org.minyi.ui.parts.Banner
import org.minyi.ui.parts.Chip
import org.minyi.ui.parts.Fact
import org.minyi.ui.parts.Field
import org.minyi.ui.parts.Hint
import org.minyi.ui.parts.Screen
import org.minyi.ui.parts.Toggle
import org.minyi.ui.parts.wide
import org.minyi.ui.theme.Tone
import org.minyi.ui.words.LocalWords
import org.minyi.ui.words.Said
import org.minyi.ui.words.at
import org.minyi.ui.words.said
import org.minyi.ui.words.say

/** What the screen can ask for. */
interface FilingActions {
    fun takePhoto()
    fun choosePhoto()
    fun removePhoto(sha256: String)
    fun retryPhotos()
    fun dropPhotos()
    fun locate()
    fun placeLabel(text: String)
    fun removePlace()
    fun title(text: String)
    fun text(text: String)
    fun addressee(addressee: Addressee)
    fun mayPublish(agreed: Boolean)
    fun proxyFor(phone: String, channel: ProxyChannel)
    fun noProxy()
    fun file()
    fun discard()
    fun close()
    fun openCase(matter: String)
}

private const val STEPS = 3

/** The step where a field of the case is filled in. */
private fun stepOf(field: String?): Int? = when {
    field == null -> null
    field.startsWith("photo") || field.startsWith("place") || field == "phone" || field.startsWith("filing") -> 1
    field == "title" || field == "text" || field.startsWith("voice") -> 2
    field.startsWith("addressee") -> 3
    else -> null
}

/** `asked`: what the platform said last about a photo or the position. `forOthers`: the station's staff file for whoever comes. */
@Composable
fun FilingScreen(state: FilingState, stations: StationsState, asked: PlatformSaid, actions: FilingActions, firstStep: Int = 1, forOthers: Boolean = false) {
    val words = LocalWords.current
    when (state) {
        FilingState.Loading -> Screen(words.filing, actions::close) { LinearProgressIndicator(Modifier.fillMaxWidth()) }
        is FilingState.SavedOnPhone -> Saved(state, actions)
        is FilingState.Editing -> Editing(state, stations, asked, actions, firstStep, forOthers)
    }
}

@Composable
private fun Editing(state: FilingState.Editing, stations: StationsState, asked: PlatformSaid, actions: FilingActions, firstStep: Int, forOthers: Boolean) {
    val words = LocalWords.current
    var step by rememberSaveable(state.draft.id) { mutableStateOf(firstStep) }
    var startingOver by rememberSaveable { mutableStateOf(false) }
    val failure = state.failure
    // A refusal leads to the step where its field is.
    LaunchedEffect(failure) { stepOf(failure?.at)?.let { step = it } }
    Screen(
        words.filing, { if (step > 1) step -= 1 else actions.close() },
        actions = { IconButton({ startingOver = true }) { Icon(Icons.Filled.Delete, words.startOver) } },
        bottom = { Foot(state, step, !forOthers || state.proxy != null, { step += 1 }, actions::file) },
    ) {
        LinearProgressIndicator(step / STEPS.toFloat(), Modifier.fillMaxWidth())
        Hint(words.stepOf(step, STEPS))
        if (state.restored && step == 1) Banner(words.draftRestored, Tone.Calm)
        if (failure != null) {
            Banner(say(failure.said), if (failure is Failure.Offline) Tone.Soon else Tone.Late)
            val rule = failure as? Failure.Refused
            val (zh, en) = rule?.ruleZh to rule?.ruleEn
            if (zh != null && en != null) Fact(words.underARule, say(Said(zh, en)))
        }
        when (step) {
            1 -> {
                if (forOthers) ProxyPart(state, actions)
                PhotosStep(state, asked, actions)
            }
            2 -> WordsStep(state, actions)
            else -> HearerStep(state, stations, actions)
        }
    }
    if (startingOver) StartOver({ startingOver = false }) { startingOver = false; step = 1; actions.discard() }
}

@Composable
private fun Foot(state: FilingState.Editing, step: Int, known: Boolean, onNext: () -> Unit, onFile: () -> Unit) = ActionBar {
    val words = LocalWords.current
    Row(Modifier.weight(1f), Arrangement.spacedBy(6.dp), Alignment.CenterVertically) {
        if (state.saved) Icon(Icons.Filled.CheckCircle, null, tint = MaterialTheme.colorScheme.onSurfaceVariant)
        Hint(if (state.saved) words.draftKept else words.draftKeeping)
    }
    val size = Modifier.heightIn(min = 48.dp)
    if (step < STEPS) Button(onNext, size.testTag("next")) { Text(words.next) }
    else Button(onFile, size.testTag("file"), enabled = state.fileable && known) { Text(words.file) }
}

@Composable
private fun WordsStep(state: FilingState.Editing, actions: FilingActions) {
    val words = LocalWords.current
    val draft = state.draft
    // The field holds its own words and reports them: a value that comes back a moment later must not fight with the keyboard.
    var title by rememberSaveable(draft.id) { mutableStateOf(draft.title) }
    var text by rememberSaveable(draft.id) { mutableStateOf(draft.text) }
    Text(words.stepWords, style = MaterialTheme.typography.titleLarge)
    val titleLeft = state.limits.title - title.codePointCount(0, title.length)
    val textLeft = state.limits.text - text.codePointCount(0, text.length)
    val wrong = state.failure
    @Composable
    fun at(field: String) = wrong?.takeIf { it.at == field }?.let { say(it.said) }
    Field(title, { title = it; actions.title(it) }, words.title, "title", if (titleLeft < 20) words.charactersLeft(titleLeft) else words.titleHint, at("title"))
    Field(text, { text = it; actions.text(it) }, words.text, "text", if (textLeft < 200) words.charactersLeft(textLeft) else words.textHint, at("text"), lines = 7)
    VoicePart(draft.voice)
}

@Composable
private fun HearerStep(state: FilingState.Editing, stations: StationsState, actions: FilingActions) {
    val words = LocalWords.current
    Text(words.stepAddressee, style = MaterialTheme.typography.titleLarge)
    HearerChoice(stations, state.draft.addressee, actions::addressee)
    Toggle(state.draft.mayPublish, actions::mayPublish, words.mayPublish, words.mayPublishHint, "may-publish")
    if (state.filing) LinearProgressIndicator(Modifier.fillMaxWidth())
}

@Composable
private fun StartOver(onKeep: () -> Unit, onRemove: () -> Unit) {
    val words = LocalWords.current
    AlertDialog(
        onDismissRequest = onKeep,
        confirmButton = { TextButton(onRemove, Modifier.testTag("start-over")) { Text(words.remove, color = MaterialTheme.colorScheme.error) } },
        dismissButton = { TextButton(onKeep) { Text(words.keep) } },
        title = { Text(words.startOver) },
        text = { Text(words.startOverAsk) },
    )
}

@Composable
private fun Saved(state: FilingState.SavedOnPhone, actions: FilingActions) {
    val words = LocalWords.current
    Screen(words.filing, actions::close) {
        Icon(Icons.Filled.CheckCircle, null, Modifier.fillMaxWidth().heightIn(min = 72.dp), tint = MaterialTheme.colorScheme.primary)
        Text(words.savedHere, Modifier.testTag("saved-here"), style = MaterialTheme.typography.headlineSmall)
        Text(words.savedHereHint, style = MaterialTheme.typography.bodyLarge)
        state.filed.due?.let { Chip(words.lookedAtBy(shortDate(it)), Tone.Calm) }
        Button({ actions.openCase(state.filed.matter) }, wide("open-case")) { Text(words.followIt) }
        OutlinedButton(actions::close, wide("done")) { Text(words.done) }
    }
}
