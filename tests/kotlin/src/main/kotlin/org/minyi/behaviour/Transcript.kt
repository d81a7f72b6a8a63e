/** What crossed, as lines: every field of it, names in snake_case, moments in UTC. The twin of `bindings/testing/tests/scenarios/show.rs`. */
package org.minyi.behaviour

import org.minyi.core.Account
import org.minyi.core.Addressee
import org.minyi.core.AnswerDraft
import org.minyi.core.CaseBody
import org.minyi.core.CaseContent
import org.minyi.core.CaseLimits
import org.minyi.core.ClockName
import org.minyi.core.CommitmentStanding
import org.minyi.core.Deadline
import org.minyi.core.Directory
import org.minyi.core.DueDate
import org.minyi.core.DueWhy
import org.minyi.core.Filing
import org.minyi.core.HandlerStanding
import org.minyi.core.ItemStanding
import org.minyi.core.LocalCase
import org.minyi.core.MatterAct
import org.minyi.core.MinyiException
import org.minyi.core.ParkReason
import org.minyi.core.Promise
import org.minyi.core.Refusal
import org.minyi.core.RoundAnswer
import org.minyi.core.RuleSource
import org.minyi.core.SessionState
import java.time.Instant
import java.time.temporal.ChronoUnit

/** `TEXT_MISSING` and `TextMissing` are `text_missing` in every language. */
fun word(value: Any): String =
    if (value is Enum<*>) value.name.lowercase() else value::class.simpleName!!.replace(Regex("(?<!^)(?=[A-Z])"), "_").lowercase()

/** To the nearest minute: a phone reckons the server's time with its own clock, which goes on while the server's stands. */
fun moment(at: Instant): String = at.plusSeconds(30).truncatedTo(ChronoUnit.MINUTES).toString().removeSuffix(":00Z") + "Z"

fun maybe(value: Any?): String = value?.toString() ?: "-"

fun yes(value: Boolean): String = if (value) "yes" else "no"

/** A text on one line. */
fun text(text: String): String = "“${text.replace('\n', '⏎')}”"

/** How many, then each. */
fun counted(lines: List<String>): List<String> = listOf(lines.size.toString()) + lines

fun line(error: MinyiException): String =
    when (error) {
        is MinyiException.Refused -> "refused ${refused(error.refusal)}"
        is MinyiException.Rejected -> "rejected ${word(error.code)} at ${maybe(error.field)} after ${maybe(error.retryAfter)}"
        is MinyiException.BadInput -> "bad_input ${error.field}"
        is MinyiException.Internal -> "internal"
        is MinyiException.Offline,
        is MinyiException.SignedOut,
        is MinyiException.Conflict,
        is MinyiException.NotFound,
        is MinyiException.StorageFull,
        is MinyiException.KeyLost,
        is MinyiException.Damaged,
        is MinyiException.Busy,
        -> word(error)
    }

private fun source(source: RuleSource): String = text("${source.lawZh} ${source.articleZh} ${word(source.standing)}")

fun refused(refusal: Refusal): String {
    val rule = refusal.rule?.let { "${it.id} ${word(it.layer)} ${text(it.textZh)} ${source(it.source)}" }
    val accepted = "${text(refusal.acceptedZh)} ${text(refusal.acceptedEn)}"
    return "${word(refusal.code)} at ${maybe(refusal.field)} accepting $accepted by ${maybe(rule)}"
}

fun account(account: Account): String = "${word(account.role)} of ${maybe(account.organ)}"

fun session(session: SessionState): String =
    when (session) {
        is SessionState.SignedOut -> "signed_out"
        is SessionState.SignedIn -> "signed_in ${account(session.account)} until ${moment(session.expiresAt)}"
        is SessionState.Over -> "over ${account(session.account)}"
    }

fun dueWhy(why: DueWhy): List<String> = buildList {
    val rule =
        why.rule?.let {
            "${it.id} ${word(it.layer)} ${word(it.clock)} ${text(it.spanZh)} ${text(it.startsZh)} ${source(it.source)}"
        }
    add("due ${why.due} from ${moment(why.startedAt)} on ${why.startDay} by ${maybe(rule)}")
    add("why ${text(why.textZh)}")
    why.pauses.forEach { add("pause ${moment(it.from)} ${maybe(it.until?.let(::moment))} ${text(it.reason)}") }
    why.extension?.let { add("extension ${text(it.byZh)} ${text(it.reason)} ${moment(it.agreedAt)}") }
    why.steps.forEach { add("step ${word(it.kind)} ${it.date} ${text(it.textZh)}") }
    why.notices.forEach { add("notice ${it.year} ${text(it.number)} ${text(it.title)} ${it.published}") }
}

fun dueDate(date: DueDate): List<String> = listOf(deadline(date.deadline)) + dueWhy(date.why).map { "  $it" }

fun deadline(it: Deadline): String =
    "${clock(it.clock)} by ${maybe(it.rule)} due ${it.due} overdue ${yes(it.overdue)} paused ${yes(it.paused)}"

private fun clock(clock: ClockName): String = "${word(clock.kind)} of ${maybe(clock.organ)} round ${clock.round}"

fun standing(standing: ItemStanding): String =
    when (standing) {
        is ItemStanding.Saved, is ItemStanding.Submitting, is ItemStanding.Uploading -> word(standing)
        is ItemStanding.Waiting -> "waiting ${word(standing.why)} registered ${yes(standing.registered)}"
        is ItemStanding.NeedsAttention -> {
            val reason =
                when (val reason = standing.reason) {
                    is ParkReason.SaidNo ->
                        reason.problem.let {
                            "said_no ${word(it.code)} at ${maybe(it.field)} ${text(it.textZh)} ${text(it.textEn)} " +
                                "accepting ${maybe(it.accepted?.let(::text))} ${maybe(it.refusal?.let(::refused))}"
                        }
                    is ParkReason.ContentLost -> "content_lost"
                }
            "needs_attention registered ${yes(standing.registered)} $reason"
        }
        is ItemStanding.Complete -> "complete ${moment(standing.receivedAt)}"
    }

fun act(act: MatterAct): String =
    when (act) {
        is MatterAct.OfCase -> word(act.act)
        is MatterAct.OfMandate -> "mandate ${word(act.act)}"
        is MatterAct.OfHearing -> "hearing"
    }

fun content(case: CaseContent): List<String> = buildList {
    val to =
        when (val to = case.addressee) {
            is Addressee.OneDeputy -> "deputy ${to.deputy}"
            is Addressee.OneStation -> "station ${to.station}"
            is Addressee.Office -> "office"
        }
    val filing =
        when (val filing = case.filing) {
            is Filing.Own -> "own"
            is Filing.Proxy -> "proxy ${word(filing.channel)}"
        }
    val place = case.place?.let { "${it.latE6} ${it.lonE6} ${maybe(it.accuracyM)} ${text(it.label)}" }
    val publish = "may_publish ${yes(case.mayPublish)} published ${yes(case.published)}"
    add("title ${text(case.title)}")
    add("text ${text(case.text)}")
    add("to $to station ${maybe(case.station)} filing $filing $publish")
    add("place ${maybe(place)}")
    add("question ${maybe(case.question?.let(::text))} undoable ${maybe(case.undoableVersion)}")
    case.photos.forEach { add("photo ${it.sha256} ${it.bytes} arrived ${yes(it.arrived)}") }
    case.supplements.forEach { add("supplement ${moment(it.at)} ${text(it.text)}") }
    case.handlers.forEach {
        val standing =
            when (val standing = it.standing) {
                is HandlerStanding.Unsigned, is HandlerStanding.Signed -> word(standing)
                is HandlerStanding.ReturnAsked -> "return_asked ${text(standing.reason)}"
                is HandlerStanding.OpinionGiven -> "opinion_given ${text(standing.text)}"
            }
        add("handler ${it.unit} ${word(it.part)} ${moment(it.assignedAt)} $standing")
    }
    case.rounds.forEach { round ->
        add("round ${round.number} opened ${moment(round.openedAt)}")
        add("  answer ${answer(round.answer)}")
        round.evaluations.forEach {
            val grades = "${word(it.form.process)} ${word(it.form.answer)} ${maybe(it.form.delivery?.let(::word))}"
            add("  evaluation ${word(it.by)} ${moment(it.at)} $grades ${text(it.form.reason)}")
        }
    }
    case.commitments.forEach {
        val standing =
            when (val standing = it.standing) {
                is CommitmentStanding.Open, is CommitmentStanding.Kept -> word(standing)
                is CommitmentStanding.Reported -> "reported ${text(standing.text)}"
            }
        add("commitment round ${it.round} ${promise(it.promise)} $standing")
    }
    case.timeline.forEach {
        val who = "${word(it.role)} of ${maybe(it.organ)}"
        val clock = maybe(it.clock?.let(::clock))
        add("${it.version} ${moment(it.at)} ${word(it.act)} $who ${word(it.stage)} ${text(it.note)} clock $clock undone ${yes(it.undone)}")
    }
}

private fun answer(answer: RoundAnswer): String {
    val draft = { draft: AnswerDraft ->
        "${draft.resultClass} ${text(draft.text)} [${draft.commitments.joinToString(transform = ::promise)}] photos ${draft.photos.size}"
    }
    return when (answer) {
        is RoundAnswer.NotWritten -> "not_written ${maybe(answer.sentBack?.let(::text))}"
        is RoundAnswer.Drafted -> "drafted ${draft(answer.draft)}"
        is RoundAnswer.Signed -> "signed ${word(answer.result)} ${moment(answer.at)} ${draft(answer.draft)}"
    }
}

private fun promise(promise: Promise): String = "${text(promise.text)} until ${promise.due}"

fun shown(case: LocalCase): List<String> = buildList {
    add("registered ${yes(case.registered)} pending ${case.pending.size}")
    val view = case.view ?: return@buildList
    val ending = maybe(view.ending?.let(::word))
    val klass = maybe(view.`class`?.let(::word))
    add("version ${view.version} ${word(view.stage)} class $klass ending $ending filed ${moment(view.submittedAt)}")
    when (val body = view.body) {
        is CaseBody.Full -> addAll(content(body.content))
        is CaseBody.PublicPart, is CaseBody.Outline -> add(word(body))
    }
    view.deadlines.forEach { add("deadline ${deadline(it)}") }
    view.permitted.forEach { add("may ${word(it.act)} [${it.carries.joinToString()}] by ${it.rule}") }
    case.pending.forEach { add("pending ${act(it.item.act)} foretold ${yes(it.foretold)}") }
}

fun limits(it: CaseLimits): String =
    "title ${it.title} text ${it.text} reason ${it.reason} label ${it.label} photos ${it.photos} photo_bytes ${it.photoBytes} " +
        "co_handlers ${it.coHandlers} commitments ${it.commitments} extension_days ${it.extensionDays}"

fun directory(directory: Directory?): List<String> = buildList {
    if (directory == null) return listOf("-")
    add("${text(directory.districtZh)} ${text(directory.districtEn)} demo ${yes(directory.demo)}")
    directory.organs.forEach { add("${it.id} ${word(it.kind)} ${text(it.nameZh)} ${text(it.nameEn)} town ${maybe(it.town)}") }
    directory.deputies.forEach { add("deputy ${it.user} ${text(it.name)} at ${it.station}") }
}
