/** A bug inside is an error that can be caught; the app and the core go on. */
package org.minyi.behaviour

import org.minyi.core.AppConfig
import org.minyi.core.MinyiException
import org.minyi.core.testing.letClocksPanic
import org.minyi.core.testing.openAppThatPanics
import org.minyi.core.testing.panicAtTheBoundary
import org.minyi.core.testing.panicAtTheBoundaryLater
import java.io.File
import java.nio.file.Files

fun panics() = Program("panics").apply {
    promise("a panic at the boundary itself is an exception, in both kinds of call, as often as it comes") {
        repeat(3) {
            throws<Exception> { panicAtTheBoundary() }
            throws<Exception> { panicAtTheBoundaryLater() }
        }
    }
    promise("a panic deep inside is our own Internal, and tells nothing of what was said") {
        val folder = Files.createTempDirectory("minyi-panics").toFile()
        openAppThatPanics(AppConfig(File(folder, "core").path, "http://127.0.0.1:9", "panics", emptyList())).use { app ->
            repeat(2) {
                val inMemory = throws<MinyiException.Internal> { app.newDraftId() }
                val inTheNetwork = throws<MinyiException.Internal> { app.requestCode(CITIZEN) }
                for (error in listOf(inMemory, inTheNetwork)) check("made for a test" !in error.reason) { error.reason }
            }
            letClocksPanic(true)
            val whileReading = throws<MinyiException.Internal> { app.serverTime() }
            letClocksPanic(false)
            check("made for a test" !in whileReading.reason) { whileReading.reason }
            app.serverTime()
            same(emptyList(), app.drafts())
            same(false, app.hasPending())
        }
        folder.deleteRecursively()
    }
    promise("what is left after a panic works as before") {
        inWorld { citizen().use { app -> app.fileCase(newCase()) } }
    }
}
