// 我要反映, in three steps: photos first, then words, then who should hear it. Every change is a stored draft, so going back, a call
// or a flat battery loses nothing.
package org.minyi.ui.screens

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Delete
import androidx.compose.material3.Button
import androidx.compose.material3.Card
import androidx.compose.material3.Icon
import androidx.compose.material3.IconButton
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
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.dp
import org.minyi.kit.model.Addressee
import org.minyi.kit.model.Failure
import org.minyi.kit.model.Photo
import org.minyi.kit.presenter.FilingState
import org.minyi.ui.parts.ActionBar
import org.minyi.ui.parts.Banner
import org.minyi.ui.parts.Chip
import org.minyi.ui.parts.Choice
import org.minyi.ui.parts.Fact
import org.minyi.ui.parts.Field
import org.minyi.ui.parts.Screen
import org.minyi.ui.parts.Toggle
import org.minyi.ui.theme.Tone
import org.minyi.ui.words.LocalWords
import org.minyi.ui.words.Said
import org.minyi.ui.words.said
import org.minyi.ui.words.say

/** What the screen can ask for. */
interface FilingActions {
    fun takePhoto()
    fun choosePhoto()
    fun removePhoto(sha256: String)
    fun title(text: String)
    fun text(text: String)
    fun addressee(addressee: Addressee)
    fun mayPublish(agreed: Boolean)
    fun file()
    fun discard()
    fun close()
    fun openCase(matter: String)
}

/** Somebody who can be asked to hear a case, with the words for it. */
data class Hearer(val addressee: Addressee, val name: Said, val hint: Said?)

private const val STEPS = 3

@Composable
fun FilingScreen(state: FilingState, hearers: List<Hearer>, actions: FilingActions, firstStep: Int = 1) {
    val words = LocalWords.current
    when (state) {
        FilingState.Loading -> Screen(words.fileCase, actions::close) { LinearProgressIndicator(Modifier.fillMaxWidth()) }
        is FilingState.SavedOnPhone -> Saved(state, actions)
        is FilingState.Editing -> {
            var step by rememberSaveable(state.draft.id) { mutableStateOf(firstStep) }
            // A refusal leads to the step where its field is.
            val wrong = state.failure as? Failure.Refused
            Screen(
                words.fileCase, { if (step > 1) step -= 1 else actions.close() },
                actions = { TextButton(actions::discard) { Text(words.remove) } },
                bottom = {
                    ActionBar {
                        Text(
                            if (state.saved) words.draftKept else words.loading, Modifier.weight(1f),
                            style = MaterialTheme.typography.bodySmall, color = MaterialTheme.colorScheme.onSurfaceVariant,
                        )
                        if (step < STEPS) Button({ step += 1 }, Modifier.heightIn(min = 48.dp).testTag("next")) { Text(words.next) }
                        else Button(actions::file, Modifier.heightIn(min = 48.dp).testTag("file"), enabled = state.fileable) { Text(words.file) }
                    }
                },
            ) {
                LinearProgressIndicator(step / STEPS.toFloat(), Modifier.fillMaxWidth())
                Text(words.stepOf(step, STEPS), style = MaterialTheme.typography.bodySmall, color = MaterialTheme.colorScheme.onSurfaceVariant)
                if (state.filing) LinearProgressIndicator(Modifier.fillMaxWidth())
                state.failure?.let { failure ->
                    Banner(say(failure.said), Tone.Late)
                    val (zh, en) = wrong?.ruleZh to wrong?.ruleEn
                    if (zh != null && en != null) Fact(words.underARule, say(Said(zh, en)))
                }
                when (step) {
                    1 -> Photos(state, actions)
                    2 -> Words(state, actions, wrong)
                    else -> WhoHears(state, hearers, actions)
                }
            }
        }
    }
}

@Composable
private fun ColumnScope.Photos(state: FilingState.Editing, actions: FilingActions) {
    val words = LocalWords.current
    Text(words.stepPhotos, style = MaterialTheme.typography.titleLarge)
    Text(words.photoHint, style = MaterialTheme.typography.bodyMedium)
    val photos = state.draft.photos
    for ((index, photo) in photos.withIndex()) PhotoLine(index, photos.size, photo) { actions.removePhoto(photo.sha256) }
    if (state.attaching > 0) LinearProgressIndicator(Modifier.fillMaxWidth())
    val left = state.limits.photos - photos.size - state.attaching
    Row(horizontalArrangement = Arrangement.spacedBy(12.dp)) {
        Button(actions::takePhoto, Modifier.weight(1f).heightIn(min = 52.dp).testTag("take-photo"), enabled = left > 0) { Text(words.takePhoto) }
        OutlinedButton(actions::choosePhoto, Modifier.weight(1f).heightIn(min = 52.dp).testTag("choose-photo"), enabled = left > 0) { Text(words.choosePhoto) }
    }
    Text(words.photosLeft(left.coerceAtLeast(0)), style = MaterialTheme.typography.bodySmall, color = MaterialTheme.colorScheme.onSurfaceVariant)
}

@Composable
private fun PhotoLine(index: Int, count: Int, photo: Photo, onRemove: () -> Unit) = Card(Modifier.fillMaxWidth()) {
    val words = LocalWords.current
    Row(Modifier.padding(start = 14.dp), verticalAlignment = Alignment.CenterVertically) {
        Column(Modifier.weight(1f)) {
            Text(words.photoNumber(index + 1, count), style = MaterialTheme.typography.bodyLarge)
            Text("${(photo.bytes + 1023) / 1024} KB", style = MaterialTheme.typography.bodySmall, color = MaterialTheme.colorScheme.onSurfaceVariant)
        }
        IconButton(onRemove) { Icon(Icons.Filled.Delete, words.remove) }
    }
}

@Composable
private fun ColumnScope.Words(state: FilingState.Editing, actions: FilingActions, wrong: Failure.Refused?) {
    val words = LocalWords.current
    val draft = state.draft
    Text(words.stepWords, style = MaterialTheme.typography.titleLarge)
    fun at(field: String) = wrong?.takeIf { it.field == field }?.said
    val titleLeft = state.limits.title - draft.title.codePointCount(0, draft.title.length)
    val textLeft = state.limits.text - draft.text.codePointCount(0, draft.text.length)
    Field(draft.title, actions::title, words.title, "title", if (titleLeft < 20) words.charactersLeft(titleLeft) else words.titleHint, at("title")?.let { say(it) })
    Field(draft.text, actions::text, words.text, "text", if (textLeft < 200) words.charactersLeft(textLeft) else words.textHint, at("text")?.let { say(it) }, lines = 6)
}

@Composable
private fun ColumnScope.WhoHears(state: FilingState.Editing, hearers: List<Hearer>, actions: FilingActions) {
    val words = LocalWords.current
    Text(words.stepAddressee, style = MaterialTheme.typography.titleLarge)
    val all = hearers + office
    Choice(all, all.find { it.addressee == state.draft.addressee }, { actions.addressee(it.addressee) }, { say(it.name) }, { it.hint?.let { hint -> say(hint) } })
    Spacer(Modifier.heightIn(min = 4.dp))
    Toggle(state.draft.mayPublish, actions::mayPublish, words.mayPublish, words.mayPublishHint, "may-publish")
}

private val office = Hearer(
    Addressee.Office,
    Said("请人大机关安排", "Let the congress office decide"),
    Said("不清楚找谁就选这一项", "If you do not know whom to ask"),
)

@Composable
private fun Saved(state: FilingState.SavedOnPhone, actions: FilingActions) {
    val words = LocalWords.current
    Screen(words.savedHere, actions::close) {
        Chip(words.savedHere, Tone.Done)
        Text(words.savedHere, Modifier.testTag("saved-here"), style = MaterialTheme.typography.headlineSmall)
        Text(words.savedHereHint, style = MaterialTheme.typography.bodyLarge)
        state.filed.due?.let { Fact(words.dueSoon, words.dueOn(shortDate(it))) }
        Button({ actions.openCase(state.filed.matter) }, wide("open-case")) { Text(words.timeline) }
        OutlinedButton(actions::close, wide("done")) { Text(words.done) }
    }
}
