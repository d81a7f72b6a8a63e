/** The picture of a hearing (庭审画面) as screens show it. */
package org.minyi.kit.model

/** Where the picture is for this account, and whom to name over it. */
data class CourtPicture(
    val place: PicturePlace,
    /** How far it lags behind the court room. */
    val delaySeconds: Int,
    val watermark: Watermark,
    /** From the moment it was told: ask again before then, and blank the picture afterwards. */
    val goodForMillis: Long,
)

/** What a player is given. */
sealed interface PicturePlace {
    /** A page of somebody else's; it tells no programme time. */
    data class Page(val url: String) : PicturePlace

    /** A playlist (HLS). `headers` hold the session's token: they go to the player and nowhere else, into no log above all. */
    data class Playlist(val url: String, val headers: Map<String, String>, val live: Boolean, val dated: Boolean) : PicturePlace {
        override fun toString() = "Playlist(live=$live, dated=$dated)"
    }
}

/** Whom the picture names (水印). `seat`: 0 for staff. */
data class Watermark(val caseNo: String, val name: String, val seat: Int)
