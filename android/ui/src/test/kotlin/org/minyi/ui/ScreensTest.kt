// Every screen, drawn as people will see it: both languages, light and dark, large type. Pictures for people in target/screens.
package org.minyi.ui

import androidx.compose.runtime.Composable
import org.junit.Assert.assertEquals
import org.junit.Test
import org.minyi.kit.model.Failure
import org.minyi.kit.model.Network
import org.minyi.kit.model.Outbox
import org.minyi.kit.model.Stage
import org.minyi.kit.presenter.CaseState
import org.minyi.kit.presenter.EvaluationState
import org.minyi.kit.presenter.FilingState
import org.minyi.kit.presenter.MyCasesState
import org.minyi.kit.presenter.OutboxState
import org.minyi.kit.presenter.SignInState
import org.minyi.ui.screens.CaseScreen
import org.minyi.ui.screens.EvaluationScreen
import org.minyi.ui.screens.FilingScreen
import org.minyi.ui.screens.HomeScreen
import org.minyi.ui.screens.MyCasesScreen
import org.minyi.ui.screens.OutboxScreen
import org.minyi.ui.screens.Preferences
import org.minyi.ui.screens.SettingsScreen
import org.minyi.ui.screens.SignInScreen
import java.lang.reflect.Proxy

/** Actions that nobody takes in a picture. */
private inline fun <reified T> nobody(): T =
    T::class.java.cast(Proxy.newProxyInstance(T::class.java.classLoader, arrayOf(T::class.java)) { _, _, _ -> null })

private val refused = Failure.Refused("too_long", "title", "标题 1 至 80 个字", "a title of 1 to 80 characters", "标题不超过八十字", "A title has at most eighty characters")

private val screens: Map<String, @Composable () -> Unit> = mapOf(
    "sign-in-number" to { SignInScreen(SignInState(), nobody()) },
    "sign-in-code" to { SignInScreen(SignInState(SignInState.Step.Code(60), "19900000011"), nobody()) },
    "sign-in-wrong-code" to {
        SignInScreen(SignInState(SignInState.Step.Code(0), "19900000011", failure = Failure.Rejected("CODE_WRONG", "code", null)), nobody())
    },
    "home" to { HomeScreen(MyCasesState(Sample.rows), OutboxState(Sample.outbox), nobody()) },
    "home-empty" to { HomeScreen(MyCasesState(emptyList()), OutboxState(), nobody()) },
    "home-offline" to { HomeScreen(MyCasesState(Sample.rows), OutboxState(Sample.outbox, Network.OFFLINE), nobody()) },
    "filing-1-photos" to { FilingScreen(FilingState.Editing(Sample.draft, Sample.limits, attaching = 1), Sample.hearers, nobody()) },
    "filing-2-words" to { FilingScreen(FilingState.Editing(Sample.draft, Sample.limits), Sample.hearers, nobody(), firstStep = 2) },
    "filing-2-refused" to {
        FilingScreen(FilingState.Editing(Sample.draft.copy(title = "长".repeat(90)), Sample.limits, failure = refused), Sample.hearers, nobody(), firstStep = 2)
    },
    "filing-3-who" to { FilingScreen(FilingState.Editing(Sample.draft, Sample.limits), Sample.hearers, nobody(), firstStep = 3) },
    "filing-saved" to { FilingScreen(FilingState.SavedOnPhone(Sample.filed), Sample.hearers, nobody()) },
    "cases" to { MyCasesScreen(MyCasesState(Sample.rows), OutboxState(), {}, {}, {}, {}, {}) },
    "cases-empty" to { MyCasesScreen(MyCasesState(emptyList()), OutboxState(), {}, {}, {}, {}, {}) },
    "cases-failure" to { MyCasesScreen(MyCasesState(Sample.rows, failure = Failure.Offline), OutboxState(), {}, {}, {}, {}, {}) },
    "case-answered" to { CaseScreen(CaseState.Shown(Sample.case, Sample.due), null, {}, nobody()) },
    "case-question" to {
        val asked = Sample.case.copy(stage = Stage.AWAITING_INFO, question = "请问是哪一段河道？", answer = null, permitted = setOf("SUPPLEMENT", "WITHDRAW"))
        CaseScreen(CaseState.Shown(asked, emptyList()), null, {}, nobody())
    },
    "case-not-here" to { CaseScreen(CaseState.NotHere, null, {}, nobody()) },
    "evaluation" to { EvaluationScreen(EvaluationState(), {}, nobody()) },
    "outbox" to { OutboxScreen(OutboxState(Sample.outbox), mapOf("m4" to "茶园道路积水"), {}, nobody()) },
    "outbox-empty" to { OutboxScreen(OutboxState(Outbox()), emptyMap(), {}, nobody()) },
    "settings" to { SettingsScreen(Preferences(), SignInState(SignInState.Step.SignedIn(Sample.signedIn)), {}, {}, {}) },
)

class ScreensTest {
    @Test
    fun everyScreenLooksAsAgreedInEveryLook() {
        val faults = screens.flatMap { (name, screen) ->
            Look.entries.mapNotNull { look -> differs("$name-${look.name}", render(look, content = screen)) }
        }
        assertEquals("", faults.joinToString("\n"))
    }

    @Test
    fun aListOfAThousandRowsIsDrawnInAFrame() {
        val many = (1..1_000).map { Sample.rows[it % Sample.rows.size].copy(matter = "m$it") }
        val times = frames(30) { MyCasesScreen(MyCasesState(many), OutboxState(), {}, {}, {}, {}, {}) }
        // Printed, not asserted: a busy machine must not fail a correct program.
        println("screens: 1,000 rows, median frame ${times.sorted()[times.size / 2] / 1_000} us")
        assertEquals(30, times.size)
    }
}
