/** A vault and a microphone without a core and without a phone, for previews and tests. */
package org.minyi.kit.fake

import kotlinx.coroutines.CompletableDeferred
import org.minyi.kit.bridge.VoiceBridge
import org.minyi.kit.model.BridgeException
import org.minyi.kit.model.Failure
import org.minyi.kit.model.VoiceNote
import org.minyi.kit.presenter.Started
import org.minyi.kit.presenter.VoiceRecorder

class FakeVoice : VoiceBridge {
    override val mostSeconds = 120

    /** What the next call fails with. */
    var failure: Failure? = null
    val kept = linkedMapOf<String, String>()

    /** What happens while a sound is on its way from the server. */
    var whileListening: () -> Unit = {}

    override suspend fun attachVoice(path: String): VoiceNote = answer {
        val sha256 = path.hashCode().toString(16).padStart(64, '0')
        kept[sha256] = path
        VoiceNote(sha256, 30_000)
    }

    override suspend fun ownVoice(sha256: String): ByteArray = answer { kept.getValue(sha256).encodeToByteArray() }

    override suspend fun listen(matter: String): ByteArray = answer { whileListening(); matter.encodeToByteArray() }

    private fun <T> answer(work: () -> T): T {
        failure?.let {
            failure = null
            throw BridgeException(it)
        }
        return work()
    }
}

/** `allowed`: what asking for the microphone comes to. Playing lasts until it is silenced or [finish]ed. */
class FakeRecorder(var allowed: Started = Started.RECORDING, private val file: (Int) -> String? = { "/note-$it.m4a" }) : VoiceRecorder {
    var recorded = 0
    var playing: CompletableDeferred<Unit>? = null
    val heard = mutableListOf<String>()

    /** Whether this phone can play what it is given. */
    var playable = true

    override suspend fun start(mostSeconds: Int): Started = allowed

    override suspend fun stop(): String? = file(++recorded)

    override suspend fun play(sound: ByteArray): Boolean {
        heard += sound.decodeToString()
        if (!playable) return false
        CompletableDeferred<Unit>().also { playing = it }.await()
        return true
    }

    override fun silence() = finish()

    fun finish() {
        playing?.complete(Unit)
    }
}
