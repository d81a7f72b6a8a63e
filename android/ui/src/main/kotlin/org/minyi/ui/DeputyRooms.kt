// Rooms of deputies and of those who meet them: showing a card, checking one, the hearings and their room. Screens of card and
// hearing keep screenshots out while they show.
package org.minyi.ui

import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import org.minyi.kit.model.QuestionKind
import org.minyi.kit.model.Satisfaction
import org.minyi.kit.model.Sheet
import org.minyi.kit.presenter.PictureState
import org.minyi.ui.screens.CardActions
import org.minyi.ui.screens.CardScreen
import org.minyi.ui.screens.HearingListScreen
import org.minyi.ui.screens.HearingRoomActions
import org.minyi.ui.screens.HearingRoomScreen
import org.minyi.ui.screens.PlatformSaid
import org.minyi.ui.screens.ScanActions
import org.minyi.ui.screens.ScanScreen

@Composable
private fun Secret(platform: Platform) = DisposableEffect(platform) {
    platform.secret(true)
    onDispose { platform.secret(false) }
}

@Composable
internal fun CardRoom(way: Way, presenters: Presenters, platform: Platform) {
    Secret(platform)
    val life = remember { presenters.card() } ?: return
    val presenter = life.presenter
    // Whoever leaves the screen leaves no living code behind.
    DisposableEffect(life) { onDispose { presenter.leave(); life.close() } }
    val state by presenter.state.collectAsState()
    CardScreen(state, { way.back() }, object : CardActions {
        override fun choose(matter: String) = presenter.choose(matter)
        override fun request() { presenter.request() }
        override fun refresh() { presenter.refresh() }
        override fun unlock() { presenter.unlock() }
        override fun answer(number: String) { presenter.answer(number) }
    })
}

@Composable
internal fun ScanRoom(way: Way, presenters: Presenters, platform: Platform) {
    val presenter = remember { presenters.scan() } ?: return
    val state by presenter.state.collectAsState()
    var said by remember { mutableStateOf(PlatformSaid.Nothing) }
    ScanScreen(state, said, { way.back() }, object : ScanActions {
        override fun scan() = platform.scan({ text -> said = PlatformSaid.Nothing; presenter.scanned(text) }) { said = PlatformSaid.CameraRefused }
        override fun challenge() = presenter.challenge()
        override fun again() = presenter.again()
    })
}

@Composable
internal fun HearingsRoom(way: Way, presenters: Presenters) {
    val life = remember { presenters.hearings() } ?: return
    DisposableEffect(life) { onDispose { life.close() } }
    val state by life.presenter.state.collectAsState()
    HearingListScreen(state, { way.back() }, { life.presenter.refresh() }) { way.go("hearing", it) }
}

@Composable
internal fun HearingRoom(way: Way, presenters: Presenters, platform: Platform) {
    Secret(platform)
    val life = remember(way.matter) { presenters.hearing(way.matter) } ?: return
    DisposableEffect(life) { onDispose { life.close() } }
    val room = life.presenter
    val state by room.state.collectAsState()
    val picture = remember(life) { presenters.picture(way.matter, room) }
    DisposableEffect(picture) { onDispose { picture?.close() } }
    val shown = picture?.presenter?.state?.collectAsState()?.value ?: PictureState.None
    HearingRoomScreen(state, shown, { way.back() }, object : HearingRoomActions {
        override fun apply() { room.apply() }
        override fun declareConflict(reason: String) { room.declareConflict(reason) }
        override fun sign() { room.sign() }
        override fun beginQuestion() = room.beginQuestion(picture?.presenter?.programmeTimeMillis(), picture?.presenter?.delaySeconds ?: 0)
        override fun revise(question: String) = room.revise(question)
        override fun kind(kind: QuestionKind) = room.kind(kind)
        override fun text(text: String) = room.text(text)
        override fun ask() { room.ask() }
        override fun discardQuestion() { room.discardQuestion() }
        override fun second(question: String, on: Boolean) { room.second(question, on) }
        override fun withdraw(question: String) { room.withdraw(question) }
        override fun rateAnswer(question: String, satisfaction: Satisfaction) { room.rateAnswer(question, satisfaction) }
        override fun rateHearing(sheet: Sheet) { room.rateHearing(sheet) }
        override fun pausePicture() { picture?.presenter?.pause() }
        override fun resumePicture() { picture?.presenter?.resume() }
    })
}
