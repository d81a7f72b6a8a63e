/** Where a photo comes from and where it was taken (来源、拍摄位置), as it goes into its signed record (存证). */
package org.minyi.kit.model

/** How a picture came. */
sealed interface PhotoSource {
    /** The app's own camera. `ticket` was drawn for this very picture; a late, used or made-up one makes it an imported picture. */
    data class OwnCamera(val ticket: String) : PhotoSource

    /** Chosen from the gallery, or taken without a ticket: imported, for ever. */
    data object Gallery : PhotoSource
}

/** Where the person was when the picture was taken, or why that is not said. */
sealed interface PhotoPlace {
    data class At(val fix: Fix) : PhotoPlace

    /** Nobody asked: always so for what is imported, because where the phone is now says nothing of such a picture. */
    data object NotAsked : PhotoPlace

    /** The person said no. */
    data object Refused : PhotoPlace

    /** The phone could not tell. */
    data object Unavailable : PhotoPlace
}

/** A position in WGS 84, ten-millionths of a degree; `null`: the phone did not say. `mock`: the system says that an app feigned it. */
data class Fix(val latE7: Int, val lonE7: Int, val accuracyCm: Int? = null, val provider: FixProvider? = null, val mock: Boolean? = null)

/** Who computed a position. */
enum class FixProvider { GNSS, NETWORK, FUSED }

/** What the record says of a photo's origin, once and for ever. */
enum class PhotoOrigin { OWN_CAMERA, SYSTEM_CAMERA, GALLERY, SCAN }

/** A photo that is recorded and stands in the vault. */
data class RecordedPhoto(val photo: Photo, val origin: PhotoOrigin)

/** A picture that could not be recorded yet, with what was said of it; its file is still there. */
data class Unsaved(val path: String, val source: PhotoSource, val place: PhotoPlace)

/** What the app's own camera gives: the file, and the ticket that was drawn when the shutter was pressed (`null`: none could be had). */
data class Shot(val path: String, val ticket: String?)
