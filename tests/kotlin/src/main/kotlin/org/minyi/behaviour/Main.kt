/** The behaviour programs: `java … org.minyi.behaviour.MainKt [NAME…]`; `bench` prints figures instead. */
package org.minyi.behaviour

import kotlin.system.exitProcess

private val PROGRAMS: List<() -> Program> =
    listOf(::records, ::errors, ::panics, ::callbacks, ::events, ::cancel, ::lifetime, ::outbox, ::session)

fun main(arguments: Array<String>) {
    if (arguments.firstOrNull() == "bench") exitProcess(bench())
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
