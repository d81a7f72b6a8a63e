// Screens know the kit and nothing below: no generated code, no Android, and no colour pair that is hard to read.
package org.minyi.ui

import androidx.compose.material3.ColorScheme
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.luminance
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.minyi.ui.theme.DarkColours
import org.minyi.ui.theme.LightColours
import org.minyi.ui.theme.Tone
import org.minyi.ui.theme.tone
import java.io.File

class BoundaryTest {
    @Test
    fun screensImportNeitherGeneratedCodeNorAndroid() {
        val files = File("src/main").walk().filter { it.extension == "kt" }.toList()
        assertTrue(files.size > 10)
        val forbidden = Regex("""^import (org\.minyi\.core|android\.|com\.sun\.jna)""", RegexOption.MULTILINE)
        assertEquals(emptyList<String>(), files.filter { forbidden.containsMatchIn(it.readText()) }.map { it.name })
    }

    @Test
    fun everyPairOfTextAndGroundCanBeRead() {
        for ((name, scheme) in listOf("light" to LightColours, "dark" to DarkColours)) for ((pair, text, ground) in pairs(scheme)) {
            val contrast = contrast(text, ground)
            assertTrue("$name $pair: $contrast", contrast >= 4.5)
        }
    }

    private fun pairs(scheme: ColorScheme): List<Triple<String, Color, Color>> = with(scheme) {
        listOf(
            Triple("primary", onPrimary, primary),
            Triple("background", onBackground, background),
            Triple("surface", onSurface, surface),
            Triple("variant on surface", onSurfaceVariant, surface),
            Triple("error on surface", error, surface),
            Triple("primary on surface", primary, surface),
        ) + Tone.entries.map { Triple(it.name, tone(it).text, tone(it).ground) }
    }

    private fun contrast(a: Color, b: Color): Double {
        val (light, dark) = listOf(a.luminance(), b.luminance()).sortedDescending()
        return (light + 0.05) / (dark + 0.05)
    }
}
