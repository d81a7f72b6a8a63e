/** Who lets go when, on which thread: nothing aborts, nothing leaks, what is closed stays closed. */
package org.minyi.behaviour

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import org.minyi.core.MinyiApp
import org.minyi.core.MinyiException
import org.minyi.core.OutboxListener
import org.minyi.core.OutboxSnapshot
import org.minyi.core.testing.holdApp
import org.minyi.core.testing.liveListeners
import org.minyi.core.testing.releaseAppOnAPlainThread
import java.time.Duration
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit

fun lifetime() = Program("lifetime").apply {
    promise("closing twice is fine, using after closing says so") {
        inWorld {
            val app = citizen()
            val subscription = app.observeOutbox(HeardOutbox())
            subscription.cancel()
            subscription.cancel()
            subscription.close()
            subscription.close()
            app.close()
            app.close()
            throws<IllegalStateException> { app.session() }
            throws<IllegalStateException> { app.drafts() }
            throws<IllegalStateException> { subscription.cancel() }
        }
    }
    promise("a call that is under way when the app is closed ends well") {
        inWorld {
            val app = citizen()
            app.fileCase(newCase(photos = listOf(app.attachPhoto(photoFile(1, 1_000_000).path))))
            coroutineScope {
                val slice = async(Dispatchers.Default) { app.runSlice(Duration.ofSeconds(30)) }
                delay(20)
                app.close()
                slice.await()
            }
        }
    }
    promise("the last reference may go on a thread that knows no runtime") {
        inWorld {
            val app = citizen()
            app.fileCase(newCase())
            holdApp(app)
            app.close()
            same(1u, releaseAppOnAPlainThread())
        }
    }
    promise("the last reference may go on the core's own thread, from inside an update") {
        inWorld {
            val app = citizen()
            val gone = CountDownLatch(1)
            val ready = CountDownLatch(1)
            val listener =
                object : OutboxListener {
                    override fun onUpdate(outbox: OutboxSnapshot) {
                        ready.await()
                        app.close()
                        gone.countDown()
                    }
                }
            val subscription = app.observeOutbox(listener)
            ready.countDown()
            check(gone.await(20, TimeUnit.SECONDS))
            subscription.close()
            throws<IllegalStateException> { app.session() }
        }
    }
    promise("the last reference may go on the garbage collector's thread") {
        inWorld {
            repeat(3) { phone("p$it").apply { observeOutbox(HeardOutbox()) } }
            repeat(10) {
                System.gc()
                delay(20)
            }
        }
    }
    promise("a folder can be opened again at once after suspend and close, and what was made is there") {
        inWorld {
            repeat(5) { round ->
                val app = phone("p")
                if (round == 0) app.signIn()
                app.fileCase(newCase("件 $round"))
                same(round + 1, app.outbox().saved.size)
                app.suspend()
                throws<MinyiException.Busy> { app.attachPhoto(photoFile(1).path) }
                app.close()
            }
        }
    }
    promise("when the app goes, so do its listeners") {
        inWorld {
            val before = liveListeners()
            val app: MinyiApp = citizen()
            val listener = HeardOutbox()
            val subscription = app.observeOutbox(listener)
            listener.next()
            same(before + 1u, liveListeners())
            app.suspend()
            subscription.close()
            app.close()
            same(before, liveListeners())
        }
    }
}
