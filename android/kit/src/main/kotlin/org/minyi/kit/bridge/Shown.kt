/** From the core's values to the app's and back, in one place. */
package org.minyi.kit.bridge

import org.minyi.core.CaseBody
import org.minyi.core.CapturePlace
import org.minyi.core.CapturePosition
import org.minyi.core.CasePage
import org.minyi.core.Directory
import org.minyi.core.DueDate
import org.minyi.core.ItemStanding
import org.minyi.core.LocalCase
import org.minyi.core.MapDatum
import org.minyi.core.MatterAct
import org.minyi.core.MinyiException
import org.minyi.core.MissingReason
import org.minyi.core.OrganKind
import org.minyi.core.OutboxItem
import org.minyi.core.OutboxSnapshot
import org.minyi.core.ParkReason
import org.minyi.core.PositionProvider
import org.minyi.core.ProblemCode
import org.minyi.core.Refusal
import org.minyi.core.Round
import org.minyi.core.RoundAnswer
import org.minyi.core.SessionState
import org.minyi.core.TimelineEntry
import org.minyi.kit.model.ReceptionRow
import org.minyi.kit.model.Account
import org.minyi.kit.model.Addressee
import org.minyi.kit.model.Answer
import org.minyi.kit.model.CaseDetail
import org.minyi.kit.model.CaseList
import org.minyi.kit.model.CaseRow
import org.minyi.kit.model.DeputyRow
import org.minyi.kit.model.Draft
import org.minyi.kit.model.DueReason
import org.minyi.kit.model.Evaluated
import org.minyi.kit.model.Evaluation
import org.minyi.kit.model.Failure
import org.minyi.kit.model.Fix
import org.minyi.kit.model.Grade
import org.minyi.kit.model.Outbox
import org.minyi.kit.model.OutboxRow
import org.minyi.kit.model.Photo
import org.minyi.kit.model.PhotoOrigin
import org.minyi.kit.model.PhotoPlace
import org.minyi.kit.model.PhotoSource
import org.minyi.kit.model.Promise
import org.minyi.kit.model.RecordedPhoto
import org.minyi.kit.model.Register
import org.minyi.kit.model.Rejection
import org.minyi.kit.model.RoundRow
import org.minyi.kit.model.Place
import org.minyi.kit.model.Session
import org.minyi.kit.model.Stage
import org.minyi.kit.model.Standing
import org.minyi.kit.model.StationRow
import org.minyi.kit.model.TimelineRow
import org.minyi.kit.model.WaitWhy

internal fun org.minyi.core.Account.shown() = Account(user, role.name, organ)

internal fun SessionState.shown(): Session =
    when (this) {
        is SessionState.SignedOut -> Session.SignedOut
        is SessionState.SignedIn -> Session.SignedIn(account.shown(), expiresAt)
        is SessionState.Over -> Session.Over(account.shown())
    }

internal fun org.minyi.core.Photo.shown() = Photo(sha256, bytes.toLong())

internal fun org.minyi.core.RecordedPhoto.shown() = RecordedPhoto(photo.shown(), PhotoOrigin.valueOf(origin.name))

internal fun PhotoSource.crossing(): org.minyi.core.PhotoSource =
    when (this) {
        is PhotoSource.OwnCamera -> org.minyi.core.PhotoSource.Camera(ticket)
        is PhotoSource.Gallery -> org.minyi.core.PhotoSource.Gallery
    }

internal fun PhotoPlace.crossing(): CapturePlace =
    when (this) {
        is PhotoPlace.At -> CapturePlace.At(fix.crossing())
        is PhotoPlace.NotAsked -> CapturePlace.Missing(MissingReason.NOT_ASKED)
        is PhotoPlace.Refused -> CapturePlace.Missing(MissingReason.REFUSED)
        is PhotoPlace.Unavailable -> CapturePlace.Missing(MissingReason.UNAVAILABLE)
    }

private fun Fix.crossing() =
    CapturePosition(MapDatum.WGS84, latE7, lonE7, accuracyCm?.toUInt(), provider?.let { PositionProvider.valueOf(it.name) }, mock)

internal fun Photo.crossing() = org.minyi.core.Photo(sha256, bytes.toULong())

internal fun Grade.crossing() = org.minyi.core.Grade.valueOf(name)

internal fun org.minyi.core.Stage.shown() = Stage.valueOf(name)

internal fun Place.crossing() = org.minyi.core.Place(latE6, lonE6, accuracyM?.toUInt(), label)

internal fun Addressee.crossing(): org.minyi.core.Addressee =
    when (this) {
        is Addressee.Deputy -> org.minyi.core.Addressee.OneDeputy(user)
        is Addressee.Station -> org.minyi.core.Addressee.OneStation(code)
        is Addressee.Office -> org.minyi.core.Addressee.Office
    }

internal fun org.minyi.core.Addressee.shown(): Addressee =
    when (this) {
        is org.minyi.core.Addressee.OneDeputy -> Addressee.Deputy(deputy)
        is org.minyi.core.Addressee.OneStation -> Addressee.Station(station)
        is org.minyi.core.Addressee.Office -> Addressee.Office
    }

internal fun Draft.crossing() =
    org.minyi.core.Draft(id, title, text, addressee?.crossing(), place?.crossing(), photos.map { it.crossing() }, mayPublish, voice?.crossing())

internal fun org.minyi.core.Draft.shown() =
    Draft(
        id = id,
        title = title,
        text = text,
        addressee = addressee?.shown(),
        place = place?.run { Place(latE6, lonE6, accuracyM?.toInt(), label) },
        photos = photos.map { it.shown() },
        mayPublish = mayPublish,
        voice = voice?.shown(),
    )

internal fun CasePage.shown() =
    CaseList(
        lines.map {
            CaseRow(
                matter = it.matter,
                title = it.title,
                stage = it.stage.shown(),
                submittedAt = it.submittedAt,
                due = it.nextDeadline?.due,
                overdue = it.nextDeadline?.overdue ?: false,
                actionable = it.actionable,
                registered = it.registered,
                pending = it.pending.toInt(),
            )
        },
        next,
    )

internal fun LocalCase.shown(): CaseDetail {
    val full = (view?.body as? CaseBody.Full)?.content
    val public = (view?.body as? CaseBody.PublicPart)?.content
    return CaseDetail(
        matter = matter,
        title = full?.title ?: public?.title,
        text = full?.text ?: public?.text,
        stage = view?.stage?.shown(),
        registered = registered,
        pending = pending.size,
        question = full?.question,
        photosArrived = full?.photos.orEmpty().count { it.arrived },
        photos = full?.photos.orEmpty().size,
        rounds = (full?.rounds ?: public?.rounds).orEmpty().map { it.shown() },
        timeline = (full?.timeline ?: public?.timeline).orEmpty().map { it.shown() },
        permitted = view?.permitted.orEmpty().map { it.act.name }.toSet(),
        voice = full?.voice?.shown(),
    )
}

private fun Round.shown() =
    RoundRow(
        number.toInt(),
        (answer as? RoundAnswer.Signed)?.run { Answer(draft.text, result.name, at, draft.commitments.map { Promise(it.text, it.due) }) },
        evaluations.map { Evaluated(it.by.name, it.form.run { Evaluation(process.shown(), answer.shown(), delivery?.shown(), reason) }) },
    )

private fun org.minyi.core.Grade.shown() = Grade.valueOf(name)

internal fun Directory.shown() =
    Register(
        demo,
        organs.filter { it.kind == OrganKind.STATION && !it.closed }.map { station ->
            StationRow(
                station.id, station.nameZh, station.nameEn, station.town, station.lat?.millionths(), station.lon?.millionths(),
                deputies.filter { it.station == station.id }.map { DeputyRow(it.user, it.name) },
                receptions = station.receptions.map { ReceptionRow(it.day.toInt(), it.from, it.to, it.next) },
                address = station.address,
                phone = station.phone,
            )
        },
    )

private fun Double.millionths() = (this * 1_000_000).toInt()

private fun TimelineEntry.shown() = TimelineRow(version.toInt(), act.name, role.name, organ, at, note, undone)

internal fun DueDate.shown() =
    DueReason(deadline.clock.kind.name, deadline.due, deadline.overdue, deadline.paused, why.textZh, why.textEn)

internal fun OutboxSnapshot.shown() =
    Outbox((needsAttention + sending + waiting + saved + done).map { it.shown() }, ofOtherAccounts.toInt())

private fun OutboxItem.shown() =
    OutboxRow(
        id = id,
        matter = matter,
        act =
            when (val act = act) {
                is MatterAct.OfCase -> act.act.name
                is MatterAct.OfMandate -> act.act.name
                is MatterAct.OfHearing -> "HEARING"
            },
        standing = standing.shown(),
        photos = photos.toInt(),
        photosComplete = photosComplete.toInt(),
        bytesSent = bytesSent.toLong(),
        bytesTotal = bytesTotal.toLong(),
    )

private fun ItemStanding.shown(): Standing =
    when (this) {
        is ItemStanding.Saved -> Standing.Saved
        is ItemStanding.Submitting, is ItemStanding.Uploading -> Standing.Sending
        is ItemStanding.Waiting -> Standing.Waiting(nextTry, WaitWhy.valueOf(why.name))
        is ItemStanding.NeedsAttention -> reason.shown()
        is ItemStanding.Complete -> Standing.Done
    }

private fun ParkReason.shown(): Standing.NeedsAttention =
    when (this) {
        is ParkReason.SaidNo -> {
            val refusal = problem.refusal
            Standing.NeedsAttention(
                refusal?.acceptedZh ?: problem.textZh,
                refusal?.acceptedEn ?: problem.textEn,
                refusal?.rule?.textZh,
                refusal?.rule?.textEn,
            )
        }
        is ParkReason.ContentLost ->
            Standing.NeedsAttention("本机保存的内容已损坏，已移至一旁", "What was saved on this phone is damaged and was set aside.", null, null)
    }

/** A code of a newer server arrives as the core's `UNKNOWN`; `RealLibraryTest` holds the two lists side by side. */
private fun ProblemCode.shown(): Rejection = Rejection.entries.find { it.name == name } ?: Rejection.UNKNOWN

private fun Refusal.shown() = Failure.Refused(code.name, field, acceptedZh, acceptedEn, rule?.textZh, rule?.textEn)

/** What a screen can do about it; for shells that open the core themselves. */
fun MinyiException.shown(): Failure =
    when (this) {
        is MinyiException.Offline -> Failure.Offline
        is MinyiException.SignedOut -> Failure.SignedOut
        is MinyiException.Refused -> refusal.shown()
        is MinyiException.Rejected -> Failure.Rejected(code.shown(), field, retryAfter?.toInt())
        is MinyiException.Conflict -> Failure.Conflict
        is MinyiException.NotFound -> Failure.NotFound
        is MinyiException.StorageFull -> Failure.StorageFull
        is MinyiException.KeyLost -> Failure.KeyLost
        is MinyiException.Damaged -> Failure.Damaged
        is MinyiException.BadInput -> Failure.BadInput(field)
        is MinyiException.Busy -> Failure.Busy
        is MinyiException.Internal -> Failure.Internal(reason)
    }
