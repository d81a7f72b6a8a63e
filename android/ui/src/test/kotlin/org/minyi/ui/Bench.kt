// Figures of the screens, a line each, as the other benches print them: `cargo xtask bench screens [--json]`. A frame of our list stands
// beside one of a list of bare lines, drawn in the same run. Never part of the tests: a busy machine must not fail a correct program.
package org.minyi.ui

import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Runnable
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.runBlocking
import org.minyi.kit.fake.FakeBridge
import org.minyi.kit.model.CaseList
import org.minyi.kit.model.Notice
import org.minyi.kit.model.Outbox
import org.minyi.kit.model.Standing
import org.minyi.kit.presenter.CaseState
import org.minyi.kit.presenter.HearingListState
import org.minyi.kit.presenter.MyCasesState
import org.minyi.kit.presenter.NoticesState
import org.minyi.kit.presenter.OutboxState
import org.minyi.ui.screens.CaseScreen
import org.minyi.ui.screens.HearingListScreen
import org.minyi.ui.screens.NoticesScreen
import org.minyi.ui.screens.OutboxScreen
import org.minyi.ui.screens.MyCasesScreen
import org.minyi.ui.screens.StationsScreen
import org.minyi.ui.screens.PlatformSaid
import org.minyi.kit.presenter.StationsState
import java.util.Collections
import java.util.Locale
import java.util.concurrent.Executors
import kotlin.coroutines.CoroutineContext
import kotlin.system.exitProcess

private const val ROWS = 1_000
private const val FRAMES = 160
private const val TURNS = 5
private const val NANOS_IN_MS = 1e6
private const val FRAME_MS = 16.0
private const val TASK_MS = 2.0

private var json = false
private var allHold = true

fun main(args: Array<String>) {
    json = "--json" in args
    val cases = (1..ROWS).map { Sample.rows[it % Sample.rows.size].copy(matter = "m$it") }
    val stations = (1..ROWS).map { Sample.register.stations[it % 3].copy(code = "s$it") }
    val timeline = (1..ROWS).map { Sample.case.timeline[it % 5].copy(version = it) }
    val hearings = (1..ROWS).map { DeputySample.hearing.copy(matter = "h$it") }
    val notices = (1..ROWS).map { Notice.CaseWaits(Sample.rows[0].copy(matter = "m$it")) }
    val outbox = Outbox((1..ROWS).map { Sample.outbox.rows[it % 3].copy(id = "c$it") })
    lists(
        "cases" to { MyCasesScreen(MyCasesState(cases), OutboxState(), nobody()) },
        "stations" to { StationsScreen(StationsState(stations), PlatformSaid.Nothing, {}, nobody()) },
        "timeline" to { CaseScreen(CaseState.Shown(Sample.case.copy(timeline = timeline), emptyList()), null, {}, nobody()) },
        "hearings" to { HearingListScreen(HearingListState(hearings), {}, {}, {}) },
        "notices" to { NoticesScreen(NoticesState(notices), {}, nobody()) },
        "outbox" to { OutboxScreen(OutboxState(outbox), emptyMap(), nobody()) },
    )
    presenters(CaseList(cases, null))
    exitProcess(if (allHold) 0 else 1)
}

/**
 * Frames while a list of 1,000 rows is scrolled, drawn by the processor alone. All take turns, the peer with them: on a machine with neighbours a
 * slow moment is then nobody's own. The figure is the median of a list's turns, each the median of its frames after a quarter of them.
 */
private fun lists(vararg screens: Pair<String, @Composable () -> Unit>) {
    val bare: Pair<String, @Composable () -> Unit> = "" to { LazyColumn(Modifier.fillMaxSize()) { items(ROWS) { Text("第 $it 行") } } }
    val all = listOf(bare) + screens
    val turns = all.associate { (name, _) -> name to mutableListOf<Long>() }
    repeat(TURNS) {
        for ((name, content) in all) turns.getValue(name) += middle(frames(FRAMES, content).drop(FRAMES / 4))
    }
    for ((name, _) in screens) {
        put("screens/$name, $ROWS rows, frame, median", median(turns.getValue(name)), FRAME_MS, median(turns.getValue("")))
    }
}

private fun middle(nanos: List<Long>): Long = nanos.sorted()[nanos.size / 2]

private fun median(nanos: List<Long>): Double = middle(nanos) / NANOS_IN_MS

/** One figure against its bound in milliseconds. */
private fun put(name: String, value: Double, most: Double?, peer: Double? = null) {
    val holds = most?.let { value <= it }
    allHold = allHold && holds != false
    val ratio = peer?.let { value / it }
    fun number(of: Double?) = of?.let { "%.3f".format(Locale.ROOT, it) } ?: "null"
    if (json) {
        val (who, bound) = peer?.let { "\"a list of bare lines\"" } to most?.let { "\"<= ${it.toInt()}\"" }
        println("""{"name":"$name","value":${number(value)},"unit":"ms","peer":$who,"peer_value":${number(peer)},"ratio":${number(ratio)},"bound":$bound,"holds":$holds}""")
        return
    }
    val beside = peer?.let { " | a list of bare lines: ${number(it)} | ratio ${number(ratio)}" }.orEmpty()
    val verdict = most?.let { " | <= ${it.toInt()}: ${if (holds == true) "holds" else "DOES NOT HOLD"}" }.orEmpty()
    println("%-52s %12s ms%s%s".format(name, number(value), beside, verdict))
}

/** How long presenters keep one thread at a time, if they ran on the main one: each task by itself. */
private fun presenters(cases: CaseList) {
    val measured = Measured()
    val bridge = FakeBridge().apply { directory = Sample.register }
    val scope = CoroutineScope(SupervisorJob() + measured)
    val presenters = Presenters(bridge, scope)
    runBlocking {
        for (round in 1..200) {
            bridge.session.value = Sample.signedIn
            bridge.cases.value = cases.copy(rows = cases.rows.map { it.copy(pending = round) })
            bridge.outbox.value = Outbox(List(ROWS) { Sample.outbox.rows[it % 3].copy(id = "c$it", standing = Standing.Saved) })
            presenters.arrive().join()
            presenters.filing.open().join()
            presenters.filing.title("标题 $round")
            presenters.filing.save()
        }
    }
    scope.cancel()
    // What the virtual machine compiles comes first, as on a phone before its profile is there.
    val sorted = measured.nanos.toList().drop(measured.nanos.size / 10).sorted()
    put("screens/presenters, a task, median", sorted[sorted.size / 2] / NANOS_IN_MS, TASK_MS)
    put("screens/presenters, a task, 99 of 100", sorted[sorted.size * 99 / 100] / NANOS_IN_MS, TASK_MS)
    put("screens/presenters, a task, longest", sorted.last() / NANOS_IN_MS, null)
}

private class Measured : CoroutineDispatcher() {
    private val main = Executors.newSingleThreadExecutor { work -> Thread(work).apply { isDaemon = true } }
    val nanos: MutableList<Long> = Collections.synchronizedList(mutableListOf())

    override fun dispatch(context: CoroutineContext, block: Runnable) = main.execute {
        val begin = System.nanoTime()
        block.run()
        nanos += System.nanoTime() - begin
    }
}
