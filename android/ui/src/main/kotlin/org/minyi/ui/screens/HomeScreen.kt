// 首页: the way to report a problem, what waits for me, what is due, and the doors to what this role has.
package org.minyi.ui.screens

import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Notifications
import androidx.compose.material.icons.filled.Place
import androidx.compose.material3.Button
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.text.style.TextOverflow
import androidx.compose.ui.unit.dp
import org.minyi.kit.model.CaseRow
import org.minyi.kit.model.Network
import org.minyi.kit.model.Stage
import org.minyi.kit.presenter.MyCasesState
import org.minyi.kit.presenter.NoticesState
import org.minyi.kit.presenter.OutboxState
import org.minyi.kit.presenter.StationsState
import org.minyi.kit.presenter.waitsForReader
import org.minyi.ui.parts.Banner
import org.minyi.ui.parts.Chip
import org.minyi.ui.parts.Door
import org.minyi.ui.parts.Empty
import org.minyi.ui.parts.Screen
import org.minyi.ui.parts.SectionTitle
import org.minyi.ui.parts.Sheet
import org.minyi.ui.parts.Signs
import org.minyi.ui.parts.Tab
import org.minyi.ui.theme.Tone
import org.minyi.ui.words.CardSaid
import org.minyi.ui.words.HearingSaid
import org.minyi.ui.words.LocalWords
import org.minyi.ui.words.NoticeSaid
import org.minyi.ui.words.Said
import org.minyi.ui.words.said
import org.minyi.ui.words.say

/** Ways on from home. */
interface HomeActions {
    fun file()
    fun cases()
    fun case(matter: String)
    fun stations()
    fun notices()
    fun card()
    fun scan()
    fun hearings()
}

@Composable
fun HomeScreen(cases: MyCasesState, outbox: OutboxState, stations: StationsState, notices: NoticesState, role: String, actions: HomeActions) {
    val words = LocalWords.current
    Screen(words.appName, tab = Tab.Home) {
        OfflineBanner(outbox)
        Button(actions::file, Modifier.fillMaxWidth().heightIn(min = 72.dp).testTag("file-case"), shape = MaterialTheme.shapes.large) {
            Icon(Signs.Camera, null, Modifier.padding(end = 14.dp))
            Column(Modifier.weight(1f).padding(vertical = 6.dp)) {
                Text(words.fileCase, style = MaterialTheme.typography.titleLarge)
                Text(words.fileCaseHint, style = MaterialTheme.typography.bodySmall)
            }
        }
        val rows = cases.rows.orEmpty()
        val waiting = rows.filter { it.waitsForReader }
        SectionTitle(words.waitsForMe)
        if (waiting.isEmpty()) Empty(words.nothingWaits, words.nothingWaitsHint)
        for (row in waiting.take(5)) CaseCard(row) { actions.case(row.matter) }
        val due = rows.filter { it.due != null && !it.waitsForReader }.sortedBy { it.due }.take(3)
        if (due.isNotEmpty()) {
            SectionTitle(words.dueSoon)
            for (row in due) CaseCard(row) { actions.case(row.matter) }
        }
        if (rows.isNotEmpty()) TextButton(actions::cases, Modifier.heightIn(min = 48.dp).testTag("all-cases")) { Text(words.allCases) }
        if (role == "DEPUTY") Door(Signs.Card, say(CardSaid.title), say(CardSaid.doorHint), "card", actions::card)
        if (role == "DEPUTY") Door(Signs.Hearing, say(HearingSaid.title), say(HearingSaid.doorHint), "hearings", actions::hearings)
        notices.notices?.size?.takeIf { it > 0 }?.let { Door(Icons.Filled.Notifications, say(NoticeSaid.title), say(NoticeSaid.count(it)), "notices", actions::notices) }
        // The first station is the nearest once the position is known.
        val reception = stations.rows.orEmpty().firstNotNullOfOrNull { row -> row.nextReception?.let { row to it } }
        Door(Icons.Filled.Place, words.stations, reception?.let { (row, next) -> receptionShown(row, next) } ?: words.stationsHint, "stations", actions::stations)
        Door(Signs.Scan, say(CardSaid.scanTitle), say(CardSaid.scanDoorHint), "scan-card", actions::scan)
        if (stations.demo) Text(words.peopleInvented, style = MaterialTheme.typography.bodySmall, color = MaterialTheme.colorScheme.onSurfaceVariant)
    }
}

/** Whether nothing can be sent now: no network, or the user said so. */
internal val OutboxState.withoutNetwork: Boolean get() = offlineSwitch || network == Network.OFFLINE

/** Says that there is no network and that nothing is lost by it. */
@Composable
fun OfflineBanner(outbox: OutboxState) {
    val words = LocalWords.current
    if (outbox.withoutNetwork) Banner(words.offline + say(Said("。", ". ")) + words.offlineHint, Tone.Soon)
}

/** One case of a list. */
@Composable
fun CaseCard(row: CaseRow, onOpen: () -> Unit) = Sheet(Modifier.testTag("case-${row.matter}"), onOpen) {
    val words = LocalWords.current
    Text(row.title ?: words.outlineOnly, style = MaterialTheme.typography.titleMedium, maxLines = 2, overflow = TextOverflow.Ellipsis)
    Row(Modifier.fillMaxWidth(), Arrangement.spacedBy(8.dp), Alignment.CenterVertically) {
        when {
            !row.registered -> Chip(words.onlyOnThisPhone, Tone.Soon)
            row.waitsForReader -> Chip(say(row.stage.said), Tone.Waiting)
            row.stage == Stage.CLOSED -> Chip(say(row.stage.said), Tone.Done)
            else -> Chip(say(row.stage.said), Tone.Calm)
        }
        val due = row.due
        if (due != null) {
            val day = shortDate(due)
            Text(
                if (row.overdue) words.overdueSince(day) else words.dueOn(day),
                Modifier.weight(1f),
                style = MaterialTheme.typography.bodySmall,
                color = if (row.overdue) MaterialTheme.colorScheme.error else MaterialTheme.colorScheme.onSurfaceVariant,
            )
        }
    }
}

/** A day as people of the language in force write it. */
@Composable
fun shortDate(day: java.time.LocalDate): String = say(Said("${day.monthValue}月${day.dayOfMonth}日", "${day.dayOfMonth} ${months[day.monthValue - 1]}"))

private val months = listOf("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
