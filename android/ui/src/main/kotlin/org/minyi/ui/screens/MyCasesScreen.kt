// 我的反映: the list, page by page.
package org.minyi.ui.screens

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.PaddingValues
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
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.dp
import org.minyi.kit.presenter.MyCasesState
import org.minyi.kit.presenter.OutboxState
import org.minyi.ui.parts.Banner
import org.minyi.ui.parts.Empty
import org.minyi.ui.parts.Frame
import org.minyi.ui.theme.Tone
import org.minyi.ui.words.LocalWords
import org.minyi.ui.words.said
import org.minyi.ui.words.say

@Composable
fun MyCasesScreen(
    state: MyCasesState,
    outbox: OutboxState,
    onBack: () -> Unit,
    onOpen: (String) -> Unit,
    onMore: () -> Unit,
    onRefresh: () -> Unit,
    onOutbox: () -> Unit,
) {
    val words = LocalWords.current
    Frame(words.myCases, onBack, actions = { OutboxButton(outbox, onOutbox); IconButton(onRefresh) { Icon(Icons.Filled.Refresh, words.retry) } }) { inset ->
        LazyColumn(
            Modifier.fillMaxSize().padding(inset).testTag("cases"),
            contentPadding = PaddingValues(16.dp),
            verticalArrangement = Arrangement.spacedBy(10.dp),
        ) {
            item { OfflineBanner(outbox) }
            if (state.refreshing) item { LinearProgressIndicator(Modifier.fillMaxWidth()) }
            state.failure?.let { failure -> item { Banner(say(failure.said), Tone.Late, action = words.retry, onAction = onRefresh) } }
            val rows = state.rows
            when {
                rows == null -> item { Text(words.loading) }
                rows.isEmpty() -> item { Empty(words.noCases, words.noCasesHint) }
                else -> items(rows, key = { it.matter }) { row -> CaseCard(row) { onOpen(row.matter) } }
            }
            if (state.next != null) item {
                LaunchedEffect(state.next) { onMore() }
                LinearProgressIndicator(Modifier.fillMaxWidth())
            }
        }
    }
}
