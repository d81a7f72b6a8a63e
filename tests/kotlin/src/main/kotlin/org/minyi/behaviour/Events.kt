/** Updates: the present first, in order, from a thread of the core's, none after the end, and no listener stays behind. */
package org.minyi.behaviour

import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.withTimeout
import org.minyi.core.CasePage
import org.minyi.core.CasesListener
import org.minyi.core.OutboxListener
import org.minyi.core.OutboxSnapshot
import org.minyi.core.SessionListener
import org.minyi.core.SessionState
import org.minyi.core.Subscription
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicBoolean
import java.util.concurrent.atomic.AtomicInteger
import kotlin.time.Duration.Companion.seconds

fun events() = Program("events").apply {
    promise("the present comes first, then each change, from one thread of the core's") {
        inWorld {
            citizen().use { app ->
                app.fileCase(newCase("one"))
                val threads = Channel<String>(Channel.UNLIMITED)
                val counts = Channel<Int>(Channel.UNLIMITED)
                val listener =
                    object : OutboxListener {
                        override fun onUpdate(outbox: OutboxSnapshot) {
                            threads.trySend(Thread.currentThread().name)
                            counts.trySend(outbox.saved.size)
                        }
                    }
                app.observeOutbox(listener).use {
                    withTimeout(20.seconds) {
                        same(1, counts.receive())
                        app.fileCase(newCase("two"))
                        while (counts.receive() != 2) Unit
                    }
                }
                check(threads.receive() != Thread.currentThread().name)
            }
        }
    }
    promise("updates come in order: what arrived never goes back, and the last one is the truth") {
        inWorld {
            citizen().use { app ->
                val listener = HeardOutbox()
                app.observeOutbox(listener).use {
                    val photo = app.attachPhoto(photoFile(1, bytes = 200_000).path)
                    app.fileCase(newCase(photos = listOf(photo)))
                    app.send()
                    var sent = 0uL
                    val last =
                        listener.until { outbox ->
                            val item = (outbox.saved + outbox.sending + outbox.waiting + outbox.done).firstOrNull()
                            if (item != null) {
                                check(item.bytesSent >= sent) { "went back from $sent to ${item.bytesSent}" }
                                sent = item.bytesSent
                            }
                            outbox.done.isNotEmpty()
                        }
                    same(app.outbox().done, last.done)
                    same(last.done.single().bytesTotal, sent)
                }
            }
        }
    }
    promise("cases and session are told too") {
        inWorld {
            citizen().use { app ->
                val pages = Channel<CasePage>(Channel.UNLIMITED)
                val sessions = Channel<SessionState>(Channel.UNLIMITED)
                val onCases = object : CasesListener { override fun onUpdate(page: CasePage) { pages.trySend(page) } }
                val onSession = object : SessionListener { override fun onUpdate(session: SessionState) { sessions.trySend(session) } }
                app.observeCases(onCases).use {
                    app.observeSession(onSession).use {
                        withTimeout(30.seconds) {
                            same(0, pages.receive().lines.size)
                            check(sessions.receive() is SessionState.SignedIn)
                            app.fileCase(newCase())
                            app.send()
                            app.sync()
                            while (pages.receive().lines.none { line -> line.registered }) Unit
                            app.signOut()
                            while (sessions.receive() !is SessionState.SignedOut) Unit
                            while (pages.receive().lines.isNotEmpty()) Unit
                        }
                    }
                }
            }
        }
    }
    promise("none after cancel has returned, however fast the changes come") {
        inWorld {
            citizen().use { app ->
                repeat(30) { round ->
                    val over = AtomicBoolean(false)
                    val late = AtomicInteger()
                    val first = CountDownLatch(1)
                    val listener =
                        object : OutboxListener {
                            override fun onUpdate(outbox: OutboxSnapshot) {
                                if (over.get()) late.incrementAndGet()
                                first.countDown()
                            }
                        }
                    val subscription = app.observeOutbox(listener)
                    app.fileCase(newCase("round $round"))
                    if (round % 2 == 0) check(first.await(20, TimeUnit.SECONDS))
                    subscription.cancel()
                    over.set(true)
                    app.fileCase(newCase("after $round"))
                    same(0, late.get(), "late updates")
                    subscription.close()
                }
                nobodyListens()
            }
        }
    }
    promise("cancel may be called from inside an update, and then that was the last") {
        inWorld {
            citizen().use { app ->
                val calls = AtomicInteger()
                val done = CountDownLatch(1)
                val box = arrayOfNulls<Subscription>(1)
                val ready = CountDownLatch(1)
                val listener =
                    object : OutboxListener {
                        override fun onUpdate(outbox: OutboxSnapshot) {
                            ready.await()
                            calls.incrementAndGet()
                            box[0]!!.cancel()
                            done.countDown()
                        }
                    }
                box[0] = app.observeOutbox(listener)
                ready.countDown()
                check(done.await(20, TimeUnit.SECONDS))
                app.fileCase(newCase())
                val other = HeardOutbox()
                app.observeOutbox(other).use { other.until { it.saved.isNotEmpty() } }
                same(1, calls.get())
                box[0]!!.close()
            }
        }
    }
    promise("10,000 subscriptions come and go, and no listener is left") {
        inWorld {
            citizen().use { app ->
                nobodyListens()
                val listener = object : OutboxListener { override fun onUpdate(outbox: OutboxSnapshot) = Unit }
                repeat(10_000) { round ->
                    val subscription = app.observeOutbox(listener)
                    // Half of them end by being released only.
                    if (round % 2 == 0) subscription.cancel()
                    subscription.close()
                }
                nobodyListens()
            }
        }
    }
}
