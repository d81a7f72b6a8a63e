// What a person's hands do in a test on the real library: tap, type, wait until it is there. Where several phones lie side by side, each
// person touches only their own.
package org.minyi.ui

import androidx.compose.ui.geometry.Size
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.SemanticsNodeInteraction
import androidx.compose.ui.test.SkikoComposeUiTest
import androidx.compose.ui.test.hasAnyAncestor
import androidx.compose.ui.test.hasTestTag
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performTextInput
import androidx.compose.ui.test.runSkikoComposeUiTest
import androidx.compose.ui.unit.Density

internal const val PATIENCE_MS = 90_000L
internal const val PHONE_WIDTH = 360
private const val PHONE_HEIGHT = 780

/** `phones`: how many lie side by side; each pixel of many frames is drawn by the processor, so two phones are drawn coarser. */
@OptIn(ExperimentalTestApi::class)
internal fun onAPhone(phones: Int = 1, work: SkikoComposeUiTest.() -> Unit) {
    val density = if (phones == 1) 2f else 1f
    runSkikoComposeUiTest(Size(phones * PHONE_WIDTH * density, PHONE_HEIGHT * density), Density(density)) { work() }
}

/** @param phone the tag of the phone that these hands hold; `null` where there is only one. */
@OptIn(ExperimentalTestApi::class)
internal class Hands(private val ui: SkikoComposeUiTest, private val phone: String? = null) {
    private fun own(matcher: SemanticsMatcher) = if (phone == null) matcher else matcher and hasAnyAncestor(hasTestTag(phone))

    fun node(tag: String): SemanticsNodeInteraction = ui.onNode(own(hasTestTag(tag)))

    fun awaits(tag: String) = ui.waitUntil(PATIENCE_MS) { ui.onAllNodes(own(hasTestTag(tag))).fetchSemanticsNodes().isNotEmpty() }

    fun awaitsText(text: String) = ui.waitUntil(PATIENCE_MS) { sees(text) }

    fun sees(text: String): Boolean = ui.onAllNodes(own(hasText(text, substring = true))).fetchSemanticsNodes().isNotEmpty()

    fun tap(tag: String) {
        awaits(tag)
        node(tag).performClick()
        ui.waitForIdle()
    }

    /** As `tap`, for what may be further down. */
    fun reach(tag: String) {
        awaits(tag)
        node(tag).performScrollTo().performClick()
        ui.waitForIdle()
    }

    fun types(tag: String, text: String) {
        awaits(tag)
        node(tag).performScrollTo().performTextInput(text)
        ui.waitForIdle()
    }

    fun signsInAsStaff(login: String, password: String, totp: String) {
        tap("other-way")
        types("login", login)
        types("password", password)
        types("totp", totp)
        reach("sign-in-staff")
        awaits("file-case")
    }

    fun signsIn(phone: String, code: () -> String?) {
        types("phone", phone)
        tap("send-code")
        awaits("code")
        types("code", checkNotNull(code()))
        tap("sign-in")
        awaits("file-case")
    }
}

@OptIn(ExperimentalTestApi::class)
internal fun SkikoComposeUiTest.awaits(tag: String) = Hands(this).awaits(tag)

@OptIn(ExperimentalTestApi::class)
internal fun SkikoComposeUiTest.awaitsText(text: String) = Hands(this).awaitsText(text)

@OptIn(ExperimentalTestApi::class)
internal fun SkikoComposeUiTest.tap(tag: String) = Hands(this).tap(tag)

@OptIn(ExperimentalTestApi::class)
internal fun SkikoComposeUiTest.types(tag: String, text: String) = Hands(this).types(tag, text)
