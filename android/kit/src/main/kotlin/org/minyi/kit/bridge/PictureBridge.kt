/** What the picture of a hearing needs of the core. */
package org.minyi.kit.bridge

import org.minyi.core.TransferHeader
import org.minyi.kit.model.CourtPicture
import org.minyi.kit.model.PicturePlace
import org.minyi.kit.model.Watermark

interface PictureBridge {
    /** Where the picture is, from the server. [org.minyi.kit.model.Failure.NotFound] while there is none for this account. */
    suspend fun courtPicture(hearing: String): CourtPicture

    /** How the picture plays in a room that is followed; heartbeats of attendance follow from it. */
    fun playing(matter: String, foreground: Boolean, playing: Boolean, programmeTimeMillis: Long?)
}

internal fun org.minyi.core.CourtPicture.shown() =
    CourtPicture(place.shown(), delayS.toInt(), watermark.run { Watermark(caseNo, name, seat.toInt()) }, goodFor.toMillis())

private fun org.minyi.core.PicturePlace.shown(): PicturePlace =
    when (this) {
        is org.minyi.core.PicturePlace.Page -> PicturePlace.Page(url)
        is org.minyi.core.PicturePlace.Playlist -> PicturePlace.Playlist(url, headers.associate(TransferHeader::pair), live, dated)
    }

private fun TransferHeader.pair() = name to value
