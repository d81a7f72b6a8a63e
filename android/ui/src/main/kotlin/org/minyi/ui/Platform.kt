// What the platform does for the screens, and the presenters that the shell keeps alive for them.
package org.minyi.ui

import androidx.compose.runtime.Composable
import androidx.compose.ui.graphics.ImageBitmap
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.launch
import kotlinx.coroutines.plus
import org.minyi.kit.bridge.CardBridge
import org.minyi.kit.bridge.HearingBridge
import org.minyi.kit.bridge.MinyiBridge
import org.minyi.kit.bridge.OwnDataBridge
import org.minyi.kit.bridge.VoiceBridge
import org.minyi.kit.model.Addressee
import org.minyi.kit.model.CaseRow
import org.minyi.kit.model.Fix
import org.minyi.kit.model.PicturePlace
import org.minyi.kit.model.Place
import org.minyi.kit.model.Shot
import org.minyi.kit.presenter.CardPresenter
import org.minyi.kit.presenter.CasePresenter
import org.minyi.kit.presenter.CourtPlayer
import org.minyi.kit.presenter.EvaluationPresenter
import org.minyi.kit.presenter.FilingPresenter
import org.minyi.kit.presenter.FilingState
import org.minyi.kit.presenter.HearingListPresenter
import org.minyi.kit.presenter.HearingRoomPresenter
import org.minyi.kit.presenter.ListeningPresenter
import org.minyi.kit.presenter.MyCasesPresenter
import org.minyi.kit.presenter.MyCasesState
import org.minyi.kit.presenter.NoticesPresenter
import org.minyi.kit.presenter.OutboxPresenter
import org.minyi.kit.presenter.OwnDataPresenter
import org.minyi.kit.presenter.PicturePresenter
import org.minyi.kit.presenter.ScanPresenter
import org.minyi.kit.presenter.SignInPresenter
import org.minyi.kit.presenter.SignInState
import org.minyi.kit.presenter.StationsPresenter
import org.minyi.kit.presenter.VoicePresenter
import org.minyi.kit.presenter.VoiceRecorder
import org.minyi.ui.screens.Preferences
import org.minyi.ui.words.Language
import java.time.Instant

/** What the platform does for the screens. Its answers come on the main thread. */
interface Platform {
    /** Opens the camera of the app, which draws a ticket of [FilingPresenter.captureTicket] as its shutter is pressed. `onRefused`: no permission. */
    fun takePhoto(onShot: (Shot) -> Unit, onRefused: () -> Unit)

    /** Opens the gallery. */
    fun choosePhotos(onPhoto: (String) -> Unit)

    /** Opens the scanner; the text of the first code that it reads is handed over. */
    fun scan(onText: (String) -> Unit, onRefused: () -> Unit)

    /** A small picture of a photo file; never on the main thread. */
    suspend fun preview(path: String): ImageBitmap?

    /** Asks for the position once. */
    fun locate(onAnswer: (Located) -> Unit)

    /** The phone's own language. */
    val language: Language

    /** Keeps what the user chose; read once at the start. */
    var preferences: Preferences

    /** An empty folder of the app's own, for a copy of somebody's data. */
    fun newCopyFolder(): String

    /** Lets the person say where these files are to go, puts them there, and removes the app's own. */
    fun handOver(files: List<String>, onDone: () -> Unit)

    /** While on, neither screenshots nor the list of recent apps show the screen: for the card and the hearing. */
    fun secret(on: Boolean)

    /** Where the court's picture is drawn: the surface of [Presenters]' player for a playlist, the page itself for a page. */
    @Composable
    fun CourtSurface(place: PicturePlace)

    /** Takes over the phone's back gesture while `enabled`. */
    @Composable
    fun OnBack(enabled: Boolean, onBack: () -> Unit)
}

/** What came of asking for the position. */
sealed interface Located {
    /** `fix`: the same as the phone said it, for the records of photos. */
    data class Here(val place: Place, val fix: Fix) : Located

    /** No permission; the user may write the place instead. */
    data object NotAllowed : Located

    /** No fix now. */
    data object Unknown : Located
}

/**
 * The presenters of one run of the app. `scope` outlives a rotation and does not run on the main thread: screens only show what
 * the presenters' flows hold.
 */
class Presenters(
    private val bridge: MinyiBridge,
    private val scope: CoroutineScope,
    private val cards: CardBridge? = null,
    private val hearingRooms: HearingBridge? = null,
    ownDataBridge: OwnDataBridge? = null,
    /** Removes the file of a photo that the vault has and nobody looks at any more. */
    releasePhoto: (path: String) -> Unit = {},
    private val voiceBridge: VoiceBridge? = null,
    private val recorder: VoiceRecorder? = null,
    private val player: CourtPlayer? = null,
    private val now: () -> Instant = Instant::now,
) {
    val signIn = SignInPresenter(bridge, scope)
    val cases = MyCasesPresenter(bridge, scope)
    val outbox = OutboxPresenter(bridge, scope)
    val filing = FilingPresenter(bridge, scope, release = releasePhoto)
    val stations = StationsPresenter(bridge, scope)
    val notices = NoticesPresenter(bridge, hearingRooms, scope)
    val ownData: OwnDataPresenter? = ownDataBridge?.let { OwnDataPresenter(it, scope) }

    /** 语音留言; `null` on a phone without a microphone. */
    val voice: VoicePresenter? = voiceBridge?.let { bridge -> recorder?.let { VoicePresenter(bridge, it, filing, scope) } }

    /** Whether the app is before somebody's eyes; the shell says so. */
    val foreground = MutableStateFlow(true)

    /** Once, while the app is in the foreground: sends whenever there is something to send. */
    fun drive(): Job = outbox.drive()

    /** Somebody signed in: pulls what changed, then the register that came with it. */
    fun arrive(): Job = scope.launch {
        stations.load()
        cases.refresh().join()
        stations.load()
        notices.load()
    }

    /** Stores what was typed a moment ago; also when the app goes to the background. */
    fun saveDraft(): Job = scope.launch {
        voice?.stop()?.join()
        filing.save()
    }

    /** Whoever is to hear the case that is filed next. */
    fun fileTo(addressee: Addressee) {
        if (filing.state.value is FilingState.Editing) filing.addressee(addressee) else filing.open(addressee = addressee)
    }

    /** One case, as long as its screen shows. */
    fun case(matter: String): Shown<CasePresenter> = shown { life -> CasePresenter(bridge, life, matter) }

    /** The card of this account, or the way to the first one, as long as its screen shows. */
    fun card(): Shown<CardPresenter>? = cards?.let { bridge -> shown { life -> CardPresenter(bridge, life, now = now) } }

    fun scan(): ScanPresenter? = cards?.let(::ScanPresenter)

    fun hearings(): Shown<HearingListPresenter>? = hearingRooms?.let { bridge -> shown { life -> HearingListPresenter(bridge, life) } }

    /** The room, followed as long as its screen shows. */
    fun hearing(matter: String): Shown<HearingRoomPresenter>? = hearingRooms?.let { bridge -> shown { life -> HearingRoomPresenter(bridge, life, matter, now = now) } }

    /** The picture of a room that shows. */
    fun picture(matter: String, room: HearingRoomPresenter): Shown<PicturePresenter>? = hearingRooms?.let { bridge ->
        player?.let { player -> shown { life -> PicturePresenter(bridge, player, life, matter, room.state.map { it.room }, foreground) } }
    }

    /** The voice note of a filed case, as long as its screen shows; `null` on a phone that plays none. */
    fun listening(matter: String): ListeningPresenter? = voiceBridge?.let { bridge -> recorder?.let { ListeningPresenter(bridge, it, scope, matter) } }

    private fun <P> shown(make: (CoroutineScope) -> P): Shown<P> {
        val life = scope + Job(scope.coroutineContext[Job])
        return Shown(make(life)) { life.cancel() }
    }

    /** The rulebook's word for who is signed in; empty for nobody. */
    fun role(): String = (signIn.state.value.step as? SignInState.Step.SignedIn)?.session?.account?.role.orEmpty()

    fun evaluation(matter: String) = EvaluationPresenter(bridge, scope, matter)
}

/** A presenter that lets go of its listener when its screen does. */
class Shown<P>(val presenter: P, private val onClose: () -> Unit) {
    fun close() = onClose()
}

/** Titles by case, for lists that know only the number. */
internal val MyCasesState.titles: Map<String, String> get() = rows.orEmpty().mapNotNull { row: CaseRow -> row.title?.let { row.matter to it } }.toMap()
