/** The shell's objects, asked by the core: values and errors come through typed, surprises are logged, nothing dies. */
package org.minyi.behaviour

import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.withTimeout
import org.minyi.core.ClockSkewSource
import org.minyi.core.Connectivity
import org.minyi.core.DeviceKey
import org.minyi.core.KeyStore
import org.minyi.core.KeyStoreException
import org.minyi.core.LogLevel
import org.minyi.core.LogRecord
import org.minyi.core.LogSink
import org.minyi.core.MinyiApp
import org.minyi.core.MinyiException
import org.minyi.core.NetworkClass
import org.minyi.core.Platform
import org.minyi.core.SecurityLevel
import org.minyi.core.SessionListener
import org.minyi.core.SessionState
import org.minyi.core.ShellException
import org.minyi.core.Signer
import org.minyi.core.SignerException
import org.minyi.core.installLogSink
import org.minyi.core.removeLogSink
import org.minyi.core.testing.askClockSkew
import org.minyi.core.testing.askConnectivity
import org.minyi.core.testing.askKeyStore
import org.minyi.core.testing.askSigner
import org.minyi.core.testing.askToSign
import org.minyi.core.testing.writeLog
import java.security.KeyPairGenerator
import java.security.Signature
import java.security.interfaces.ECPublicKey
import java.security.spec.ECGenParameterSpec
import java.time.Duration
import kotlin.time.Duration.Companion.seconds

/** A P-256 key of the JVM's own, standing in for Android's Keystore. */
class SoftwareSigner : Signer {
    private val pair = KeyPairGenerator.getInstance("EC").apply { initialize(ECGenParameterSpec("secp256r1")) }.generateKeyPair()

    override fun key(): DeviceKey {
        val point = (pair.public as ECPublicKey).w
        val half = { number: java.math.BigInteger -> number.toByteArray().takeLast(32).toByteArray().let { ByteArray(32 - it.size) + it } }
        return DeviceKey(byteArrayOf(4) + half(point.affineX) + half(point.affineY), SecurityLevel.SOFTWARE)
    }

    override fun sign(message: ByteArray): ByteArray =
        Signature.getInstance("SHA256withECDSA").run { initSign(pair.private); update(message); sign() }
}

/** Keeps lines; fails at the first if told to. */
private class Lines(private var failing: Boolean = false, private val only: String = "minyi") : LogSink {
    val lines = Channel<LogRecord>(Channel.UNLIMITED)

    override fun log(record: LogRecord) {
        if (!record.target.startsWith(only)) return
        if (failing) {
            failing = false
            error("a sink that fails")
        }
        lines.trySend(record)
    }

    suspend fun until(words: String): LogRecord =
        withTimeout(20.seconds) {
            while (true) lines.receive().let { if (words in it.text) return@withTimeout it }
            error("unreachable")
        }
}

fun callbacks() = Program("callbacks").apply {
    promise("a key store is asked from a thread of the core's, and its errors arrive typed") {
        val here = Thread.currentThread()
        val store =
            object : FlippingKeyStore() {
                override fun wrap(key: ByteArray): ByteArray = super.wrap(key).also { check(Thread.currentThread() != here) }
            }
        same(listOf<Byte>(1, 2, 3), askKeyStore(store, byteArrayOf(1, 2, 3)).toList())
        throws<KeyStoreException.Lost> { askKeyStore(ForgetfulKeyStore(), byteArrayOf(1)) }
        throws<KeyStoreException.Unavailable> { askKeyStore(LockedKeyStore(), byteArrayOf(1)) }
    }
    promise("anything else that is thrown counts as not available, and names no words of it") {
        val broken =
            object : KeyStore {
                override fun wrap(key: ByteArray): ByteArray = error("张三 19900000006")

                override fun unwrap(wrapped: ByteArray): ByteArray = wrapped
            }
        val sink = Lines()
        installLogSink(sink, LogLevel.ERROR)
        throws<KeyStoreException.Unavailable> { askKeyStore(broken, byteArrayOf(1)) }
        val line = sink.until("threw something unexpected")
        removeLogSink()
        check("IllegalStateException" in line.text && "19900000006" !in line.text && "张三" !in line.text) { line.text }
    }
    promise("connectivity and clock skew are asked, and may fail") {
        same(NetworkClass.METERED, askConnectivity(Switch(NetworkClass.METERED)))
        same(-90_000L, askClockSkew(object : ClockSkewSource { override fun skewMillis() = -90_000L }))
        val failing = object : Connectivity { override fun network(): NetworkClass = throw ShellException.Failed("no radio") }
        same("no radio", throws<ShellException.Failed> { askConnectivity(failing) }.reason)
    }
    promise("a signer's key and signature come through; who dismissed the prompt is told apart from a broken key") {
        val signer = SoftwareSigner()
        same(65, askSigner(signer).sec1.size)
        same(0x30.toByte(), askToSign(signer, byteArrayOf(1, 2, 3))[0])
        for (error in listOf(SignerException.Cancelled(), SignerException.Locked(), SignerException.KeyInvalidated(), SignerException.Unavailable())) {
            val refusing =
                object : Signer {
                    override fun key(): DeviceKey = signer.key()

                    override fun sign(message: ByteArray): ByteArray = throw error
                }
            same(error::class, throws<SignerException> { askToSign(refusing, byteArrayOf()) }::class)
        }
    }
    promise("the core reads the device's key through the signer, and says when there is none") {
        inWorld {
            val signer = SoftwareSigner()
            MinyiApp.open(config("p"), Platform(FlippingKeyStore(), null, null, signer)).use { app ->
                same(signer.key().sec1.toList(), app.deviceKey()!!.sec1.toList())
            }
            MinyiApp.open(config("q"), Platform(FlippingKeyStore(), null, null, null)).use { same(null, it.deviceKey()) }
        }
    }
    promise("a slice asks what network there is: offline nothing is tried, and nothing is lost") {
        inWorld {
            val network = Switch()
            citizen(network = network).use { app ->
                network.now = NetworkClass.OFFLINE
                app.fileCase(newCase())
                val report = app.runSlice(Duration.ofSeconds(5))
                same(0u to true, report.done to report.more)
                network.now = NetworkClass.UNMETERED
                app.send()
                same(1, app.outbox().done.size)
            }
        }
    }
    promise("a source that fails keeps nobody from working") {
        inWorld {
            val platform =
                Platform(
                    FlippingKeyStore(),
                    object : Connectivity { override fun network(): NetworkClass = error("broken") },
                    object : ClockSkewSource { override fun skewMillis(): Long = error("broken") },
                    null,
                )
            MinyiApp.open(config("p"), platform).use { app ->
                app.runSlice(Duration.ofSeconds(5))
                throws<MinyiException.SignedOut> { app.sync() }
            }
        }
    }
    promise("an exception in a listener is logged, and the next update comes all the same") {
        inWorld {
            citizen().use { app ->
                val sink = Lines()
                installLogSink(sink, LogLevel.WARN)
                val heard = Channel<SessionState>(Channel.UNLIMITED)
                val listener =
                    object : SessionListener {
                        override fun onUpdate(session: SessionState) {
                            heard.trySend(session)
                            error("a listener that fails")
                        }
                    }
                app.observeSession(listener).use { subscription ->
                    withTimeout(20.seconds) { check(heard.receive() is SessionState.SignedIn) }
                    sink.until("a listener failed")
                    app.signOut()
                    withTimeout(20.seconds) { check(heard.receive() is SessionState.SignedOut) }
                    subscription.cancel()
                }
                removeLogSink()
            }
        }
    }
    promise("a log sink hears what matters enough, survives its own failure, and hears nothing after it was removed") {
        val sink = Lines(failing = true, only = "minyi_test")
        installLogSink(sink, LogLevel.WARN)
        writeLog(LogLevel.WARN, "lost to the failure")
        writeLog(LogLevel.INFO, "too small")
        writeLog(LogLevel.ERROR, "heard")
        val line = withTimeout(20.seconds) { sink.lines.receive() }
        same(Triple(LogLevel.ERROR, "minyi_test", "heard"), Triple(line.level, line.target, line.text))
        removeLogSink()
        val other = Lines(only = "minyi_test")
        writeLog(LogLevel.ERROR, "to nobody")
        installLogSink(other, LogLevel.WARN)
        writeLog(LogLevel.ERROR, "to the other")
        same("to the other", withTimeout(20.seconds) { other.lines.receive() }.text)
        check(sink.lines.tryReceive().isFailure)
        removeLogSink()
    }
}
