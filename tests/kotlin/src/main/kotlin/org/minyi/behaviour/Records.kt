/** What crosses comes out as it went in: texts, lists, nothing, dates, times, ids, limits. */
package org.minyi.behaviour

import org.minyi.core.Addressee
import org.minyi.core.CaseBody
import org.minyi.core.Draft
import org.minyi.core.Filing
import org.minyi.core.ItemStanding
import org.minyi.core.MinyiException
import org.minyi.core.OrganKind
import org.minyi.core.Photo
import org.minyi.core.Place
import org.minyi.core.Role
import org.minyi.core.Stage
import org.minyi.core.caseLimits
import java.time.Duration
import java.time.Instant
import java.time.LocalDate

fun records() = Program("records").apply {
    promise("a draft comes back as it was saved, every field of it") {
        inWorld {
            citizen().use { app ->
                val photo = app.attachPhoto(photoFile(1).path)
                val full =
                    Draft(
                        id = app.newDraftId(),
                        title = "路灯 \"不亮\" 🏮\u0000末",
                        text = "一\n二\t三",
                        addressee = Addressee.OneDeputy("00000000-0000-0000-0000-000000000007"),
                        place = Place(30_846_100, -120_260_301, 12u, "桥头，东侧"),
                        photos = listOf(photo),
                        mayPublish = true,
                    )
                val empty = Draft(app.newDraftId(), "", "", null, null, emptyList(), false)
                app.saveDraft(full)
                app.saveDraft(empty)
                val drafts = app.drafts()
                same(setOf(full, empty), drafts.map { it.draft }.toSet())
                val age = Duration.between(drafts[0].changedAt, app.serverTime()).abs()
                check(age < Duration.ofMinutes(1)) { "$age" }
                app.discardDraft(full.id)
                same(listOf(empty), app.drafts().map { it.draft })
            }
        }
    }
    promise("records are values: equal by content, with copies that change one field") {
        val place = Place(1, 2, null, "桥")
        same(place, Place(1, 2, null, "桥"))
        check(place.copy(label = "河") != place)
        same(Filing.Own, Filing.Own)
    }
    promise("an id that is none is refused by the call that carried it") {
        inWorld {
            citizen().use { app ->
                same("matter", throws<MinyiException.BadInput> { app.case("no-uuid") }.field)
                val photo = Photo("ABC", 1uL)
                same("sha256", throws<MinyiException.BadInput> { app.fileCase(newCase(photos = listOf(photo))) }.field)
                same("cursor", throws<MinyiException.BadInput> { app.cases("zz", 10u) }.field)
                val station = Addressee.OneStation("No Such")
                same("organ", throws<MinyiException.BadInput> { app.fileCase(newCase().copy(addressee = station)) }.field)
            }
        }
    }
    promise("a case shows everything: words, timeline, deadline with its reasons, what may be done") {
        inWorld {
            citizen().use { app ->
                val photo = app.attachPhoto(photoFile(1).path)
                val filed = app.fileCase(newCase(photos = listOf(photo)))
                val local = checkNotNull(app.case(filed.matter))
                check(!local.registered && local.pending.single().item.standing == ItemStanding.Saved)
                app.send()
                app.sync()
                val case = checkNotNull(app.case(filed.matter))
                val view = checkNotNull(case.view)
                check(case.registered && case.pending.isEmpty())
                same(Stage.SUBMITTED, view.stage)
                same(Instant.parse("2026-03-02T02:00:00Z"), view.submittedAt)
                val content = (view.body as CaseBody.Full).content
                same("路灯不亮", content.title)
                same(listOf(true), content.photos.map { it.arrived })
                same(listOf(Role.CITIZEN, Role.SYSTEM), content.timeline.map { it.role })
                check(view.permitted.any { "text" in it.carries })
                val due = app.dueDates(filed.matter).single()
                same(due.deadline, view.deadlines.single())
                same(due.deadline.due, due.why.due)
                same(LocalDate.of(2026, 3, 2), due.why.startDay)
                check(due.why.textZh.contains("受理时限") && due.why.textEn.contains("triage")) { due.why.textZh }
                check(due.why.steps.size >= 2 && due.why.rule!!.source.lawZh.isNotEmpty())
                val line = app.cases(null, 10u).lines.single()
                same(filed.matter to "路灯不亮", line.matter to line.title)
                same(due.deadline, line.nextDeadline)
            }
        }
    }
    promise("the list comes page by page, each line once") {
        inWorld {
            citizen().use { app ->
                repeat(5) { app.fileCase(newCase("件 $it")) }
                app.send()
                app.sync()
                val seen = mutableListOf<String>()
                var next: String? = null
                do {
                    val page = app.cases(next, 2u)
                    check(page.lines.size <= 2)
                    seen += page.lines.map { it.title!! }
                    next = page.next
                } while (next != null)
                same((0..4).map { "件 $it" }, seen.sorted())
            }
        }
    }
    promise("the directory names organs and deputies, and says that they are invented") {
        inWorld {
            citizen().use { app ->
                val directory = checkNotNull(app.directory())
                check(directory.demo)
                same(2, directory.organs.count { it.kind == OrganKind.STATION })
                same("station-zhili-1", directory.deputies.single().station)
            }
        }
    }
    promise("limits for forms come from the rulebook") {
        val limits = caseLimits()
        same(80u to 5_000u, limits.title to limits.text)
        same(9u to 20uL * 1024uL * 1024uL, limits.photos to limits.photoBytes)
    }
}
