// Figures of the screens, one JSON object a line: `cargo xtask bench screens`. Printed, never asserted: a busy machine must not fail
// a correct program.
package org.minyi.ui

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
import java.util.concurrent.Executors
import kotlin.coroutines.CoroutineContext

private const val ROWS = 1_000
private const val FRAMES = 60

fun main() {
    val cases = (1..ROWS).map { Sample.rows[it % Sample.rows.size].copy(matter = "m$it") }
    val stations = (1..ROWS).map { Sample.register.stations[it % 3].copy(code = "s$it") }
    val timeline = (1..ROWS).map { Sample.case.timeline[it % 5].copy(version = it) }
    frame("cases", frames(FRAMES) { MyCasesScreen(MyCasesState(cases), OutboxState(), nobody()) })
    frame("stations", frames(FRAMES) { StationsScreen(StationsState(stations), PlatformSaid.Nothing, {}, nobody()) })
    frame("timeline", frames(FRAMES) { CaseScreen(CaseState.Shown(Sample.case.copy(timeline = timeline), emptyList()), null, {}, nobody()) })
    val hearings = (1..ROWS).map { DeputySample.hearing.copy(matter = "h$it") }
    frame("hearings", frames(FRAMES) { HearingListScreen(HearingListState(hearings), {}, {}, {}) })
    val notices = (1..ROWS).map { Notice.CaseWaits(Sample.rows[0].copy(matter = "m$it")) }
    frame("notices", frames(FRAMES) { NoticesScreen(NoticesState(notices), {}, nobody()) })
    val outbox = Outbox((1..ROWS).map { Sample.outbox.rows[it % 3].copy(id = "c$it") })
    frame("outbox", frames(FRAMES) { OutboxScreen(OutboxState(outbox), emptyMap(), nobody()) })
    presenters(cases.let { CaseList(it, null) })
}

/** Frames while a list of 1,000 rows is scrolled, drawn by the processor alone. */
private fun frame(list: String, nanos: List<Long>) {
    val sorted = nanos.drop(FRAMES / 4).sorted()
    println("""{"screen":"$list","rows":$ROWS,"median_us":${sorted[sorted.size / 2] / 1_000},"p95_us":${sorted[sorted.size * 95 / 100] / 1_000},"budget_us":16000}""")
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
    val sorted = measured.nanos.toList().sorted()
    println("""{"presenters":"tasks","count":${sorted.size},"median_us":${sorted[sorted.size / 2] / 1_000},"p99_us":${sorted[sorted.size * 99 / 100] / 1_000},"budget_us":2000}""")
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
