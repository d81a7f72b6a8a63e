// Invented states for pictures and tests. All people and cases are made up.
package org.minyi.ui

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.toComposeImageBitmap
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext
import org.jetbrains.skia.Image
import org.jetbrains.skia.Rect
import org.jetbrains.skia.SamplingMode
import org.jetbrains.skia.Surface
import org.minyi.kit.model.Account
import org.minyi.kit.model.Addressee
import org.minyi.kit.model.Answer
import org.minyi.kit.model.CaseDetail
import org.minyi.kit.model.CaseRow
import org.minyi.kit.model.Draft
import org.minyi.kit.presenter.StationsState
import org.minyi.kit.model.WaitWhy
import org.minyi.kit.model.StationRow
import org.minyi.kit.model.RoundRow
import org.minyi.kit.model.Register
import org.minyi.kit.model.Promise
import org.minyi.kit.model.PicturePlace
import org.minyi.kit.model.Place
import org.minyi.kit.model.Grade
import org.minyi.kit.model.Evaluation
import org.minyi.kit.model.Evaluated
import org.minyi.kit.model.DeputyRow
import org.minyi.kit.model.DeviceRow
import org.minyi.kit.model.DueReason
import org.minyi.kit.model.Fix
import org.minyi.kit.model.FixProvider
import org.minyi.kit.model.HearingDeed
import org.minyi.kit.model.Notice
import org.minyi.kit.model.ReceptionRow
import org.minyi.kit.model.Filed
import org.minyi.kit.model.Limits
import org.minyi.kit.model.Outbox
import org.minyi.kit.model.OutboxRow
import org.minyi.kit.model.Photo
import org.minyi.kit.model.Session
import org.minyi.kit.model.Shot
import org.minyi.kit.model.Stage
import org.minyi.kit.model.Standing
import org.minyi.kit.model.TimelineRow
import org.minyi.kit.presenter.FilingState
import org.minyi.ui.screens.Preferences
import org.minyi.ui.theme.Brightness
import org.minyi.ui.words.Language
import java.io.File
import java.time.Instant
import java.time.LocalDate

object Sample {
    val limits = Limits(title = 80, text = 5_000, reason = 1_000, photos = 9, photoBytes = 20L * 1024 * 1024)
    val signedIn = Session.SignedIn(Account("user-1", "CITIZEN", null), Instant.EPOCH)
    private val at: Instant = Instant.parse("2026-03-02T01:30:00Z")

    val rows = listOf(
        row("m1", "河道发黑，有异味", Stage.ANSWERED, LocalDate.of(2026, 3, 20), actionable = true),
        row("m2", "巷口第二盏路灯不亮已经三天，晚上老人出门看不清台阶", Stage.HANDLING, LocalDate.of(2026, 3, 9), overdue = true),
        row("m3", "小区门口人行道破损", Stage.TRIAGED, LocalDate.of(2026, 4, 1)),
        row("m4", "茶园道路积水", Stage.SUBMITTED, null, registered = false),
        row("m5", "健身器材松动", Stage.CLOSED, null),
    )

    private fun row(id: String, title: String, stage: Stage, due: LocalDate?, overdue: Boolean = false, actionable: Boolean = false, registered: Boolean = true) =
        CaseRow(id, title, stage, at, due, overdue, actionable, registered, if (registered) 0 else 1)

    /** Real photos of the demo, so that the pictures look as on a phone. */
    private val photoFiles = listOf("river-1.jpg", "block-1.jpg").withIndex().associate { (index, name) -> "$index".repeat(64) to File(System.getProperty("minyi.repository", "../.."), "demo/photos/$name").path }

    val draft = Draft(
        "d1", "河道发黑，有异味", "今天早上路过中心河，水面发黑，有臭味，靠近菜场的排水口一直在流。希望查清楚是哪里排的。",
        Addressee.Station("station-1"), null, photoFiles.keys.map { Photo(it, 812_345) }, mayPublish = true,
    )

    val editing = FilingState.Editing(draft, limits, paths = photoFiles)

    val filed = Filed("m1", LocalDate.of(2026, 3, 9))

    val register = Register(
        demo = true,
        listOf(
            StationRow("station-1", "爱山街道人大代表联络站", "Aishan Deputies' Station", "爱山街道", 30_870_000, 120_100_000, listOf(DeputyRow("deputy-1", "沈某某"), DeputyRow("deputy-2", "陆某某")), receptions = listOf(ReceptionRow(15, "09:00", "11:00", LocalDate.of(2026, 3, 15)))),
            StationRow("station-2", "织里镇人大代表联络站", "Zhili Deputies' Station", "织里镇", 30_880_000, 120_260_000, listOf(DeputyRow("deputy-3", "潘某某"))),
            StationRow("station-3", "月河街道人大代表联络站", "Yuehe Deputies' Station", "月河街道", 30_860_000, 120_110_000, emptyList()),
        ),
    )
    val here = Place(30_868_000, 120_098_000, 20, "")
    val fix = Fix(308_680_000, 1_200_980_000, 2_000, FixProvider.GNSS, false)
    val stations = StationsState(register.stations, demo = true)
    val nearby = StationsState(register.stations.zip(listOf(290, 15_600, 1_460)) { row, metres -> row.copy(metres = metres) }.sortedBy { it.metres }, demo = true, here)

    val case = CaseDetail(
        "m1", "河道发黑，有异味", draft.text, Stage.ANSWERED, registered = true, pending = 0, question = null, photosArrived = 3, photos = 3,
        rounds = listOf(
            RoundRow(
                1,
                Answer("已查明为菜场隔油池溢流，3 月 5 日完成清淤，月底前改造排水口。", "IN_PROGRESS", at.plusSeconds(500_000), listOf(Promise("改造菜场排水口", LocalDate.of(2026, 3, 31)))),
                emptyList(),
            ),
        ),
        timeline = listOf(
            TimelineRow(1, "SUBMIT", "CITIZEN", null, at, "", false),
            TimelineRow(2, "TRIAGE", "STATION_STAFF", "station-1", at.plusSeconds(7_200), "", false),
            TimelineRow(3, "ASSIGN", "OFFICE_STAFF", "office", at.plusSeconds(90_000), "请水利局主办", false),
            TimelineRow(4, "SIGN_FOR", "UNIT_CLERK", "unit-water", at.plusSeconds(100_000), "", false),
            TimelineRow(5, "SIGN_ANSWER", "UNIT_LEADER", "unit-water", at.plusSeconds(500_000), "", false),
        ),
        permitted = setOf("EVALUATE", "SUPPLEMENT"),
    )

    /** Came back once: the author was dissatisfied with the first answer. */
    val redone = case.copy(
        stage = Stage.HANDLING,
        rounds = listOf(
            case.rounds[0].copy(evaluations = listOf(Evaluated("CITIZEN", Evaluation(Grade.BASICALLY, Grade.DISSATISFIED, null, "排水口还在流，没有看到改造。")))),
            RoundRow(2, null, emptyList()),
        ),
        permitted = setOf("SUPPLEMENT"),
    )

    val due = listOf(
        DueReason(
            "EVALUATION", LocalDate.of(2026, 3, 20), overdue = false, paused = false,
            "签发答复之日起 10 个工作日内评价；3 月 6 日签发，扣除周末，至 3 月 20 日。",
            "Ten working days from the signed answer: signed on 6 March, weekends left out, until 20 March.",
        ),
    )

    val outbox = Outbox(
        listOf(
            OutboxRow("c1", "m4", "SUBMIT", Standing.Sending, 2, 1, 1_400_000, 2_016_345),
            OutboxRow("c2", "m1", "EVALUATE", Standing.Waiting(at, WaitWhy.OFFLINE), 0, 0, 0, 0),
            OutboxRow(
                "c3", "m3", "WITHDRAW",
                Standing.NeedsAttention("这件事已经交办，不能撤回", "It has been assigned and cannot be withdrawn", "交办后不得撤回", "Once assigned, a case stays"), 0, 0, 0, 0,
            ),
        ),
    )

    val notices: List<Notice> = listOf(
        Notice.NotSent(outbox.rows[2]), Notice.HearingWaits(DeputySample.hearing, HearingDeed.SIGN_DISCIPLINE),
        Notice.CaseWaits(rows[0]), Notice.CaseOverdue(rows[1]),
    )

    val devices = listOf(DeviceRow("d1", at, true), DeviceRow("d2", at.minusSeconds(400_000), false))
}

private const val SMALL = 320

/** A small picture of a file, as the platform would make; `null` if there is none. */
fun small(path: String): ImageBitmap? {
    val file = File(path).takeIf { it.isFile } ?: return null
    val whole = Image.makeFromEncoded(file.readBytes())
    val factor = SMALL.toFloat() / maxOf(whole.width, whole.height)
    val (width, height) = (whole.width * factor).toInt() to (whole.height * factor).toInt()
    val surface = Surface.makeRasterN32Premul(width, height)
    surface.canvas.drawImageRect(whole, Rect.makeWH(whole.width.toFloat(), whole.height.toFloat()), Rect.makeWH(width.toFloat(), height.toFloat()), SamplingMode.MITCHELL, null, true)
    return surface.makeImageSnapshot().toComposeImageBitmap()
}

/** A phone in Chinese unless told, whose camera gives `photos` one by one; none left: no permission. */
class SamplePlatform(
    override val language: Language = Language.Chinese,
    private val photos: ArrayDeque<String> = ArrayDeque(),
    private val located: Located = Located.NotAllowed,
    /** What the camera draws as its shutter is pressed. */
    private val ticket: () -> String? = { null },
) : Platform {
    override var preferences = Preferences(brightness = Brightness.Light)

    override fun takePhoto(onShot: (Shot) -> Unit, onRefused: () -> Unit) =
        photos.removeFirstOrNull()?.let { onShot(Shot(it, ticket())) } ?: onRefused()

    override fun choosePhotos(onPhoto: (String) -> Unit) {
        photos.removeFirstOrNull()?.let(onPhoto)
    }

    override fun scan(onText: (String) -> Unit, onRefused: () -> Unit) = scans.removeFirstOrNull()?.let(onText) ?: onRefused()

    /** What the scanner reads, one after the other. */
    val scans = ArrayDeque<String>()

    override suspend fun preview(path: String): ImageBitmap? = withContext(Dispatchers.IO) {
        small(path)
    }

    /** What was handed over. */
    val handed = mutableListOf<String>()

    /** Where a copy goes. */
    var copies = "/copies"

    override fun newCopyFolder(): String = copies

    /** What the surface was given. */
    var drawn: PicturePlace? = null

    @Composable
    override fun CourtSurface(place: PicturePlace) {
        drawn = place
        Box(Modifier.fillMaxSize().background(Color(0xFF2F4A58)))
    }

    override fun handOver(files: List<String>, onDone: () -> Unit) {
        handed += files
        onDone()
    }

    /** Whether screenshots are kept out now. */
    var secret = false

    override fun secret(on: Boolean) {
        secret = on
    }

    override fun locate(onAnswer: (Located) -> Unit) = onAnswer(located)

    @Composable
    override fun OnBack(enabled: Boolean, onBack: () -> Unit) = Unit
}
