// 庭审画面: the court's picture with the watermark that names who watches, and what is said where there is none.
package org.minyi.ui.screens

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.aspectRatio
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import org.minyi.kit.model.Failure
import org.minyi.kit.model.PicturePlace
import org.minyi.kit.model.Watermark
import org.minyi.kit.presenter.PictureState
import org.minyi.kit.presenter.PlayerState
import org.minyi.ui.parts.Hint
import org.minyi.ui.parts.wide
import org.minyi.ui.words.HearingSaid
import org.minyi.ui.words.said
import org.minyi.ui.words.say

/** The surface that the platform's player draws on; nothing where there is none. */
val LocalCourtSurface = staticCompositionLocalOf<@Composable (PicturePlace) -> Unit> { {} }

private val Dark = Color(0xFF15110F)
private val Shade = Color(0xB0000000)

/** Where the watermark stands, one after the other: no crop of the picture is without it for long. */
private val Corners = listOf(Alignment.TopStart, Alignment.CenterEnd, Alignment.BottomStart, Alignment.TopEnd, Alignment.Center, Alignment.BottomEnd)

@Composable
internal fun CourtPicturePart(state: PictureState, onPause: () -> Unit, onResume: () -> Unit) {
    Box(Modifier.fillMaxWidth().aspectRatio(16f / 9f).clip(RoundedCornerShape(12.dp)).background(Dark).testTag("court-picture"), Alignment.Center) {
        when (state) {
            PictureState.None, PictureState.NotNow -> Words(say(HearingSaid.noPicture), "no-picture")
            PictureState.Looking -> Words(say(HearingSaid.lookingForPicture), "looking-for-picture")
            is PictureState.Failed -> Words(why(state.failure), "picture-failed")
            is PictureState.Shown -> {
                LocalCourtSurface.current(state.place)
                if (state.place is PicturePlace.Playlist) state.player.said?.let { Words(say(it), "picture-${state.player.name.lowercase()}") }
                Mark(state.watermark, state.corner)
            }
        }
    }
    // A page has its own controls.
    if (state !is PictureState.Shown || state.place !is PicturePlace.Playlist) return
    when (state.player) {
        PlayerState.PLAYING -> OutlinedButton(onPause, wide("pause-picture")) { Text(say(HearingSaid.pausePicture)) }
        PlayerState.PAUSED -> {
            OutlinedButton(onResume, wide("resume-picture")) { Text(say(HearingSaid.resumePicture)) }
            Hint(say(HearingSaid.pausedHint))
        }
        PlayerState.IDLE, PlayerState.LOADING, PlayerState.FAILED -> Unit
    }
}

@Composable
private fun why(failure: Failure) =
    if (failure is Failure.Offline) say(HearingSaid.pictureOffline) else "${say(failure.said)}\n${say(HearingSaid.pictureTriedAgain)}"

@Composable
private fun Words(words: String, tag: String) = Text(
    words,
    Modifier.background(Shade, RoundedCornerShape(8.dp)).padding(horizontal = 12.dp, vertical = 8.dp).testTag(tag).semantics { liveRegion = LiveRegionMode.Polite },
    color = Color.White, textAlign = TextAlign.Center, style = MaterialTheme.typography.bodyLarge,
)

@Composable
private fun Mark(mark: Watermark, corner: Int) = Box(Modifier.fillMaxSize().padding(10.dp), Corners[corner % Corners.size]) {
    Text(
        say(HearingSaid.watermark(mark.name, mark.seat, mark.caseNo)), Modifier.testTag("watermark"),
        color = Color.White.copy(alpha = 0.6f), style = MaterialTheme.typography.labelMedium,
    )
}
