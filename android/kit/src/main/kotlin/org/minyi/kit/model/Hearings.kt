/** Hearings (云听案) as screens show them. */
package org.minyi.kit.model

/** Where a hearing stands (阶段). */
enum class HearingStage {
    DRAFT, COURT_REVIEW, SIGNUP, ROSTERED, READY, LIVE, RECESS, ADJOURNED, ANSWERING, JUDGED, EVALUATED, ARCHIVED, CANCELLED, TURNED_CLOSED,
}

/** A part of the session (庭审环节). */
enum class Segment { OPENING, INVESTIGATION, DEBATE, STATEMENT, RECESS, CLOSED, VERDICT }

/** What a question is about (问题类别). */
enum class QuestionKind { PROCEDURE, CONDUCT, GENERAL_LAW, WORKING_SUGGESTION, MERITS }

/** What a deputy may do (可办事项); a screen offers these and nothing else. */
enum class HearingDeed {
    APPLY, DECLARE_CONFLICT, SIGN_DISCIPLINE, ASK, RESUBMIT, WITHDRAW, SECOND, UNSECOND, RATE_ANSWER, RATE_HEARING, CONVERT,
}

enum class Satisfaction { SATISFIED, BASICALLY, DISSATISFIED }

/** How far a question is (问题进度). `why`: the reason of a return or a refusal. */
data class Progress(val step: Step, val why: String? = null) {
    enum class Step { SUBMITTED, SCREENING, RETURNED, REFUSED, ACCEPTED, MERGED, WITHDRAWN, RELEASED, ASSIGNED, ANSWERED, RATED, CLOSED }
}

/** A line of the list. */
data class HearingRow(
    val matter: String,
    val stage: HearingStage,
    val caseNo: String,
    val cause: String,
    val opensAtMillis: Long,
    val deeds: List<HearingDeed>,
)

/** The moment that a question belongs to. `approximate`: mark it (约). */
data class Moment(val atMillis: Long, val approximate: Boolean, val offsetMillis: Long?, val segment: Segment?)

data class QuestionRow(
    val id: String,
    val number: Int,
    val seat: Int,
    val kind: QuestionKind,
    val text: String,
    val moment: Moment?,
    val progress: Progress,
    val seconds: Int,
    val key: Boolean,
    val seconded: Boolean,
    val own: Boolean,
    val answers: List<String>,
    val deeds: List<HearingDeed>,
)

/** The discipline notice (旁听纪律), to be read before it is signed. */
data class Discipline(val version: String, val textZh: String, val textEn: String)

/** How the room is held. */
enum class RoomLink { CONNECTING, LIVE, WAITING, SIGNED_OUT, GONE }

data class Room(
    val link: RoomLink,
    val row: HearingRow?,
    val brief: String,
    val segment: Segment?,
    /** When the part that runs began; `null` where none does. */
    val segmentFromMillis: Long?,
    /** Open session before that, in milliseconds. */
    val openMillis: Long,
    val hasVideo: Boolean,
    val discipline: Discipline?,
    val mayWatch: Boolean,
    val watchedMillis: Long,
    val notes: List<String>,
    val questions: List<QuestionRow>,
)

/** The clock of the session (庭审时间) at this moment: milliseconds of open session; it stands in a recess and in a closed part. */
fun Room.elapsedMillis(nowMillis: Long): Long? {
    val from = segmentFromMillis ?: return null
    val runs = segment != Segment.RECESS && segment != Segment.CLOSED
    return openMillis + if (runs) (nowMillis - from).coerceAtLeast(0) else 0
}

/** A question in the making (提问草稿): a private note on this phone until it is sent. */
data class QuestionNote(
    val id: String,
    val hearing: String,
    val kind: QuestionKind,
    val text: String,
    val atMillis: Long?,
    val approximate: Boolean,
)

/** A rating of the hearing's conduct (庭审评议), 1 to 5. */
data class Sheet(val process: Int, val control: Int, val bearing: Int, val clarity: Int, val document: Int? = null, val remark: String = "")
