// 设备与个人数据: where the account is signed in, a copy to take along, and the removal of everything from this phone.
package org.minyi.ui.screens

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.material3.Button
import androidx.compose.material3.LinearProgressIndicator
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.dp
import org.minyi.kit.model.DeviceRow
import org.minyi.kit.model.Failure
import org.minyi.kit.presenter.OwnDataState
import org.minyi.ui.parts.Banner
import org.minyi.ui.parts.Hint
import org.minyi.ui.parts.Screen
import org.minyi.ui.parts.SectionTitle
import org.minyi.ui.parts.Sheet
import org.minyi.ui.parts.wide
import org.minyi.ui.theme.Tone
import org.minyi.ui.words.LocalWords
import org.minyi.ui.words.OwnDataSaid
import org.minyi.ui.words.said
import org.minyi.ui.words.say

/** What the screen can ask for. */
interface OwnDataActions {
    fun reload()
    fun signOut(device: String)
    fun export()
    fun erase()
}

@Composable
fun OwnDataScreen(state: OwnDataState, unsent: Int, onBack: () -> Unit, actions: OwnDataActions) = Screen(say(OwnDataSaid.title), onBack) {
    val words = LocalWords.current
    state.failure?.let { failure ->
        Banner(say(failure.said), if (failure is Failure.Offline) Tone.Soon else Tone.Late, action = words.retry, onAction = actions::reload)
    }
    if (state.busy) LinearProgressIndicator(Modifier.fillMaxWidth())
    Sheet {
        SectionTitle(say(OwnDataSaid.devices))
        val devices = state.devices
        if (devices == null) Hint(say(OwnDataSaid.devicesHint))
        for (device in devices.orEmpty()) Device(device, !state.busy) { actions.signOut(device.device) }
    }
    Sheet {
        SectionTitle(say(OwnDataSaid.copy))
        Hint(say(OwnDataSaid.copyHint))
        OutlinedButton(actions::export, wide("export"), enabled = !state.busy) { Text(say(OwnDataSaid.makeCopy)) }
    }
    Sheet {
        SectionTitle(say(OwnDataSaid.erase))
        Hint(say(OwnDataSaid.eraseHint))
        Erase(unsent, !state.busy, actions::erase)
    }
}

@Composable
private fun Device(row: DeviceRow, enabled: Boolean, onSignOut: () -> Unit) = Row(Modifier.fillMaxWidth(), Arrangement.SpaceBetween, Alignment.CenterVertically) {
    Column(Modifier.weight(1f)) {
        Text(say(if (row.thisOne) OwnDataSaid.thisPhone else OwnDataSaid.otherDevice), style = MaterialTheme.typography.bodyLarge)
        Hint(say(OwnDataSaid.since) + " " + momentShown(row.signedInAt.toEpochMilli()))
    }
    // This one is signed out by the way that asks about unsent work first.
    if (!row.thisOne) TextButton(onSignOut, Modifier.heightIn(min = 48.dp).testTag("end-${row.device}"), enabled) { Text(LocalWords.current.signOut, color = MaterialTheme.colorScheme.error) }
}

/** Asks first, and says what is lost. */
@Composable
private fun Erase(unsent: Int, enabled: Boolean, onErase: () -> Unit) {
    var asking by rememberSaveable { mutableStateOf(false) }
    if (!asking) {
        OutlinedButton({ asking = true }, wide("erase"), enabled) { Text(say(OwnDataSaid.erase), color = MaterialTheme.colorScheme.error) }
        return
    }
    Banner(say(OwnDataSaid.eraseAsk(unsent)), Tone.Late)
    Row(horizontalArrangement = Arrangement.spacedBy(12.dp)) {
        OutlinedButton({ asking = false }) { Text(LocalWords.current.keep) }
        Button({ asking = false; onErase() }, Modifier.testTag("erase-now"), enabled) { Text(say(OwnDataSaid.erase)) }
    }
}
