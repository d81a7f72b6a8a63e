// 待送出: what is saved, sending, waiting, or needs a decision. Nothing leaves this list but by the server's receipt or the user's word.
package org.minyi.ui.screens

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.items
import androidx.compose.material3.LinearProgressIndicator
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.dp
import org.minyi.kit.model.Failure
import org.minyi.kit.model.OutboxRow
import org.minyi.kit.model.Standing
import org.minyi.kit.presenter.OutboxState
import org.minyi.ui.parts.Banner
import org.minyi.ui.parts.Chip
import org.minyi.ui.parts.Empty
import org.minyi.ui.parts.Fact
import org.minyi.ui.parts.Frame
import org.minyi.ui.parts.Hint
import org.minyi.ui.parts.SectionTitle
import org.minyi.ui.parts.Sheet
import org.minyi.ui.parts.Tab
import org.minyi.ui.parts.Toggle
import org.minyi.ui.theme.Tone
import org.minyi.ui.words.LocalWords
import org.minyi.ui.words.Said
import org.minyi.ui.words.actSaid
import org.minyi.ui.words.said
import org.minyi.ui.words.say

/** What can be done in the outbox. */
interface OutboxActions {
    fun offlineSwitch(on: Boolean)
    fun retry(id: String)
    fun discard(id: String)
}

@Composable
fun OutboxScreen(state: OutboxState, titles: Map<String, String>, actions: OutboxActions) {
    val words = LocalWords.current
    val (done, open) = state.outbox.rows.partition { it.standing == Standing.Done }
    // A thousand unsent things scroll as lightly as three.
    Frame(words.outbox, tab = Tab.Outbox) { inset ->
        LazyColumn(
            Modifier.fillMaxSize().padding(inset).testTag("outbox-list"),
            contentPadding = PaddingValues(horizontal = 16.dp, vertical = 12.dp),
            verticalArrangement = Arrangement.spacedBy(12.dp),
        ) {
            if (state.withoutNetwork) item { OfflineBanner(state) }
            state.failure?.let { item { Banner(say(it.said), if (it is Failure.Offline) Tone.Soon else Tone.Late) } }
            if (open.isEmpty()) item { Empty(words.outboxEmpty, words.outboxEmptyHint) }
            items(open, key = { it.id }) { row -> Item(row, titles[row.matter], actions) }
            if (state.outbox.ofOtherAccounts > 0) item { Hint(words.unsentOfOthers(state.outbox.ofOtherAccounts)) }
            item { Sheet { Toggle(state.offlineSwitch, actions::offlineSwitch, words.stayOffline, words.stayOfflineHint, "offline") } }
            if (done.isNotEmpty()) item { SectionTitle(words.arrived) }
            items(done.takeLast(10).reversed(), key = { it.id }) { row ->
                Row(Modifier.fillMaxWidth(), Arrangement.spacedBy(8.dp)) {
                    Text(titles[row.matter] ?: say(actSaid(row.act)), Modifier.weight(1f), style = MaterialTheme.typography.bodyMedium)
                    Chip(say(actSaid(row.act)), Tone.Done)
                }
            }
        }
    }
}

@Composable
private fun Item(row: OutboxRow, title: String?, actions: OutboxActions) = Sheet(Modifier.testTag("item-${row.id}")) {
    val words = LocalWords.current
    val act = say(actSaid(row.act))
    Row(Modifier.fillMaxWidth(), Arrangement.spacedBy(8.dp)) {
        Text(title ?: act, Modifier.weight(1f), style = MaterialTheme.typography.titleMedium)
        when (row.standing) {
            is Standing.Saved -> Chip(words.saved, Tone.Calm)
            is Standing.Sending -> Chip(words.sending, Tone.Calm)
            is Standing.Waiting -> Chip(words.waiting, Tone.Soon)
            is Standing.NeedsAttention -> Chip(words.needsYou, Tone.Late)
            is Standing.Done -> Unit
        }
    }
    if (title != null) Hint(act)
    when (val standing = row.standing) {
        is Standing.Waiting -> Text(say(standing.why.said), style = MaterialTheme.typography.bodyMedium)
        is Standing.NeedsAttention -> {
            Text(say(Said(standing.zh, standing.en)), style = MaterialTheme.typography.bodyMedium)
            val (zh, en) = standing.ruleZh to standing.ruleEn
            if (zh != null && en != null) Fact(words.underARule, say(Said(zh, en)))
            Row(horizontalArrangement = Arrangement.spacedBy(8.dp)) {
                OutlinedButton({ actions.retry(row.id) }) { Text(words.retry) }
                OutlinedButton({ actions.discard(row.id) }) { Text(words.remove, color = MaterialTheme.colorScheme.error) }
            }
        }
        is Standing.Saved, is Standing.Sending, is Standing.Done -> Unit
    }
    val moving = row.standing is Standing.Sending || row.standing is Standing.Waiting
    if (row.photos > 0 && moving) {
        val part = (row.bytesSent.toFloat() / row.bytesTotal.coerceAtLeast(1)).coerceIn(0f, 1f)
        LinearProgressIndicator(part, Modifier.fillMaxWidth())
        Hint(words.sentPart((part * 100).toInt()) + "  ·  " + words.photosArrived(row.photosComplete, row.photos))
    }
}
