/** A real server in this process, and phones in folders of their own. */
package org.minyi.behaviour

import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.delay
import kotlinx.coroutines.withTimeout
import org.minyi.core.Account
import org.minyi.core.Addressee
import org.minyi.core.AppConfig
import org.minyi.core.ClockSkewSource
import org.minyi.core.Connectivity
import org.minyi.core.Filing
import org.minyi.core.KeyStore
import org.minyi.core.KeyStoreException
import org.minyi.core.MinyiApp
import org.minyi.core.NetworkClass
import org.minyi.core.NewCase
import org.minyi.core.OutboxListener
import org.minyi.core.OutboxSnapshot
import org.minyi.core.Photo
import org.minyi.core.Platform
import org.minyi.core.testing.TestServer
import org.minyi.core.testing.liveListeners
import java.io.Closeable
import java.io.File
import java.nio.file.Files
import java.time.Duration
import kotlin.experimental.inv
import kotlin.time.Duration.Companion.seconds

const val CITIZEN = "19900000006"

/** "Wraps" by turning all bits over. */
open class FlippingKeyStore : KeyStore {
    override fun wrap(key: ByteArray): ByteArray = key.flipped()

    override fun unwrap(wrapped: ByteArray): ByteArray = wrapped.flipped()

    private fun ByteArray.flipped() = ByteArray(size) { this[it].inv() }
}

/** A key store that does not know the key any more. */
class ForgetfulKeyStore : FlippingKeyStore() {
    override fun unwrap(wrapped: ByteArray): ByteArray = throw KeyStoreException.Lost()
}

/** A key store that cannot answer yet. */
class LockedKeyStore : FlippingKeyStore() {
    override fun unwrap(wrapped: ByteArray): ByteArray = throw KeyStoreException.Unavailable()
}

/** The switch in the hand of the test. */
class Switch(@Volatile var now: NetworkClass = NetworkClass.UNMETERED) : Connectivity {
    override fun network(): NetworkClass = now
}

/** The phone's clock goes with the server's. */
class ServerSkew(private val server: TestServer) : ClockSkewSource {
    override fun skewMillis(): Long = server.skewMillis()
}

class World : Closeable {
    val server: TestServer = TestServer.start()
    val folder: File = Files.createTempDirectory("minyi-behaviour").toFile()

    fun config(name: String) = AppConfig(File(folder, name).path, server.url(), "behaviour", emptyList())

    fun platform(keyStore: KeyStore = FlippingKeyStore(), network: Switch = Switch()) =
        Platform(keyStore, network, ServerSkew(server), null)

    suspend fun phone(name: String, network: Switch = Switch()): MinyiApp =
        MinyiApp.open(config(name), platform(network = network))

    /** A phone on which the citizen has signed in and synced. */
    suspend fun citizen(name: String = "citizen", number: String = CITIZEN, network: Switch = Switch()): MinyiApp {
        val app = phone(name, network)
        app.signIn(number)
        return app
    }

    suspend fun MinyiApp.signIn(number: String = CITIZEN): Account {
        requestCode(number)
        val account = signInWithCode(number, checkNotNull(server.lastCode(number)))
        sync()
        return account
    }

    suspend fun staff(login: String): MinyiApp {
        val app = phone(login)
        app.signInStaff(login, server.password(), server.totp())
        app.sync()
        return app
    }

    /** A JPEG file as small as they come, told apart by its number. */
    fun photoFile(number: Int, bytes: Int = 0): File {
        val file = File(folder, "photo-$number.jpg")
        val source = File(System.getProperty("minyi.repository"), "demo/photos/lamp-1.jpg").readBytes()
        // What follows the end of a JPEG is no part of the picture, but of its hash.
        file.writeBytes(source + ByteArray(bytes + 1) { number.toByte() })
        return file
    }

    override fun close() {
        server.close()
        folder.deleteRecursively()
    }
}

fun newCase(title: String = "路灯不亮", photos: List<Photo> = emptyList(), draft: String? = null) =
    NewCase(
        draft = draft,
        title = title,
        text = "村口的路灯坏了一个月。",
        addressee = Addressee.OneStation("station-zhili-1"),
        place = null,
        photos = photos,
        mayPublish = true,
        filing = Filing.Own,
    )

/** Sends until nothing is left that a little patience would bring away. */
suspend fun MinyiApp.send() {
    repeat(20) {
        val report = runSlice(Duration.ofSeconds(30))
        if (!report.more) return
    }
}

/** Keeps what it hears, in order. */
class HeardOutbox : OutboxListener {
    val heard = Channel<OutboxSnapshot>(Channel.UNLIMITED)

    override fun onUpdate(outbox: OutboxSnapshot) {
        heard.trySend(outbox)
    }

    suspend fun next(): OutboxSnapshot = withTimeout(20.seconds) { heard.receive() }

    /** The first that is so, however many come before. */
    suspend fun until(wanted: (OutboxSnapshot) -> Boolean): OutboxSnapshot {
        while (true) next().let { if (wanted(it)) return it }
    }
}

/** Every listener is let go of; who is just being called goes when that call is over. */
suspend fun nobodyListens() = withTimeout(20.seconds) { while (liveListeners() > 0u) delay(5) }

/** A world for the length of some words. */
suspend fun <T> inWorld(words: suspend World.() -> T): T = World().use { it.words() }
