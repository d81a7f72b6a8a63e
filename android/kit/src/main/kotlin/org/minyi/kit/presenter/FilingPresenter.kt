/** Filing a case with photos (提交): every change is kept as a draft, so that neither a call nor the death of the app loses a word. */
package org.minyi.kit.presenter

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import org.minyi.kit.bridge.MinyiBridge
import org.minyi.kit.model.Addressee
import org.minyi.kit.model.BridgeException
import org.minyi.kit.model.Draft
import org.minyi.kit.model.Failure
import org.minyi.kit.model.Filed
import org.minyi.kit.model.Limits
import org.minyi.kit.model.PhotoOrigin
import org.minyi.kit.model.PhotoPlace
import org.minyi.kit.model.PhotoSource
import org.minyi.kit.model.Place
import org.minyi.kit.model.Proxy
import org.minyi.kit.model.ProxyChannel
import org.minyi.kit.model.Shot
import org.minyi.kit.model.Unsaved
import org.minyi.kit.model.VoiceNote

/** What the screen shows. */
sealed interface FilingState {
    /** Drafts are being looked for. */
    data object Loading : FilingState

    /** `saved`: what is shown is also stored. `attaching`: photos being copied now. */
    data class Editing(
        val draft: Draft,
        val limits: Limits,
        val saved: Boolean = true,
        val restored: Boolean = false,
        val attaching: Int = 0,
        /** Files of the photos that were attached in this run, by their SHA-256; for small pictures only. */
        val paths: Map<String, String> = emptyMap(),
        /** What is recorded of their origin, by the same. */
        val origins: Map<String, PhotoOrigin> = emptyMap(),
        /** What could not be recorded for now: to be tried again, or given up by the person, never silently. */
        val unsaved: List<Unsaved> = emptyList(),
        /** Where the person is, with consent; goes into the record of what is taken from now on. */
        val whereabouts: PhotoPlace = PhotoPlace.NotAsked,
        /** Whom the station files for; `null`: the author files. */
        val proxy: Proxy? = null,
        val filing: Boolean = false,
        val failure: Failure? = null,
    ) : FilingState {
        /** Whether filing may be tried; the rules have the last word. */
        val fileable: Boolean
            get() = !filing && attaching == 0 && unsaved.isEmpty() && draft.title.isNotBlank() && (draft.text.isNotBlank() || draft.voice != null) && draft.addressee != null
    }

    /** 已存在本机: it will reach the server by itself. */
    data class SavedOnPhone(val filed: Filed) : FilingState
}

class FilingPresenter(
    private val bridge: MinyiBridge,
    private val scope: CoroutineScope,
    private val saveAfterMillis: Long = 400,
    /** The file of a photo is of no use any more: the vault has the original, and nobody looks at the small picture. */
    private val release: (path: String) -> Unit = {},
) {
    private val mutable = MutableStateFlow<FilingState>(FilingState.Loading)
    val state: StateFlow<FilingState> = mutable.asStateFlow()
    private val storing = Mutex()
    private var saving: Job? = null

    private var opening: Job? = null

    /** Takes up the newest draft, or this one; begins a new one if there is none. `addressee`: who was chosen before. */
    fun open(draft: String? = null, addressee: Addressee? = null): Job {
        opening?.takeIf { it.isActive }?.let { return it }
        return begin(draft, addressee).also { opening = it }
    }

    private fun begin(draft: String?, addressee: Addressee?): Job =
        scope.launch {
            var found: Draft? = null
            val failure = failureOf { found = bridge.drafts().let { all -> if (draft == null) all.firstOrNull() else all.find { it.id == draft } } }
            mutable.value = FilingState.Editing(found ?: Draft(bridge.newDraftId()), bridge.limits, restored = found != null, failure = failure)
            if (addressee != null) addressee(addressee)
        }

    fun title(text: String) = change { it.copy(title = text) }

    fun text(text: String) = change { it.copy(text = text) }

    fun addressee(addressee: Addressee?) = change { it.copy(addressee = addressee) }

    fun place(place: Place?) {
        change { it.copy(place = place) }
        // Whoever takes the place back does not want it in the next picture either.
        if (place == null) whereabouts(PhotoPlace.NotAsked)
    }

    /** What came of asking the phone for its position; asking again for each picture keeps it true. */
    fun whereabouts(place: PhotoPlace) = edit { it.copy(whereabouts = place) }

    /** The author's words for the place. */
    fun placeLabel(text: String) = change { it.copy(place = it.place?.copy(label = text)) }

    /** Somebody came, called or wrote: looks up or makes the account behind the number. Needs the network. */
    fun proxyFor(phone: String, channel: ProxyChannel): Job =
        scope.launch {
            val failure = failureOf {
                val author = bridge.registerCitizen(phone)
                edit { it.copy(proxy = Proxy(author, phone, channel)) }
            }
            edit { it.copy(failure = failure) }
        }

    /** Not this person after all. */
    fun noProxy() = edit { it.copy(proxy = null, failure = null) }

    fun mayPublish(agreed: Boolean) = change { it.copy(mayPublish = agreed) }

    /** For the app's own camera, when its shutter is pressed; `null`: none can be had, and the picture will count as imported. */
    fun captureTicket(): String? = try {
        bridge.captureTicket()
    } catch (_: BridgeException) {
        null
    }

    /** A picture of the app's own camera: recorded as taken, with the whereabouts. The file may go once `attaching` is back. */
    fun taken(shot: Shot): Job {
        val whereabouts = (mutable.value as? FilingState.Editing)?.whereabouts ?: PhotoPlace.NotAsked
        return record(shot.path, shot.ticket?.let(PhotoSource::OwnCamera) ?: PhotoSource.Gallery, if (shot.ticket == null) PhotoPlace.NotAsked else whereabouts)
    }

    /** A picture that was chosen: recorded as imported, for ever. Nothing is said of where it was taken. */
    fun imported(path: String): Job = record(path, PhotoSource.Gallery, PhotoPlace.NotAsked)

    private fun record(path: String, source: PhotoSource, place: PhotoPlace): Job =
        scope.launch {
            // A picture that comes back to an app that was killed meanwhile goes into the draft that it was taken for.
            if (mutable.value == FilingState.Loading) open().join()
            edit { it.copy(attaching = it.attaching + 1, failure = null) }
            val failure = failureOf {
                val (photo, origin) = bridge.recordPhoto(path, source, place)
                change { draft -> if (photo in draft.photos) draft else draft.copy(photos = draft.photos + photo) }
                edit { it.copy(paths = it.paths + (photo.sha256 to path), origins = it.origins + (photo.sha256 to origin)) }
            }
            val later = listOf(Unsaved(path, source, place)).filter { failure != null && failure !is Failure.BadInput }
            edit { it.copy(attaching = it.attaching - 1, failure = failure, unsaved = it.unsaved + later) }
            if (failure == null) save() else if (later.isEmpty()) release(path)
        }

    /** Tries again what could not be recorded. A ticket that is too old by now makes it an imported picture. */
    fun retryPhotos() = takeUnsaved().forEach { record(it.path, it.source, it.place) }

    /** The person does without them. */
    fun dropPhotos() = takeUnsaved().forEach { release(it.path) }

    private fun takeUnsaved(): List<Unsaved> {
        val unsaved = (mutable.value as? FilingState.Editing)?.unsaved.orEmpty()
        edit { it.copy(unsaved = it.unsaved - unsaved.toSet(), failure = null) }
        return unsaved
    }

    fun removePhoto(sha256: String) {
        change { it.copy(photos = it.photos.filter { photo -> photo.sha256 != sha256 }) }
        (mutable.value as? FilingState.Editing)?.paths?.get(sha256)?.let(release)
    }

    /** The draft's voice note; see [VoicePresenter]. */
    fun voice(note: VoiceNote?) = change { it.copy(voice = note) }

    fun discard(): Job =
        scope.launch {
            val editing = mutable.value as? FilingState.Editing ?: return@launch
            saving?.cancel()
            val failure = failureOf { storing.withLock { bridge.discardDraft(editing.draft.id) } }
            if (failure == null) {
                editing.paths.values.forEach(release)
                mutable.value = FilingState.Editing(Draft(bridge.newDraftId()), bridge.limits)
            } else edit { it.copy(failure = failure) }
        }

    /** Files what is written. A refusal comes at once, with its field and rule, and nothing is lost. */
    fun file(): Job =
        scope.launch {
            val editing = mutable.value as? FilingState.Editing ?: return@launch
            if (editing.filing) return@launch
            saving?.cancel()
            edit { it.copy(filing = true, failure = null) }
            var filed: Filed? = null
            val failure = failureOf { storing.withLock { filed = bridge.file(editing.draft, editing.proxy) } }
            val done = filed
            if (done != null) {
                editing.paths.values.forEach(release)
                mutable.value = FilingState.SavedOnPhone(done)
            } else edit { it.copy(filing = false, failure = failure) }
        }

    /** The saved case was seen; the next `open` begins anew. */
    fun seen() = mutable.update { now -> if (now is FilingState.SavedOnPhone) FilingState.Loading else now }

    /** Stores what is written now; call it when the app goes to the background. */
    suspend fun save() {
        val editing = mutable.value as? FilingState.Editing ?: return
        if (editing.saved || editing.filing) return
        val failure = failureOf { storing.withLock { bridge.saveDraft(editing.draft) } }
        edit { now -> if (now.draft == editing.draft) now.copy(saved = failure == null, failure = failure ?: now.failure) else now }
    }

    private fun change(words: (Draft) -> Draft) {
        edit { it.copy(draft = words(it.draft), saved = false, failure = null) }
        saving?.cancel()
        saving = scope.launch {
            delay(saveAfterMillis)
            save()
        }
    }

    private fun edit(words: (FilingState.Editing) -> FilingState.Editing) =
        mutable.update { now -> if (now is FilingState.Editing) words(now) else now }
}
