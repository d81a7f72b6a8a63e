// 联络站与代表: whom one can go to, nearest first once the position is known.
package org.minyi.ui.screens

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.items
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Place
import androidx.compose.material3.Icon
import androidx.compose.material3.IconButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.dp
import org.minyi.kit.model.Addressee
import org.minyi.kit.model.ReceptionRow
import org.minyi.kit.model.StationRow
import org.minyi.kit.presenter.StationsState
import org.minyi.ui.parts.Banner
import org.minyi.ui.parts.Empty
import org.minyi.ui.parts.Fact
import org.minyi.ui.parts.Frame
import org.minyi.ui.parts.Hint
import org.minyi.ui.parts.Sheet
import org.minyi.ui.theme.Tone
import org.minyi.ui.words.CardSaid
import org.minyi.ui.words.LocalWords
import org.minyi.ui.words.Said
import org.minyi.ui.words.say

/** What the screen can ask for. */
interface StationsActions {
    fun locate()
    fun fileTo(addressee: Addressee)
}

@Composable
fun StationsScreen(state: StationsState, asked: PlatformSaid, onBack: () -> Unit, actions: StationsActions) {
    val words = LocalWords.current
    Frame(words.stations, onBack, actions = { IconButton(actions::locate, Modifier.testTag("nearest")) { Icon(Icons.Filled.Place, words.nearest) } }) { inset ->
        LazyColumn(
            Modifier.fillMaxSize().padding(inset).testTag("stations-list"),
            contentPadding = PaddingValues(16.dp),
            verticalArrangement = Arrangement.spacedBy(10.dp),
        ) {
            if (state.demo) item { Hint(words.peopleInvented) }
            when (asked) {
                PlatformSaid.PlaceRefused -> item { Banner(words.nearestRefused, Tone.Soon) }
                PlatformSaid.PlaceUnknown -> item { Banner(words.nearestUnknown, Tone.Soon) }
                PlatformSaid.Nothing, PlatformSaid.CameraRefused, PlatformSaid.Locating -> Unit
            }
            val rows = state.rows
            when {
                rows == null -> item { Empty(words.stations, words.noRegister) }
                rows.isEmpty() -> item { Empty(words.noStations, words.theOfficeHint) }
                else -> items(rows, key = { it.code }) { StationSheet(it, actions) }
            }
        }
    }
}

@Composable
private fun StationSheet(row: StationRow, actions: StationsActions) = Sheet(Modifier.testTag("station-${row.code}")) {
    val words = LocalWords.current
    Text(say(Said(row.nameZh, row.nameEn)), style = MaterialTheme.typography.titleMedium)
    val metres = row.metres
    val away = when {
        metres == null -> null
        metres < 1_000 -> words.metresAway((metres + 50) / 100 * 100)
        metres < 10_000 -> words.kilometresAway("%.1f".format(java.util.Locale.ROOT, metres / 1_000.0))
        else -> words.kilometresAway("${(metres + 500) / 1_000}")
    }
    listOfNotNull(row.town, away).takeIf { it.isNotEmpty() }?.let { Hint(it.joinToString("  ·  ")) }
    row.address?.let { Fact(say(Said("地址", "Address")), it) }
    row.phone?.let { Fact(say(Said("电话", "Phone")), it) }
    row.nextReception?.let { next -> Fact(say(CardSaid.receptionDays), receptionWords(next), Modifier.testTag("reception-${row.code}")) }
    if (row.deputies.isNotEmpty()) Hint(words.deputiesHere)
    for (deputy in row.deputies) Row(Modifier.fillMaxWidth(), Arrangement.SpaceBetween, Alignment.CenterVertically) {
        Text(deputy.name, style = MaterialTheme.typography.bodyLarge)
        TextButton({ actions.fileTo(Addressee.Deputy(deputy.user)) }, Modifier.heightIn(min = 48.dp)) { Text(words.fileToDeputy) }
    }
    OutlinedButton({ actions.fileTo(Addressee.Station(row.code)) }, Modifier.fillMaxWidth().heightIn(min = 48.dp).testTag("file-${row.code}")) { Text(words.fileHere) }
}

/** 接待日 as one line: the next day with its hours, and the rule behind it. */
@Composable
internal fun receptionWords(reception: ReceptionRow): String {
    val next = reception.next?.let { shortDate(it) }.orEmpty()
    return say(Said("下一次 $next ${reception.from}–${reception.to}（每月 ${reception.day} 日）", "Next: $next, ${reception.from}–${reception.to} (the ${reception.day}. of each month)"))
}

/** The next reception and where, for the door on the first screen. */
@Composable
internal fun receptionShown(row: StationRow, reception: ReceptionRow): String {
    val day = reception.next?.let { shortDate(it) }.orEmpty()
    return say(Said("$day ${reception.from} ${row.nameZh}有代表接待", "$day, ${reception.from}: deputies receive people at ${row.nameEn}"))
}
