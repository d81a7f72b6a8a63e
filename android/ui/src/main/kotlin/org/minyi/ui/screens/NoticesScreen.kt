// 消息: what waits for a decision, the most urgent first; each line leads to where it is decided.
package org.minyi.ui.screens

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.items
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.dp
import org.minyi.kit.model.Notice
import org.minyi.kit.model.Standing
import org.minyi.kit.presenter.NoticesState
import org.minyi.ui.parts.Banner
import org.minyi.ui.parts.Chip
import org.minyi.ui.parts.Empty
import org.minyi.ui.parts.Frame
import org.minyi.ui.parts.Hint
import org.minyi.ui.parts.Sheet
import org.minyi.ui.theme.Tone
import org.minyi.ui.words.LocalWords
import org.minyi.ui.words.NoticeSaid
import org.minyi.ui.words.Said
import org.minyi.ui.words.actSaid
import org.minyi.ui.words.asked
import org.minyi.ui.words.said
import org.minyi.ui.words.say

/** Ways on from a notice. */
interface NoticesActions {
    fun case(matter: String)
    fun hearing(matter: String)
    fun outbox()
}

@Composable
fun NoticesScreen(state: NoticesState, onBack: () -> Unit, actions: NoticesActions) = Frame(say(NoticeSaid.title), onBack) { inset ->
    LazyColumn(
        Modifier.fillMaxSize().padding(inset).testTag("notices-list"),
        contentPadding = PaddingValues(16.dp),
        verticalArrangement = Arrangement.spacedBy(10.dp),
    ) {
        state.failure?.let { failure -> item { Banner(say(failure.said), Tone.Late) } }
        val notices = state.notices
        when {
            notices == null -> item { Text(LocalWords.current.loading) }
            notices.isEmpty() -> item { Empty(say(NoticeSaid.none), say(NoticeSaid.noneHint)) }
            else -> items(notices) { NoticeSheet(it, actions) }
        }
    }
}

@Composable
private fun NoticeSheet(notice: Notice, actions: NoticesActions) = when (notice) {
    is Notice.NotSent -> Sheet(Modifier.testTag("notice-${notice.row.id}"), actions::outbox) {
        Chip(say(NoticeSaid.notSent), Tone.Late)
        Text(say(actSaid(notice.row.act)), style = MaterialTheme.typography.titleMedium)
        (notice.row.standing as? Standing.NeedsAttention)?.let { Hint(say(Said(it.zh, it.en))) }
    }
    is Notice.CaseWaits -> CaseCard(notice.row) { actions.case(notice.row.matter) }
    is Notice.CaseOverdue -> CaseCard(notice.row) { actions.case(notice.row.matter) }
    is Notice.HearingWaits -> Sheet(Modifier.testTag("notice-${notice.row.matter}-${notice.deed.name}"), { actions.hearing(notice.row.matter) }) {
        Chip(say(notice.deed.asked), Tone.Waiting)
        Text(notice.row.cause, style = MaterialTheme.typography.titleMedium)
        Hint(notice.row.caseNo)
    }
}
