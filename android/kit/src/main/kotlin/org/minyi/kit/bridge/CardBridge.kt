/** The door between the screens of cards and the core. Suspending calls may fail with [org.minyi.kit.model.BridgeException]. */
package org.minyi.kit.bridge

import org.minyi.kit.model.CardAttempt
import org.minyi.kit.model.CardKnowledge
import org.minyi.kit.model.HeldCard
import org.minyi.kit.model.MandateRow
import org.minyi.kit.model.ScanResult

interface CardBridge {
    /** The cards on this phone; from memory. */
    fun heldCards(): List<HeldCard>

    /** The own mandates for which a card may be asked, as last synced. */
    suspend fun mandates(): List<MandateRow>

    /** Asks for a card for this phone: kept here, and sent as anything else. */
    suspend fun requestCard(matter: String)

    /** Sends what waits and fetches what came, now; without a network nothing happens and nothing fails. */
    suspend fun fetchCards()

    /** What the screen of a card shows at this moment; from memory. */
    fun cardFace(matter: String): CardAttempt

    /** Ten minutes of living codes; may ask for a fingerprint. */
    suspend fun unlockCard(matter: String): CardAttempt

    /** Answers the six digits on a citizen's phone; may ask for a fingerprint. */
    suspend fun answerChallenge(matter: String, number: String): CardAttempt

    /** The screen is left: what could make living codes is forgotten. */
    fun lockCards()

    /** Judges a scanned text, once a scan; offline, and nobody is told. `answers`: the number that was asked for. */
    fun verifyCode(text: String, answers: String?): ScanResult

    /** Six new digits for a deputy to answer. */
    fun newChallenge(): String

    fun cardKnowledge(): CardKnowledge
}
