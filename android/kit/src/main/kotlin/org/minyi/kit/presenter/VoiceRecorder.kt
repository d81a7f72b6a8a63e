/** What records and plays: the platform's, behind this door. Its calls may be made from any thread. */
package org.minyi.kit.presenter

interface VoiceRecorder {
    /** Asks for the microphone if need be, and begins. The platform, too, ends it after `mostSeconds`. */
    suspend fun start(mostSeconds: Int): Started

    /** Ends the recording; its file, or `null` if nothing was recorded. Fine if none is running. */
    suspend fun stop(): String?

    /** Plays a sound from its beginning; comes back when it is over or was silenced. `false`: this phone cannot play it. */
    suspend fun play(sound: ByteArray): Boolean

    /** Ends playing. */
    fun silence()
}

/** What came of asking for the microphone. */
enum class Started {
    RECORDING,

    /** No permission; the words may be written instead, and the settings may change it. */
    NOT_ALLOWED,

    /** Somebody else has the microphone, a call for example. */
    BUSY,
}
