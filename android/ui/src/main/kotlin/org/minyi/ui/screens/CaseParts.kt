// Parts of a case: each round with its answer, promises and evaluations; the timeline with its line of dots.
package org.minyi.ui.screens

import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.itemsIndexed
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.drawBehind
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextDecoration
import androidx.compose.ui.unit.dp
import org.minyi.kit.model.RoundRow
import org.minyi.kit.model.TimelineRow
import org.minyi.ui.parts.Chip
import org.minyi.ui.parts.Fact
import org.minyi.ui.parts.Hint
import org.minyi.ui.parts.SectionTitle
import org.minyi.ui.parts.Sheet
import org.minyi.ui.theme.Tone
import org.minyi.ui.words.LocalWords
import org.minyi.ui.words.actSaid
import org.minyi.ui.words.resultSaid
import org.minyi.ui.words.roleSaid
import org.minyi.ui.words.said
import org.minyi.ui.words.say
import java.time.ZoneId

/** The office's clock: legal days are days of this zone. */
internal val officeZone: ZoneId = ZoneId.of("Asia/Shanghai")

/** One round: a case that came back has several, the newest first. */
@Composable
internal fun RoundPart(round: RoundRow, several: Boolean) = Sheet(Modifier.testTag("round-${round.number}")) {
    val words = LocalWords.current
    SectionTitle(if (several) "${words.round(round.number)} · ${words.answer}" else words.answer)
    val answer = round.answer
    if (answer == null) {
        Hint(words.noAnswerYet)
        return@Sheet
    }
    Chip(say(resultSaid(answer.result)), if (answer.result == "SOLVED") Tone.Done else Tone.Calm)
    Text(answer.text, style = MaterialTheme.typography.bodyLarge)
    for (promise in answer.promises) Fact("${words.answerPromise} · ${words.until(shortDate(promise.due))}", promise.text)
    for (evaluation in round.evaluations) {
        val grades = listOfNotNull(evaluation.grades.process, evaluation.grades.answer, evaluation.grades.delivery)
        Fact("${words.saidAboutIt} · ${say(roleSaid(evaluation.role))}", grades.map { say(it.said) }.joinToString(" / "))
        if (evaluation.grades.reason.isNotEmpty()) Hint(evaluation.grades.reason)
    }
}

/** What happened, oldest first, along a line; of a thousand steps only those in sight are there. */
internal fun LazyListScope.timeline(entries: List<TimelineRow>) =
    itemsIndexed(entries) { index, entry -> Step(entry, first = index == 0, last = index == entries.lastIndex) }

@Composable
private fun Step(entry: TimelineRow, first: Boolean, last: Boolean) =
    Column(Modifier.fillMaxWidth().semantics(mergeDescendants = true) {}.alongTheLine(first, last).padding(start = 26.dp, bottom = 14.dp)) {
        Text(
            say(actSaid(entry.act)),
            style = MaterialTheme.typography.bodyLarge,
            textDecoration = if (entry.undone) TextDecoration.LineThrough else null,
        )
        val at = entry.at.atZone(officeZone)
        Hint("${shortDate(at.toLocalDate())} ${"%02d:%02d".format(at.hour, at.minute)}  ·  ${say(roleSaid(entry.role))}")
        if (entry.note.isNotEmpty()) Text(entry.note, style = MaterialTheme.typography.bodyMedium)
    }

@Composable
private fun Modifier.alongTheLine(first: Boolean, last: Boolean): Modifier {
    val line = MaterialTheme.colorScheme.outlineVariant
    val dot = if (last) MaterialTheme.colorScheme.primary else MaterialTheme.colorScheme.outline
    return drawBehind {
        val middle = Offset(7.dp.toPx(), 14.dp.toPx())
        if (!first) drawLine(line, middle.copy(y = 0f), middle, 2.dp.toPx())
        if (!last) drawLine(line, middle, middle.copy(y = size.height), 2.dp.toPx())
        drawCircle(dot, (if (last) 6 else 4).dp.toPx(), middle)
    }
}
