// The phone's microphone and loudspeaker for voice notes: AAC in MP4, mono, 32 kbit/s, into a file of the app's own. No place is written.
package org.minyi.android.platform

import android.Manifest.permission.RECORD_AUDIO
import android.content.Context
import android.content.pm.PackageManager.PERMISSION_GRANTED
import android.media.MediaDataSource
import android.media.MediaPlayer
import android.media.MediaRecorder
import android.os.Build
import kotlinx.coroutines.suspendCancellableCoroutine
import org.minyi.kit.presenter.Started
import org.minyi.kit.presenter.VoiceRecorder
import java.io.File
import kotlin.coroutines.resume

private const val BITS = 32_000
private const val SAMPLES = 16_000

class Microphone(private val context: Context) : VoiceRecorder {
    /** Asks the person; set by the activity that shows, because only an activity can ask. */
    @Volatile var ask: ((answer: (Boolean) -> Unit) -> Unit)? = null

    private var recorder: MediaRecorder? = null
    private var file: File? = null
    private var player: MediaPlayer? = null
    private var onSilence: () -> Unit = {}

    override suspend fun start(mostSeconds: Int): Started {
        if (!allowed()) return Started.NOT_ALLOWED
        return synchronized(this) { if (begin(mostSeconds)) Started.RECORDING else Started.BUSY }
    }

    private suspend fun allowed(): Boolean {
        if (context.checkSelfPermission(RECORD_AUDIO) == PERMISSION_GRANTED) return true
        val ask = ask ?: return false
        return suspendCancellableCoroutine { waiting -> ask { granted -> if (waiting.isActive) waiting.resume(granted) } }
    }

    private fun begin(mostSeconds: Int): Boolean {
        drop()
        val folder = File(context.noBackupFilesDir, "voice").apply { deleteRecursively(); mkdirs() }
        val into = File(folder, "${System.nanoTime()}.m4a")
        @Suppress("DEPRECATION")
        val made = if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) MediaRecorder(context) else MediaRecorder()
        return try {
            made.setAudioSource(MediaRecorder.AudioSource.MIC)
            made.setOutputFormat(MediaRecorder.OutputFormat.MPEG_4)
            made.setAudioEncoder(MediaRecorder.AudioEncoder.AAC)
            made.setAudioChannels(1)
            made.setAudioSamplingRate(SAMPLES)
            made.setAudioEncodingBitRate(BITS)
            made.setMaxDuration(mostSeconds * 1_000)
            made.setOutputFile(into.path)
            made.prepare()
            made.start()
            recorder = made
            file = into
            true
        } catch (_: IllegalStateException) {
            made.release()
            false
        } catch (_: java.io.IOException) {
            made.release()
            false
        } catch (_: RuntimeException) {
            // MediaRecorder says so when a call has the microphone.
            made.release()
            false
        }
    }

    override suspend fun stop(): String? = synchronized(this) {
        val (running, into) = recorder to file
        recorder = null
        file = null
        if (running == null || into == null) return@synchronized null
        try {
            running.stop()
            into.path
        } catch (_: RuntimeException) {
            // Nothing was recorded yet.
            into.delete()
            null
        } finally {
            running.release()
        }
    }

    private fun drop() {
        recorder?.release()
        recorder = null
        file?.delete()
        file = null
    }

    override suspend fun play(sound: ByteArray): Boolean = suspendCancellableCoroutine { waiting ->
        val made = MediaPlayer()
        fun over(played: Boolean) {
            synchronized(this) { if (player === made) player = null }
            made.release()
            if (waiting.isActive) waiting.resume(played)
        }
        synchronized(this) {
            player = made
            onSilence = { over(true) }
        }
        try {
            made.setDataSource(InMemory(sound))
            made.setOnCompletionListener { over(true) }
            made.setOnErrorListener { _, _, _ -> over(false); true }
            made.setOnPreparedListener { it.start() }
            made.prepareAsync()
        } catch (_: IllegalStateException) {
            over(false)
        } catch (_: java.io.IOException) {
            over(false)
        }
        waiting.invokeOnCancellation { made.release() }
    }

    override fun silence() {
        if (synchronized(this) { player } != null) onSilence()
    }
}

/** The sound as the vault gave it; it never stands on the disk in the clear. */
private class InMemory(private val bytes: ByteArray) : MediaDataSource() {
    override fun readAt(position: Long, buffer: ByteArray, offset: Int, size: Int): Int {
        if (position >= bytes.size) return -1
        val count = minOf(size, bytes.size - position.toInt())
        bytes.copyInto(buffer, offset, position.toInt(), position.toInt() + count)
        return count
    }

    override fun getSize(): Long = bytes.size.toLong()

    override fun close() = Unit
}
