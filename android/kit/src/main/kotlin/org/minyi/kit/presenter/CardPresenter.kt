/** Showing a card (亮证): the short code at first, ten minutes of living codes after a fingerprint, or the answer to a number. */
package org.minyi.kit.presenter

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch
import org.minyi.kit.bridge.CardBridge
import org.minyi.kit.model.BridgeException
import org.minyi.kit.model.CardAttempt
import org.minyi.kit.model.CardContent
import org.minyi.kit.model.CardFace
import org.minyi.kit.model.Failure
import org.minyi.kit.model.MandateRow
import org.minyi.kit.model.NotShown
import java.time.Duration
import java.time.Instant

data class CardState(
    /** Own mandates for which a card may be asked; read while there is no card, `null` until then. */
    val mandates: List<MandateRow>? = null,
    /** The mandate whose card it is about. */
    val matter: String? = null,
    /** Asked for, and not here yet. */
    val requested: Boolean = false,
    /** `null` while this phone holds no card for the mandate. */
    val card: CardContent? = null,
    val face: CardFace? = null,
    /** Asking the keystore, perhaps the finger. */
    val busy: Boolean = false,
    /** Why the last attempt showed nothing new; the face stays what it was. */
    val refused: NotShown? = null,
    val failure: Failure? = null,
)

/**
 * @param matter the mandate; `null`: the first card that this phone holds, or, before there is one, the mandate that is chosen.
 * @param now the core's estimate of the time, by which codes change.
 */
class CardPresenter(
    private val bridge: CardBridge,
    private val scope: CoroutineScope,
    matter: String? = null,
    private val now: () -> Instant,
) {
    private val mutable = MutableStateFlow(CardState(matter = matter))
    val state: StateFlow<CardState> = mutable.asStateFlow()
    private var turning: Job? = null

    init {
        reload()
    }

    /** After a sync: the card may have come, or changed. */
    fun reload() {
        val matter = mutable.value.matter
        val held = bridge.heldCards().firstOrNull { matter == null || it.matter == matter }
        mutable.update { it.copy(card = held?.content, matter = held?.matter ?: matter, requested = it.requested && held == null) }
        if (held != null) look() else readMandates()
    }

    /** Which of several mandates the card is for. */
    fun choose(matter: String) {
        mutable.update { it.copy(matter = matter, requested = false, failure = null) }
        reload()
    }

    /** Asks for a card for this phone. Without a network it is kept and sent later, and the card comes then. */
    fun request(): Job = attempt {
        val matter = mutable.value.matter ?: throw BridgeException(Failure.NotFound)
        bridge.requestCard(matter)
        mutable.update { it.copy(requested = true) }
        bridge.fetchCards()
        null
    }.alsoReloads()

    /** Whether it came meanwhile. */
    fun refresh(): Job = attempt {
        bridge.fetchCards()
        null
    }.alsoReloads()

    fun unlock(): Job = attempt { mutable.value.matter?.let { bridge.unlockCard(it) } }

    /** The six digits that the citizen's phone shows. */
    fun answer(number: String): Job = attempt { mutable.value.matter?.let { bridge.answerChallenge(it, number) } }

    private fun readMandates() {
        scope.launch {
            val failure = failureOf {
                val mandates = bridge.mandates()
                mutable.update { it.copy(mandates = mandates, matter = it.matter ?: mandates.firstOrNull()?.matter) }
            }
            if (failure != null) mutable.update { it.copy(failure = failure) }
        }
    }

    private fun Job.alsoReloads(): Job = scope.launch {
        this@alsoReloads.join()
        reload()
    }

    /** The screen is left or the phone locked: nothing living stays behind. */
    fun leave() {
        turning?.cancel()
        bridge.lockCards()
        if (mutable.value.card != null) look()
    }

    private fun look() {
        val matter = mutable.value.matter ?: return
        try {
            take(bridge.cardFace(matter))
        } catch (error: BridgeException) {
            mutable.update { it.copy(face = null, failure = error.failure) }
        }
    }

    private fun take(attempt: CardAttempt) {
        when (attempt) {
            is CardAttempt.Refused -> mutable.update { it.copy(refused = attempt.why) }
            is CardAttempt.Shown -> {
                mutable.update { it.copy(face = attempt.face, refused = null) }
                turnAt(attempt.face.nextLook())
            }
        }
    }

    /** Looks again when the code changes: the core says when, this only waits. */
    private fun turnAt(moment: Instant?) {
        turning?.cancel()
        if (moment == null) return
        turning =
            scope.launch {
                delay(Duration.between(now(), moment).toMillis().coerceAtLeast(1))
                look()
            }
    }

    private fun attempt(work: suspend () -> CardAttempt?): Job =
        scope.launch {
            if (mutable.value.busy) return@launch
            mutable.update { it.copy(busy = true, refused = null, failure = null) }
            var got: CardAttempt? = null
            val failure = failureOf { got = work() }
            mutable.update { it.copy(busy = false, failure = failure) }
            got?.let(::take)
        }
}

private fun CardFace.nextLook(): Instant? =
    when (this) {
        is CardFace.Living -> changesAt
        is CardFace.Answer -> disappearsAt
        is CardFace.Page, is CardFace.Expired -> null
    }
