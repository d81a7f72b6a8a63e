/** Hearings over the real core. */
package org.minyi.kit.bridge

import kotlinx.coroutines.channels.awaitClose
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.callbackFlow
import kotlinx.coroutines.flow.conflate
import org.minyi.core.HearingLine
import org.minyi.core.HearingQuestion
import org.minyi.core.HearingRoom
import org.minyi.core.HearingSheet
import org.minyi.core.MinyiApp
import org.minyi.core.QuestionDraft
import org.minyi.core.QuestionProgress
import org.minyi.core.RoomListener
import org.minyi.core.RoomView
import org.minyi.kit.model.CourtPicture
import org.minyi.kit.model.Discipline
import org.minyi.kit.model.HearingDeed
import org.minyi.kit.model.HearingRow
import org.minyi.kit.model.HearingStage
import org.minyi.kit.model.Moment
import org.minyi.kit.model.Progress
import org.minyi.kit.model.Progress.Step
import org.minyi.kit.model.QuestionKind
import org.minyi.kit.model.QuestionNote
import org.minyi.kit.model.QuestionRow
import org.minyi.kit.model.Room
import org.minyi.kit.model.RoomLink
import org.minyi.kit.model.Satisfaction
import org.minyi.kit.model.Segment
import org.minyi.kit.model.Sheet
import java.time.Instant
import java.util.concurrent.ConcurrentHashMap

class CoreHearingBridge(private val app: MinyiApp) : HearingBridge {
    private val followed = ConcurrentHashMap<String, HearingRoom>()

    override suspend fun hearings(): List<HearingRow> = told { app.hearings().map { it.shown() } }

    override suspend fun sync() {
        told { app.sync() }
    }

    override fun room(matter: String): Flow<Room> =
        callbackFlow {
                val room = told {
                    app.observeRoom(
                        matter,
                        object : RoomListener {
                            override fun onUpdate(room: RoomView) {
                                trySend(room.shown())
                            }
                        },
                    )
                }
                followed[matter] = room
                awaitClose {
                    followed.remove(matter, room)
                    room.leave()
                    room.close()
                }
            }
            .conflate()

    override suspend fun courtPicture(hearing: String): CourtPicture = told { app.courtPicture(hearing).shown() }

    override fun playing(matter: String, foreground: Boolean, playing: Boolean, programmeTimeMillis: Long?) {
        followed[matter]?.playing(foreground, playing, programmeTimeMillis?.let(Instant::ofEpochMilli))
    }

    override fun wake(matter: String) {
        followed[matter]?.wake()
    }

    override fun newQuestion(hearing: String, programmeTimeMillis: Long?, delaySeconds: Int): QuestionNote =
        told { app.newQuestion(hearing, programmeTimeMillis?.let(Instant::ofEpochMilli), delaySeconds.toUShort()).shown() }

    override suspend fun saveQuestion(note: QuestionNote) = told { app.saveQuestion(note.crossing()) }

    override suspend fun questionNotes(hearing: String): List<QuestionNote> =
        told { app.questionDrafts(hearing).map { it.shown() } }

    override suspend fun discardQuestion(id: String) = told { app.discardQuestion(id) }

    override suspend fun ask(id: String) {
        told { app.askQuestion(id) }
    }

    override suspend fun apply(hearing: String) {
        told { app.applyForSeat(hearing) }
    }

    override suspend fun declareConflict(hearing: String, reason: String) {
        told { app.declareConflict(hearing, reason) }
    }

    override suspend fun signDiscipline(hearing: String, version: String) {
        told { app.signDiscipline(hearing, version) }
    }

    override suspend fun second(hearing: String, question: String, on: Boolean) {
        told { app.secondQuestion(hearing, question, on) }
    }

    override suspend fun withdraw(hearing: String, question: String) {
        told { app.withdrawQuestion(hearing, question) }
    }

    override suspend fun rateAnswer(hearing: String, question: String, satisfaction: Satisfaction, reason: String) {
        told { app.rateAnswer(hearing, question, org.minyi.core.Satisfaction.valueOf(satisfaction.name), reason) }
    }

    override suspend fun rateHearing(hearing: String, sheet: Sheet) {
        val crossing = sheet.run {
            HearingSheet(process.toUByte(), control.toUByte(), bearing.toUByte(), clarity.toUByte(), document?.toUByte(), remark)
        }
        told { app.rateHearing(hearing, crossing) }
    }
}

private fun HearingLine.shown() =
    HearingRow(matter, HearingStage.valueOf(stage.name), caseNo, cause, opensAt.toEpochMilli(), deeds.map { HearingDeed.valueOf(it.name) })

private fun QuestionDraft.shown() =
    QuestionNote(id, hearing, QuestionKind.valueOf(kind.name), text, at?.toEpochMilli(), approximate)

private fun QuestionNote.crossing() =
    QuestionDraft(id, hearing, org.minyi.core.QuestionKind.valueOf(kind.name), text, atMillis?.let(Instant::ofEpochMilli), approximate)

private fun RoomView.shown() =
    Room(
        link = link.shown(),
        row = line?.shown(),
        brief = brief,
        segment = segment?.let { Segment.valueOf(it.name) },
        segmentFromMillis = segmentFrom?.toEpochMilli(),
        openMillis = segmentFromMs,
        hasVideo = hasVideo,
        discipline = discipline?.run { Discipline(version, textZh, textEn) },
        mayWatch = mayWatch,
        watchedMillis = watchedMs,
        notes = notes.map { it.text },
        questions = questions.map { it.shown() },
    )

private fun org.minyi.core.RoomLink.shown(): RoomLink =
    when (this) {
        is org.minyi.core.RoomLink.Connecting -> RoomLink.CONNECTING
        is org.minyi.core.RoomLink.Live -> RoomLink.LIVE
        is org.minyi.core.RoomLink.Waiting -> RoomLink.WAITING
        is org.minyi.core.RoomLink.SignedOut -> RoomLink.SIGNED_OUT
        is org.minyi.core.RoomLink.Gone -> RoomLink.GONE
    }

private fun HearingQuestion.shown() =
    QuestionRow(
        id = id,
        number = number.toInt(),
        seat = seat.toInt(),
        kind = QuestionKind.valueOf(kind.name),
        text = text,
        moment = anchor?.run { Moment(at.toEpochMilli(), approximate, offsetMs, segment?.let { Segment.valueOf(it.name) }) },
        progress = progress.shown(),
        seconds = seconds.toInt(),
        key = key,
        seconded = seconded,
        own = own,
        answers = answers.map { it.text },
        deeds = deeds.map { HearingDeed.valueOf(it.name) },
    )

private fun QuestionProgress.shown(): Progress =
    when (this) {
        is QuestionProgress.Submitted -> Progress(Step.SUBMITTED)
        is QuestionProgress.Screening -> Progress(Step.SCREENING)
        is QuestionProgress.Returned -> Progress(Step.RETURNED, reason)
        is QuestionProgress.Refused -> Progress(Step.REFUSED, explanation)
        is QuestionProgress.Accepted -> Progress(Step.ACCEPTED)
        is QuestionProgress.Merged -> Progress(Step.MERGED)
        is QuestionProgress.Withdrawn -> Progress(Step.WITHDRAWN)
        is QuestionProgress.Released -> Progress(Step.RELEASED)
        is QuestionProgress.Assigned -> Progress(Step.ASSIGNED)
        is QuestionProgress.Answered -> Progress(Step.ANSWERED)
        is QuestionProgress.Rated -> Progress(Step.RATED)
        is QuestionProgress.Closed -> Progress(Step.CLOSED)
    }
