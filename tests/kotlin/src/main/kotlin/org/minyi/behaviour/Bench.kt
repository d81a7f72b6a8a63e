/** What crossing costs on the JVM, each beside an empty call of its kind, in the form of `cargo xtask bench`. */
package org.minyi.behaviour

import kotlinx.coroutines.runBlocking
import org.minyi.core.OutboxListener
import org.minyi.core.OutboxSnapshot
import org.minyi.core.testing.EmptyListener
import org.minyi.core.testing.emptyAsyncCall
import org.minyi.core.testing.emptyFallibleCall
import org.minyi.core.testing.manyLines
import org.minyi.core.testing.noLines
import org.minyi.core.testing.ringEmpty
import org.minyi.core.testing.ringOutbox

/** Median of some rounds, in microseconds a call; the first rounds warm the JVM up. */
private inline fun microseconds(calls: Int, round: () -> Unit): Double {
    repeat(5) { round() }
    val times = List(9) { System.nanoTime().let { begin -> round(); (System.nanoTime() - begin) / 1e3 / calls } }
    return times.sorted()[times.size / 2]
}

private class Sheet(private val json: Boolean) {
    fun figure(name: String, value: Double, peer: String, peerValue: Double) {
        val ratio = value / peerValue
        println(
            if (json) {
                """{"name":"kotlin: $name","value":$value,"unit":"us","peer":"$peer","peer_value":$peerValue,"ratio":$ratio,"bound":null,"holds":null}"""
            } else {
                "%-52s %12.2f us | %s: %.2f | ratio %.2f".format("kotlin: $name", value, peer, peerValue, ratio)
            },
        )
    }
}

/** Prints the figures; gives the exit code. */
fun bench(json: Boolean): Int = runBlocking {
    val sheet = Sheet(json)
    inWorld {
        citizen().use { app ->
            val calls = 20_000
            val empty = microseconds(calls) { repeat(calls) { emptyFallibleCall() } }
            sheet.figure("sync call (session)", microseconds(calls) { repeat(calls) { app.session() } }, "empty sync call", empty)
            val waits = 2_000
            val emptyAsync = microseconds(waits) { repeat(waits) { emptyAsyncCall() } }
            sheet.figure("async call (drafts, none)", microseconds(waits) { repeat(waits) { app.drafts() } }, "empty async call", emptyAsync)
            val noLines = microseconds(1_000) { repeat(1_000) { noLines() } }
            sheet.figure("list of 10,000 records", microseconds(1) { check(manyLines(10_000u).size == 10_000) }, "empty list", noLines)
            val onNothing = object : EmptyListener { override fun onNothing() = Unit }
            val onOutbox = object : OutboxListener { override fun onUpdate(outbox: OutboxSnapshot) = Unit }
            repeat(3) { ringEmpty(onNothing, 5_000u); ringOutbox(onOutbox, 5_000u) }
            val ring = { time: java.time.Duration -> time.toNanos() / 1e3 }
            sheet.figure("observer update (outbox)", ring(ringOutbox(onOutbox, 10_000u)), "empty callback", ring(ringEmpty(onNothing, 10_000u)))
        }
    }
    0
}
