/** A bridge without a core, for previews and tests: answers at once, fails on demand, remembers what it was asked. */
package org.minyi.kit.fake

import kotlinx.coroutines.flow.MutableStateFlow
import org.minyi.kit.bridge.MinyiBridge
import org.minyi.kit.model.Account
import org.minyi.kit.model.BridgeException
import org.minyi.kit.model.CaseDetail
import org.minyi.kit.model.CaseList
import org.minyi.kit.model.Draft
import org.minyi.kit.model.DueReason
import org.minyi.kit.model.Evaluation
import org.minyi.kit.model.Failure
import org.minyi.kit.model.Filed
import org.minyi.kit.model.Limits
import org.minyi.kit.model.Network
import org.minyi.kit.model.Outbox
import org.minyi.kit.model.Photo
import org.minyi.kit.model.PhotoOrigin
import org.minyi.kit.model.PhotoPlace
import org.minyi.kit.model.PhotoSource
import org.minyi.kit.model.Proxy
import org.minyi.kit.model.RecordedPhoto
import org.minyi.kit.model.Register
import org.minyi.kit.model.Session
import org.minyi.kit.model.Slice
import java.time.Instant

class FakeBridge : MinyiBridge {
    override val session = MutableStateFlow<Session>(Session.SignedOut)
    override val outbox = MutableStateFlow(Outbox())
    override val cases = MutableStateFlow(CaseList(emptyList(), null))
    override val limits = Limits(title = 80, text = 5_000, reason = 1_000, photos = 9, photoBytes = 20L * 1024 * 1024)

    /** What the next call fails with. */
    var failure: Failure? = null

    /** What was asked, in order, by name. */
    val asked = mutableListOf<String>()
    val stored = linkedMapOf<String, Draft>()
    val pages = mutableMapOf<String, CaseList>()
    val details = mutableMapOf<String, CaseDetail>()
    val reasons = mutableMapOf<String, List<DueReason>>()
    val slices = ArrayDeque<Slice>()
    val evaluations = mutableListOf<Evaluation>()
    val filed = mutableListOf<Draft>()

    /** Whom each was filed for; `null`: for oneself. */
    val proxies = mutableListOf<Proxy?>()
    var told: Network = Network.UNMETERED
    var directory: Register? = null

    /** What was said of each photo. */
    val recorded = mutableListOf<Pair<PhotoSource, PhotoPlace>>()
    private val origins = mutableMapOf<String, PhotoOrigin>()
    private var tickets = 0
    private var ids = 0

    override suspend fun requestCode(phone: String): Int = answer("requestCode") { 60 }

    override suspend fun signInWithCode(phone: String, code: String): Account = answer("signInWithCode") { enter("CITIZEN", null) }

    override suspend fun signInStaff(login: String, password: String, totp: String): Account =
        answer("signInStaff") { enter("OFFICE_STAFF", "office") }

    override suspend fun signOut() = answer("signOut") { session.value = Session.SignedOut }

    override fun newDraftId(): String = "draft-${++ids}"

    override suspend fun saveDraft(draft: Draft) = answer("saveDraft") { stored.remove(draft.id); stored[draft.id] = draft }

    override suspend fun drafts(): List<Draft> = answer("drafts") { stored.values.reversed() }

    override suspend fun discardDraft(id: String) = answer("discardDraft") { stored.remove(id); Unit }

    override fun captureTicket(): String = answer("captureTicket") { "ticket-${++tickets}" }

    /** As the core does: what bears no ticket is imported, and the same bytes keep their first record. */
    override suspend fun recordPhoto(path: String, source: PhotoSource, place: PhotoPlace): RecordedPhoto = answer("recordPhoto") {
        recorded += source to place
        val photo = Photo(path.hashCode().toString(16).padStart(64, '0'), 1_000)
        RecordedPhoto(photo, origins.getOrPut(photo.sha256) { if (source is PhotoSource.OwnCamera) PhotoOrigin.OWN_CAMERA else PhotoOrigin.GALLERY })
    }

    override suspend fun registerCitizen(phone: String): String = answer("registerCitizen $phone") { "citizen-$phone" }

    override suspend fun file(draft: Draft, proxy: Proxy?): Filed = answer("file") {
        stored.remove(draft.id)
        filed += draft
        proxies += proxy
        Filed(draft.id, null)
    }

    override suspend fun casesAfter(place: String): CaseList = answer("casesAfter") { pages.getValue(place) }

    override suspend fun case(matter: String): CaseDetail? = answer("case") { details[matter] }

    override suspend fun dueReasons(matter: String): List<DueReason> = answer("dueReasons") { reasons[matter].orEmpty() }

    override suspend fun evaluate(matter: String, evaluation: Evaluation) = answer("evaluate") { evaluations += evaluation }

    override suspend fun supplement(matter: String, text: String, photos: List<Photo>) = answer("supplement") {}

    override suspend fun withdraw(matter: String, reason: String) = answer("withdraw") {}

    override suspend fun retry(command: String) = answer("retry") {}

    override suspend fun discard(command: String) = answer("discard") {}

    override suspend fun sync() = answer("sync") {}

    override suspend fun runSlice(seconds: Long): Slice = answer("runSlice") { slices.removeFirstOrNull() ?: Slice(0, false, null) }

    override fun register(): Register? = directory

    override fun setNetwork(network: Network) {
        told = network
    }

    private fun enter(role: String, organ: String?): Account =
        Account("user-1", role, organ).also { session.value = Session.SignedIn(it, Instant.EPOCH) }

    private fun <T> answer(name: String, words: () -> T): T {
        asked += name
        failure?.let {
            failure = null
            throw BridgeException(it)
        }
        return words()
    }
}
