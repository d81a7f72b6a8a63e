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
import org.minyi.kit.model.Failure
import org.minyi.kit.presenter.MyCasesState
import org.minyi.kit.presenter.OutboxState
import org.minyi.ui.parts.Banner
import org.minyi.ui.parts.Empty
import org.minyi.ui.parts.Frame
import org.minyi.ui.parts.Tab
import org.minyi.ui.theme.Tone
import org.minyi.ui.words.LocalWords
import org.minyi.ui.words.said
import org.minyi.ui.words.say

/** What the list can ask for. */
interface MyCasesActions {
    fun open(matter: String)
    fun more()
    fun refresh()
}

@Composable
fun MyCasesScreen(state: MyCasesState, outbox: OutboxState, actions: MyCasesActions) {
    val words = LocalWords.current
    Frame(words.myCases, tab = Tab.Cases, actions = { IconButton(actions::refresh, Modifier.testTag("refresh")) { Icon(Icons.Filled.Refresh, words.refresh) } }) { inset ->
        LazyColumn(
            Modifier.fillMaxSize().padding(inset).testTag("cases"),
            contentPadding = PaddingValues(16.dp),
            verticalArrangement = Arrangement.spacedBy(10.dp),
        ) {
            if (outbox.withoutNetwork) item { OfflineBanner(outbox) }
            if (state.refreshing) item { LinearProgressIndicator(Modifier.fillMaxWidth()) }
            state.failure?.let { failure ->
                item { Banner(say(failure.said), if (failure is Failure.Offline) Tone.Soon else Tone.Late, action = words.retry, onAction = actions::refresh) }
            }
            val rows = state.rows
            when {
                rows == null -> item { Text(words.loading) }
                rows.isEmpty() -> item { Empty(words.noCases, words.noCasesHint) }
                else -> items(rows, key = { it.matter }) { row -> CaseCard(row) { actions.open(row.matter) } }
            }
            if (state.next != null) item {
                LaunchedEffect(state.next) { actions.more() }
                LinearProgressIndicator(Modifier.fillMaxWidth())
            }
        }
    }
}
