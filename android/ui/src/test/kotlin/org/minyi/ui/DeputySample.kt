// Invented cards and hearings for pictures and tests, and a court without a court.
package org.minyi.ui

import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import org.minyi.kit.bridge.HearingBridge
import org.minyi.kit.model.BridgeException
import org.minyi.kit.model.CardContent
import org.minyi.kit.model.CodePicture
import org.minyi.kit.model.CourtPicture
import org.minyi.kit.model.Discipline
import org.minyi.kit.model.Failure
import org.minyi.kit.model.HearingDeed
import org.minyi.kit.model.HearingRow
import org.minyi.kit.model.HearingStage
import org.minyi.kit.model.MandateRow
import org.minyi.kit.model.Moment
import org.minyi.kit.model.Progress
import org.minyi.kit.model.QuestionKind
import org.minyi.kit.model.QuestionNote
import org.minyi.kit.model.QuestionRow
import org.minyi.kit.model.Room
import org.minyi.kit.model.RoomLink
import org.minyi.kit.model.Satisfaction
import org.minyi.kit.model.Segment
import org.minyi.kit.model.Sheet
import java.time.Instant

object DeputySample {
    private const val SIDE = 33

    /** Looks like a code; it is none. */
    val code = CodePicture("MY1:DEMO", SIDE, List(SIDE * SIDE) { index -> square(index % SIDE, index / SIDE) })

    private fun square(x: Int, y: Int): Boolean {
        for ((cornerX, cornerY) in listOf(0 to 0, SIDE - 7 to 0, 0 to SIDE - 7)) {
            val (dx, dy) = x - cornerX to y - cornerY
            if (dx in -1..7 && dy in -1..7) return dx in 0..6 && dy in 0..6 && (dx == 0 || dx == 6 || dy == 0 || dy == 6 || (dx in 2..4 && dy in 2..4))
        }
        return (x * 31 + y * 17 + x * y * 7) % 5 < 2
    }

    val card = CardContent(
        number = "0".repeat(32), name = "沈某某（演示）", officeZh = "区人大代表", officeEn = "Deputy to the district people's congress",
        constituency = "第十二选区（演示）", station = "station-1", stationName = "爱山街道人大代表联络站", pledge = "民有所呼，我有所应（演示）。",
        receptionDays = "每月 15 日上午", expiresAt = Instant.EPOCH,
    )

    val mandate = MandateRow("mandate-1", card.name, card.officeZh, card.officeEn, card.constituency)

    private const val OPENS = 1_772_416_800_000
    val hearing = HearingRow(
        "h1", HearingStage.LIVE, "（2026）浙0502民初****号", "买卖合同纠纷", OPENS,
        listOf(HearingDeed.ASK, HearingDeed.DECLARE_CONFLICT),
    )
    val questions = listOf(
        QuestionRow("q1", 1, 7, QuestionKind.PROCEDURE, "休庭和复庭的时间，能否提前告知？", Moment(OPENS + 600_000, true, 600_000, Segment.INVESTIGATION), Progress(Progress.Step.SUBMITTED), 0, false, false, true, emptyList(), listOf(HearingDeed.WITHDRAW)),
        QuestionRow("q2", 2, 3, QuestionKind.WORKING_SUGGESTION, "建议为异地当事人统一配置证据投屏设备。", null, Progress(Progress.Step.ACCEPTED), 4, true, false, false, emptyList(), listOf(HearingDeed.SECOND)),
        QuestionRow("q3", 3, 9, QuestionKind.GENERAL_LAW, "举证期限届满后提交的证据，一般如何处理？", null, Progress(Progress.Step.ANSWERED), 2, false, true, false, listOf("逾期举证的，法院会要求说明理由；理由不成立的，可以不采纳或采纳并训诫。（演示）"), listOf(HearingDeed.RATE_ANSWER)),
    )
    val room = Room(RoomLink.LIVE, hearing, "演示案件：货物交付后的货款争议。", Segment.INVESTIGATION, OPENS + 900_000, 600_000, true, null, true, 1_500_000, emptyList(), questions)
    val rules = Discipline("1", "旁听时不得录音、录像、拍照，不得发言、提问；服从审判长指挥。", "No recording, no pictures, no interruptions; follow the presiding judge.")
    val note = QuestionNote("n1", "h1", QuestionKind.PROCEDURE, "休庭时间能否提前告知？", OPENS, true)
}

/** Answers as it is told and remembers what it was asked. */
class FakeCourt : HearingBridge {
    val room = MutableStateFlow(DeputySample.room)
    val asked = mutableListOf<String>()
    val notes = mutableListOf<QuestionNote>()
    var failure: Failure? = null

    var listed = listOf(DeputySample.hearing)

    override suspend fun hearings(): List<HearingRow> = listed

    override suspend fun sync() = note("sync")

    override fun room(matter: String): Flow<Room> = room

    override fun playing(matter: String, foreground: Boolean, playing: Boolean, programmeTimeMillis: Long?) = Unit

    override suspend fun courtPicture(hearing: String): CourtPicture = throw BridgeException(Failure.NotFound)

    override fun wake(matter: String) = Unit

    override fun newQuestion(hearing: String, programmeTimeMillis: Long?, delaySeconds: Int) = DeputySample.note.copy(text = "")

    override suspend fun saveQuestion(note: QuestionNote) {
        notes.removeAll { it.id == note.id }
        notes += note
    }

    override suspend fun questionNotes(hearing: String): List<QuestionNote> = notes.toList()

    override suspend fun discardQuestion(id: String) = note("discard $id")

    override suspend fun ask(id: String) = note("ask ${notes.single { it.id == id }.run { "$kind $text" }}")

    override suspend fun apply(hearing: String) = note("apply")

    override suspend fun declareConflict(hearing: String, reason: String) = note("conflict $reason")

    override suspend fun signDiscipline(hearing: String, version: String) = note("sign $version")

    override suspend fun second(hearing: String, question: String, on: Boolean) = note("second $question $on")

    override suspend fun withdraw(hearing: String, question: String) = note("withdraw $question")

    override suspend fun rateAnswer(hearing: String, question: String, satisfaction: Satisfaction, reason: String) = note("rate $question $satisfaction")

    override suspend fun rateHearing(hearing: String, sheet: Sheet) = note("sheet ${sheet.process}${sheet.control}${sheet.bearing}${sheet.clarity} ${sheet.document}")

    private fun note(what: String) {
        asked += what
        failure?.let {
            failure = null
            throw BridgeException(it)
        }
    }
}
