/** Plays the stories of `tests/vectors/scenarios`; what is printed must be what Rust prints (`tests/vectors/README.md`). */
package org.minyi.behaviour

import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.boolean
import kotlinx.serialization.json.int
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import org.minyi.core.Addressee
import org.minyi.core.AnswerDraft
import org.minyi.core.CaseAction
import org.minyi.core.CaseLine
import org.minyi.core.Draft
import org.minyi.core.EvaluationForm
import org.minyi.core.Filing
import org.minyi.core.Grade
import org.minyi.core.MinyiApp
import org.minyi.core.MinyiException
import org.minyi.core.NetworkClass
import org.minyi.core.NewCase
import org.minyi.core.OutboxSnapshot
import org.minyi.core.Photo
import org.minyi.core.Place
import org.minyi.core.Promise
import org.minyi.core.TriageClass
import org.minyi.core.caseLimits
import java.io.File
import java.time.Duration
import java.time.LocalDate

private val folder = File(System.getProperty("minyi.repository"), "tests/vectors/scenarios")

/** One story by its name. */
fun story(name: String): File = File(folder, "$name.json")

private fun stories(): List<File> =
    folder.listFiles { file -> file.extension == "json" }!!.sorted().also { check(it.size >= 3) { "$it" } }

fun scenarios() = Program("scenarios").apply {
    for (file in stories()) {
        promise("${file.nameWithoutExtension} goes as it does in Rust, line by line") {
            val wanted = File(file.path.removeSuffix("json") + "txt").readLines()
            val played = play(file).lines().dropLastWhile { it.isEmpty() }
            for (number in 0 until maxOf(wanted.size, played.size)) {
                same(wanted.getOrNull(number), played.getOrNull(number), "line ${number + 1}")
            }
        }
    }
}

/** The transcript of a story. */
suspend fun play(file: File): String {
    val story = Json.parseToJsonElement(file.readText()).jsonObject
    val transcript = StringBuilder(story.text("story")).append('\n')
    inWorld {
        val stage = Staging(this)
        story.getValue("steps").jsonArray.map { it.jsonObject }.forEachIndexed { number, step ->
            val lines =
                try {
                    stage.step(step)
                } catch (error: MinyiException) {
                    listOf(line(error))
                }
            val who = if ("who" in step) step.text("who") + " " else ""
            val on = listOf("as", "on", "command", "photo").firstOrNull { it in step }?.let { " " + step.text(it) } ?: ""
            transcript.append("${number + 1} $who${step.text("do")}$on: ${lines[0]}\n")
            lines.drop(1).forEach { transcript.append("    $it\n") }
        }
        stage.close()
    }
    return transcript.toString()
}

private fun JsonObject.text(name: String): String = getValue(name).jsonPrimitive.content

private class Handset(val app: MinyiApp, val network: Switch)

private class Staging(private val world: World) {
    private val phones = mutableMapOf<String, Handset>()
    private val cases = mutableMapOf<String, String>()
    private val commands = mutableMapOf<String, String>()
    private val photos = mutableMapOf<String, Photo>()

    suspend fun step(step: JsonObject): List<String> {
        val what = step.text("do")
        if (what == "time") {
            world.server.advanceMinutes(step.getValue("minutes").jsonPrimitive.int.toUInt())
            return listOf(moment(world.server.now()))
        }
        val who = step.text("who")
        if (what == "open" || what == "restart") return open(who)
        val app = phones.getValue(who).app
        val case = { cases.getValue(step.text("on")) }
        val command = { commands.getValue(step.text("command")) }
        return when (what) {
            "session" -> listOf(session(app.session()))
            "limits" -> listOf(limits(caseLimits()))
            "directory" -> directory(app.directory())
            "code_for" -> app.requestCode(step.text("number")).let { listOf("valid ${it.validFor} again ${it.againAfter}") }
            "wrong_code", "sign_in" -> {
                val sent = checkNotNull(world.server.lastCode(step.text("number")))
                val wrong = if (sent == "000000") "111111" else "000000"
                listOf(account(app.signInWithCode(step.text("number"), if (what == "sign_in") sent else wrong)))
            }
            "sign_in_staff" -> listOf(account(app.signInStaff(who, world.server.password(), world.server.totp())))
            "sign_out" -> app.signOut().let { listOf("done") }
            "network" -> {
                val network = NetworkClass.valueOf(step.text("is").uppercase())
                phones.getValue(who).network.now = network
                app.setNetwork(network)
                listOf(word(app.network()))
            }
            "sync" -> app.sync().let { listOf("changed ${it.changed} gone ${it.gone} refreshed ${yes(it.refreshed)}") }
            "send" -> {
                var done = 0u
                for (round in 0 until 20) {
                    val report = app.runSlice(Duration.ofSeconds(30))
                    done += report.done
                    if (!report.more) break
                }
                listOf("done $done pending ${yes(app.hasPending())}")
            }
            "attach" -> {
                val name = step.text("photo")
                val photo = app.attachPhoto(File(System.getProperty("minyi.repository"), "demo/photos/$name").path)
                photos[name] = photo
                listOf("${photo.sha256} ${photo.bytes}")
            }
            "draft" -> {
                val id = app.newDraftId()
                cases[step.text("as")] = id
                val to = step.text("to").ifEmpty { null }?.let(::addressee)
                app.saveDraft(Draft(id, step.text("title"), step.text("text"), to, place(step), photosOf(step), mayPublish(step)))
                listOf("done")
            }
            "drafts" ->
                counted(
                    app.drafts().map { it.draft }.map {
                        val words = "${text(it.title)} ${text(it.text)} to ${yes(it.addressee != null)}"
                        val photos = it.photos.joinToString { photo -> photo.sha256 }
                        "${nameOf(it.id)} $words photos [$photos] publish ${yes(it.mayPublish)}"
                    },
                )
            "file" -> {
                val name = step.text("as")
                val filed =
                    app.fileCase(
                        NewCase(
                            draft = cases[name],
                            title = step.text("title"),
                            text = step.text("text"),
                            addressee = addressee(step.text("to")),
                            place = place(step),
                            photos = photosOf(step),
                            mayPublish = mayPublish(step),
                            filing = Filing.Own,
                        ),
                    )
                cases[name] = filed.matter
                commands[name] = filed.command
                listOf("saved") + (filed.predictedDue?.let(::dueWhy) ?: emptyList())
            }
            "act" -> saved(step, app.act(case(), action(step.getValue("act").jsonObject)))
            "reseal" -> saved(step, app.reseal(command(), action(step.getValue("act").jsonObject)))
            "discard" -> app.discard(command()).let { listOf("done") }
            "retry" -> app.retry(command()).let { listOf("done") }
            "outbox" -> outbox(app.outbox())
            "list" -> counted(app.cases(null, 200u).lines.map(::line))
            "show" -> app.case(case())?.let(::shown) ?: listOf("not on this phone")
            "due" -> app.dueDates(case()).let { dates -> listOf(dates.size.toString()) + dates.flatMap(::dueDate) }
            else -> error("no step is called $what")
        }
    }

    fun close() = phones.values.forEach { it.app.close() }

    /** Opens a phone, or restarts it: suspended and closed first, so that its folder is free. */
    private suspend fun open(who: String): List<String> {
        val before = phones.remove(who)
        before?.app?.suspend()
        before?.app?.close()
        val network = before?.network ?: Switch()
        val app = world.phone(who, network)
        phones[who] = Handset(app, network)
        val report = app.openReport()
        return listOf("damaged ${report.damaged.size} index ${word(report.mirror)}")
    }

    private fun saved(step: JsonObject, command: String): List<String> {
        if ("as" in step) commands[step.text("as")] = command
        return listOf("saved")
    }

    private fun nameOf(matter: String): String = cases.entries.firstOrNull { it.value == matter }?.key ?: "?"

    private fun photosOf(step: JsonObject) = step.getValue("photos").jsonArray.map { photos.getValue(it.jsonPrimitive.content) }

    private fun outbox(outbox: OutboxSnapshot): List<String> {
        val parts = with(outbox) { listOf(saved, sending, waiting, needsAttention, done) }
        return listOf("${parts.joinToString(" ") { it.size.toString() }} of others ${outbox.ofOtherAccounts}") +
            parts.flatten().map {
                val photos = "photos ${it.photosComplete} of ${it.photos}"
                "${nameOf(it.matter)} ${act(it.act)} $photos all bytes ${yes(it.bytesSent == it.bytesTotal)} ${standing(it.standing)}"
            }
    }

    private fun line(it: CaseLine): String =
        "${nameOf(it.matter)} version ${it.version} ${word(it.stage)} class ${maybe(it.`class`?.let(::word))} " +
            "${maybe(it.title?.let(::text))} filed ${moment(it.submittedAt)} registered ${yes(it.registered)} " +
            "actionable ${yes(it.actionable)} pending ${it.pending} next ${maybe(it.nextDeadline?.let(::deadline))}"
}

private fun mayPublish(step: JsonObject) = step.getValue("publish").jsonPrimitive.boolean

/** `office`, `station:ID` or `deputy:ID`. */
private fun addressee(to: String): Addressee =
    when {
        to.startsWith("deputy:") -> Addressee.OneDeputy(to.substringAfter(':'))
        to.startsWith("station:") -> Addressee.OneStation(to.substringAfter(':'))
        else -> Addressee.Office
    }

private fun place(step: JsonObject): Place? {
    val place = (step["place"] ?: return null).jsonObject
    val metres: JsonElement? = place["accuracy"]
    return Place(
        latE6 = place.getValue("lat").jsonPrimitive.int,
        lonE6 = place.getValue("lon").jsonPrimitive.int,
        accuracyM = if (metres == null || metres is JsonNull) null else metres.jsonPrimitive.int.toUInt(),
        label = place.text("label"),
    )
}

private fun action(act: JsonObject): CaseAction =
    when (val kind = act.text("kind")) {
        "triage" -> CaseAction.Triage(TriageClass.valueOf(act.text("class").uppercase()), act.text("note"))
        "assign" ->
            CaseAction.Assign(act.text("lead"), act.getValue("co").jsonArray.map { it.jsonPrimitive.content }, act.text("note"))
        "sign_for" -> CaseAction.SignFor
        "draft_answer" ->
            CaseAction.DraftAnswer(
                AnswerDraft(
                    text = act.text("text"),
                    resultClass = act.text("result"),
                    commitments =
                        act.getValue("promises").jsonArray.map { it.jsonObject }.map {
                            Promise(it.text("text"), LocalDate.parse(it.text("until")))
                        },
                    photos = emptyList(),
                ),
            )
        "sign_answer" -> CaseAction.SignAnswer
        "evaluate" ->
            CaseAction.Evaluate(
                EvaluationForm(
                    process = Grade.valueOf(act.text("process").uppercase()),
                    answer = Grade.valueOf(act.text("answer").uppercase()),
                    delivery = null,
                    reason = act.text("reason"),
                ),
            )
        "withdraw" -> CaseAction.Withdraw(act.text("reason"))
        "supplement" -> CaseAction.Supplement(act.text("text"), emptyList())
        "close" -> CaseAction.Close(act.text("note"))
        else -> error("no act is called $kind")
    }
