// 云听案: the hearings that this deputy may take part in.
package org.minyi.ui.screens

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.items
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Refresh
import androidx.compose.material3.Icon
import androidx.compose.material3.IconButton
import androidx.compose.material3.LinearProgressIndicator
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.dp
import org.minyi.kit.model.Failure
import org.minyi.kit.model.HearingRow
import org.minyi.kit.model.HearingStage
import org.minyi.kit.presenter.HearingListState
import org.minyi.ui.parts.Banner
import org.minyi.ui.parts.Chip
import org.minyi.ui.parts.Empty
import org.minyi.ui.parts.Frame
import org.minyi.ui.parts.Hint
import org.minyi.ui.parts.Sheet
import org.minyi.ui.theme.Tone
import org.minyi.ui.words.HearingSaid
import org.minyi.ui.words.LocalWords
import org.minyi.ui.words.said
import org.minyi.ui.words.say
import java.time.Instant

@Composable
fun HearingListScreen(state: HearingListState, onBack: () -> Unit, onRefresh: () -> Unit, onOpen: (String) -> Unit) {
    val words = LocalWords.current
    Frame(say(HearingSaid.title), onBack, actions = { IconButton(onRefresh, Modifier.testTag("refresh-hearings")) { Icon(Icons.Filled.Refresh, words.refresh) } }) { inset ->
        LazyColumn(
            Modifier.fillMaxSize().padding(inset).testTag("hearings-list"),
            contentPadding = PaddingValues(16.dp),
            verticalArrangement = Arrangement.spacedBy(10.dp),
        ) {
            if (state.refreshing) item { LinearProgressIndicator(Modifier.fillMaxWidth()) }
            state.failure?.let { failure ->
                item { Banner(say(failure.said), if (failure is Failure.Offline) Tone.Soon else Tone.Late, action = words.retry, onAction = onRefresh) }
            }
            val rows = state.rows
            when {
                rows == null -> item { Text(words.loading) }
                rows.isEmpty() -> item { Empty(say(HearingSaid.none), say(HearingSaid.noneHint)) }
                else -> items(rows, key = { it.matter }) { row -> HearingCard(row) { onOpen(row.matter) } }
            }
        }
    }
}

@Composable
private fun HearingCard(row: HearingRow, onOpen: () -> Unit) = Sheet(Modifier.testTag("hearing-${row.matter}"), onOpen) {
    Text(row.cause, style = MaterialTheme.typography.titleMedium)
    Hint(row.caseNo)
    Row(Modifier.fillMaxWidth(), Arrangement.spacedBy(8.dp), Alignment.CenterVertically) {
        Chip(say(row.stage.said), if (row.stage == HearingStage.LIVE) Tone.Waiting else Tone.Calm)
        Hint("${say(HearingSaid.opensAt)} ${momentShown(row.opensAtMillis)}")
    }
}

/** Day and minute by the office's clock. */
@Composable
internal fun momentShown(millis: Long): String {
    val at = Instant.ofEpochMilli(millis).atZone(officeZone)
    return "${shortDate(at.toLocalDate())} ${"%02d:%02d".format(at.hour, at.minute)}"
}
