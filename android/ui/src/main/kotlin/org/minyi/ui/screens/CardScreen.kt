// 亮证: the card and its code: the page's code at first, a living one after unlocking, or the answer to a citizen's number.
package org.minyi.ui.screens

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.material3.Button
import androidx.compose.material3.LinearProgressIndicator
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.unit.dp
import org.minyi.kit.model.CardContent
import org.minyi.kit.model.CardFace
import org.minyi.kit.model.Failure
import org.minyi.kit.presenter.CardState
import org.minyi.ui.parts.Banner
import org.minyi.ui.parts.Choice
import org.minyi.ui.parts.Empty
import org.minyi.ui.parts.Fact
import org.minyi.ui.parts.Field
import org.minyi.ui.parts.Hint
import org.minyi.ui.parts.QrCode
import org.minyi.ui.parts.Screen
import org.minyi.ui.parts.Sheet
import org.minyi.ui.parts.wide
import org.minyi.ui.theme.Tone
import org.minyi.ui.words.CardSaid
import org.minyi.ui.words.LocalWords
import org.minyi.ui.words.Said
import org.minyi.ui.words.said
import org.minyi.ui.words.say

/** What the screen can ask for. */
interface CardActions {
    fun choose(matter: String)
    fun request()
    fun refresh()
    fun unlock()
    fun answer(number: String)
}

private const val DIGITS = 6

@Composable
fun CardScreen(state: CardState, onBack: () -> Unit, actions: CardActions) = Screen(say(CardSaid.title), onBack) {
    state.failure?.let { Banner(say(it.said), if (it is Failure.Offline) Tone.Soon else Tone.Late) }
    state.refused?.let { Banner(say(it.said), Tone.Soon) }
    if (state.busy) LinearProgressIndicator(Modifier.fillMaxWidth())
    val card = state.card
    if (card == null) {
        FirstCard(state, actions)
        return@Screen
    }
    Sheet {
        Text(card.name, Modifier.testTag("card-name"), style = MaterialTheme.typography.headlineSmall)
        Text(say(Said(card.officeZh, card.officeEn)), style = MaterialTheme.typography.bodyLarge)
        Face(state.face)
    }
    if (state.face !is CardFace.Expired) Ways(state, actions)
    Sheet { CardFacts(card) }
}

/** The way to a card, where this phone holds none. */
@Composable
private fun FirstCard(state: CardState, actions: CardActions) {
    val mandates = state.mandates
    when {
        state.requested -> {
            Empty(say(CardSaid.requested), say(CardSaid.requestedHint))
            OutlinedButton(actions::refresh, wide("refresh-card"), enabled = !state.busy) { Text(LocalWords.current.refresh) }
        }
        mandates == null -> Empty(say(CardSaid.noCard), LocalWords.current.loading)
        mandates.isEmpty() -> {
            Empty(say(CardSaid.noMandate), say(CardSaid.noMandateHint))
            OutlinedButton(actions::refresh, wide("refresh-card"), enabled = !state.busy) { Text(LocalWords.current.refresh) }
        }
        else -> {
            Empty(say(CardSaid.noCard), say(CardSaid.noCardHint))
            Choice(
                mandates, mandates.find { it.matter == state.matter }, { actions.choose(it.matter) }, "mandate",
                { say(Said(it.officeZh, it.officeEn)) }, { "${it.name}  ·  ${it.constituency}" },
            )
            Button(actions::request, wide("request-card"), enabled = !state.busy && state.matter != null) { Text(say(CardSaid.request)) }
        }
    }
}

@Composable
private fun Face(face: CardFace?) {
    val name = say(CardSaid.code)
    when (face) {
        null -> Unit
        is CardFace.Expired -> Banner(say(CardSaid.expired), Tone.Late)
        is CardFace.Page -> {
            QrCode(face.code, name, Modifier.testTag("face-page"))
            Hint(say(Said(face.labelZh, face.labelEn)))
        }
        is CardFace.Living -> {
            QrCode(face.code, name, Modifier.testTag("face-living"))
            Hint(say(CardSaid.living))
        }
        is CardFace.Answer -> {
            QrCode(face.code, name, Modifier.testTag("face-answer"))
            Banner(say(CardSaid.answered), Tone.Soon)
        }
    }
}

@Composable
private fun Ways(state: CardState, actions: CardActions) {
    val words = LocalWords.current
    var answering by rememberSaveable { mutableStateOf(false) }
    var number by rememberSaveable { mutableStateOf("") }
    if (state.face is CardFace.Page) Button(actions::unlock, wide("unlock"), enabled = !state.busy) { Text(say(CardSaid.unlock)) }
    if (!answering) {
        OutlinedButton({ answering = true }, wide("answer-open")) { Text(say(CardSaid.answering)) }
        return
    }
    Field(number, { number = it.filter(Char::isDigit).take(DIGITS) }, say(CardSaid.number), "number", keyboard = KeyboardType.NumberPassword)
    Row(horizontalArrangement = Arrangement.spacedBy(12.dp)) {
        OutlinedButton({ answering = false; number = "" }, Modifier.heightIn(min = 48.dp)) { Text(words.back) }
        Button({ actions.answer(number); answering = false; number = "" }, Modifier.heightIn(min = 48.dp).testTag("answer-now"), enabled = !state.busy && number.length == DIGITS) {
            Text(say(CardSaid.answer))
        }
    }
}

/** What the card says, line by line; what is not published is not there. */
@Composable
internal fun CardFacts(card: CardContent) {
    Fact(say(CardSaid.constituency), card.constituency)
    Fact(say(CardSaid.station), card.stationName)
    card.post?.let { Fact(say(CardSaid.post), it) }
    card.receptionDays?.let { Fact(say(CardSaid.receptionDays), it) }
    card.pledge?.let { Fact(say(CardSaid.pledge), it) }
    card.phone?.let { Fact(LocalWords.current.phone, it) }
}
