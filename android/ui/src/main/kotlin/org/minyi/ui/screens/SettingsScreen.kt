// 我的: who I am here, large type, language, light or dark, and the way out.
package org.minyi.ui.screens

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Row
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Lock
import androidx.compose.material3.Button
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.unit.dp
import org.minyi.kit.presenter.SignInState
import org.minyi.ui.parts.Banner
import org.minyi.ui.parts.Choice
import org.minyi.ui.parts.Door
import org.minyi.ui.parts.Fact
import org.minyi.ui.parts.Screen
import org.minyi.ui.parts.SectionTitle
import org.minyi.ui.parts.Sheet
import org.minyi.ui.parts.Tab
import org.minyi.ui.parts.Toggle
import org.minyi.ui.parts.wide
import org.minyi.ui.theme.Brightness
import org.minyi.ui.theme.Tone
import org.minyi.ui.theme.TypeSize
import org.minyi.ui.words.Language
import org.minyi.ui.words.LocalWords
import org.minyi.ui.words.OwnDataSaid
import org.minyi.ui.words.roleSaid
import org.minyi.ui.words.say

/** What the user chose. `language == null`: as the phone. */
data class Preferences(
    val size: TypeSize = TypeSize.Normal,
    val language: Language? = null,
    val brightness: Brightness = Brightness.System,
)

@Composable
fun SettingsScreen(preferences: Preferences, signIn: SignInState, unsent: Int, onChange: (Preferences) -> Unit, onOwnData: () -> Unit = {}, onSignOut: () -> Unit) {
    val words = LocalWords.current
    Screen(words.me, tab = Tab.Me) {
        val step = signIn.step
        if (step is SignInState.Step.SignedIn) Sheet { Fact(words.signedInAs, say(roleSaid(step.session.account.role))) }
        Sheet {
            Toggle(preferences.size == TypeSize.Large, { onChange(preferences.copy(size = if (it) TypeSize.Large else TypeSize.Normal)) }, words.largeType, tag = "large-type")
        }
        Sheet {
            SectionTitle(words.language)
            Choice(listOf(null, Language.Chinese, Language.English), preferences.language, { onChange(preferences.copy(language = it)) }, "language", {
                when (it) {
                    null -> words.languageFollows
                    Language.Chinese -> "简体中文"
                    Language.English -> "English"
                }
            })
        }
        Sheet {
            SectionTitle(words.brightness)
            Choice(Brightness.entries, preferences.brightness, { onChange(preferences.copy(brightness = it)) }, "brightness", {
                when (it) {
                    Brightness.System -> words.asPhone
                    Brightness.Light -> words.light
                    Brightness.Dark -> words.dark
                }
            })
        }
        if (step is SignInState.Step.SignedIn) {
            Door(Icons.Filled.Lock, say(OwnDataSaid.title), say(OwnDataSaid.doorHint), "own-data", onOwnData)
            SignOut(unsent, onSignOut)
        }
    }
}

/** Asks first while something has not arrived. */
@Composable
private fun SignOut(unsent: Int, onSignOut: () -> Unit) {
    val words = LocalWords.current
    var asking by rememberSaveable { mutableStateOf(false) }
    if (!asking) {
        OutlinedButton({ if (unsent > 0) asking = true else onSignOut() }, wide("sign-out")) { Text(words.signOut, color = MaterialTheme.colorScheme.error) }
        return
    }
    Banner(words.signOutAsk(unsent), Tone.Soon)
    Row(horizontalArrangement = Arrangement.spacedBy(12.dp)) {
        OutlinedButton({ asking = false }) { Text(words.keep) }
        Button(onSignOut) { Text(words.signOut) }
    }
}
