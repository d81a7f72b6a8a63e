/** A program is a list of promises; each is kept or broken on its own. No test framework: the same shape as the Swift twin. */
package org.minyi.behaviour

import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import kotlin.time.Duration.Companion.seconds

/** Collects the promises of one program and keeps them in order. */
class Program(val name: String) {
    private val promises = mutableListOf<Pair<String, suspend () -> Unit>>()

    /** A promise, in words, and how it is kept. */
    fun promise(words: String, keep: suspend () -> Unit) {
        promises += words to keep
    }

    /** Keeps every promise; gives how many were kept and how many broken. */
    fun run(): Pair<Int, Int> {
        var broken = 0
        for ((words, keep) in promises) {
            try {
                // Only a broken promise takes that long.
                runBlocking { withTimeout(60.seconds) { keep() } }
                println("ok      $name: $words")
            } catch (fault: Throwable) {
                broken += 1
                println("BROKEN  $name: $words")
                fault.printStackTrace(System.out)
            }
        }
        return promises.size - broken to broken
    }
}

/** The value must be the expected one. */
fun <T> same(expected: T, found: T, what: String = "") {
    check(expected == found) { "$what: expected <$expected>, found <$found>" }
}

/** The words must throw exactly this kind; gives what was thrown. */
inline fun <reified E : Throwable> throws(words: () -> Any?): E {
    val result =
        try {
            words()
        } catch (thrown: Throwable) {
            check(thrown is E) { "expected ${E::class.simpleName}, thrown was $thrown" }
            return thrown
        }
    error("expected ${E::class.simpleName}, nothing was thrown: $result")
}
