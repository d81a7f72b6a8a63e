/** The behaviour programs: `java … org.minyi.behaviour.MainKt [NAME…]`; `bench` prints figures, `story NAME` a transcript instead. */
package org.minyi.behaviour

import kotlinx.coroutines.runBlocking
import kotlin.system.exitProcess

private val PROGRAMS: List<() -> Program> =
    listOf(::records, ::errors, ::panics, ::callbacks, ::events, ::cancel, ::lifetime, ::outbox, ::session, ::evidence, ::scenarios)

fun main(arguments: Array<String>) {
    when (arguments.firstOrNull()) {
        "bench" -> exitProcess(bench(json = "--json" in arguments))
        "story" -> {
            print(runBlocking { play(story(arguments[1])) })
            exitProcess(0)
        }
    }
    val programs = PROGRAMS.map { it() }
    val chosen = programs.filter { arguments.isEmpty() || it.name in arguments }
    var (passed, failed) = 0 to 0
    for (program in chosen) {
        val (kept, broken) = program.run()
        passed += kept
        failed += broken
    }
    println("$passed passed, $failed failed")
    // Not by returning: threads of the server may still be about.
    exitProcess(if (failed == 0 && passed > 0) 0 else 1)
}
