/** The door of the cards over the real core. */
package org.minyi.kit.bridge

import org.minyi.core.MandateAct
import org.minyi.core.MinyiApp
import org.minyi.core.MinyiException
import org.minyi.core.ScanOutcome
import org.minyi.kit.model.CardAttempt
import org.minyi.kit.model.CardContent
import org.minyi.kit.model.CardFace
import org.minyi.kit.model.CardKnowledge
import org.minyi.kit.model.CodePicture
import org.minyi.kit.model.HeldCard
import org.minyi.kit.model.MandateRow
import org.minyi.kit.model.NotShown
import org.minyi.kit.model.ScanKind
import org.minyi.kit.model.ScanResult
import java.time.Duration

class CoreCards(private val app: MinyiApp) : CardBridge {
    /** A fault of the core's shows no card; the core has logged it. */
    override fun heldCards(): List<HeldCard> =
        try {
            app.heldCards().map { HeldCard(it.matter, it.content.shown()) }
        } catch (_: MinyiException) {
            emptyList()
        }

    override suspend fun mandates(): List<MandateRow> = told {
        app.mandates().filter { MandateAct.REQUEST_CARD in it.permitted }.map { MandateRow(it.matter, it.name, it.officeZh, it.officeEn, it.constituency) }
    }

    override suspend fun requestCard(matter: String) {
        told { app.requestCard(matter) }
    }

    override suspend fun fetchCards() {
        told { app.runSlice(FETCHING) }
    }

    override fun cardFace(matter: String): CardAttempt = told { app.cardFace(matter).shown() }

    override suspend fun unlockCard(matter: String): CardAttempt = told { app.unlockCard(matter).shown() }

    override suspend fun answerChallenge(matter: String, number: String): CardAttempt =
        told { app.answerChallenge(matter, number).shown() }

    override fun lockCards() = app.lockCards()

    override fun verifyCode(text: String, answers: String?): ScanResult = told { app.verifyCode(text, answers).shown() }

    override fun newChallenge(): String = told { app.newChallenge() }

    /** After a fault of the core's nothing counts as known. */
    override fun cardKnowledge(): CardKnowledge =
        try {
            app.cardKnowledge().run { CardKnowledge(age, timeChecked, wordsZh, wordsEn) }
        } catch (_: MinyiException) {
            CardKnowledge(null, false, "本机无法得知代表状态", "This phone cannot tell how deputies stand.")
        }
}

/** One slice sends the request and brings what the server made of it. */
private val FETCHING: Duration = Duration.ofSeconds(30)

private fun org.minyi.core.CardContent.shown() =
    CardContent(
        number = number,
        name = name,
        officeZh = officeZh,
        officeEn = officeEn,
        constituency = constituency,
        station = station,
        stationName = stationName,
        photo = photo,
        post = post,
        pledge = pledge,
        receptionDays = receptionDays,
        phone = phone,
        expiresAt = expiresAt,
    )

private fun org.minyi.core.CardCode.shown() = CodePicture(text, size.toInt(), modules.map { it == 1.toByte() })

private fun org.minyi.core.CardFace.shown(): CardFace =
    when (this) {
        is org.minyi.core.CardFace.Page -> CardFace.Page(code.shown(), labelZh, labelEn)
        is org.minyi.core.CardFace.Living -> CardFace.Living(code.shown(), changesAt, sessionEndsAt)
        is org.minyi.core.CardFace.Answer -> CardFace.Answer(code.shown(), disappearsAt)
        is org.minyi.core.CardFace.CardExpired -> CardFace.Expired
    }

private fun org.minyi.core.CardAttempt.shown(): CardAttempt =
    when (this) {
        is org.minyi.core.CardAttempt.Shown -> CardAttempt.Shown(face.shown())
        is org.minyi.core.CardAttempt.NotShown -> CardAttempt.Refused(NotShown.valueOf(why.name))
    }

private fun ScanOutcome.kind(): ScanKind =
    when (this) {
        is ScanOutcome.GenuineAndCurrent -> ScanKind.GENUINE_AND_CURRENT
        is ScanOutcome.GenuineStatusStale -> ScanKind.GENUINE_STATUS_STALE
        is ScanOutcome.TimeNotChecked -> ScanKind.TIME_NOT_CHECKED
        is ScanOutcome.Suspended -> ScanKind.SUSPENDED
        is ScanOutcome.Terminated -> ScanKind.TERMINATED
        is ScanOutcome.Replaced -> ScanKind.REPLACED
        is ScanOutcome.Expired -> ScanKind.EXPIRED
        is ScanOutcome.ReplaySuspected -> ScanKind.REPLAY_SUSPECTED
        is ScanOutcome.DeviceMismatch -> ScanKind.DEVICE_MISMATCH
        is ScanOutcome.UnknownIssuer -> ScanKind.UNKNOWN_ISSUER
        is ScanOutcome.Malformed -> ScanKind.MALFORMED
    }

private fun org.minyi.core.ScanResult.shown() =
    ScanResult(outcome.kind(), genuine, card?.shown(), congress, page, wordsZh, wordsEn)
