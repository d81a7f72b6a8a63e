// Parts of the room: one question with what may be done about it, and the rating of how the hearing was held.
package org.minyi.ui.screens

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.size
import androidx.compose.material3.Button
import androidx.compose.material3.FilterChip
import androidx.compose.material3.ExperimentalMaterial3Api
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.dp
import org.minyi.kit.model.HearingDeed
import org.minyi.kit.model.QuestionRow
import org.minyi.kit.model.Satisfaction
import org.minyi.kit.model.Sheet
import org.minyi.ui.parts.Banner
import org.minyi.ui.parts.Chip
import org.minyi.ui.parts.Fact
import org.minyi.ui.parts.Field
import org.minyi.ui.parts.Hint
import org.minyi.ui.parts.SectionTitle
import org.minyi.ui.parts.wide
import org.minyi.ui.theme.Tone
import org.minyi.ui.words.HearingSaid
import org.minyi.ui.words.said
import org.minyi.ui.words.say

@Composable
internal fun QuestionSheet(question: QuestionRow, actions: HearingRoomActions) = org.minyi.ui.parts.Sheet(Modifier.testTag("question-${question.id}")) {
    Row(Modifier.fillMaxWidth(), Arrangement.spacedBy(8.dp)) {
        Chip(say(question.kind.said), Tone.Calm)
        Chip(say(question.progress.step.said), Tone.Done)
        if (question.own) Chip(say(HearingSaid.own), Tone.Waiting)
    }
    Text(question.text, style = MaterialTheme.typography.bodyLarge)
    val moment = question.moment?.let { (if (it.approximate) say(HearingSaid.about) + " " else "") + momentShown(it.atMillis) }
    Hint(listOfNotNull(say(HearingSaid.seat(question.seat)), moment, say(HearingSaid.seconds(question.seconds))).joinToString("  ·  "))
    question.progress.why?.let { Banner(it, Tone.Soon) }
    for (answer in question.answers) Fact(say(HearingSaid.courtAnswer), answer)
    Row(horizontalArrangement = Arrangement.spacedBy(8.dp)) {
        val size = Modifier.heightIn(min = 48.dp)
        if (HearingDeed.SECOND in question.deeds) Button({ actions.second(question.id, true) }, size.testTag("second-${question.id}")) { Text(say(HearingSaid.second)) }
        if (HearingDeed.UNSECOND in question.deeds) OutlinedButton({ actions.second(question.id, false) }, size.testTag("unsecond-${question.id}")) { Text(say(HearingSaid.unsecond)) }
        if (HearingDeed.RESUBMIT in question.deeds) Button({ actions.revise(question.id) }, size.testTag("revise-${question.id}")) { Text(say(HearingSaid.revise)) }
        if (HearingDeed.WITHDRAW in question.deeds) OutlinedButton({ actions.withdraw(question.id) }, size) { Text(say(HearingSaid.withdraw)) }
    }
    if (HearingDeed.RATE_ANSWER in question.deeds) {
        Hint(say(HearingSaid.rateAnswer))
        Row(horizontalArrangement = Arrangement.spacedBy(8.dp)) {
            for (grade in Satisfaction.entries) OutlinedButton({ actions.rateAnswer(question.id, grade) }, Modifier.heightIn(min = 48.dp).testTag("rate-${question.id}-${grade.name}")) { Text(say(grade.said)) }
        }
    }
}

private const val BEST = 5
private const val AXES = 4

/** 1 to 5 on four axes; sent only when all four are given. `judged`: the judgment document may be rated, too. */
@Composable
internal fun Rating(judged: Boolean, actions: HearingRoomActions) = org.minyi.ui.parts.Sheet {
    var given by rememberSaveable { mutableStateOf("00000") }
    var remark by rememberSaveable { mutableStateOf("") }
    SectionTitle(say(HearingSaid.rate))
    Hint(say(HearingSaid.rateHint))
    val axes = listOf(HearingSaid.process, HearingSaid.control, HearingSaid.bearing, HearingSaid.clarity) + listOfNotNull(HearingSaid.document.takeIf { judged })
    for ((index, axis) in axes.withIndex()) Stars(say(axis), given[index].digitToInt(), "axis-$index") { grade ->
        given = given.replaceRange(index, index + 1, "$grade")
    }
    Field(remark, { remark = it }, say(HearingSaid.remark), "remark", lines = 2)
    Button(
        {
            val (process, control, bearing, clarity, document) = given.map { it.digitToInt() }
            actions.rateHearing(Sheet(process, control, bearing, clarity, document.takeIf { judged && it > 0 }, remark))
        },
        wide("rate-hearing"), enabled = '0' !in given.take(AXES),
    ) { Text(say(HearingSaid.rate)) }
}

@OptIn(ExperimentalMaterial3Api::class)
@Composable
private fun Stars(axis: String, given: Int, tag: String, onGive: (Int) -> Unit) {
    Text(axis, style = MaterialTheme.typography.bodyLarge)
    Row(horizontalArrangement = Arrangement.spacedBy(6.dp)) {
        for (grade in 1..BEST) FilterChip(grade == given, { onGive(grade) }, { Text("$grade") }, Modifier.size(width = 52.dp, height = 48.dp).testTag("$tag-$grade"))
    }
}
