/** Giving up waiting stops the wait, not the work: what was begun is whole. */
package org.minyi.behaviour

import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.TimeoutCancellationException
import kotlinx.coroutines.async
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.withTimeout
import org.minyi.core.Photo
import org.minyi.core.SessionListener
import org.minyi.core.SessionState
import java.security.MessageDigest
import java.time.Duration
import kotlin.random.Random
import kotlin.time.Duration.Companion.microseconds
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

fun cancel() = Program("cancel").apply {
    promise("a sign-in whose coroutine is cancelled on the way is stored whole") {
        inWorld {
            phone("p").use { app ->
                val sessions = Channel<SessionState>(Channel.UNLIMITED)
                val listener = object : SessionListener { override fun onUpdate(session: SessionState) { sessions.trySend(session) } }
                app.observeSession(listener).use {
                    app.requestCode(CITIZEN)
                    val code = checkNotNull(server.lastCode(CITIZEN))
                    // The wait ends before any server could have answered.
                    throws<TimeoutCancellationException> { withTimeout(1.microseconds * 200) { app.signInWithCode(CITIZEN, code) } }
                    withTimeout(20.seconds) { while (sessions.receive() !is SessionState.SignedIn) Unit }
                }
                check(app.session() is SessionState.SignedIn)
                app.sync()
            }
        }
    }
    promise("a photo whose copying is cancelled half-way is here whole") {
        inWorld {
            citizen().use { app ->
                val file = photoFile(3, bytes = 15_000_000)
                val bytes = file.readBytes()
                val sha256 = MessageDigest.getInstance("SHA-256").digest(bytes).joinToString("") { "%02x".format(it) }
                throws<TimeoutCancellationException> { withTimeout(5.milliseconds) { app.attachPhoto(file.path) } }
                // A case may only name photos that are here whole; that it is taken is the proof.
                val case = newCase(photos = listOf(Photo(sha256, bytes.size.toULong())))
                withTimeout(40.seconds) {
                    while (true) {
                        val filed = runCatching { app.fileCase(case) }
                        if (filed.isSuccess) break
                        delay(50)
                    }
                }
                same(1u, app.outbox().saved.single().photos)
            }
        }
    }
    promise("a filing that is cancelled at any moment is there whole or not at all, and never twice") {
        inWorld {
            citizen().use { app ->
                val chance = Random(7)
                val drafts = List(40) { app.newDraftId() }
                coroutineScope {
                    for (draft in drafts) {
                        val job = launch(Dispatchers.Default) { app.fileCase(newCase("取消 $draft", draft = draft)) }
                        delay(chance.nextLong(0, 8))
                        job.cancel()
                    }
                }
                // Filing the same drafts again ends where it would have ended without any of that.
                for (draft in drafts) app.fileCase(newCase("取消 $draft", draft = draft))
                same(drafts.toSet(), app.outbox().saved.map { it.matter }.toSet())
                same(drafts.size, app.outbox().saved.size)
                app.send()
                app.sync()
                same(drafts.size, app.cases(null, 200u).lines.count { it.registered })
            }
        }
    }
    promise("a cancelled coroutine sees its cancellation, not an error of ours") {
        inWorld {
            citizen().use { app ->
                coroutineScope {
                    val waiting = async { app.runSlice(Duration.ofSeconds(30)) }
                    waiting.cancel()
                    throws<CancellationException> { waiting.await() }
                }
            }
        }
    }
    promise("stop ends a running slice within a second") {
        inWorld {
            citizen().use { app ->
                repeat(3) { app.fileCase(newCase("件 $it", photos = listOf(app.attachPhoto(photoFile(it, 2_000_000).path)))) }
                coroutineScope {
                    val slice = async(Dispatchers.Default) { app.runSlice(Duration.ofSeconds(60)) }
                    delay(30)
                    val begin = System.nanoTime()
                    app.stop()
                    withTimeout(5.seconds) { slice.await() }
                    val took = Duration.ofNanos(System.nanoTime() - begin)
                    check(took < Duration.ofSeconds(2)) { "$took" }
                }
                app.send()
                same(3, app.outbox().done.size)
            }
        }
    }
}
