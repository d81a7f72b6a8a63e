/** What screens show: immutable values of the app's own. Nothing here knows the generated code. */
package org.minyi.kit.model

import java.time.Instant
import java.time.LocalDate

/** Where a case stands (阶段). */
enum class Stage { SUBMITTED, AWAITING_INFO, TRIAGED, ASSIGNED, HANDLING, ANSWERED, EVALUATED, CLOSED }

/** How satisfied somebody is (满意度). */
enum class Grade { SATISFIED, BASICALLY, DISSATISFIED }

/** What network there is. */
enum class Network { OFFLINE, METERED, UNMETERED }

/** Who is signed in; `role` is the rulebook's word, for example `CITIZEN`. */
data class Account(val user: String, val role: String, val organ: String?)

/** The state of the session (登录状态). */
sealed interface Session {
    data object SignedOut : Session

    data class SignedIn(val account: Account, val expiresAt: Instant) : Session

    /** The server ended it: ask to sign in again; nothing is lost. */
    data class Over(val account: Account) : Session
}

/** Who should hear a case (反映对象). */
sealed interface Addressee {
    data class Deputy(val user: String) : Addressee

    data class Station(val code: String) : Addressee

    data object Office : Addressee
}

/** A place in WGS84, millionths of a degree. */
data class Place(val latE6: Int, val lonE6: Int, val accuracyM: Int?, val label: String)

/** A photo in the vault. */
data class Photo(val sha256: String, val bytes: Long)

/** What is being written (草稿); it survives the death of the process. */
data class Draft(
    val id: String,
    val title: String = "",
    val text: String = "",
    val addressee: Addressee? = null,
    val place: Place? = null,
    val photos: List<Photo> = emptyList(),
    val mayPublish: Boolean = false,
    val voice: VoiceNote? = null,
)

/** How somebody reached the station (反映渠道). */
enum class ProxyChannel { PAPER, PHONE, IN_PERSON }

/** Whom the station files for (代为提交): the citizen's account, by the number that was given. */
data class Proxy(val author: String, val phone: String, val channel: ProxyChannel)

/** How much may be written; from the rulebook. */
data class Limits(val title: Int, val text: Int, val reason: Int, val photos: Int, val photoBytes: Long)

/** A case that is saved on this phone (已存在本机). `due`: until when somebody must look, if it can be told. */
data class Filed(val matter: String, val due: LocalDate?)

/** One line of the list. */
data class CaseRow(
    val matter: String,
    val title: String?,
    val stage: Stage,
    val submittedAt: Instant,
    val due: LocalDate?,
    val overdue: Boolean,
    val actionable: Boolean,
    val registered: Boolean,
    val pending: Int,
)

/** A page of the list; `next` asks for the following one. */
data class CaseList(val rows: List<CaseRow>, val next: String?)

/** One line of the timeline; `act` and `role` are the rulebook's words. */
data class TimelineRow(val version: Int, val act: String, val role: String, val organ: String?, val at: Instant, val note: String, val undone: Boolean)

/** Why something is due when it is due, in both languages. */
data class DueReason(val kind: String, val due: LocalDate, val overdue: Boolean, val paused: Boolean, val textZh: String, val textEn: String)

/** A signed answer of the unit (答复). */
data class Answer(val text: String, val result: String, val at: Instant, val promises: List<Promise> = emptyList())

/** What the unit promised, until when (承诺事项). */
data class Promise(val text: String, val due: LocalDate)

/** What the author or a deputy said of an answer; `role` is the rulebook's word. */
data class Evaluated(val role: String, val grades: Evaluation)

/** One round of handling (办理轮次); a dissatisfied evaluation opens the next. */
data class RoundRow(val number: Int, val answer: Answer?, val evaluations: List<Evaluated>)

/** One case; `permitted` are the acts to be offered, in the rulebook's words. */
data class CaseDetail(
    val matter: String,
    val title: String?,
    val text: String?,
    val stage: Stage?,
    val registered: Boolean,
    val pending: Int,
    val question: String?,
    val photosArrived: Int,
    val photos: Int,
    val rounds: List<RoundRow>,
    val timeline: List<TimelineRow>,
    val permitted: Set<String>,
    val voice: CaseVoice? = null,
)

/** Stations and deputies of the district as last synced (通讯录). `demo`: the people are invented. */
data class Register(val demo: Boolean, val stations: List<StationRow>)

/** A station (联络站) and the deputies who receive citizens there. `metres`: how far away, once the position is known. */
data class StationRow(
    val code: String,
    val nameZh: String,
    val nameEn: String,
    val town: String?,
    val latE6: Int?,
    val lonE6: Int?,
    val deputies: List<DeputyRow>,
    val metres: Int? = null,
    val receptions: List<ReceptionRow> = emptyList(),
    val address: String? = null,
    val phone: String? = null,
) {
    /** The soonest reception. */
    val nextReception: ReceptionRow? get() = receptions.filter { it.next != null }.minWithOrNull(compareBy({ it.next }, { it.from }))
}

/** 接待日: on this day of every month, between these hours (`09:00`). `next`: the next time, today included. */
data class ReceptionRow(val day: Int, val from: String, val to: String, val next: LocalDate?)

/** A deputy; names of deputies are public by law. */
data class DeputyRow(val user: String, val name: String)

/** How far an item of the outbox is. */
sealed interface Standing {
    /** 已存在本机 */
    data object Saved : Standing

    data object Sending : Standing

    data class Waiting(val nextTry: Instant, val why: WaitWhy) : Standing

    /** The server said no: show the words, offer retry and discard. */
    data class NeedsAttention(val zh: String, val en: String, val ruleZh: String?, val ruleEn: String?) : Standing

    data object Done : Standing
}

/** One command and its photos. */
data class OutboxRow(
    val id: String,
    val matter: String,
    val act: String,
    val standing: Standing,
    val photos: Int,
    val photosComplete: Int,
    val bytesSent: Long,
    val bytesTotal: Long,
)

/** The outbox (待发箱). */
data class Outbox(val rows: List<OutboxRow> = emptyList(), val ofOtherAccounts: Int = 0) {
    /** What the server does not hold whole yet. */
    val unsent: Int get() = rows.count { it.standing != Standing.Done }
}

/** What a slice left. `nextWakeMillis`: when to come again; `null`: when something happens. */
data class Slice(val done: Int, val more: Boolean, val nextWakeMillis: Long?)

/** An evaluation on three axes (评价). */
data class Evaluation(val process: Grade, val answer: Grade, val delivery: Grade?, val reason: String)

/** What a screen can do about a failure. Wording is the shell's; a refusal brings its own. */
sealed interface Failure {
    /** Say that it is safe and goes out later. */
    data object Offline : Failure

    data object SignedOut : Failure

    /** Show at the field what would be accepted, and the rule. */
    data class Refused(
        val code: String,
        val field: String?,
        val acceptedZh: String,
        val acceptedEn: String,
        val ruleZh: String?,
        val ruleEn: String?,
    ) : Failure

    data class Rejected(val code: Rejection, val field: String?, val retryAfterSeconds: Int?) : Failure

    data object Conflict : Failure

    data object NotFound : Failure

    data object StorageFull : Failure

    data object KeyLost : Failure

    data object Damaged : Failure

    data class BadInput(val field: String) : Failure

    data object Busy : Failure

    data class Internal(val reason: String) : Failure
}

/** Thrown by a bridge. */
class BridgeException(val failure: Failure) : Exception(failure.toString())
