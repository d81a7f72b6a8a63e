/** Hearings (云听案): the list, and the room with its private note of a question. */
package org.minyi.kit.presenter

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.catch
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import org.minyi.kit.bridge.HearingBridge
import org.minyi.kit.model.BridgeException
import org.minyi.kit.model.Failure
import org.minyi.kit.model.HearingRow
import org.minyi.kit.model.QuestionKind
import org.minyi.kit.model.QuestionNote
import org.minyi.kit.model.Room
import org.minyi.kit.model.RoomLink
import org.minyi.kit.model.Satisfaction
import org.minyi.kit.model.Sheet
import org.minyi.kit.model.elapsedMillis
import java.time.Instant

/** The list. `rows == null`: nothing was read yet; empty: there are none. */
data class HearingListState(val rows: List<HearingRow>? = null, val refreshing: Boolean = false, val failure: Failure? = null)

class HearingListPresenter(private val bridge: HearingBridge, private val scope: CoroutineScope) {
    private val mutable = MutableStateFlow(HearingListState())
    val state: StateFlow<HearingListState> = mutable.asStateFlow()

    init {
        scope.launch { load() }
    }

    /** Pull to refresh: what is on the phone first, then what is new. */
    fun refresh(): Job =
        scope.launch {
            mutable.update { it.copy(refreshing = true, failure = null) }
            val failure = failureOf { bridge.sync() }
            mutable.update { it.copy(refreshing = false, failure = failure) }
            load()
        }

    private suspend fun load() {
        val failure = failureOf {
            val rows = bridge.hearings()
            mutable.update { it.copy(rows = rows) }
        }
        if (failure != null) mutable.update { it.copy(failure = failure) }
    }
}

/** The room. `note`: the question in the making, stored at every change; `asked`: the last one went to the outbox; `rated`: the rating did. */
data class HearingRoomState(
    val room: Room? = null,
    /** The session's clock; `null` while no part of it runs. */
    val elapsedMillis: Long? = null,
    val note: QuestionNote? = null,
    val saved: Boolean = true,
    val asked: Boolean = false,
    val rated: Boolean = false,
    val failure: Failure? = null,
)

private const val SECOND = 1_000L

class HearingRoomPresenter(
    private val bridge: HearingBridge,
    private val scope: CoroutineScope,
    private val matter: String,
    private val saveAfterMillis: Long = 400,
    private val now: () -> Instant = Instant::now,
) {
    private val mutable = MutableStateFlow(HearingRoomState())
    val state: StateFlow<HearingRoomState> = mutable.asStateFlow()
    private val storing = Mutex()
    private var saving: Job? = null

    init {
        scope.launch {
            bridge.room(matter)
                .catch { error -> if (error is BridgeException) mutable.update { it.copy(failure = error.failure) } else throw error }
                .collect { room ->
                    // What is no longer ours leaves no note behind on the screen either.
                    mutable.update { it.copy(room = room, note = if (room.link == RoomLink.GONE) null else it.note) }
                    tick()
                }
        }
        scope.launch {
            while (true) {
                delay(SECOND)
                tick()
            }
        }
        scope.launch {
            val failure = failureOf {
                val kept = bridge.questionNotes(matter).firstOrNull()
                mutable.update { it.copy(note = it.note ?: kept) }
            }
            if (failure != null) mutable.update { it.copy(failure = failure) }
        }
    }

    private fun tick() = mutable.update { it.copy(elapsedMillis = it.room?.elapsedMillis(now().toEpochMilli())) }

    /** Begins a note at the moment on the screen, which lags so many seconds where it does not say its time; a note that is there goes on. */
    fun beginQuestion(programmeTimeMillis: Long? = null, delaySeconds: Int = 0) {
        if (mutable.value.note != null) return
        try {
            val note = bridge.newQuestion(matter, programmeTimeMillis, delaySeconds)
            mutable.update { it.copy(note = note, asked = false, failure = null) }
        } catch (error: BridgeException) {
            mutable.update { it.copy(failure = error.failure) }
        }
    }

    /** A question that the office returned becomes a note again (修改后再提), with its words; a note that is there comes first. */
    fun revise(question: String) {
        val row = mutable.value.room?.questions.orEmpty().find { it.id == question } ?: return
        if (mutable.value.note != null) return
        mutable.update { it.copy(note = QuestionNote(row.id, matter, row.kind, row.text, row.moment?.atMillis, row.moment?.approximate ?: true), asked = false) }
        change { it }
    }

    fun text(text: String) = change { it.copy(text = text) }

    fun kind(kind: QuestionKind) = change { it.copy(kind = kind) }

    private fun change(change: (QuestionNote) -> QuestionNote) {
        val note = mutable.value.note ?: return
        mutable.update { it.copy(note = change(note), saved = false, failure = null) }
        saving?.cancel()
        saving = scope.launch {
            delay(saveAfterMillis)
            store()
        }
    }

    private suspend fun store(): Failure? = storing.withLock {
        val note = mutable.value.note ?: return null
        val failure = failureOf { bridge.saveQuestion(note) }
        mutable.update { if (it.note == note) it.copy(saved = failure == null, failure = failure) else it }
        failure
    }

    /** Stores and sends the note: 已存在本机, and it will reach the office by itself. Refused: the note stays, with the rule. */
    fun ask(): Job =
        scope.launch {
            saving?.cancel()
            val note = mutable.value.note ?: return@launch
            val failure = store() ?: failureOf { bridge.ask(note.id) }
            mutable.update {
                if (failure == null) it.copy(note = null, saved = true, asked = true, failure = null) else it.copy(failure = failure)
            }
        }

    fun discardQuestion(): Job =
        scope.launch {
            saving?.cancel()
            val note = mutable.value.note ?: return@launch
            val failure = failureOf { bridge.discardQuestion(note.id) }
            mutable.update { if (failure == null) it.copy(note = null, saved = true) else it.copy(failure = failure) }
        }

    fun sign(): Job = act { mutable.value.room?.discipline?.let { bridge.signDiscipline(matter, it.version) } }

    fun apply(): Job = act { bridge.apply(matter) }

    fun declareConflict(reason: String): Job = act { bridge.declareConflict(matter, reason) }

    fun second(question: String, on: Boolean): Job = act { bridge.second(matter, question, on) }

    fun withdraw(question: String): Job = act { bridge.withdraw(matter, question) }

    fun rateAnswer(question: String, satisfaction: Satisfaction, reason: String = ""): Job =
        act { bridge.rateAnswer(matter, question, satisfaction, reason) }

    fun rateHearing(sheet: Sheet): Job = act {
        bridge.rateHearing(matter, sheet)
        mutable.update { it.copy(rated = true) }
    }

    /** The app came to the front, or the phone woke up. */
    fun wake() = bridge.wake(matter)

    private fun act(work: suspend () -> Unit): Job =
        scope.launch {
            val failure = failureOf(work)
            mutable.update { it.copy(failure = failure) }
        }
}
