// The whole app as one composable: which screen shows, and which presenter answers it. The platform brings a bridge to the core,
// a way to get photos and the position, and where to keep preferences; it knows nothing of screens.
package org.minyi.ui

import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import org.minyi.kit.presenter.SignInState
import org.minyi.ui.parts.LocalOutboxDoor
import org.minyi.ui.parts.LocalTabs
import org.minyi.ui.parts.OutboxDoor
import org.minyi.ui.parts.Tab
import org.minyi.ui.screens.HomeActions
import org.minyi.ui.screens.HomeScreen
import org.minyi.ui.screens.LocalCourtSurface
import org.minyi.ui.screens.LocalPreviews
import org.minyi.ui.screens.MyCasesActions
import org.minyi.ui.screens.MyCasesScreen
import org.minyi.ui.screens.NoticesActions
import org.minyi.ui.screens.NoticesScreen
import org.minyi.ui.screens.OutboxActions
import org.minyi.ui.screens.OutboxScreen
import org.minyi.ui.screens.Preferences
import org.minyi.ui.screens.SettingsScreen
import org.minyi.ui.screens.SignInActions
import org.minyi.ui.screens.SignInScreen
import org.minyi.ui.theme.MinyiTheme
import org.minyi.ui.words.LocalLanguage
import org.minyi.ui.words.LocalWords
import org.minyi.ui.words.wordsOf

/** The app. `presenters` are made by the shell in a scope that outlives a rotation. */
@Composable
fun MinyiUi(presenters: Presenters, platform: Platform) {
    var preferences by remember { mutableStateOf(platform.preferences) }
    val language = preferences.language ?: platform.language
    CompositionLocalProvider(LocalLanguage provides language, LocalWords provides wordsOf(language), LocalPreviews provides platform::preview, LocalCourtSurface provides { platform.CourtSurface(it) }) {
        MinyiTheme(preferences.brightness, preferences.size) {
            Rooms(presenters, platform, preferences) { chosen ->
                preferences = chosen
                platform.preferences = chosen
            }
        }
    }
}

@Composable
private fun Rooms(presenters: Presenters, platform: Platform, preferences: Preferences, onPreferences: (Preferences) -> Unit) {
    val signIn by presenters.signIn.state.collectAsState()
    val who = (signIn.step as? SignInState.Step.SignedIn)?.session?.account?.user
    if (who == null) {
        SignInScreen(signIn, object : SignInActions {
            override fun requestCode(phone: String) { presenters.signIn.requestCode(phone) }
            override fun signIn(code: String) { presenters.signIn.signIn(code) }
            override fun signInStaff(login: String, password: String, totp: String) { presenters.signIn.signInStaff(login, password, totp) }
            override fun otherNumber() = presenters.signIn.otherNumber()
        })
        return
    }
    // Whoever comes in pulls what changed meanwhile.
    LaunchedEffect(who) { presenters.arrive() }
    var path by rememberSaveable(who) { mutableStateOf("home") }
    val way = Way(path.split('/')) { path = it.joinToString("/") }
    platform.OnBack(way.places.size > 1 || way.here != "home") { way.back() }
    val outbox by presenters.outbox.state.collectAsState()
    CompositionLocalProvider(
        LocalOutboxDoor provides OutboxDoor(outbox.outbox.unsent) { way.go("outbox") },
        LocalTabs provides { tab -> way.tab(tab) },
    ) { Room(way, presenters, platform, preferences, onPreferences) }
}

/** Where one is, as text that survives the death of the process: names, and for a case its number behind a blank. */
internal class Way(val places: List<String>, private val onChange: (List<String>) -> Unit) {
    val here: String get() = places.last().substringBefore(' ')
    val matter: String get() = places.last().substringAfter(' ', "")

    fun go(name: String, matter: String = "") = onChange(places + if (matter.isEmpty()) name else "$name $matter")

    /** From a tab that is not home one goes home, as people expect of the back gesture. */
    fun back() = onChange(if (places.size > 1) places.dropLast(1) else listOf("home"))

    fun tab(tab: Tab) = onChange(listOf(if (tab == Tab.Me) "settings" else tab.name.lowercase()))

    /** From the end of a form to what came of it. */
    fun leadTo(name: String, matter: String) = onChange(listOf("home", "$name $matter"))
}

@Composable
private fun Room(way: Way, presenters: Presenters, platform: Platform, preferences: Preferences, onPreferences: (Preferences) -> Unit) {
    val cases by presenters.cases.state.collectAsState()
    val outbox by presenters.outbox.state.collectAsState()
    val stations by presenters.stations.state.collectAsState()
    val notices by presenters.notices.state.collectAsState()
    when (way.here) {
        "file" -> FilingRoom(way, presenters, platform)
        "stations" -> StationsRoom(way, presenters, platform)
        "case" -> CaseRoom(way, presenters)
        "evaluate" -> EvaluationRoom(way, presenters)
        "card" -> CardRoom(way, presenters, platform)
        "notices" -> NoticesScreen(notices, { way.back() }, object : NoticesActions {
            override fun case(matter: String) = way.go("case", matter)
            override fun hearing(matter: String) = way.go("hearing", matter)
            override fun outbox() = way.tab(Tab.Outbox)
        })
        "scan" -> ScanRoom(way, presenters, platform)
        "hearings" -> HearingsRoom(way, presenters)
        "hearing" -> HearingRoom(way, presenters, platform)
        "cases" -> MyCasesScreen(cases, outbox, object : MyCasesActions {
            override fun open(matter: String) = way.go("case", matter)
            override fun more() { presenters.cases.more() }
            override fun refresh() { presenters.cases.refresh() }
        })
        "outbox" -> OutboxScreen(outbox, cases.titles, object : OutboxActions {
            override fun offlineSwitch(on: Boolean) = presenters.outbox.offlineSwitch(on)
            override fun retry(id: String) { presenters.outbox.retry(id) }
            override fun discard(id: String) { presenters.outbox.discard(id) }
        })
        "settings" -> {
            val signIn by presenters.signIn.state.collectAsState()
            SettingsScreen(preferences, signIn, outbox.outbox.unsent, onPreferences, { way.go("own-data") }) { presenters.signIn.signOut() }
        }
        "own-data" -> OwnDataRoom(way, presenters, platform, outbox.outbox.unsent)
        else -> HomeScreen(cases, outbox, stations, notices, presenters.role(), object : HomeActions {
            override fun file() = way.go("file")
            override fun cases() = way.tab(Tab.Cases)
            override fun case(matter: String) = way.go("case", matter)
            override fun stations() = way.go("stations")
            override fun notices() = way.go("notices")
            override fun card() = way.go("card")
            override fun scan() = way.go("scan")
            override fun hearings() = way.go("hearings")
        })
    }
}
