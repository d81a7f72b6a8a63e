// 登录: a number and a code, or for deputies and staff an account with password and dynamic code.
package org.minyi.ui.screens

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.material3.Button
import androidx.compose.material3.LinearProgressIndicator
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.unit.dp
import kotlinx.coroutines.delay
import org.minyi.kit.model.Failure
import org.minyi.kit.presenter.SignInState
import org.minyi.ui.parts.Banner
import org.minyi.ui.parts.Field
import org.minyi.ui.parts.Screen
import org.minyi.ui.parts.wide
import org.minyi.ui.theme.Tone
import org.minyi.ui.words.LocalWords
import org.minyi.ui.words.at
import org.minyi.ui.words.said
import org.minyi.ui.words.say

/** What the screen can ask for. */
interface SignInActions {
    fun requestCode(phone: String)
    fun signIn(code: String)
    fun signInStaff(login: String, password: String, totp: String)
    fun otherNumber()
}

private val fields = setOf("phone", "code", "login", "password", "totp")

@Composable
fun SignInScreen(state: SignInState, actions: SignInActions, staffFirst: Boolean = false) {
    val words = LocalWords.current
    var staff by rememberSaveable { mutableStateOf(staffFirst) }
    Screen(words.signInTitle) {
        Text(words.appName, style = MaterialTheme.typography.displaySmall, color = MaterialTheme.colorScheme.primary)
        Text(words.signInLead, style = MaterialTheme.typography.bodyLarge)
        if (state.step is SignInState.Step.Again) Banner(words.sessionOver, Tone.Soon)
        state.failure?.takeIf { it.at !in fields }?.let { Banner(say(it.said), if (it is Failure.Offline) Tone.Soon else Tone.Late) }
        if (staff) StaffForm(state, actions) else CitizenForm(state, actions)
        if (state.busy) LinearProgressIndicator(Modifier.fillMaxWidth())
        TextButton({ staff = !staff }, Modifier.heightIn(min = 48.dp).testTag("other-way")) {
            Text(if (staff) words.citizenSignIn else words.staffSignIn)
        }
    }
}

/** The sentence for a field, if the failure is about it. */
@Composable
private fun SignInState.wrong(field: String): String? = failure?.takeIf { it.at == field }?.let { say(it.said) }

@Composable
private fun CitizenForm(state: SignInState, actions: SignInActions) {
    val words = LocalWords.current
    var phone by rememberSaveable { mutableStateOf(state.phone) }
    var code by rememberSaveable { mutableStateOf("") }
    val sent = state.step as? SignInState.Step.Code
    Field(
        phone, { phone = it.filter(Char::isDigit).take(11); if (sent != null) actions.otherNumber() },
        words.phone, "phone", words.phoneHint, state.wrong("phone"), keyboard = KeyboardType.Phone,
    )
    if (sent == null) {
        Button({ actions.requestCode(phone) }, wide("send-code"), enabled = !state.busy && phone.isNotEmpty()) { Text(words.sendCode) }
        return
    }
    Field(code, { code = it.filter(Char::isDigit).take(6) }, words.code, "code", words.codeSentTo(state.phone), state.wrong("code"), keyboard = KeyboardType.NumberPassword)
    Button({ actions.signIn(code) }, wide("sign-in"), enabled = !state.busy && code.isNotEmpty()) { Text(words.signIn) }
    var left by rememberSaveable(sent.againAfterSeconds) { mutableStateOf(sent.againAfterSeconds) }
    LaunchedEffect(sent) {
        while (left > 0) {
            delay(1_000)
            left -= 1
        }
    }
    TextButton({ actions.requestCode(phone) }, Modifier.heightIn(min = 48.dp), enabled = left == 0 && !state.busy) {
        Text(if (left > 0) words.codeAgainIn(left) else words.sendCode)
    }
}

@Composable
private fun StaffForm(state: SignInState, actions: SignInActions) {
    val words = LocalWords.current
    var login by rememberSaveable { mutableStateOf("") }
    // Secrets are not kept across the death of the process.
    var password by remember { mutableStateOf("") }
    var totp by remember { mutableStateOf("") }
    Field(login, { login = it.trim() }, words.login, "login", wrong = state.wrong("login"))
    Field(password, { password = it }, words.password, "password", wrong = state.wrong("password"), hidden = true, keyboard = KeyboardType.Password)
    Field(totp, { totp = it.filter(Char::isDigit).take(6) }, words.totp, "totp", wrong = state.wrong("totp"), keyboard = KeyboardType.NumberPassword)
    Button(
        { actions.signInStaff(login, password, totp) }, wide("sign-in-staff"),
        enabled = !state.busy && login.isNotEmpty() && password.isNotEmpty() && totp.length == 6,
    ) { Text(words.signIn) }
}
