// 验证: what a scanned code came to, in words that say whether to trust it; or a number that only the true deputy's phone can answer.
package org.minyi.ui.screens

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.Button
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import androidx.compose.ui.unit.sp
import org.minyi.kit.model.ScanResult
import org.minyi.kit.presenter.ScanState
import org.minyi.ui.parts.Banner
import org.minyi.ui.parts.Fact
import org.minyi.ui.parts.Hint
import org.minyi.ui.parts.Screen
import org.minyi.ui.parts.Sheet
import org.minyi.ui.parts.Signs
import org.minyi.ui.parts.wide
import org.minyi.ui.theme.Tone
import org.minyi.ui.words.CardSaid
import org.minyi.ui.words.Said
import org.minyi.ui.words.said
import org.minyi.ui.words.say

/** What the screen can ask for. */
interface ScanActions {
    fun scan()
    fun challenge()
    fun again()
}

@Composable
fun ScanScreen(state: ScanState, asked: PlatformSaid, onBack: () -> Unit, actions: ScanActions) = Screen(say(CardSaid.scanTitle), onBack) {
    state.failure?.let { Banner(say(it.said), Tone.Late) }
    val result = state.result
    if (result != null) {
        Verdict(result)
        if (state.offersChallenge) Button(actions::challenge, wide("challenge")) { Text(say(CardSaid.challenge)) }
        OutlinedButton(actions::again, wide("again")) { Text(say(CardSaid.again)) }
    } else {
        val number = state.challenge
        if (number == null) Text(say(CardSaid.scanHint), style = MaterialTheme.typography.bodyLarge) else Number(number)
        if (asked == PlatformSaid.CameraRefused) Banner(say(CardSaid.scanRefused), Tone.Soon)
        Button(actions::scan, wide("scan")) {
            Icon(Signs.Scan, null, Modifier.padding(end = 10.dp))
            Text(say(CardSaid.scan))
        }
        if (number == null) OutlinedButton(actions::challenge, wide("challenge")) { Text(say(CardSaid.challenge)) }
        else OutlinedButton(actions::again, wide("again")) { Text(say(CardSaid.again)) }
    }
    Hint(say(Said(state.knowledge.zh, state.knowledge.en)))
}

/** Only `genuine` is approval; everything else warns, and still shows whose card is being shown. */
@Composable
private fun Verdict(result: ScanResult) {
    val words = say(Said(result.zh, result.en))
    Banner(words, if (result.genuine) Tone.Good else Tone.Late, Modifier.testTag(if (result.genuine) "verdict-genuine" else "verdict-warning"))
    val card = result.card ?: return
    Sheet {
        Text(card.name, Modifier.testTag("verdict-name"), style = MaterialTheme.typography.headlineSmall)
        Text(say(Said(card.officeZh, card.officeEn)), style = MaterialTheme.typography.bodyLarge)
        result.congress?.let { Fact(say(CardSaid.congress), it) }
        CardFacts(card)
    }
}

@Composable
private fun Number(number: String) = Sheet {
    Row(Modifier.fillMaxWidth(), Arrangement.Center, Alignment.CenterVertically) {
        Text(number, Modifier.testTag("challenge-number"), style = MaterialTheme.typography.displayMedium.copy(letterSpacing = 6.sp), textAlign = TextAlign.Center)
    }
    Text(say(CardSaid.challengeHint), style = MaterialTheme.typography.bodyMedium)
}
