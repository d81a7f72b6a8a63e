/** Presenters and models never see the generated code, and nothing in the kit is Android's. */
package org.minyi.kit

import org.junit.jupiter.api.Test
import java.io.File
import kotlin.io.path.Path

class BoundaryTest {
    private val sources: List<File> =
        Path(System.getProperty("minyi.repository"), "android/kit/src/main/kotlin").toFile().walk().filter { it.extension == "kt" }.toList()

    @Test
    fun onlyTheBridgeImportsTheGeneratedCode() {
        check(sources.size > 8) { "the sources were found: $sources" }
        val breaking = sources.filter { "/bridge/" !in it.path && "org.minyi.core" in it.readText() }
        check(breaking.isEmpty()) { "$breaking" }
        check(sources.any { "/bridge/" in it.path && "org.minyi.core" in it.readText() }) { "the scan sees what it looks for" }
    }

    @Test
    fun nothingIsAndroids() {
        val android = Regex("""import androidx?\.""")
        check(sources.none { android.containsMatchIn(it.readText()) })
    }
}
