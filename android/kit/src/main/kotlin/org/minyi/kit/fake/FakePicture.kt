/** A court that is filmed and a player, without either, for previews and tests. */
package org.minyi.kit.fake

import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.flow.MutableStateFlow
import org.minyi.kit.bridge.PictureBridge
import org.minyi.kit.model.BridgeException
import org.minyi.kit.model.CourtPicture
import org.minyi.kit.model.Failure
import org.minyi.kit.model.PicturePlace
import org.minyi.kit.model.Watermark
import org.minyi.kit.presenter.CourtPlayer
import org.minyi.kit.presenter.PlayerState

class FakePicture : PictureBridge {
    var place: PicturePlace = PicturePlace.Playlist("https://demo.invalid/index.m3u8", mapOf("Authorization" to "Bearer demo"), live = true, dated = true)

    /** What every call fails with. */
    var failure: Failure? = null
    var calls = 0

    /** Whether calls get no answer. */
    var hangs = false

    /** What the room was told last: foreground, playing, programme time. */
    var told: Triple<Boolean, Boolean, Long?>? = null
    var tells = 0

    override suspend fun courtPicture(hearing: String): CourtPicture {
        calls++
        if (hangs) awaitCancellation()
        failure?.let { throw BridgeException(it) }
        return CourtPicture(place, 30, Watermark("（2026）浙0502民初****号", "演示代表", 7), 300_000)
    }

    override fun playing(matter: String, foreground: Boolean, playing: Boolean, programmeTimeMillis: Long?) {
        tells++
        told = Triple(foreground, playing, programmeTimeMillis)
    }
}

/** Plays as soon as it is asked to; a test breaks it. */
class FakePlayer(var programmeTime: Long? = null) : CourtPlayer {
    override val state = MutableStateFlow(PlayerState.IDLE)
    var begun = 0

    override fun play(place: PicturePlace.Playlist) {
        begun++
        state.value = PlayerState.PLAYING
    }

    override fun pause() {
        if (state.value == PlayerState.PLAYING) state.value = PlayerState.PAUSED
    }

    override fun resume() {
        if (state.value == PlayerState.PAUSED) state.value = PlayerState.PLAYING
    }

    override fun stop() {
        state.value = PlayerState.IDLE
    }

    override fun programmeTimeMillis(): Long? = programmeTime
}
