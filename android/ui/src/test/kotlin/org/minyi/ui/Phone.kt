// A phone of a test: the real library under the screens, a real server in the same process, and between them a network that can be cut.
package org.minyi.ui

import androidx.compose.ui.graphics.asSkiaBitmap
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.SemanticsNodeInteraction
import androidx.compose.ui.test.SkikoComposeUiTest
import com.google.zxing.BinaryBitmap
import com.google.zxing.DecodeHintType
import com.google.zxing.RGBLuminanceSource
import com.google.zxing.common.GlobalHistogramBinarizer
import com.google.zxing.qrcode.QRCodeReader
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.runBlocking
import org.jetbrains.skia.EncodedImageFormat
import org.jetbrains.skia.Image
import org.minyi.core.AppConfig
import org.minyi.core.ClockSkewSource
import org.minyi.core.KeyStore
import org.minyi.core.MinyiApp
import org.minyi.kit.bridge.CoreBridge
import org.minyi.kit.bridge.CoreCards
import org.minyi.kit.bridge.CoreHearingBridge
import org.minyi.kit.bridge.CoreOwnData
import org.minyi.kit.bridge.CoreVoice
import org.minyi.kit.model.Network
import org.minyi.kit.presenter.CourtPlayer
import org.minyi.kit.presenter.VoiceRecorder
import java.io.File
import java.io.InputStream
import java.io.OutputStream
import java.net.InetAddress
import java.net.ServerSocket
import java.net.Socket
import java.net.URI
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.atomic.AtomicLong
import javax.imageio.ImageIO
import kotlin.concurrent.thread

/** One phone. `folder` is its storage: a second phone on the same folder is the same phone after a kill. */
class Phone(folder: File, url: String, skew: () -> Long, roots: List<String> = emptyList(), recorder: VoiceRecorder? = null, player: CourtPlayer? = null) : AutoCloseable {
    private object PlainKeyStore : KeyStore {
        override fun wrap(key: ByteArray): ByteArray = key.reversedArray()

        override fun unwrap(wrapped: ByteArray): ByteArray = wrapped.reversedArray()
    }

    private val clock = object : ClockSkewSource {
        override fun skewMillis(): Long = skew()
    }
    val app: MinyiApp = runBlocking {
        MinyiApp.open(AppConfig(folder.path, url, "ui-test", emptyList()), org.minyi.core.Platform(PlainKeyStore, null, clock, null))
            .also { if (roots.isNotEmpty()) it.trustRoots(roots) }
    }
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)
    val presenters =
        Presenters(CoreBridge(app), scope, CoreCards(app), CoreHearingBridge(app), CoreOwnData(app), voiceBridge = CoreVoice(app), recorder = recorder, player = player) { app.serverTime() }.also { it.drive() }

    override fun close() {
        scope.cancel()
        app.close()
    }
}

/** Hands every byte on, until it is cut; then nobody gets through, as in a lift. */
class CuttableNetwork(target: String) : AutoCloseable {
    private val target = URI(target)
    private val door = ServerSocket(0, 50, InetAddress.getLoopbackAddress())
    private val open = CopyOnWriteArrayList<Socket>()
    private val toServer = AtomicLong()

    @Volatile private var cut = false

    /** Bytes after which it cuts itself; for a cut in the middle of a photo. */
    @Volatile var cutAfter: Long = Long.MAX_VALUE

    val url = "http://127.0.0.1:${door.localPort}"
    val isCut: Boolean get() = cut

    init {
        thread(isDaemon = true) {
            while (!door.isClosed) {
                val phone = runCatching { door.accept() }.getOrNull() ?: break
                if (cut) phone.close() else connect(phone)
            }
        }
    }

    private fun connect(phone: Socket) {
        val server = Socket(target.host, target.port)
        open += listOf(phone, server)
        thread(isDaemon = true) { pump(phone.getInputStream(), server.getOutputStream(), counted = true) }
        thread(isDaemon = true) { pump(server.getInputStream(), phone.getOutputStream(), counted = false) }
    }

    private fun pump(from: InputStream, to: OutputStream, counted: Boolean) {
        val bytes = ByteArray(16_384)
        runCatching {
            while (true) {
                val read = from.read(bytes)
                if (read < 0) break
                if (counted && toServer.addAndGet(read.toLong()) > cutAfter) cut()
                if (cut) break
                to.write(bytes, 0, read)
                to.flush()
            }
        }
        runCatching { from.close() }
        runCatching { to.close() }
    }

    fun cut() {
        cut = true
        for (socket in open) runCatching { socket.close() }
        open.clear()
    }

    fun restore() {
        cutAfter = Long.MAX_VALUE
        cut = false
    }

    override fun close() {
        cut()
        door.close()
    }
}

/** What the platform tells the app when the network comes and goes. */
fun Phone.hears(network: Network) = presenters.outbox.network(network)

/** Keeps the screen for people to look at; gives it. */
@OptIn(ExperimentalTestApi::class)
fun SkikoComposeUiTest.screenshot(name: String): ByteArray {
    waitForIdle()
    val picture = Image.makeFromBitmap(captureToImage().asSkiaBitmap())
    val png = checkNotNull(picture.encodeToData(EncodedImageFormat.PNG)).bytes
    File(screensFolder, "$name.png").writeBytes(png)
    return png
}

/**
 * What a scanner reads from the code in this part of the screen.
 *
 * The part alone, as it was drawn: a screen here has one dot where a phone has three, and looked for in a whole screen of such dots
 * one code in eighty is not found. That cameras find our codes is shown where they are made (`core/identity`, with zxing-cpp).
 */
fun codeIn(png: ByteArray, part: SemanticsNodeInteraction): String {
    val bounds = part.fetchSemanticsNode().boundsInRoot
    val image = ImageIO.read(png.inputStream())
    val pixels = image.getRGB(0, 0, image.width, image.height, null, 0, image.width)
    val code = RGBLuminanceSource(image.width, image.height, pixels)
        .crop(bounds.left.toInt(), bounds.top.toInt(), bounds.width.toInt(), bounds.height.toInt())
    return QRCodeReader().decode(BinaryBitmap(GlobalHistogramBinarizer(code)), mapOf(DecodeHintType.PURE_BARCODE to true)).text
}
