// 待送出: what is saved, sending, waiting, or needs a decision. Nothing leaves this list but by the server's receipt or the user's word.
package org.minyi.ui.screens

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.Card
import androidx.compose.material3.LinearProgressIndicator
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.dp
import org.minyi.kit.model.OutboxRow
import org.minyi.kit.model.Standing
import org.minyi.kit.presenter.OutboxState
import org.minyi.ui.parts.Banner
import org.minyi.ui.parts.Chip
import org.minyi.ui.parts.Empty
import org.minyi.ui.parts.Fact
import org.minyi.ui.parts.Screen
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
fun OutboxScreen(state: OutboxState, titles: Map<String, String>, onBack: () -> Unit, actions: OutboxActions) {
    val words = LocalWords.current
    Screen(words.outbox, onBack) {
        state.failure?.let { Banner(say(it.said), Tone.Soon) }
        Toggle(state.offlineSwitch, actions::offlineSwitch, words.offline, words.offlineHint, "offline")
        val open = state.outbox.rows.filter { it.standing != Standing.Done }
        if (open.isEmpty()) Empty(words.outboxEmpty, words.outboxEmptyHint)
        for (row in open) Item(row, titles[row.matter], actions)
    }
}

@Composable
private fun Item(row: OutboxRow, title: String?, actions: OutboxActions) = Card(Modifier.fillMaxWidth().testTag("item-${row.id}")) {
    val words = LocalWords.current
    Column(Modifier.padding(14.dp), Arrangement.spacedBy(8.dp)) {
        Text(title ?: say(actSaid(row.act)), style = MaterialTheme.typography.titleMedium)
        if (title != null) Text(say(actSaid(row.act)), style = MaterialTheme.typography.bodySmall, color = MaterialTheme.colorScheme.onSurfaceVariant)
        when (val standing = row.standing) {
            is Standing.Saved -> Chip(words.saved, Tone.Calm)
            is Standing.Sending -> Chip(words.sending, Tone.Calm)
            is Standing.Waiting -> Chip(words.waiting, Tone.Soon)
            is Standing.Done -> Unit
            is Standing.NeedsAttention -> {
                Chip(words.needsYou, Tone.Late)
                Text(say(Said(standing.zh, standing.en)), style = MaterialTheme.typography.bodyMedium)
                val (zh, en) = standing.ruleZh to standing.ruleEn
                if (zh != null && en != null) Fact(words.underARule, say(Said(zh, en)))
                Row {
                    TextButton({ actions.retry(row.id) }) { Text(words.retry) }
                    TextButton({ actions.discard(row.id) }) { Text(words.remove) }
                }
            }
        }
        if (row.bytesTotal > 0 && row.standing != Standing.Done) {
            val part = (row.bytesSent.toFloat() / row.bytesTotal).coerceIn(0f, 1f)
            LinearProgressIndicator(part, Modifier.fillMaxWidth())
            Text(words.sentPart((part * 100).toInt()) + if (row.photos > 0) "  ·  ${row.photosComplete}/${row.photos}" else "", style = MaterialTheme.typography.bodySmall)
        }
    }
}
