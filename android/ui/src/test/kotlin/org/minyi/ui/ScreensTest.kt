// Every screen, drawn as people will see it: both languages, light and dark, large type. Pictures for people in target/screens.
package org.minyi.ui

import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import org.junit.Assert.assertEquals
import org.junit.Test
import org.minyi.kit.model.Failure
import org.minyi.ui.screens.StationsScreen
import org.minyi.ui.screens.PlatformSaid
import org.minyi.kit.presenter.StationsState
import org.minyi.kit.model.Rejection
import org.minyi.kit.model.Grade
import org.minyi.kit.model.CardFace
import org.minyi.kit.model.CardKnowledge
import org.minyi.kit.model.HearingDeed
import org.minyi.kit.model.HearingStage
import org.minyi.kit.model.NotShown
import org.minyi.kit.model.PicturePlace
import org.minyi.kit.model.RoomLink
import org.minyi.kit.model.Segment
import org.minyi.kit.model.Watermark
import org.minyi.kit.model.ScanKind
import org.minyi.kit.model.ScanResult
import org.minyi.kit.presenter.CardState
import org.minyi.kit.presenter.HearingListState
import org.minyi.kit.presenter.HearingRoomState
import org.minyi.kit.presenter.PictureState
import org.minyi.kit.presenter.PlayerState
import org.minyi.kit.presenter.ScanState
import org.minyi.ui.screens.CardScreen
import org.minyi.ui.screens.HearingListScreen
import org.minyi.ui.screens.HearingRoomScreen
import org.minyi.ui.screens.ScanScreen
import java.time.Duration
import java.time.Instant
import org.minyi.kit.model.Draft
import org.minyi.kit.model.Network
import org.minyi.kit.model.Outbox
import org.minyi.kit.model.Stage
import org.minyi.kit.model.CaseVoice
import org.minyi.kit.model.VoiceNote
import org.minyi.kit.presenter.Listening
import org.minyi.ui.screens.ListeningControls
import org.minyi.kit.presenter.Started
import org.minyi.kit.presenter.VoiceDoing
import org.minyi.kit.presenter.VoiceState
import org.minyi.ui.screens.LocalVoice
import org.minyi.ui.screens.VoiceControls
import org.minyi.kit.presenter.CaseState
import org.minyi.kit.presenter.EvaluationState
import org.minyi.kit.presenter.FilingState
import org.minyi.kit.presenter.MyCasesState
import org.minyi.kit.presenter.OutboxState
import org.minyi.kit.presenter.SignInState
import org.minyi.ui.screens.CaseScreen
import org.minyi.ui.screens.EvaluationScreen
import org.minyi.ui.screens.FilingScreen
import org.minyi.ui.screens.HomeScreen
import org.minyi.ui.screens.MyCasesScreen
import org.minyi.kit.presenter.NoticesState
import org.minyi.kit.presenter.OwnDataState
import org.minyi.ui.screens.NoticesScreen
import org.minyi.ui.screens.OutboxScreen
import org.minyi.ui.screens.OwnDataScreen
import org.minyi.ui.screens.Preferences
import org.minyi.ui.screens.SettingsScreen
import org.minyi.ui.screens.SignInScreen
import java.lang.reflect.Proxy

/** Actions that nobody takes in a picture. */
internal inline fun <reified T> nobody(): T =
    T::class.java.cast(Proxy.newProxyInstance(T::class.java.classLoader, arrayOf(T::class.java)) { _, _, _ -> null })

private val refused = Failure.Refused("too_long", "title", "标题 1 至 80 个字", "a title of 1 to 80 characters", "标题不超过八十字", "A title has at most eighty characters")

private val screens: Map<String, @Composable () -> Unit> = mapOf(
    "sign-in-number" to { SignInScreen(SignInState(), nobody()) },
    "sign-in-code" to { SignInScreen(SignInState(SignInState.Step.Code(60), "19900000011"), nobody()) },
    "sign-in-wrong-code" to {
        SignInScreen(SignInState(SignInState.Step.Code(0), "19900000011", failure = Failure.Rejected(Rejection.CODE_WRONG, "code", null)), nobody())
    },
    "sign-in-staff" to { SignInScreen(SignInState(failure = Failure.Offline), nobody(), staffFirst = true) },
    "home" to { HomeScreen(MyCasesState(Sample.rows), OutboxState(Sample.outbox), StationsState(demo = true), NoticesState(), "CITIZEN", nobody()) },
    "home-empty" to { HomeScreen(MyCasesState(emptyList()), OutboxState(), Sample.stations.copy(demo = false), NoticesState(Sample.notices), "DEPUTY", nobody()) },
    "home-offline" to { HomeScreen(MyCasesState(Sample.rows), OutboxState(Sample.outbox, Network.OFFLINE), StationsState(demo = true), NoticesState(), "CITIZEN", nobody()) },
    "filing-1-photos" to { filing(Sample.editing.copy(attaching = 1), 1) },
    "filing-1-begin" to { filing(FilingState.Editing(Draft("d0"), Sample.limits), 1, PlatformSaid.PlaceRefused) },
    "filing-2-words" to { filing(Sample.editing, 2) },
    "filing-2-refused" to { filing(Sample.editing.copy(Sample.draft.copy(title = "长".repeat(90)), failure = refused), 2) },
    "filing-2-recording" to { speaking(VoiceState(120, VoiceDoing.Recording(41))) },
    "filing-2-told" to { speaking(VoiceState(120), VoiceNote("v", 30_000)) },
    "filing-2-no-microphone" to { speaking(VoiceState(120, microphone = Started.NOT_ALLOWED)) },
    "filing-3-who" to { filing(Sample.editing, 3) },
    "filing-saved" to { FilingScreen(FilingState.SavedOnPhone(Sample.filed), Sample.stations, PlatformSaid.Nothing, nobody()) },
    "stations" to { StationsScreen(Sample.nearby, PlatformSaid.Nothing, {}, nobody()) },
    "stations-none-yet" to { StationsScreen(StationsState(), PlatformSaid.PlaceRefused, {}, nobody()) },
    "cases" to { MyCasesScreen(MyCasesState(Sample.rows), OutboxState(), nobody()) },
    "cases-empty" to { MyCasesScreen(MyCasesState(emptyList()), OutboxState(), nobody()) },
    "cases-failure" to { MyCasesScreen(MyCasesState(Sample.rows, failure = Failure.Offline), OutboxState(), nobody()) },
    "case-answered" to { CaseScreen(CaseState.Shown(Sample.case, Sample.due), null, {}, nobody()) },
    "case-redone" to { CaseScreen(CaseState.Shown(Sample.redone, emptyList()), null, {}, nobody()) },
    "case-question" to {
        val asked = Sample.case.copy(stage = Stage.AWAITING_INFO, question = "请问是哪一段河道？", rounds = emptyList(), permitted = setOf("SUPPLEMENT", "WITHDRAW"))
        CaseScreen(CaseState.Shown(asked, emptyList()), null, {}, nobody())
    },
    "case-voice" to {
        val told = Sample.case.copy(text = "", voice = CaseVoice(41, "老人说河里有油污，味道很重。（演示）"), rounds = emptyList())
        CaseScreen(CaseState.Shown(told, emptyList()), null, {}, nobody(), ListeningControls(Listening.Failed(Failure.Offline)) {})
    },
    "case-not-here" to { CaseScreen(CaseState.NotHere, null, {}, nobody()) },
    "evaluation" to { EvaluationScreen(EvaluationState(process = Grade.SATISFIED, answer = Grade.DISSATISFIED), {}, nobody()) },
    "outbox" to { OutboxScreen(OutboxState(Sample.outbox), mapOf("m4" to "茶园道路积水", "m3" to "小区门口人行道破损"), nobody()) },
    "outbox-empty" to { OutboxScreen(OutboxState(Outbox()), emptyMap(), nobody()) },
    "card-page" to { CardScreen(CardState(card = DeputySample.card, face = CardFace.Page(DeputySample.code, "扫码可看公开信息，不能证明出示的人就是本人", "Opens the public page; does not prove who shows it")), {}, nobody()) },
    "card-living" to { CardScreen(CardState(card = DeputySample.card, face = CardFace.Living(DeputySample.code, Instant.EPOCH, Instant.EPOCH)), {}, nobody()) },
    "card-none" to { CardScreen(CardState(listOf(DeputySample.mandate), DeputySample.mandate.matter, refused = NotShown.OTHER_DEVICE), {}, nobody()) },
    "notices" to { NoticesScreen(NoticesState(Sample.notices), {}, nobody()) },
    "filing-proxy" to { FilingScreen(Sample.editing.copy(proxy = null), Sample.stations, PlatformSaid.Nothing, nobody(), forOthers = true) },
    "own-data" to { OwnDataScreen(OwnDataState(Sample.devices), 2, {}, nobody()) },
    "scan-begin" to { ScanScreen(ScanState(knowledge), PlatformSaid.CameraRefused, {}, nobody()) },
    "scan-number" to { ScanScreen(ScanState(knowledge, challenge = "042 917"), PlatformSaid.Nothing, {}, nobody()) },
    "scan-genuine" to { ScanScreen(ScanState(knowledge, result = scanned(ScanKind.GENUINE_AND_CURRENT, true, "真实有效：持证人是现任代表", "Genuine and current")), PlatformSaid.Nothing, {}, nobody()) },
    "scan-warning" to { ScanScreen(ScanState(knowledge, result = scanned(ScanKind.SUSPENDED, false, "代表资格已暂停，请勿采信", "The mandate is suspended; do not rely on it")), PlatformSaid.Nothing, {}, nobody()) },
    "hearings" to { HearingListScreen(HearingListState(listOf(DeputySample.hearing)), {}, {}, {}) },
    "hearing-room" to { HearingRoomScreen(HearingRoomState(DeputySample.room), filmed(PlayerState.PLAYING), {}, nobody()) },
    "hearing-paused" to { HearingRoomScreen(HearingRoomState(DeputySample.room.copy(questions = emptyList())), filmed(PlayerState.PAUSED), {}, nobody()) },
    "hearing-no-picture" to { HearingRoomScreen(HearingRoomState(DeputySample.room.copy(segment = Segment.CLOSED, questions = emptyList())), PictureState.NotNow, {}, nobody()) },
    "hearing-asking" to { HearingRoomScreen(HearingRoomState(DeputySample.room.copy(link = RoomLink.WAITING, hasVideo = false), note = DeputySample.note), PictureState.Failed(Failure.Offline), {}, nobody()) },
    "hearing-rules" to {
        val row = DeputySample.hearing.copy(stage = HearingStage.READY, deeds = listOf(HearingDeed.SIGN_DISCIPLINE))
        HearingRoomScreen(HearingRoomState(DeputySample.room.copy(row = row, discipline = DeputySample.rules, mayWatch = false, questions = emptyList())), PictureState.None, {}, nobody())
    },
    "hearing-rating" to {
        val row = DeputySample.hearing.copy(stage = HearingStage.JUDGED, deeds = listOf(HearingDeed.RATE_HEARING))
        HearingRoomScreen(HearingRoomState(DeputySample.room.copy(row = row, segment = null, mayWatch = false)), PictureState.None, {}, nobody())
    },
    "settings" to { SettingsScreen(Preferences(), SignInState(SignInState.Step.SignedIn(Sample.signedIn)), 2, {}, {}, {}) },
)

private fun filmed(player: PlayerState) =
    PictureState.Shown(PicturePlace.Playlist("", emptyMap(), live = true, dated = true), Watermark(DeputySample.hearing.caseNo, DeputySample.card.name, 7), player, corner = 1)

private val knowledge = CardKnowledge(Duration.ofHours(3), true, "代表状态更新于 3 小时前", "State of 3 hours ago")

private fun scanned(kind: ScanKind, genuine: Boolean, zh: String, en: String) = ScanResult(kind, genuine, DeputySample.card, "演示区人大常委会", null, zh, en)

@Composable
private fun filing(state: FilingState, step: Int, asked: PlatformSaid = PlatformSaid.Nothing) =
    FilingScreen(state, Sample.stations, asked, nobody(), firstStep = step)

@Composable
private fun speaking(voice: VoiceState, note: VoiceNote? = null) =
    CompositionLocalProvider(LocalVoice provides VoiceControls(voice, {}, {}, {}, {})) {
        filing(Sample.editing.copy(Sample.draft.copy(text = "", voice = note)), 2)
    }

class ScreensTest {
    @Test
    fun everyScreenLooksAsAgreedInEveryLook() {
        val faults = screens.flatMap { (name, screen) ->
            Look.entries.mapNotNull { look -> differs("$name-${look.name}", render(look, signedIn = !name.startsWith("sign-in"), content = screen)) }
        }
        assertEquals("", faults.joinToString("\n"))
    }
}
