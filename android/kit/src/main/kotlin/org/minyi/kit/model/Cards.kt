/** Deputy cards (亮身份) as screens show them: immutable values of the app's own. */
package org.minyi.kit.model

import java.time.Duration
import java.time.Instant

/** A code as the core decided every square of it; `dark` tells row by row from the top left. Four light squares belong around it. */
data class CodePicture(val text: String, val size: Int, val modules: List<Boolean>) {
    fun dark(x: Int, y: Int): Boolean = modules[y * size + x]
}

/** What a card says of its holder; what is `null` is not published. */
data class CardContent(
    val number: String,
    val name: String,
    val officeZh: String,
    val officeEn: String,
    val constituency: String,
    val station: String,
    val stationName: String,
    val photo: String? = null,
    val post: String? = null,
    val pledge: String? = null,
    val receptionDays: String? = null,
    val phone: String? = null,
    val expiresAt: Instant,
)

/** A card on this phone, by the mandate that it is for. */
data class HeldCard(val matter: String, val content: CardContent)

/** A mandate of the person who is signed in (代表资格), for which this phone may ask for a card. */
data class MandateRow(val matter: String, val name: String, val officeZh: String, val officeEn: String, val constituency: String)

/** What the screen of a card shows. */
sealed interface CardFace {
    /** 短码: opens the public page with any scanner; the label says that it proves nothing about the person. */
    data class Page(val code: CodePicture, val labelZh: String, val labelEn: String) : CardFace

    /** 动态码: another code takes its place at `changesAt`; the person unlocks again after `sessionEndsAt`. */
    data class Living(val code: CodePicture, val changesAt: Instant, val sessionEndsAt: Instant) : CardFace

    /** 现场核验: the answer to a citizen's number. */
    data class Answer(val code: CodePicture, val disappearsAt: Instant) : CardFace

    /** 已过期 */
    data object Expired : CardFace
}

/** Why a card is not shown, or its living code is not. */
enum class NotShown {
    CARD_EXPIRED, OTHER_DEVICE, TIME_NOT_TRUSTED, CANCELLED, LOCKED, KEY_INVALIDATED, KEYSTORE_UNAVAILABLE, WRONG_SIGNATURE
}

/** What came of asking for a face. */
sealed interface CardAttempt {
    data class Shown(val face: CardFace) : CardAttempt

    data class Refused(val why: NotShown) : CardAttempt
}

/** What a check came to; one screen each. */
enum class ScanKind {
    GENUINE_AND_CURRENT, GENUINE_STATUS_STALE, TIME_NOT_CHECKED, SUSPENDED, TERMINATED, REPLACED, EXPIRED, REPLAY_SUSPECTED,
    DEVICE_MISMATCH, UNKNOWN_ISSUER, MALFORMED
}

/** The outcome with its words. Only `genuine` is approval; a card that is shown without it is somebody's who is being imitated. */
data class ScanResult(
    val kind: ScanKind,
    val genuine: Boolean,
    val card: CardContent?,
    val congress: String?,
    /** Code of a public page: open the own server's page for it. */
    val page: String?,
    val zh: String,
    val en: String,
)

/** How old the knowledge is by which this phone judges; `age` is `null` when it has none. */
data class CardKnowledge(val age: Duration?, val timeChecked: Boolean, val zh: String, val en: String)
