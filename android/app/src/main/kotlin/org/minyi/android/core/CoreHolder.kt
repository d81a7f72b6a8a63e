// The core and the presenters of one run of the app: made once, wherever it begins (a screen or a job), and never twice.
package org.minyi.android

import android.content.Context
import android.os.SystemClock
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.filterIsInstance
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import org.minyi.android.platform.KeystoreKeys
import org.minyi.android.platform.KeystoreSigner
import org.minyi.android.platform.Microphone
import org.minyi.android.platform.NetworkWatch
import org.minyi.android.platform.SystemPlayer
import org.minyi.core.AppConfig
import org.minyi.core.MinyiApp
import org.minyi.core.MinyiException
import org.minyi.core.Platform
import org.minyi.kit.bridge.CoreBridge
import org.minyi.kit.bridge.CoreCards
import org.minyi.kit.bridge.CoreHearingBridge
import org.minyi.kit.bridge.CoreOwnData
import org.minyi.kit.bridge.CoreVoice
import org.minyi.kit.bridge.MinyiBridge
import org.minyi.kit.bridge.shown
import org.minyi.kit.model.Failure
import org.minyi.ui.Presenters
import java.io.File
import java.time.Duration

/** How far the opening of the core is. */
sealed interface Start {
    data object Opening : Start

    /** Before the first unlock, or the key is gone: say what, offer to try again. */
    data class Failed(val failure: Failure) : Start

    class Open(val presenters: Presenters) : Start
}

class CoreHolder private constructor(private val context: Context, private val server: String, private val build: String, private val roots: List<String>) {
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)
    private val mutable = MutableStateFlow<Start>(Start.Opening)
    val start: StateFlow<Start> = mutable.asStateFlow()
    private val opened = CompletableDeferred<MinyiApp>()
    private var app: MinyiApp? = null

    /** For voice notes; the activity that shows lends it the question for permission. */
    val microphone = Microphone(context)

    /** For the picture of a hearing; the activity that shows lends it a surface. */
    val player = SystemPlayer(context)

    /** Opens the core unless it is open; again after a failure. */
    fun open() {
        if (mutable.value is Start.Open) return
        mutable.value = Start.Opening
        scope.launch {
            try {
                val watch = NetworkWatch(context) { network -> (mutable.value as? Start.Open)?.presenters?.outbox?.network(network) }
                val folder = File(context.noBackupFilesDir, "core")
                val platform = Platform(keyStore = KeystoreKeys(), connectivity = watch, signer = KeystoreSigner())
                val core = MinyiApp.open(AppConfig(folder.path, server, build, emptyList()), platform)
                app = core
                opened.complete(core)
                if (roots.isNotEmpty()) core.trustRoots(roots)
                val bridge = CoreBridge(core) { Duration.ofMillis(SystemClock.elapsedRealtime()) }
                val presenters = Presenters(
                    bridge, scope, CoreCards(core), CoreHearingBridge(core), CoreOwnData(core), ::remove, CoreVoice(core), microphone, player,
                ) { core.serverTime() }
                photosFolder(context).listFiles().orEmpty().filter { it.lastModified() < System.currentTimeMillis() - DAY_MS }.forEach { it.delete() }
                mutable.value = Start.Open(presenters)
                watch.start()
                presenters.drive()
            } catch (error: MinyiException) {
                mutable.value = Start.Failed(error.shown())
            }
        }
    }

    /** Once the core is open, at once if it is: for what comes back to an app that was killed meanwhile. */
    fun whenOpen(work: (Presenters) -> Unit) {
        scope.launch { work(start.filterIsInstance<Start.Open>().first().presenters) }
    }

    /** For the app's own camera; `null`: none can be had, and the picture counts as imported. */
    fun captureTicket(): String? = (mutable.value as? Start.Open)?.presenters?.filing?.captureTicket()

    /** For a job: waits for the core. */
    suspend fun bridge(): MinyiBridge {
        open()
        return CoreBridge(opened.await())
    }

    /** Only files of ours: what was chosen stays where it is. */
    private fun remove(photo: String) {
        File(photo).takeIf { it.parentFile == photosFolder(context) }?.delete()
    }

    fun stopSlice() {
        app?.stop()
    }

    companion object {
        private const val DAY_MS = 86_400_000L

        /** Private, for photos on their way into the vault; one that an app left behind that died goes after a day. */
        fun photosFolder(context: Context): File = File(context.noBackupFilesDir, "photos").apply { mkdirs() }

        @Volatile private var only: CoreHolder? = null

        /** Called first by the application, which knows the server and the roots that cards are checked by. */
        fun begin(context: Context, server: String, build: String, roots: List<String>): CoreHolder =
            only ?: CoreHolder(context.applicationContext, server, build, roots).also { only = it }

        fun of(context: Context): CoreHolder = checkNotNull(only) { "the application begins it: ${context.packageName}" }
    }
}
