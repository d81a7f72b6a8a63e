/** What screens of hearings need of the core. Suspending calls may fail with [org.minyi.kit.model.BridgeException]. */
package org.minyi.kit.bridge

import kotlinx.coroutines.flow.Flow
import org.minyi.kit.model.HearingRow
import org.minyi.kit.model.QuestionNote
import org.minyi.kit.model.Room
import org.minyi.kit.model.Satisfaction
import org.minyi.kit.model.Sheet

interface HearingBridge : PictureBridge {
    /** As last synced, newest change first. */
    suspend fun hearings(): List<HearingRow>

    suspend fun sync()

    /** The room, followed for as long as it is collected; the newest only, at most five a second. */
    fun room(matter: String): Flow<Room>

    /** The phone woke up: a room that is followed connects anew. */
    fun wake(matter: String)

    /** A fresh note, anchored to the picture on the screen, or to the server's time less the delay. Not stored yet. */
    fun newQuestion(hearing: String, programmeTimeMillis: Long?, delaySeconds: Int): QuestionNote

    suspend fun saveQuestion(note: QuestionNote)

    /** Newest change first. */
    suspend fun questionNotes(hearing: String): List<QuestionNote>

    suspend fun discardQuestion(id: String)

    /** Sends a stored note, once. */
    suspend fun ask(id: String)

    suspend fun apply(hearing: String)

    suspend fun declareConflict(hearing: String, reason: String)

    suspend fun signDiscipline(hearing: String, version: String)

    suspend fun second(hearing: String, question: String, on: Boolean)

    suspend fun withdraw(hearing: String, question: String)

    suspend fun rateAnswer(hearing: String, question: String, satisfaction: Satisfaction, reason: String)

    suspend fun rateHearing(hearing: String, sheet: Sheet)
}
