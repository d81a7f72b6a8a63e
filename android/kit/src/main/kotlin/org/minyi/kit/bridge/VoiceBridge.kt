/** Voice notes into the vault and out of it. Every call may fail with [org.minyi.kit.model.BridgeException]. */
package org.minyi.kit.bridge

import org.minyi.core.MinyiApp
import org.minyi.core.caseLimits
import org.minyi.kit.model.VoiceNote

interface VoiceBridge {
    /** Longest note; recorders stop there. A constant. */
    val mostSeconds: Int

    /** Copies a recording into the vault; the file may go afterwards. */
    suspend fun attachVoice(path: String): VoiceNote

    /** The sound of a note that a draft or an unsent case names. Works offline. */
    suspend fun ownVoice(sha256: String): ByteArray

    /** The sound of a filed case's note, from the server, which writes down who listened. */
    suspend fun listen(matter: String): ByteArray
}

class CoreVoice(private val app: MinyiApp) : VoiceBridge {
    override val mostSeconds: Int = caseLimits().voiceSeconds.toInt()

    override suspend fun attachVoice(path: String): VoiceNote = told { app.attachVoice(path).run { VoiceNote(sha256, bytes.toLong()) } }

    override suspend fun ownVoice(sha256: String): ByteArray = told { app.ownVoice(sha256) }

    override suspend fun listen(matter: String): ByteArray = told { app.listen(matter) }
}

internal fun VoiceNote.crossing() = org.minyi.core.VoiceNote(sha256, bytes.toULong())

internal fun org.minyi.core.VoiceNote.shown() = VoiceNote(sha256, bytes.toLong())

internal fun org.minyi.core.CaseVoice.shown() = org.minyi.kit.model.CaseVoice(seconds?.toInt(), writtenDown)
