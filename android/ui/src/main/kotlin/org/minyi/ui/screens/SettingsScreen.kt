// 设置: large type, language, light or dark, and the way out.
package org.minyi.ui.screens

import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import org.minyi.kit.presenter.SignInState
import org.minyi.ui.parts.Choice
import org.minyi.ui.parts.Fact
import org.minyi.ui.parts.Screen
import org.minyi.ui.parts.SectionTitle
import org.minyi.ui.parts.Toggle
import org.minyi.ui.theme.Brightness
import org.minyi.ui.theme.TypeSize
import org.minyi.ui.words.Language
import org.minyi.ui.words.LocalWords
import org.minyi.ui.words.roleSaid
import org.minyi.ui.words.say

/** What the user chose. `language == null`: as the phone. */
data class Preferences(
    val size: TypeSize = TypeSize.Normal,
    val language: Language? = null,
    val brightness: Brightness = Brightness.System,
)

@Composable
fun SettingsScreen(preferences: Preferences, signIn: SignInState, onChange: (Preferences) -> Unit, onSignOut: () -> Unit, onBack: () -> Unit) {
    val words = LocalWords.current
    Screen(words.settings, onBack) {
        Toggle(preferences.size == TypeSize.Large, { onChange(preferences.copy(size = if (it) TypeSize.Large else TypeSize.Normal)) }, words.largeType, tag = "large-type")
        SectionTitle(words.language)
        Choice(listOf(null, Language.Chinese, Language.English), preferences.language, { onChange(preferences.copy(language = it)) }, {
            when (it) {
                null -> words.languageFollows
                Language.Chinese -> "简体中文"
                Language.English -> "English"
            }
        })
        SectionTitle(words.brightness)
        Choice(Brightness.entries, preferences.brightness, { onChange(preferences.copy(brightness = it)) }, {
            when (it) {
                Brightness.System -> words.asPhone
                Brightness.Light -> words.light
                Brightness.Dark -> words.dark
            }
        })
        val step = signIn.step
        if (step is SignInState.Step.SignedIn) {
            Fact(words.thisDevice, say(roleSaid(step.session.account.role)))
            OutlinedButton(onSignOut, wide("sign-out")) { Text(words.signOut, color = MaterialTheme.colorScheme.error) }
        }
    }
}
