/** The one door between presenters and the core. Every suspending call may fail with [org.minyi.kit.model.BridgeException]. */
package org.minyi.kit.bridge

import kotlinx.coroutines.flow.Flow
import org.minyi.kit.model.Account
import org.minyi.kit.model.CaseDetail
import org.minyi.kit.model.CaseList
import org.minyi.kit.model.Draft
import org.minyi.kit.model.DueReason
import org.minyi.kit.model.Evaluation
import org.minyi.kit.model.Filed
import org.minyi.kit.model.Limits
import org.minyi.kit.model.Network
import org.minyi.kit.model.Outbox
import org.minyi.kit.model.Photo
import org.minyi.kit.model.PhotoPlace
import org.minyi.kit.model.PhotoSource
import org.minyi.kit.model.Proxy
import org.minyi.kit.model.RecordedPhoto
import org.minyi.kit.model.Register
import org.minyi.kit.model.Session
import org.minyi.kit.model.Slice

interface MinyiBridge {
    // Streams: the present first, then every change, the newest only.
    val session: Flow<Session>
    val outbox: Flow<Outbox>
    val cases: Flow<CaseList>

    /** Limits of forms; a constant. */
    val limits: Limits

    /** Seconds before another code may be asked for. */
    suspend fun requestCode(phone: String): Int

    suspend fun signInWithCode(phone: String, code: String): Account

    suspend fun signInStaff(login: String, password: String, totp: String): Account

    suspend fun signOut()

    fun newDraftId(): String

    suspend fun saveDraft(draft: Draft)

    /** Newest change first. */
    suspend fun drafts(): List<Draft>

    suspend fun discardDraft(id: String)

    /** A ticket for one picture of the app's own camera (拍摄凭条): good once, and for a minute. From memory. */
    fun captureTicket(): String

    /** Signs a record of the picture (存证) and copies the file into the vault; it may go afterwards. The same bytes again keep their first record. */
    suspend fun recordPhoto(path: String, source: PhotoSource, place: PhotoPlace): RecordedPhoto

    /** The account behind a number, to file for (代为提交); for station staff. A new number gets a new account. */
    suspend fun registerCitizen(phone: String): String

    /** Files what the draft holds, for oneself or for somebody else; it must name an addressee. */
    suspend fun file(draft: Draft, proxy: Proxy? = null): Filed

    suspend fun casesAfter(place: String): CaseList

    suspend fun case(matter: String): CaseDetail?

    suspend fun dueReasons(matter: String): List<DueReason>

    suspend fun evaluate(matter: String, evaluation: Evaluation)

    suspend fun supplement(matter: String, text: String, photos: List<Photo>)

    suspend fun withdraw(matter: String, reason: String)

    suspend fun retry(command: String)

    suspend fun discard(command: String)

    suspend fun sync()

    suspend fun runSlice(seconds: Long): Slice

    /** As last synced, from memory; `null` before the first sync. */
    fun register(): Register?

    fun setNetwork(network: Network)
}
