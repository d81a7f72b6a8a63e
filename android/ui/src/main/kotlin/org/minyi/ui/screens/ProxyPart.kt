// 代为提交: the station's staff file for somebody who came, called or wrote; the case is that person's from the beginning.
package org.minyi.ui.screens

import androidx.compose.foundation.layout.heightIn
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.unit.dp
import org.minyi.kit.model.ProxyChannel
import org.minyi.kit.presenter.FilingState
import org.minyi.ui.parts.Choice
import org.minyi.ui.parts.Field
import org.minyi.ui.parts.Hint
import org.minyi.ui.parts.SectionTitle
import org.minyi.ui.parts.Sheet
import org.minyi.ui.parts.wide
import org.minyi.ui.words.LocalWords
import org.minyi.ui.words.ProxySaid
import org.minyi.ui.words.at
import org.minyi.ui.words.said
import org.minyi.ui.words.say

private const val DIGITS = 11

@Composable
internal fun ProxyPart(state: FilingState.Editing, actions: FilingActions) = Sheet {
    SectionTitle(say(ProxySaid.title))
    val proxy = state.proxy
    if (proxy != null) {
        Text(say(ProxySaid.filingFor(proxy.phone)), Modifier.testTag("proxy-known"), style = MaterialTheme.typography.bodyLarge)
        Hint(say(proxy.channel.said))
        TextButton(actions::noProxy, Modifier.heightIn(min = 48.dp).testTag("proxy-other")) { Text(say(ProxySaid.other)) }
        return@Sheet
    }
    Hint(say(ProxySaid.hint))
    var phone by rememberSaveable(state.draft.id) { mutableStateOf("") }
    var channel by rememberSaveable(state.draft.id) { mutableStateOf(ProxyChannel.IN_PERSON) }
    val wrong = state.failure?.takeIf { it.at == "phone" }
    Field(phone, { phone = it.filter(Char::isDigit).take(DIGITS) }, LocalWords.current.phone, "proxy-phone", wrong = wrong?.let { say(it.said) }, keyboard = KeyboardType.Phone)
    Choice(ProxyChannel.entries, channel, { channel = it }, "channel", { say(it.said) })
    OutlinedButton({ actions.proxyFor(phone, channel) }, wide("proxy-register"), enabled = phone.length == DIGITS) { Text(say(ProxySaid.register)) }
}
