// A player of a test: it really asks for the list, the key and every piece, deciphers them as a player does, and draws nothing.
package org.minyi.ui

import kotlinx.coroutines.flow.MutableStateFlow
import org.minyi.kit.model.PicturePlace
import org.minyi.kit.presenter.CourtPlayer
import org.minyi.kit.presenter.PlayerState
import java.io.IOException
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse.BodyHandlers
import java.time.Instant
import javax.crypto.Cipher
import javax.crypto.spec.IvParameterSpec
import javax.crypto.spec.SecretKeySpec
import kotlin.concurrent.thread

class HttpCourtPlayer : CourtPlayer {
    override val state = MutableStateFlow(PlayerState.IDLE)
    private val http = HttpClient.newHttpClient()

    @Volatile private var shown: Long? = null

    override fun play(place: PicturePlace.Playlist) {
        state.value = PlayerState.LOADING
        thread(isDaemon = true) {
            val played = runCatching { look(place) }.isSuccess
            state.compareAndSet(PlayerState.LOADING, if (played) PlayerState.PLAYING else PlayerState.FAILED)
        }
    }

    private fun look(place: PicturePlace.Playlist) {
        val list = get(place.url, place.headers).decodeToString().lines()
        val dates = list.filter { it.startsWith(DATE) }.map { Instant.parse(it.removePrefix(DATE)).toEpochMilli() }
        val cipher = list.single { it.startsWith("#EXT-X-KEY") }
        val key = get(absolute(place.url, cipher.substringAfter("URI=\"").substringBefore('"')), place.headers)
        val iv = cipher.substringAfter("IV=0x", "").takeWhile { it.isLetterOrDigit() }.chunked(2).map { it.toInt(16).toByte() }.toByteArray()
        val pieces = list.filter { it.isNotEmpty() && !it.startsWith("#") }
        for (piece in pieces) {
            val deciphering = Cipher.getInstance("AES/CBC/PKCS5Padding").apply { init(Cipher.DECRYPT_MODE, SecretKeySpec(key, "AES"), IvParameterSpec(iv)) }
            // A transport stream begins with its sync byte.
            if (deciphering.doFinal(get(absolute(place.url, piece), emptyMap())).first() != SYNC) throw IOException("no transport stream")
        }
        shown = dates.first()
    }

    private fun absolute(base: String, path: String) = URI(base).resolve(path).toString()

    private fun get(url: String, headers: Map<String, String>): ByteArray {
        val request = HttpRequest.newBuilder(URI(url)).apply { headers.forEach { (name, value) -> header(name, value) } }.build()
        val answer = http.send(request, BodyHandlers.ofByteArray())
        if (answer.statusCode() != 200) throw IOException("status ${answer.statusCode()}")
        return answer.body()
    }

    override fun pause() {
        state.compareAndSet(PlayerState.PLAYING, PlayerState.PAUSED)
    }

    override fun resume() {
        state.compareAndSet(PlayerState.PAUSED, PlayerState.PLAYING)
    }

    override fun stop() {
        state.value = PlayerState.IDLE
    }

    override fun programmeTimeMillis(): Long? = shown

    private companion object {
        const val DATE = "#EXT-X-PROGRAM-DATE-TIME:"
        const val SYNC: Byte = 0x47
    }
}
