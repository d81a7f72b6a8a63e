// 旁听: the room with its clock and picture, the rules to sign, one's own question in the making, everybody's questions, the rating.
// What is typed is a stored note; nothing of it leaves the phone before it is asked.
package org.minyi.ui.screens

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.heightIn
import androidx.compose.material3.Button
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
import org.minyi.kit.model.Failure
import org.minyi.kit.model.HearingDeed
import org.minyi.kit.model.HearingStage
import org.minyi.kit.model.QuestionKind
import org.minyi.kit.model.QuestionNote
import org.minyi.kit.model.Room
import org.minyi.kit.model.RoomLink
import org.minyi.kit.model.Satisfaction
import org.minyi.kit.model.Sheet
import org.minyi.kit.presenter.HearingRoomState
import org.minyi.kit.presenter.PictureState
import org.minyi.ui.parts.Banner
import org.minyi.ui.parts.Chip
import org.minyi.ui.parts.Choice
import org.minyi.ui.parts.Fact
import org.minyi.ui.parts.Field
import org.minyi.ui.parts.Hint
import org.minyi.ui.parts.Screen
import org.minyi.ui.parts.SectionTitle
import org.minyi.ui.parts.wide
import org.minyi.ui.theme.Tone
import org.minyi.ui.words.HearingSaid
import org.minyi.ui.words.LocalWords
import org.minyi.ui.words.Said
import org.minyi.ui.words.said
import org.minyi.ui.words.say

/** What the room can ask for. */
interface HearingRoomActions {
    fun apply()
    fun declareConflict(reason: String)
    fun sign()
    fun beginQuestion()
    fun revise(question: String)
    fun kind(kind: QuestionKind)
    fun text(text: String)
    fun ask()
    fun discardQuestion()
    fun second(question: String, on: Boolean)
    fun withdraw(question: String)
    fun rateAnswer(question: String, satisfaction: Satisfaction)
    fun rateHearing(sheet: Sheet)
    fun pausePicture()
    fun resumePicture()
}

@Composable
fun HearingRoomScreen(state: HearingRoomState, picture: PictureState, onBack: () -> Unit, actions: HearingRoomActions) = Screen(say(HearingSaid.room), onBack) {
    val room = state.room
    (room?.link ?: RoomLink.CONNECTING).said?.let { Banner(say(it), if (room?.link == RoomLink.GONE) Tone.Late else Tone.Soon) }
    state.failure?.let { failure ->
        Banner(say(failure.said), if (failure is Failure.Offline) Tone.Soon else Tone.Late, Modifier.testTag("room-failure"))
        val refused = failure as? Failure.Refused
        val (zh, en) = refused?.ruleZh to refused?.ruleEn
        if (zh != null && en != null) Fact(LocalWords.current.underARule, say(Said(zh, en)))
    }
    if (room == null || room.link == RoomLink.GONE) return@Screen
    Head(room, state.elapsedMillis)
    val deeds = room.row?.deeds.orEmpty()
    if (HearingDeed.APPLY in deeds) Application(actions)
    if (HearingDeed.SIGN_DISCIPLINE in deeds) Rules(room, actions)
    if (room.mayWatch) CourtPicturePart(picture, actions::pausePicture, actions::resumePicture)
    for (note in room.notes) Banner(note, Tone.Calm)
    if (state.asked) Banner(say(HearingSaid.asked), Tone.Good, Modifier.testTag("asked"))
    val note = state.note
    when {
        note != null -> Asking(note, state.saved, actions)
        HearingDeed.ASK in deeds -> Button(actions::beginQuestion, wide("ask-open")) { Text(say(HearingSaid.ask)) }
    }
    if (state.rated) Banner(say(HearingSaid.rated), Tone.Good, Modifier.testTag("rated"))
    else if (HearingDeed.RATE_HEARING in deeds) Rating(judged = room.row?.stage == HearingStage.JUDGED, actions)
    SectionTitle(say(HearingSaid.questions))
    if (room.questions.isEmpty()) Hint(say(HearingSaid.noQuestions))
    for (question in room.questions) QuestionSheet(question, actions)
    if (HearingDeed.DECLARE_CONFLICT in deeds) Conflict(actions)
}

@Composable
private fun Head(room: Room, elapsedMillis: Long?) {
    val row = room.row ?: return
    Text(row.cause, Modifier.testTag("hearing-cause"), style = MaterialTheme.typography.headlineSmall)
    Hint("${row.caseNo}  ·  ${say(HearingSaid.opensAt)} ${momentShown(row.opensAtMillis)}")
    Row(horizontalArrangement = Arrangement.spacedBy(8.dp)) {
        Chip(say(row.stage.said), Tone.Calm)
        room.segment?.let { Chip(say(it.said), Tone.Waiting, Modifier.testTag("segment")) }
    }
    Row(horizontalArrangement = Arrangement.spacedBy(8.dp)) {
        if (elapsedMillis != null) Chip(say(HearingSaid.elapsed(elapsedMillis)), Tone.Calm, Modifier.testTag("session-clock"))
        if (room.watchedMillis > 0) Chip(say(HearingSaid.watched(room.watchedMillis / 60_000)), Tone.Done)
    }
    if (room.brief.isNotEmpty()) Text(room.brief, style = MaterialTheme.typography.bodyMedium)
}

@Composable
private fun Application(actions: HearingRoomActions) = org.minyi.ui.parts.Sheet {
    Text(say(HearingSaid.applyHint), style = MaterialTheme.typography.bodyMedium)
    Button(actions::apply, wide("apply")) { Text(say(HearingSaid.apply)) }
}

@Composable
private fun Rules(room: Room, actions: HearingRoomActions) {
    val rules = room.discipline ?: return
    org.minyi.ui.parts.Sheet {
        SectionTitle(say(HearingSaid.discipline))
        Text(say(Said(rules.textZh, rules.textEn)), style = MaterialTheme.typography.bodyLarge)
        Button(actions::sign, wide("sign-discipline")) { Text(say(HearingSaid.sign)) }
    }
}

/** Merits are offered, too: whoever chooses them hears at once, with the rule, that they may not be asked. */
@Composable
private fun Asking(note: QuestionNote, saved: Boolean, actions: HearingRoomActions) = org.minyi.ui.parts.Sheet {
    SectionTitle(say(HearingSaid.ask))
    Hint(say(HearingSaid.askHint))
    Choice(QuestionKind.entries, note.kind, actions::kind, "kind", { say(it.said) })
    // The field holds its own words and reports them, as in filing.
    var text by rememberSaveable(note.id) { mutableStateOf(note.text) }
    Field(text, { text = it; actions.text(it) }, say(HearingSaid.question), "question-text", say(if (saved) HearingSaid.kept else HearingSaid.keeping), lines = 4)
    Row(horizontalArrangement = Arrangement.spacedBy(12.dp)) {
        TextButton(actions::discardQuestion, Modifier.heightIn(min = 48.dp)) { Text(say(HearingSaid.discard), color = MaterialTheme.colorScheme.error) }
        Button(actions::ask, Modifier.heightIn(min = 48.dp).testTag("ask"), enabled = text.isNotBlank()) { Text(say(HearingSaid.send)) }
    }
}

@Composable
private fun Conflict(actions: HearingRoomActions) {
    var asking by rememberSaveable { mutableStateOf(false) }
    var reason by rememberSaveable { mutableStateOf("") }
    if (!asking) {
        TextButton({ asking = true }, wide("conflict")) { Text(say(HearingSaid.conflict), color = MaterialTheme.colorScheme.error) }
        return
    }
    Field(reason, { reason = it }, say(HearingSaid.conflictReason), "conflict-reason", lines = 2)
    Row(horizontalArrangement = Arrangement.spacedBy(12.dp)) {
        OutlinedButton({ asking = false }) { Text(LocalWords.current.back) }
        Button({ actions.declareConflict(reason); asking = false }, enabled = reason.isNotBlank()) { Text(say(HearingSaid.declare)) }
    }
}
