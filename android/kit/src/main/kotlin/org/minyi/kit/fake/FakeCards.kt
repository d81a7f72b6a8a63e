/** A card's core without a core, for previews and tests: answers as it is told, remembers what it was asked. */
package org.minyi.kit.fake

import org.minyi.kit.bridge.CardBridge
import org.minyi.kit.model.BridgeException
import org.minyi.kit.model.CardAttempt
import org.minyi.kit.model.CardContent
import org.minyi.kit.model.CardFace
import org.minyi.kit.model.CardKnowledge
import org.minyi.kit.model.CodePicture
import org.minyi.kit.model.Failure
import org.minyi.kit.model.HeldCard
import org.minyi.kit.model.MandateRow
import org.minyi.kit.model.NotShown
import org.minyi.kit.model.ScanKind
import org.minyi.kit.model.ScanResult
import java.time.Duration
import java.time.Instant

class FakeCards(var now: Instant = Instant.EPOCH) : CardBridge {
    val asked = mutableListOf<String>()
    var held = listOf(HeldCard("mandate-1", card))

    /** What the next call fails with. */
    var failure: Failure? = null

    /** Why the next attempt shows nothing. */
    var refuses: NotShown? = null

    /** What scans are judged to be, by their text; anything else is no card. */
    val judged = mutableMapOf<String, ScanKind>()
    private var sessionEnds: Instant? = null
    private var answerEnds: Instant? = null
    private var numbers = 0

    override fun heldCards(): List<HeldCard> = held

    /** What the office recorded; for these a card may be asked. */
    var recorded = listOf<MandateRow>()

    /** Whether the server can be reached. */
    var online = true
    private val requested = mutableListOf<String>()

    override suspend fun mandates(): List<MandateRow> = answer("mandates") { recorded }

    override suspend fun requestCard(matter: String) = answer("requestCard $matter") { requested += matter }

    override suspend fun fetchCards() = answer("fetchCards") {
        if (online) {
            held = held + requested.map { HeldCard(it, card) }
            requested.clear()
        }
    }

    override fun cardFace(matter: String): CardAttempt = answer("cardFace") { CardAttempt.Shown(face()) }

    override suspend fun unlockCard(matter: String): CardAttempt = attempt("unlockCard") { sessionEnds = now + SESSION }

    override suspend fun answerChallenge(matter: String, number: String): CardAttempt =
        attempt("answerChallenge $number") { answerEnds = now + ANSWER }

    override fun lockCards() {
        asked += "lockCards"
        sessionEnds = null
        answerEnds = null
    }

    override fun verifyCode(text: String, answers: String?): ScanResult = answer("verifyCode ${answers ?: "-"}") {
        val kind = judged[text] ?: ScanKind.MALFORMED
        val genuine = kind == ScanKind.GENUINE_AND_CURRENT || kind == ScanKind.GENUINE_STATUS_STALE
        val known = kind != ScanKind.MALFORMED && kind != ScanKind.UNKNOWN_ISSUER
        ScanResult(kind, genuine, card.takeIf { known }, "演示区人大常委会".takeIf { known }, null, "结果", "Outcome")
    }

    override fun newChallenge(): String = answer("newChallenge") { "000 00${++numbers}" }

    override fun cardKnowledge() = CardKnowledge(Duration.ZERO, true, "代表状态刚刚更新", "State updated just now.")

    private fun face(): CardFace {
        val answer = answerEnds?.takeIf { now < it }
        val session = sessionEnds?.takeIf { now < it }
        val step = now.epochSecond / STEP
        return when {
            answer != null -> CardFace.Answer(picture("answer"), answer)
            session != null -> CardFace.Living(picture("living-$step"), Instant.ofEpochSecond((step + 1) * STEP), session)
            else -> CardFace.Page(picture("HTTPS://DEMO.EXAMPLE/D/7K3M9Q2X"), "不能证明本人身份", "Does not prove who is in front of you.")
        }
    }

    private fun attempt(name: String, work: () -> Unit): CardAttempt = answer(name) {
        val why = refuses
        refuses = null
        if (why != null) {
            CardAttempt.Refused(why)
        } else {
            work()
            CardAttempt.Shown(face())
        }
    }

    private fun <T> answer(name: String, words: () -> T): T {
        asked += name
        failure?.let {
            failure = null
            throw BridgeException(it)
        }
        return words()
    }

    companion object {
        private const val STEP = 15L
        private val SESSION: Duration = Duration.ofMinutes(10)
        private val ANSWER: Duration = Duration.ofMinutes(1)

        val card =
            CardContent(
                number = "0".repeat(32),
                name = "演示代表",
                officeZh = "区人大代表",
                officeEn = "Deputy to the district people's congress",
                constituency = "第一选区（演示）",
                station = "station-zhili-1",
                stationName = "演示联络站",
                expiresAt = Instant.EPOCH + Duration.ofDays(180),
            )

        private fun picture(text: String) = CodePicture(text, 1, listOf(true))
    }
}
