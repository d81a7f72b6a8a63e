/** What a citizen made reaches the server exactly once; what it will not take waits for the citizen. */
package org.minyi.behaviour

import org.minyi.core.CaseAction
import org.minyi.core.ItemStanding
import org.minyi.core.MinyiException
import org.minyi.core.NetworkClass
import org.minyi.core.ParkReason
import org.minyi.core.RefusalCode
import org.minyi.core.Stage
import org.minyi.core.TriageClass
import java.time.Duration

fun outbox() = Program("outbox").apply {
    promise("filed offline, it is saved on this phone, survives a restart, and goes out once with the network") {
        inWorld {
            val network = Switch()
            val app = citizen("p", network = network)
            network.now = NetworkClass.OFFLINE
            app.setNetwork(NetworkClass.OFFLINE)
            val filed = app.fileCase(newCase(photos = listOf(app.attachPhoto(photoFile(1).path))))
            val item = app.outbox().saved.single()
            same(ItemStanding.Saved, item.standing)
            same(1u to 0u, item.photos to item.photosComplete)
            check(filed.predictedDue != null && app.hasPending())
            app.suspend()
            app.close()
            phone("p", network).use { again ->
                same(item.id, again.outbox().saved.single().id)
                network.now = NetworkClass.METERED
                again.send()
                val done = again.outbox().done.single()
                same(1u to done.bytesTotal, done.photosComplete to done.bytesSent)
                check(done.standing is ItemStanding.Complete && !again.hasPending())
                same(filed.matter, again.cases(null, 10u).lines.single().matter)
            }
        }
    }
    promise("filing the same draft twice files one case, and the draft is gone") {
        inWorld {
            citizen().use { app ->
                val draft = app.newDraftId()
                val first = app.fileCase(newCase(draft = draft))
                val second = app.fileCase(newCase(draft = draft))
                same(first.command to draft, second.command to second.matter)
                same(1, app.outbox().saved.size)
                same(emptyList(), app.drafts())
            }
        }
    }
    promise("what was not sent can be given up; what the server has cannot") {
        inWorld {
            citizen().use { app ->
                val unsent = app.fileCase(newCase("未发"))
                app.discard(unsent.command)
                same(null, app.case(unsent.matter))
                val sent = app.fileCase(newCase("已发"))
                app.send()
                throws<MinyiException.Conflict> { app.discard(sent.command) }
            }
        }
    }
    promise("what the server refuses is parked with its reason and can be given anew or given up") {
        inWorld {
            citizen().use { app ->
                val filed = app.fileCase(newCase())
                app.send()
                app.sync()
                staff("office-1").use { office ->
                    office.act(filed.matter, CaseAction.Triage(TriageClass.HELP, ""))
                    office.act(filed.matter, CaseAction.Assign("unit-water", emptyList(), ""))
                    office.send()
                    same(Stage.ASSIGNED, office.case(filed.matter)!!.view!!.stage)
                }
                // This phone does not know yet that the time to withdraw is over.
                val withdrawal = app.act(filed.matter, CaseAction.Withdraw("已经修好"))
                app.send()
                val parked = app.outbox().needsAttention.single()
                same(withdrawal, parked.id)
                val reason = (parked.standing as ItemStanding.NeedsAttention).reason as ParkReason.SaidNo
                same(RefusalCode.NOT_IN_THIS_STAGE, reason.problem.refusal!!.code)
                check(reason.problem.textZh.isNotEmpty() && reason.problem.refusal!!.rule!!.textZh.isNotEmpty())
                val other = app.reseal(withdrawal, CaseAction.Supplement("已经有人来看过", emptyList()))
                app.send()
                same(emptyList(), app.outbox().needsAttention)
                check(app.outbox().done.any { it.id == other })
            }
        }
    }
    promise("retry brings a waiting item to the front; an item that is not there is not found") {
        inWorld {
            citizen().use { app ->
                val filed = app.fileCase(newCase())
                app.retry(filed.command)
                app.send()
                same(1, app.outbox().done.size)
                throws<MinyiException.NotFound> { app.discard("00000000-0000-0000-0000-000000000009") }
            }
        }
    }
    promise("transfers for the system are planned with their bodies, and a late answer is taken twice without harm") {
        inWorld {
            citizen().use { app ->
                app.fileCase(newCase())
                // The keys of the server were met at the first slice.
                val planned = app.planTransfers(8u)
                if (planned.isEmpty()) app.runSlice(Duration.ofSeconds(5))
                for (transfer in planned) {
                    check(java.io.File(transfer.file).length() == transfer.bytes.toLong())
                    val answer = perform(transfer)
                    repeat(2) { app.transferFinished(transfer.id, answer.first, answer.second, answer.third) }
                }
                app.send()
                same(1, app.outbox().done.size)
                same("id", throws<MinyiException.BadInput> { app.transferFinished("x", 200u, emptyList(), ByteArray(0)) }.field)
            }
        }
    }
}

/** What the system would do: the request as it was planned. */
private fun perform(transfer: org.minyi.core.PlannedTransfer): Triple<UShort, List<org.minyi.core.TransferHeader>, ByteArray> {
    val body = java.net.http.HttpRequest.BodyPublishers.ofFile(java.nio.file.Path.of(transfer.file))
    val request = java.net.http.HttpRequest.newBuilder(java.net.URI(transfer.url)).method(transfer.method, body)
    for (header in transfer.headers) request.header(header.name, header.value)
    val answer =
        java.net.http.HttpClient.newHttpClient().send(request.build(), java.net.http.HttpResponse.BodyHandlers.ofByteArray())
    val headers = answer.headers().map().flatMap { (name, values) -> values.map { org.minyi.core.TransferHeader(name, it) } }
    return Triple(answer.statusCode().toUShort(), headers, answer.body())
}
