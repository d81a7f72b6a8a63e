// Parts of filing: the photos with their small pictures, the place with consent, and the choice of who should hear it.
package org.minyi.ui.screens

import androidx.compose.foundation.Image
import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.aspectRatio
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Close
import androidx.compose.material.icons.filled.Place
import androidx.compose.material3.ButtonDefaults
import androidx.compose.material3.CircularProgressIndicator
import androidx.compose.material3.FilledTonalButton
import androidx.compose.material3.Icon
import androidx.compose.material3.IconButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.produceState
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.layout.ContentScale
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.dp
import org.minyi.kit.model.Addressee
import org.minyi.kit.model.Photo
import org.minyi.kit.model.PhotoOrigin
import org.minyi.kit.presenter.FilingState
import org.minyi.kit.presenter.StationsState
import org.minyi.ui.parts.Banner
import org.minyi.ui.parts.Choice
import org.minyi.ui.parts.Field
import org.minyi.ui.parts.Hint
import org.minyi.ui.parts.SectionTitle
import org.minyi.ui.parts.Signs
import org.minyi.ui.theme.Tone
import org.minyi.ui.words.LocalWords
import org.minyi.ui.words.Said
import org.minyi.ui.words.say

/** What the platform said last when it was asked for a photo or the position. */
enum class PlatformSaid { Nothing, CameraRefused, PlaceRefused, PlaceUnknown, Locating }

/** Makes a small picture of a photo file, off the main thread; `null` if it cannot. */
val LocalPreviews = staticCompositionLocalOf<suspend (path: String) -> ImageBitmap?> { { null } }

private const val IN_A_ROW = 3

@Composable
internal fun PhotosStep(state: FilingState.Editing, asked: PlatformSaid, actions: FilingActions) {
    val words = LocalWords.current
    val photos = state.draft.photos
    Text(words.stepPhotos, style = MaterialTheme.typography.titleLarge)
    Hint(words.photoHint)
    val shown = photos + List<Photo?>(state.attaching) { null }
    for ((row, line) in shown.chunked(IN_A_ROW).withIndex()) Row(Modifier.fillMaxWidth(), Arrangement.spacedBy(8.dp)) {
        for ((column, photo) in line.withIndex()) Box(Modifier.weight(1f).aspectRatio(1f)) {
            Picture(photo, row * IN_A_ROW + column, photos.size, state.paths[photo?.sha256], state.origins[photo?.sha256], actions)
        }
        for (gap in line.size until IN_A_ROW) Spacer(Modifier.weight(1f))
    }
    if (state.unsaved.isNotEmpty()) {
        Banner(say(unsaved(state.unsaved.size)), Tone.Late, Modifier.testTag("unsaved-photos"))
        Row(Modifier.fillMaxWidth(), Arrangement.spacedBy(12.dp)) {
            OutlinedButton(actions::retryPhotos, Modifier.heightIn(min = 48.dp).testTag("retry-photos")) { Text(words.retry) }
            TextButton(actions::dropPhotos, Modifier.heightIn(min = 48.dp).testTag("drop-photos")) { Text(words.remove) }
        }
    }
    val left = state.limits.photos - shown.size
    if (left > 0) Row(Modifier.fillMaxWidth(), Arrangement.spacedBy(12.dp)) {
        FilledTonalButton(
            actions::takePhoto, Modifier.weight(1f).heightIn(min = 52.dp).testTag("take-photo"),
            colors = ButtonDefaults.filledTonalButtonColors(MaterialTheme.colorScheme.primaryContainer, MaterialTheme.colorScheme.onPrimaryContainer),
        ) {
            Icon(Signs.Camera, null, Modifier.padding(end = 8.dp))
            Text(words.takePhoto)
        }
        OutlinedButton(actions::choosePhoto, Modifier.weight(1f).heightIn(min = 52.dp).testTag("choose-photo")) {
            Icon(Signs.Pictures, null, Modifier.padding(end = 8.dp))
            Text(words.choosePhoto)
        }
    }
    Hint(words.photosLeft(left.coerceAtLeast(0)))
    if (asked == PlatformSaid.CameraRefused) Banner(words.cameraRefused, Tone.Soon)
    PlacePart(state, asked, actions)
}

private fun unsaved(count: Int) = Said("$count 张照片还没有保存，照片还在，请重试。", "$count not kept yet; nothing is lost, try again.")

private val taken = Said("现场拍摄", "Taken in the app")
private val imported = Said("导入", "Imported")

/** One photo with what is recorded of its origin, or one on its way into the vault. */
@Composable
private fun Picture(photo: Photo?, index: Int, of: Int, path: String?, origin: PhotoOrigin?, actions: FilingActions) {
    val words = LocalWords.current
    val ground = Modifier.fillMaxSize().clip(RoundedCornerShape(10.dp)).background(MaterialTheme.colorScheme.surfaceVariant)
    if (photo == null) {
        Box(ground, Alignment.Center) { CircularProgressIndicator(Modifier.size(28.dp)) }
        return
    }
    val previews = LocalPreviews.current
    val small by produceState<ImageBitmap?>(null, path) { value = path?.let { previews(it) } }
    val name = words.photoNumber(index + 1, of)
    Box(ground, Alignment.Center) {
        val picture = small
        if (picture != null) Image(picture, name, Modifier.fillMaxSize(), contentScale = ContentScale.Crop)
        else Text(name, style = MaterialTheme.typography.bodySmall, color = MaterialTheme.colorScheme.onSurfaceVariant)
        IconButton({ actions.removePhoto(photo.sha256) }, Modifier.align(Alignment.TopEnd)) {
            Icon(
                Icons.Filled.Close, "${words.remove} $name",
                Modifier.size(24.dp).background(MaterialTheme.colorScheme.surface.copy(alpha = 0.85f), CircleShape).padding(4.dp),
            )
        }
        if (origin != null) Text(
            say(if (origin == PhotoOrigin.OWN_CAMERA) taken else imported),
            Modifier.align(Alignment.BottomStart).padding(4.dp).background(MaterialTheme.colorScheme.surface.copy(alpha = 0.85f), RoundedCornerShape(6.dp))
                .padding(horizontal = 6.dp, vertical = 2.dp).testTag("origin-$index"),
            style = MaterialTheme.typography.labelMedium,
        )
    }
}

@Composable
private fun PlacePart(state: FilingState.Editing, asked: PlatformSaid, actions: FilingActions) {
    val words = LocalWords.current
    SectionTitle(words.place)
    val place = state.draft.place
    if (place == null) {
        OutlinedButton(actions::locate, Modifier.heightIn(min = 48.dp).testTag("locate"), enabled = asked != PlatformSaid.Locating) {
            Icon(Icons.Filled.Place, null, Modifier.padding(end = 8.dp))
            Text(words.addPlace)
        }
        Hint(words.placeConsent)
        when (asked) {
            PlatformSaid.PlaceRefused -> Banner(words.placeRefused, Tone.Soon)
            PlatformSaid.PlaceUnknown -> Banner(words.placeUnknown, Tone.Soon)
            PlatformSaid.Nothing, PlatformSaid.CameraRefused, PlatformSaid.Locating -> Unit
        }
        return
    }
    var label by rememberSaveable(state.draft.id) { mutableStateOf(place.label) }
    Field(label, { label = it; actions.placeLabel(it) }, words.placeLabel, "place-label", words.placeHint)
    Row(Modifier.fillMaxWidth(), Arrangement.SpaceBetween, Alignment.CenterVertically) {
        Hint(words.placeHere, Modifier.weight(1f))
        TextButton(actions::removePlace, Modifier.testTag("remove-place")) { Text(words.removePlace) }
    }
}

/** Somebody who can be asked to hear a case, with the words for it. */
private data class Hearer(val addressee: Addressee, val name: Said, val hint: Said?)

private const val FIRST_FEW = 4

/** 请谁来听: the office, then stations and their deputies, nearest first; a few at once, all on demand. */
@Composable
internal fun HearerChoice(stations: StationsState, chosen: Addressee?, onChoose: (Addressee) -> Unit) {
    val words = LocalWords.current
    var all by rememberSaveable { mutableStateOf(false) }
    val office = Hearer(Addressee.Office, Said(words.letOffice, words.letOffice), Said(words.theOfficeHint, words.theOfficeHint))
    val rows = stations.rows.orEmpty()
    val hearers = rows.flatMap { row ->
        val name = Said(row.nameZh, row.nameEn)
        listOf(Hearer(Addressee.Station(row.code), name, row.town?.let { Said(it, it) })) +
            row.deputies.map { Hearer(Addressee.Deputy(it.user), Said("${it.name} 代表", "Deputy ${it.name}"), name) }
    }
    val few = if (all) hearers else hearers.filterIndexed { index, hearer -> index < FIRST_FEW || hearer.addressee == chosen }
    val shown = listOf(office) + few
    if (stations.rows == null) Banner(words.noRegister, Tone.Calm)
    Choice(shown, shown.find { it.addressee == chosen }, { onChoose(it.addressee) }, "hearer", { say(it.name) }, { it.hint?.let { hint -> say(hint) } })
    if (few.size < hearers.size) TextButton({ all = true }, Modifier.heightIn(min = 48.dp).testTag("more-hearers")) { Text("${words.more} (${hearers.size - few.size})") }
}
