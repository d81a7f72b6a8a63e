// Invented states for pictures and tests. All people and cases are made up.
package org.minyi.ui

import androidx.compose.runtime.Composable
import org.minyi.kit.model.Account
import org.minyi.kit.model.Addressee
import org.minyi.kit.model.Answer
import org.minyi.kit.model.CaseDetail
import org.minyi.kit.model.CaseRow
import org.minyi.kit.model.Draft
import org.minyi.kit.model.DueReason
import org.minyi.kit.model.Filed
import org.minyi.kit.model.Limits
import org.minyi.kit.model.Outbox
import org.minyi.kit.model.OutboxRow
import org.minyi.kit.model.Photo
import org.minyi.kit.model.Session
import org.minyi.kit.model.Stage
import org.minyi.kit.model.Standing
import org.minyi.kit.model.TimelineRow
import org.minyi.ui.screens.Hearer
import org.minyi.ui.screens.Preferences
import org.minyi.ui.words.Language
import org.minyi.ui.words.Said
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

    val draft = Draft(
        "d1", "河道发黑，有异味", "今天早上路过中心河，水面发黑，有臭味，靠近菜场的排水口一直在流。希望查清楚是哪里排的。",
        Addressee.Station("station-1"), null, listOf(Photo("aa".repeat(32), 812_345), Photo("bb".repeat(32), 1_204_000)), mayPublish = true,
    )

    val filed = Filed("m1", LocalDate.of(2026, 3, 9))

    val hearers = listOf(
        Hearer(Addressee.Station("station-1"), Said("爱山街道人大代表联络站（演示）", "Aishan station (demo)"), Said("每月 15 日接待", "Receives on the 15th")),
        Hearer(Addressee.Deputy("deputy-1"), Said("代表 沈某某（演示）", "Deputy Shen (demo)"), Said("区人大代表", "District deputy")),
    )

    val case = CaseDetail(
        "m1", "河道发黑，有异味", draft.text, Stage.ANSWERED, registered = true, pending = 0, question = null, photosArrived = 3, photos = 3,
        answer = Answer("已查明为菜场隔油池溢流，3 月 5 日完成清淤，月底前改造排水口。", "IN_PROGRESS", at.plusSeconds(500_000)),
        timeline = listOf(
            TimelineRow(1, "SUBMIT", "CITIZEN", null, at, "", false),
            TimelineRow(2, "TRIAGE", "STATION_STAFF", "station-1", at.plusSeconds(7_200), "", false),
            TimelineRow(3, "ASSIGN", "OFFICE_STAFF", "office", at.plusSeconds(90_000), "请水利局主办", false),
            TimelineRow(4, "SIGN_FOR", "UNIT_CLERK", "unit-water", at.plusSeconds(100_000), "", false),
            TimelineRow(5, "SIGN_ANSWER", "UNIT_LEADER", "unit-water", at.plusSeconds(500_000), "", false),
        ),
        permitted = setOf("EVALUATE"),
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
            OutboxRow("c2", "m1", "EVALUATE", Standing.Waiting(at, "OFFLINE"), 0, 0, 0, 0),
            OutboxRow(
                "c3", "m3", "WITHDRAW",
                Standing.NeedsAttention("这件事已经交办，不能撤回", "It has been assigned and cannot be withdrawn", "交办后不得撤回", "Once assigned, a case stays"), 0, 0, 0, 0,
            ),
        ),
    )
}

/** A phone without camera, in Chinese unless told. */
class SamplePlatform(override val language: Language = Language.Chinese, private val photos: ArrayDeque<String> = ArrayDeque()) : Platform {
    override var preferences = Preferences()

    override fun takePhoto(onPhoto: (String) -> Unit) {
        photos.removeFirstOrNull()?.let(onPhoto)
    }

    override fun choosePhoto(onPhoto: (String) -> Unit) = takePhoto(onPhoto)

    @Composable
    override fun OnBack(enabled: Boolean, onBack: () -> Unit) = Unit
}
