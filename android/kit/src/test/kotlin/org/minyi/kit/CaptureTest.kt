/** What the presenters say of a photo is what the real library signs (存证): read back from its record. */
package org.minyi.kit

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import org.minyi.core.AppConfig
import org.minyi.core.CapturePlace
import org.minyi.core.CapturePosition
import org.minyi.core.KeyStore
import org.minyi.core.MapDatum
import org.minyi.core.MinyiApp
import org.minyi.core.MissingReason
import org.minyi.core.Platform
import org.minyi.core.PositionProvider
import org.minyi.core.RecordedOrigin
import org.minyi.core.SinceBoot
import org.minyi.core.testing.TestServer
import org.minyi.kit.bridge.CoreBridge
import org.minyi.kit.model.Fix
import org.minyi.kit.model.FixProvider
import org.minyi.kit.model.PhotoPlace
import org.minyi.kit.model.Shot
import org.minyi.kit.presenter.FilingPresenter
import org.minyi.kit.presenter.FilingState
import java.io.File
import java.time.Duration
import kotlin.time.Duration.Companion.seconds

private val FIX = Fix(308_461_000, 1_202_603_010, accuracyCm = 480, provider = FixProvider.GNSS, mock = false)
private val UP: Duration = Duration.ofHours(2)

class CaptureTest {
    @TempDir lateinit var folder: File

    private object PlainKeyStore : KeyStore {
        override fun wrap(key: ByteArray): ByteArray = key.reversedArray()

        override fun unwrap(wrapped: ByteArray): ByteArray = wrapped.reversedArray()
    }

    /** A JPEG of its own: what follows the end of one is no part of the picture, but of its hash. */
    private fun photo(number: Int): String =
        File(folder, "$number.jpg").apply { writeBytes(File(System.getProperty("minyi.repository"), "demo/photos/lamp-1.jpg").readBytes() + number.toByte()) }.path

    @Test
    fun whatIsTakenWithATicketIsTakenAndEverythingElseIsImportedForEver() = runBlocking {
        TestServer.start().use { server ->
            val clock = object : org.minyi.core.ClockSkewSource {
                override fun skewMillis(): Long = server.skewMillis()
            }
            val app = MinyiApp.open(AppConfig(File(folder, "phone").path, server.url(), "kit", emptyList()), Platform(PlainKeyStore, null, clock, null))
            val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)
            withTimeout(60.seconds) {
                val bridge = CoreBridge(app, sinceBoot = { UP })
                bridge.requestCode(NUMBER)
                bridge.signInWithCode(NUMBER, checkNotNull(server.lastCode(NUMBER)))
                val filing = FilingPresenter(bridge, scope, saveAfterMillis = 1)
                filing.open().join()
                filing.whereabouts(PhotoPlace.At(FIX))
                val ticket = checkNotNull(filing.captureTicket())
                filing.taken(Shot(photo(1), ticket)).join()
                // The same ticket once more, one that was made up, and none.
                filing.taken(Shot(photo(2), ticket)).join()
                filing.taken(Shot(photo(3), "0".repeat(32))).join()
                filing.taken(Shot(photo(4), null)).join()
                // Chosen from the gallery, then handed over as if the camera had taken it: it stays what it was.
                filing.imported(photo(5)).join()
                filing.taken(Shot(photo(5), filing.captureTicket())).join()

                val editing = filing.state.value as FilingState.Editing
                assertEquals(null, editing.failure)
                val told = editing.draft.photos.map { checkNotNull(app.photoEvidence(it.sha256, null)) }
                val imported = RecordedOrigin.GALLERY
                assertEquals(listOf(RecordedOrigin.OWN_CAMERA, imported, imported, imported, imported), told.map { it.origin })
                assertEquals(told.map { it.origin.name }, editing.draft.photos.map { editing.origins[it.sha256]?.name })
                val position = CapturePosition(MapDatum.WGS84, FIX.latE7, FIX.lonE7, 480u, PositionProvider.GNSS, false)
                assertEquals(CapturePlace.At(position), told[0].place)
                assertEquals(List(2) { CapturePlace.Missing(MissingReason.NOT_ASKED) }, told.takeLast(2).map { it.place })
                assertEquals(setOf<SinceBoot>(SinceBoot.Elapsed(UP)), told.map { it.sinceBoot }.toSet())
            }
            scope.cancel()
            app.close()
        }
    }

    private companion object {
        const val NUMBER = "19900000006"
    }
}
