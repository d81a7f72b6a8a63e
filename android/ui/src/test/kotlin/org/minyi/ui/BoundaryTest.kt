// Screens know the kit and nothing below: no generated code, no Android, and no colour pair that is hard to read.
package org.minyi.ui

import androidx.compose.material3.ColorScheme
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.luminance
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.minyi.kit.model.Failure
import org.minyi.kit.model.Rejection
import org.minyi.ui.theme.DarkColours
import org.minyi.ui.theme.LightColours
import org.minyi.ui.theme.Tone
import org.minyi.ui.theme.tone
import org.minyi.ui.words.ChineseWords
import org.minyi.ui.words.EnglishWords
import org.minyi.ui.words.Words
import org.minyi.ui.words.said
import org.minyi.ui.words.wordless
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
    fun everyWordOfTheRulebookHasItsWords() {
        val missing = wordless(
            org.minyi.core.CaseAct.entries.map { it.name }, org.minyi.core.Role.entries.map { it.name },
            org.minyi.core.ResultCore.entries.map { it.name }, org.minyi.core.ClockKind.entries.map { it.name },
        )
        assertEquals(emptyList<String>(), missing)
    }

    @Test
    fun everyFailureSaysWhatHappenedInBothLanguages() {
        val all = Rejection.entries.map { Failure.Rejected(it, null, 30) } + listOf(
            Failure.Offline, Failure.SignedOut, Failure.Conflict, Failure.NotFound, Failure.StorageFull, Failure.KeyLost, Failure.Damaged, Failure.Busy,
            Failure.Internal("x"), Failure.BadInput("phone"), Failure.BadInput("something new"),
        )
        for (failure in all) {
            assertTrue("$failure", failure.said.zh.any { it in '\u4e00'..'\u9fff' } && failure.said.zh.last() == '。')
            assertTrue("$failure", failure.said.en.length > 10 && failure.said.en.none { it in '\u4e00'..'\u9fff' })
        }
    }

    @Test
    fun englishHasNoChineseLeftAndChineseIsNotEnglish() {
        val texts = Words::class.java.methods.filter { it.returnType == String::class.java && it.parameterCount == 0 }
        assertTrue(texts.size > 80)
        for (text in texts) {
            val (zh, en) = text.invoke(ChineseWords) as String to text.invoke(EnglishWords) as String
            assertTrue(text.name, zh.any { it in '\u4e00'..'\u9fff' } && en.isNotBlank() && en.none { it in '\u4e00'..'\u9fff' })
        }
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
