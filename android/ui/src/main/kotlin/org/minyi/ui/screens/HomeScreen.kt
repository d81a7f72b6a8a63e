// 首页: what waits for me, what is due, and the way to report a problem; the outbox is one tap away from everywhere.
package org.minyi.ui.screens

import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Create
import androidx.compose.material.icons.filled.Send
import androidx.compose.material.icons.filled.Settings
import androidx.compose.material3.Badge
import androidx.compose.material3.BadgedBox
import androidx.compose.material3.Button
import androidx.compose.material3.Card
import androidx.compose.material3.ExperimentalMaterial3Api
import androidx.compose.material3.Icon
import androidx.compose.material3.IconButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.text.style.TextOverflow
import androidx.compose.ui.unit.dp
import org.minyi.kit.model.CaseRow
import org.minyi.kit.model.Network
import org.minyi.kit.model.Stage
import org.minyi.kit.presenter.MyCasesState
import org.minyi.kit.presenter.OutboxState
import org.minyi.ui.parts.Banner
import org.minyi.ui.parts.Chip
import org.minyi.ui.parts.Empty
import org.minyi.ui.parts.Screen
import org.minyi.ui.parts.SectionTitle
import org.minyi.ui.theme.Tone
import org.minyi.ui.words.LocalWords
import org.minyi.ui.words.Said
import org.minyi.ui.words.said
import org.minyi.ui.words.say

/** Ways on from home. */
interface HomeActions {
    fun file()
    fun cases()
    fun case(matter: String)
    fun outbox()
    fun settings()
}

@Composable
fun HomeScreen(cases: MyCasesState, outbox: OutboxState, actions: HomeActions) {
    val words = LocalWords.current
    Screen(words.appName, actions = { OutboxButton(outbox, actions::outbox); IconButton(actions::settings) { Icon(Icons.Filled.Settings, words.settings) } }) {
        OfflineBanner(outbox)
        Button(actions::file, Modifier.fillMaxWidth().heightIn(min = 72.dp).testTag("file-case")) {
            Icon(Icons.Filled.Create, null, Modifier.padding(end = 12.dp))
            Column {
                Text(words.fileCase, style = MaterialTheme.typography.titleMedium)
                Text(words.fileCaseHint, style = MaterialTheme.typography.bodySmall)
            }
        }
        val rows = cases.rows.orEmpty()
        val waiting = rows.filter { it.actionable && it.stage in setOf(Stage.ANSWERED, Stage.AWAITING_INFO) }
        SectionTitle(words.waitsForMe)
        if (waiting.isEmpty()) Empty(words.nothingWaits, words.nothingWaitsHint)
        for (row in waiting.take(5)) CaseCard(row) { actions.case(row.matter) }
        val due = rows.filter { it.due != null && it !in waiting }.sortedBy { it.due }.take(3)
        if (due.isNotEmpty()) {
            SectionTitle(words.dueSoon)
            for (row in due) CaseCard(row) { actions.case(row.matter) }
        }
        if (rows.isNotEmpty()) Button(actions::cases, wide("my-cases")) { Text(words.myCases) }
    }
}

/** Says that there is no network and that nothing is lost by it. */
@Composable
fun OfflineBanner(outbox: OutboxState) {
    val words = LocalWords.current
    if (outbox.offlineSwitch || outbox.network == Network.OFFLINE) Banner(words.offline + say(Said("。", ". ")) + words.offlineHint, Tone.Soon)
}

/** The outbox with the number of things that have not arrived. */
@OptIn(ExperimentalMaterial3Api::class)
@Composable
fun OutboxButton(outbox: OutboxState, onOpen: () -> Unit) = IconButton(onOpen, Modifier.testTag("outbox")) {
    val unsent = outbox.outbox.unsent
    BadgedBox({ if (unsent > 0) Badge { Text("$unsent") } }) { Icon(Icons.Filled.Send, LocalWords.current.outbox) }
}

/** One case of a list. */
@Composable
fun CaseCard(row: CaseRow, onOpen: () -> Unit) = Card(Modifier.fillMaxWidth().clickable(onClick = onOpen).testTag("case-${row.matter}")) {
    val words = LocalWords.current
    Column(Modifier.padding(14.dp), Arrangement.spacedBy(6.dp)) {
        Text(row.title ?: words.outlineOnly, style = MaterialTheme.typography.titleMedium, maxLines = 2, overflow = TextOverflow.Ellipsis)
        val due = row.due
        when {
            !row.registered -> Chip(words.onlyOnThisPhone, Tone.Waiting)
            else -> Chip(say(row.stage.said), if (row.actionable && row.stage == Stage.ANSWERED) Tone.Waiting else Tone.Calm)
        }
        if (due != null) {
            val day = shortDate(due)
            Text(
                if (row.overdue) words.overdueSince(day) else words.dueOn(day),
                style = MaterialTheme.typography.bodyMedium,
                color = if (row.overdue) MaterialTheme.colorScheme.error else MaterialTheme.colorScheme.onSurfaceVariant,
            )
        }
    }
}

/** A day as people of the language in force write it. */
@Composable
fun shortDate(day: java.time.LocalDate): String = say(Said("${day.monthValue} 月 ${day.dayOfMonth} 日", "$day"))
