/** Signing in (登录): number, code, in; or password and dynamic code for staff. */
package org.minyi.kit.presenter

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch
import org.minyi.kit.bridge.MinyiBridge
import org.minyi.kit.model.BridgeException
import org.minyi.kit.model.Failure
import org.minyi.kit.model.Session

/** What the screen shows. `failure` stays until the next try. */
data class SignInState(
    val step: Step = Step.Number,
    val phone: String = "",
    val busy: Boolean = false,
    val failure: Failure? = null,
) {
    sealed interface Step {
        data object Number : Step

        /** A code is on its way; another may be asked for after so many seconds. */
        data class Code(val againAfterSeconds: Int) : Step

        data class SignedIn(val session: Session.SignedIn) : Step

        /** The session ended; the same number is asked to sign in again, nothing is lost. */
        data class Again(val session: Session.Over) : Step
    }
}

class SignInPresenter(private val bridge: MinyiBridge, private val scope: CoroutineScope) {
    private val mutable = MutableStateFlow(SignInState())
    val state: StateFlow<SignInState> = mutable.asStateFlow()

    init {
        scope.launch {
            bridge.session.collect { session ->
                mutable.update { now ->
                    when (session) {
                        is Session.SignedIn -> SignInState(SignInState.Step.SignedIn(session))
                        is Session.Over -> now.copy(step = SignInState.Step.Again(session), busy = false)
                        is Session.SignedOut -> if (now.step is SignInState.Step.Code) now else now.copy(step = SignInState.Step.Number, busy = false)
                    }
                }
            }
        }
    }

    fun requestCode(phone: String): Job = attempt {
        val againAfter = bridge.requestCode(phone)
        mutable.update { it.copy(step = SignInState.Step.Code(againAfter), phone = phone) }
    }

    /** With the code that came to the number. */
    fun signIn(code: String): Job = attempt { bridge.signInWithCode(mutable.value.phone, code) }

    fun signInStaff(login: String, password: String, totp: String): Job = attempt { bridge.signInStaff(login, password, totp) }

    /** Back to the number, for instance because it was mistyped. */
    fun otherNumber() = mutable.update { it.copy(step = SignInState.Step.Number, failure = null) }

    fun signOut(): Job = attempt { bridge.signOut() }

    private fun attempt(work: suspend () -> Unit): Job =
        scope.launch {
            mutable.update { it.copy(busy = true, failure = null) }
            val failure = failureOf { work() }
            mutable.update { it.copy(busy = false, failure = failure) }
        }
}

/** What kept the work from being done; `null` if nothing did. Cancelling is no failure and goes its way. */
internal suspend fun failureOf(work: suspend () -> Unit): Failure? =
    try {
        work()
        null
    } catch (error: BridgeException) {
        error.failure
    }
