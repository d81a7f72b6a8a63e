/** The bridge over the real core. The only place, with its neighbours in this package, that imports the generated code. */
package org.minyi.kit.bridge

import kotlinx.coroutines.flow.Flow
import org.minyi.core.CaseAction
import org.minyi.core.CasePage
import org.minyi.core.CasesListener
import org.minyi.core.EvaluationForm
import org.minyi.core.Filing
import org.minyi.core.MinyiApp
import org.minyi.core.MinyiException
import org.minyi.core.NetworkClass
import org.minyi.core.NewCase
import org.minyi.core.NewPhoto
import org.minyi.core.OutboxListener
import org.minyi.core.OutboxSnapshot
import org.minyi.core.ProxyChannel
import org.minyi.core.SessionListener
import org.minyi.core.SessionState
import org.minyi.core.caseLimits
import org.minyi.kit.model.Account
import org.minyi.kit.model.BridgeException
import org.minyi.kit.model.CaseDetail
import org.minyi.kit.model.CaseList
import org.minyi.kit.model.Draft
import org.minyi.kit.model.DueReason
import org.minyi.kit.model.Evaluation
import org.minyi.kit.model.Failure
import org.minyi.kit.model.Filed
import org.minyi.kit.model.Limits
import org.minyi.kit.model.Network
import org.minyi.kit.model.Outbox
import org.minyi.kit.model.Photo
import org.minyi.kit.model.PhotoPlace
import org.minyi.kit.model.PhotoSource
import org.minyi.kit.model.Proxy
import org.minyi.kit.model.RecordedPhoto
import org.minyi.kit.model.Register
import org.minyi.kit.model.Session
import org.minyi.kit.model.Slice
import java.time.Duration

/** `sinceBoot`: how long the phone has been up, sleep included, by a clock that nobody can set; `null` where the platform has none. */
class CoreBridge(private val app: MinyiApp, private val sinceBoot: () -> Duration? = { null }) : MinyiBridge {
    override val session: Flow<Session> = observed { emit ->
        app.observeSession(
            object : SessionListener {
                override fun onUpdate(session: SessionState) = emit(session.shown())
            },
        )
    }

    override val outbox: Flow<Outbox> = observed { emit ->
        app.observeOutbox(
            object : OutboxListener {
                override fun onUpdate(outbox: OutboxSnapshot) = emit(outbox.shown())
            },
        )
    }

    override val cases: Flow<CaseList> = observed { emit ->
        app.observeCases(
            object : CasesListener {
                override fun onUpdate(page: CasePage) = emit(page.shown())
            },
        )
    }

    override val limits: Limits =
        caseLimits().run { Limits(title.toInt(), text.toInt(), reason.toInt(), photos.toInt(), photoBytes.toLong()) }

    override suspend fun requestCode(phone: String): Int = told { app.requestCode(phone).againAfter.toInt() }

    override suspend fun signInWithCode(phone: String, code: String): Account = told { app.signInWithCode(phone, code).shown() }

    override suspend fun signInStaff(login: String, password: String, totp: String): Account =
        told { app.signInStaff(login, password, totp).shown() }

    override suspend fun signOut() = told { app.signOut() }

    override fun newDraftId(): String = told { app.newDraftId() }

    override suspend fun saveDraft(draft: Draft) = told { app.saveDraft(draft.crossing()) }

    override suspend fun drafts(): List<Draft> = told { app.drafts().map { it.draft.shown() } }

    override suspend fun discardDraft(id: String) = told { app.discardDraft(id) }

    override fun captureTicket(): String = told { app.captureTicket() }

    override suspend fun recordPhoto(path: String, source: PhotoSource, place: PhotoPlace): RecordedPhoto =
        told { app.recordPhoto(NewPhoto(path, source.crossing(), place.crossing(), sinceBoot())).shown() }

    override suspend fun registerCitizen(phone: String): String = told { app.registerCitizen(phone) }

    override suspend fun file(draft: Draft, proxy: Proxy?): Filed = told {
        val addressee = draft.addressee ?: throw BridgeException(Failure.BadInput("addressee"))
        val new =
            NewCase(
                draft = draft.id,
                title = draft.title,
                text = draft.text,
                addressee = addressee.crossing(),
                place = draft.place?.crossing(),
                photos = draft.photos.map { it.crossing() },
                mayPublish = draft.mayPublish,
                voice = draft.voice?.crossing(),
                filing = proxy?.run { Filing.Proxy(author, ProxyChannel.valueOf(channel.name)) } ?: Filing.Own,
            )
        app.fileCase(new).run { Filed(matter, predictedDue?.due) }
    }

    override suspend fun casesAfter(place: String): CaseList = told { app.cases(place, PAGE).shown() }

    override suspend fun case(matter: String): CaseDetail? = told { app.case(matter)?.shown() }

    override suspend fun dueReasons(matter: String): List<DueReason> = told { app.dueDates(matter).map { it.shown() } }

    override suspend fun evaluate(matter: String, evaluation: Evaluation) = act(matter, evaluation.run {
        CaseAction.Evaluate(EvaluationForm(process.crossing(), answer.crossing(), delivery?.crossing(), reason))
    })

    override suspend fun supplement(matter: String, text: String, photos: List<Photo>) =
        act(matter, CaseAction.Supplement(text, photos.map { it.crossing() }))

    override suspend fun withdraw(matter: String, reason: String) = act(matter, CaseAction.Withdraw(reason))

    override suspend fun retry(command: String) = told { app.retry(command) }

    override suspend fun discard(command: String) = told { app.discard(command) }

    override suspend fun sync() {
        told { app.sync() }
    }

    override suspend fun runSlice(seconds: Long): Slice = told {
        app.runSlice(Duration.ofSeconds(seconds)).run { Slice(done.toInt(), more, nextWake?.toMillis()) }
    }

    override fun register(): Register? = told { app.directory()?.shown() }

    override fun setNetwork(network: Network) = app.setNetwork(NetworkClass.valueOf(network.name))

    private suspend fun act(matter: String, action: CaseAction) {
        told { app.act(matter, action) }
    }

    private companion object {
        val PAGE = 50u
    }
}

/** Turns what the core throws into what a screen can act on. */
internal inline fun <T> told(words: () -> T): T =
    try {
        words()
    } catch (error: MinyiException) {
        throw BridgeException(error.shown())
    }
