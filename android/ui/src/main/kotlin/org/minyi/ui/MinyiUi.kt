// The whole app as one composable: which screen shows, and which presenter answers it. The platform brings a bridge to the core,
// a way to get photos, and where to keep preferences; it knows nothing of screens.
package org.minyi.ui

import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.DisposableEffect
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import kotlinx.coroutines.launch
import org.minyi.kit.bridge.MinyiBridge
import org.minyi.kit.model.Addressee
import org.minyi.kit.model.Grade
import org.minyi.kit.presenter.CasePresenter
import org.minyi.kit.presenter.EvaluationPresenter
import org.minyi.kit.presenter.FilingPresenter
import org.minyi.kit.presenter.MyCasesPresenter
import org.minyi.kit.presenter.OutboxPresenter
import org.minyi.kit.presenter.SignInPresenter
import org.minyi.kit.presenter.SignInState
import org.minyi.ui.screens.CaseActions
import org.minyi.ui.screens.CaseScreen
import org.minyi.ui.screens.EvaluationActions
import org.minyi.ui.screens.EvaluationScreen
import org.minyi.ui.screens.FilingActions
import org.minyi.ui.screens.FilingScreen
import org.minyi.ui.screens.Hearer
import org.minyi.ui.screens.HomeActions
import org.minyi.ui.screens.HomeScreen
import org.minyi.ui.screens.MyCasesScreen
import org.minyi.ui.screens.OutboxActions
import org.minyi.ui.screens.OutboxScreen
import org.minyi.ui.screens.Preferences
import org.minyi.ui.screens.SettingsScreen
import org.minyi.ui.screens.SignInActions
import org.minyi.ui.screens.SignInScreen
import org.minyi.ui.theme.MinyiTheme
import org.minyi.ui.words.Language
import org.minyi.ui.words.LocalLanguage
import org.minyi.ui.words.LocalWords
import org.minyi.ui.words.wordsOf

/** What the platform does for the screens. */
interface Platform {
    /** Opens the camera; each photo taken is handed over as a file path. */
    fun takePhoto(onPhoto: (String) -> Unit)

    /** Opens the gallery. */
    fun choosePhoto(onPhoto: (String) -> Unit)

    /** The phone's own language. */
    val language: Language

    /** Keeps what the user chose; read once at the start. */
    var preferences: Preferences

    /** Takes over the phone's back gesture while `enabled`. */
    @Composable
    fun OnBack(enabled: Boolean, onBack: () -> Unit)
}

/** Where one is, as text that survives the death of the process: a name, and for a case its number. */
private fun placeOf(name: String, matter: String = "") = if (matter.isEmpty()) name else "$name $matter"

@Composable
fun MinyiUi(bridge: MinyiBridge, platform: Platform, hearers: List<Hearer>) {
    var preferences by remember { mutableStateOf(platform.preferences) }
    val language = preferences.language ?: platform.language
    CompositionLocalProvider(LocalLanguage provides language, LocalWords provides wordsOf(language)) {
        MinyiTheme(preferences.brightness, preferences.size) {
            Rooms(bridge, platform, hearers, preferences) { chosen ->
                preferences = chosen
                platform.preferences = chosen
            }
        }
    }
}

@Composable
private fun Rooms(bridge: MinyiBridge, platform: Platform, hearers: List<Hearer>, preferences: Preferences, onPreferences: (Preferences) -> Unit) {
    val scope = rememberCoroutineScope()
    val signIn = remember { SignInPresenter(bridge, scope) }
    val cases = remember { MyCasesPresenter(bridge, scope) }
    val outbox = remember { OutboxPresenter(bridge, scope) }
    val filing = remember { FilingPresenter(bridge, scope) }
    LaunchedEffect(Unit) { outbox.drive() }
    val signInState by signIn.state.collectAsState()
    val caseList by cases.state.collectAsState()
    val outboxState by outbox.state.collectAsState()
    var path by rememberSaveable { mutableStateOf(listOf("home")) }
    val go = { place: String -> path = path + place }
    val back = { if (path.size > 1) path = path.dropLast(1) }
    platform.OnBack(path.size > 1) { back() }
    // Whoever comes in pulls what changed meanwhile.
    val who = (signInState.step as? SignInState.Step.SignedIn)?.session?.account?.user
    LaunchedEffect(who) { if (who != null) cases.refresh() }
    if (signInState.step !is SignInState.Step.SignedIn) {
        SignInScreen(signInState, object : SignInActions {
            override fun requestCode(phone: String) { signIn.requestCode(phone) }
            override fun signIn(code: String) { signIn.signIn(code) }
            override fun signInStaff(login: String, password: String, totp: String) { signIn.signInStaff(login, password, totp) }
            override fun otherNumber() = signIn.otherNumber()
        })
        return
    }
    val here = path.last().split(' ')
    when (here[0]) {
        "file" -> {
            LaunchedEffect(Unit) { filing.open() }
            // What was typed a moment ago is stored when the screen goes.
            DisposableEffect(Unit) { onDispose { scope.launch { filing.save() } } }
            val state by filing.state.collectAsState()
            FilingScreen(state, hearers, object : FilingActions {
                override fun takePhoto() = platform.takePhoto { filing.attach(it) }
                override fun choosePhoto() = platform.choosePhoto { filing.attach(it) }
                override fun removePhoto(sha256: String) = filing.removePhoto(sha256)
                override fun title(text: String) = filing.title(text)
                override fun text(text: String) = filing.text(text)
                override fun addressee(addressee: Addressee) = filing.addressee(addressee)
                override fun mayPublish(agreed: Boolean) = filing.mayPublish(agreed)
                override fun file() { filing.file() }
                override fun discard() { filing.discard() }
                override fun close() { back() }
                override fun openCase(matter: String) { path = listOf("home", placeOf("case", matter)) }
            })
        }
        "cases" -> MyCasesScreen(caseList, outboxState, { back() }, { go(placeOf("case", it)) }, { cases.more() }, { cases.refresh() }, { go("outbox") })
        "case" -> {
            val matter = here[1]
            val life = rememberCoroutineScope()
            val presenter = remember(matter) { CasePresenter(bridge, life, matter) }
            val state by presenter.state.collectAsState()
            val failure by presenter.failure.collectAsState()
            CaseScreen(state, failure, { back() }, object : CaseActions {
                override fun supplement(text: String) { presenter.supplement(text) }
                override fun withdraw(reason: String) { presenter.withdraw(reason) }
                override fun evaluate() { go(placeOf("evaluate", matter)) }
            })
        }
        "evaluate" -> {
            val presenter = remember(here[1]) { EvaluationPresenter(bridge, scope, here[1]) }
            val state by presenter.state.collectAsState()
            EvaluationScreen(state, { back() }, object : EvaluationActions {
                override fun process(grade: Grade) = presenter.process(grade)
                override fun answer(grade: Grade) = presenter.answer(grade)
                override fun delivery(grade: Grade) = presenter.delivery(grade)
                override fun reason(text: String) = presenter.reason(text)
                override fun send() { presenter.send() }
            })
        }
        "outbox" -> OutboxScreen(outboxState, caseList.rows.orEmpty().mapNotNull { row -> row.title?.let { row.matter to it } }.toMap(), { back() }, object : OutboxActions {
            override fun offlineSwitch(on: Boolean) = outbox.offlineSwitch(on)
            override fun retry(id: String) { outbox.retry(id) }
            override fun discard(id: String) { outbox.discard(id) }
        })
        "settings" -> SettingsScreen(preferences, signInState, onPreferences, { signIn.signOut() }, { back() })
        else -> HomeScreen(caseList, outboxState, object : HomeActions {
            override fun file() = go("file")
            override fun cases() = go("cases")
            override fun case(matter: String) = go(placeOf("case", matter))
            override fun outbox() = go("outbox")
            override fun settings() = go("settings")
        })
    }
}
