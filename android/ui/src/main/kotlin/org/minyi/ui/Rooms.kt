// Rooms with a presenter of their own: filing, stations, one case, its evaluation. Each joins a screen, its presenter and the platform.
package org.minyi.ui

import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.DisposableEffect
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import org.minyi.kit.model.Addressee
import org.minyi.kit.model.Grade
import org.minyi.kit.model.PhotoPlace
import org.minyi.kit.model.ProxyChannel
import org.minyi.kit.presenter.FilingState
import org.minyi.ui.screens.CaseActions
import org.minyi.ui.screens.CaseScreen
import org.minyi.ui.screens.ListeningControls
import org.minyi.ui.screens.EvaluationActions
import org.minyi.ui.screens.EvaluationScreen
import org.minyi.ui.screens.FilingActions
import org.minyi.ui.screens.FilingScreen
import org.minyi.ui.screens.LocalVoice
import org.minyi.ui.screens.OwnDataActions
import org.minyi.ui.screens.OwnDataScreen
import org.minyi.ui.screens.PlatformSaid
import org.minyi.ui.screens.StationsActions
import org.minyi.ui.screens.StationsScreen
import org.minyi.ui.screens.VoiceControls

@Composable
internal fun FilingRoom(way: Way, presenters: Presenters, platform: Platform) {
    val filing = presenters.filing
    LaunchedEffect(Unit) { if (filing.state.value == FilingState.Loading) filing.open() }
    // What was typed a moment ago is stored when the screen goes.
    DisposableEffect(Unit) { onDispose { presenters.saveDraft() } }
    val state by filing.state.collectAsState()
    val stations by presenters.stations.state.collectAsState()
    var said by remember { mutableStateOf(PlatformSaid.Nothing) }
    val forOthers = presenters.role() == "STATION_STAFF"
    CompositionLocalProvider(LocalVoice provides voiceControls(presenters)) { FilingScreen(state, stations, said, forOthers = forOthers, actions = object : FilingActions {
        override fun takePhoto() {
            // With the person's consent each picture gets a position of its own; it comes while they look for the motif.
            if ((filing.state.value as? FilingState.Editing)?.draft?.place != null) platform.locate { answer -> filing.whereabouts(answer.whereabouts) }
            platform.takePhoto({ shot -> said = PlatformSaid.Nothing; filing.taken(shot) }) { said = PlatformSaid.CameraRefused }
        }
        override fun choosePhoto() = platform.choosePhotos { path -> said = PlatformSaid.Nothing; filing.imported(path) }
        override fun retryPhotos() = filing.retryPhotos()
        override fun dropPhotos() = filing.dropPhotos()
        override fun removePhoto(sha256: String) = filing.removePhoto(sha256)
        override fun locate() {
            said = PlatformSaid.Locating
            platform.locate { answer ->
                said = answer.said
                filing.whereabouts(answer.whereabouts)
                (answer as? Located.Here)?.let { filing.place(it.place) }
            }
        }
        override fun placeLabel(text: String) = filing.placeLabel(text)
        override fun removePlace() { said = PlatformSaid.Nothing; filing.place(null) }
        override fun title(text: String) = filing.title(text)
        override fun text(text: String) = filing.text(text)
        override fun addressee(addressee: Addressee) = filing.addressee(addressee)
        override fun mayPublish(agreed: Boolean) = filing.mayPublish(agreed)
        override fun proxyFor(phone: String, channel: ProxyChannel) { filing.proxyFor(phone, channel) }
        override fun noProxy() = filing.noProxy()
        override fun file() { filing.file() }
        override fun discard() { filing.discard() }
        override fun close() { filing.seen(); way.back() }
        override fun openCase(matter: String) { filing.seen(); way.leadTo("case", matter) }
    }) }
}

/** The microphone for the words' step, where this phone has one. */
@Composable
private fun voiceControls(presenters: Presenters): VoiceControls? {
    val voice = presenters.voice ?: return null
    val state by voice.state.collectAsState()
    return VoiceControls(state, { voice.record() }, { voice.stop() }, { voice.play() }, { voice.remove() })
}

/** As the record of a photo says it. */
private val Located.whereabouts: PhotoPlace
    get() = when (this) {
        is Located.Here -> PhotoPlace.At(fix)
        is Located.NotAllowed -> PhotoPlace.Refused
        is Located.Unknown -> PhotoPlace.Unavailable
    }

private val Located.said: PlatformSaid
    get() = when (this) {
        is Located.Here -> PlatformSaid.Nothing
        is Located.NotAllowed -> PlatformSaid.PlaceRefused
        is Located.Unknown -> PlatformSaid.PlaceUnknown
    }

@Composable
internal fun StationsRoom(way: Way, presenters: Presenters, platform: Platform) {
    LaunchedEffect(Unit) { presenters.stations.load() }
    val state by presenters.stations.state.collectAsState()
    var said by remember { mutableStateOf(PlatformSaid.Nothing) }
    StationsScreen(state, said, { way.back() }, object : StationsActions {
        override fun locate() {
            said = PlatformSaid.Locating
            platform.locate { answer -> said = answer.said; (answer as? Located.Here)?.let { presenters.stations.here(it.place) } }
        }
        override fun fileTo(addressee: Addressee) {
            presenters.fileTo(addressee)
            way.go("file")
        }
    })
}

@Composable
internal fun CaseRoom(way: Way, presenters: Presenters) {
    val matter = way.matter
    val presenter = remember(matter) { presenters.case(matter) }
    DisposableEffect(presenter) { onDispose { presenter.close() } }
    val state by presenter.presenter.state.collectAsState()
    val failure by presenter.presenter.failure.collectAsState()
    val listening = remember(matter) { presenters.listening(matter) }
    DisposableEffect(listening) { onDispose { listening?.leave() } }
    val heard = listening?.run { ListeningControls(this.state.collectAsState().value) { play() } }
    val actions = object : CaseActions {
        override fun supplement(text: String) { presenter.presenter.supplement(text) }
        override fun withdraw(reason: String) { presenter.presenter.withdraw(reason) }
        override fun evaluate() = way.go("evaluate", matter)
    }
    CaseScreen(state, failure, { way.back() }, actions, heard)
}

@Composable
internal fun EvaluationRoom(way: Way, presenters: Presenters) {
    val presenter = remember(way.matter) { presenters.evaluation(way.matter) }
    val state by presenter.state.collectAsState()
    EvaluationScreen(state, { way.back() }, object : EvaluationActions {
        override fun process(grade: Grade) = presenter.process(grade)
        override fun answer(grade: Grade) = presenter.answer(grade)
        override fun delivery(grade: Grade) = presenter.delivery(grade)
        override fun reason(text: String) = presenter.reason(text)
        override fun send() { presenter.send() }
    })
}

@Composable
internal fun OwnDataRoom(way: Way, presenters: Presenters, platform: Platform, unsent: Int) {
    val presenter = presenters.ownData ?: return
    LaunchedEffect(Unit) { presenter.load() }
    val state by presenter.state.collectAsState()
    // The copy is written, then the person says where it goes.
    val copy = state.copy
    LaunchedEffect(copy) { if (copy != null) platform.handOver(copy) { presenter.handedOver() } }
    OwnDataScreen(state, unsent, { way.back() }, object : OwnDataActions {
        override fun reload() { presenter.load() }
        override fun signOut(device: String) { presenter.signOut(device) }
        override fun export() { presenter.export(platform.newCopyFolder()) }
        override fun erase() { presenter.erase() }
    })
}
