/** Photos as evidence: what was signed is told as it was recorded, faces are proposed and not covered, a package is judged claim by claim. */
package org.minyi.behaviour

import org.minyi.core.CapturePlace
import org.minyi.core.CapturePosition
import org.minyi.core.ClaimStanding
import org.minyi.core.CoverBox
import org.minyi.core.DeviceKey
import org.minyi.core.EvidenceClaim
import org.minyi.core.EvidenceStanding
import org.minyi.core.ExportSeal
import org.minyi.core.ExportTrust
import org.minyi.core.FaceBox
import org.minyi.core.FaceDetector
import org.minyi.core.FaceDetectorException
import org.minyi.core.MapDatum
import org.minyi.core.MinyiApp
import org.minyi.core.MinyiException
import org.minyi.core.MissingReason
import org.minyi.core.NewPhoto
import org.minyi.core.PhotoFormat
import org.minyi.core.PhotoSource
import org.minyi.core.Platform
import org.minyi.core.PositionProvider
import org.minyi.core.RecordedOrigin
import org.minyi.core.SecurityLevel
import org.minyi.core.ServerKey
import org.minyi.core.Signer
import org.minyi.core.SinceBoot
import org.minyi.core.verifyExport
import java.io.File
import java.security.MessageDigest
import java.time.Duration
import java.time.Instant
import java.util.Base64

private fun hex(bytes: ByteArray) = bytes.joinToString("") { "%02x".format(it) }

private fun sha256(bytes: ByteArray) = hex(MessageDigest.getInstance("SHA-256").digest(bytes))

private val NOT_SAID = CapturePlace.Missing(MissingReason.REFUSED)

private fun fromGallery(file: File) = NewPhoto(file.path, PhotoSource.Gallery, NOT_SAID, null, null, emptyList())

/** The package that the tests of core/evidence made, and what its office was sealed by. */
private val PACKAGE get() = File(System.getProperty("minyi.repository"), "core/evidence/tests/corpus/package/good--sound.zip")
private val SEALED: Instant = Instant.ofEpochMilli(1_795_438_086_123)

private fun trusting(key: ByteArray) =
    ExportTrust(listOf(ServerKey(sha256(key).take(16), Base64.getUrlEncoder().withoutPadding().encodeToString(key))), null)

private class Detector(private val answer: () -> List<FaceBox>) : FaceDetector {
    override fun detect(jpeg: ByteArray, width: UShort, height: UShort): List<FaceBox> {
        check(jpeg[0] == 0xff.toByte() && maxOf(width, height) == 1024.toUShort())
        return answer()
    }
}

fun evidence() = Program("evidence").apply {
    promise("what was signed about a photo is told as it was recorded, from capture to arrival") {
        inWorld {
            val signer = SoftwareSigner()
            val guarded =
                object : Signer {
                    override fun key() = DeviceKey(signer.key().sec1, SecurityLevel.TRUSTED_ENVIRONMENT)

                    override fun sign(message: ByteArray) = signer.sign(message)
                }
            MinyiApp.open(config("p"), Platform(FlippingKeyStore(), Switch(), ServerSkew(server), guarded)).use { app ->
                app.signIn()
                val file = photoFile(1)
                val place = CapturePlace.At(CapturePosition(MapDatum.WGS84, 308_461_000, 1_202_603_010, 480u, PositionProvider.GNSS, false))
                val ticket = app.captureTicket()
                val new = NewPhoto(file.path, PhotoSource.Camera(ticket), place, Duration.ofHours(2), null, listOf(CoverBox(0u, 0u, 5_000u, 5_000u)))
                val first = app.recordPhoto(new)
                same(RecordedOrigin.OWN_CAMERA, first.origin)
                val told = checkNotNull(app.photoEvidence(first.photo.sha256, null))
                same(sha256(file.readBytes()) to file.length().toULong(), told.sha256 to told.bytes)
                check(told.sm3.length == 64 && told.sm3 != told.sha256)
                same(PhotoFormat.JPEG to RecordedOrigin.OWN_CAMERA, told.format to told.origin)
                same(place to SinceBoot.Elapsed(Duration.ofHours(2)), told.place to told.sinceBoot)
                same(SecurityLevel.TRUSTED_ENVIRONMENT to sha256(signer.key().sec1), told.level to told.key)
                same(Triple(0uL, null, 2u), Triple(told.sequence, told.previous, told.copies))
                same("behaviour" to EvidenceStanding.ON_THIS_PHONE, told.appBuild to told.standing)
                val age = Duration.between(told.deviceTime, app.serverTime()).abs()
                check(age < Duration.ofMinutes(1)) { "$age" }

                val second = app.recordPhoto(NewPhoto(photoFile(2).path, PhotoSource.Camera(ticket), NOT_SAID, null, null, emptyList()))
                same(RecordedOrigin.GALLERY, second.origin, "a ticket works once")
                val next = checkNotNull(app.photoEvidence(second.photo.sha256, null))
                same(Triple(3uL, told.chain, NOT_SAID), Triple(next.sequence, next.chain, next.place))
                check(next.previous != null && next.sinceBoot == SinceBoot.Missing(MissingReason.UNAVAILABLE))

                val filed = app.fileCase(newCase(photos = listOf(first.photo)))
                app.send()
                same(EvidenceStanding.WITH_SERVER, app.photoEvidence(first.photo.sha256, filed.matter)?.standing)
                same(EvidenceStanding.ON_THIS_PHONE, app.photoEvidence(second.photo.sha256, null)?.standing)
                same(null, app.photoEvidence("0".repeat(64), null))
            }
        }
    }
    promise("a place that is none on Earth and a box that is none are refused by name, and nothing is recorded") {
        inWorld {
            citizen().use { app ->
                val nowhere = CapturePlace.At(CapturePosition(MapDatum.WGS84, 0, 0, null, null, null))
                val new = fromGallery(photoFile(1))
                same("photo.place", throws<MinyiException.BadInput> { app.recordPhoto(new.copy(place = nowhere)) }.field)
                val box = CoverBox(7u, 0u, 7u, 9u)
                same("photo.covered", throws<MinyiException.BadInput> { app.recordPhoto(new.copy(covered = listOf(box))) }.field)
                same(null, app.photoEvidence(sha256(File(new.path).readBytes()), null))
            }
        }
    }
    promise("a detector of the shell's proposes boxes; what it throws arrives typed; without one nobody looked") {
        inWorld {
            val path = photoFile(1).path
            var answer: () -> List<FaceBox> = { listOf(FaceBox(512, 0, 1_024, 100)) }
            val platform = Platform(FlippingKeyStore(), null, null, null, Detector { answer() })
            MinyiApp.open(config("p"), platform).use { app ->
                val proposals = checkNotNull(app.proposeCovers(path))
                same(1 to 0u, proposals.boxes.size to proposals.leftOut)
                same(10_000u.toUShort() to 0u.toUShort(), proposals.boxes[0].right to proposals.boxes[0].top)
                answer = { emptyList() }
                same(emptyList(), app.proposeCovers(path)?.boxes)
                answer = { throw FaceDetectorException.Unavailable() }
                throws<MinyiException.Busy> { app.proposeCovers(path) }
                for (thrown in listOf(FaceDetectorException.Failed(), IllegalStateException("张三"))) {
                    answer = { throw thrown }
                    same("the face detector failed", throws<MinyiException.Internal> { app.proposeCovers(path) }.reason)
                }
                same("photo.path", throws<MinyiException.BadInput> { app.proposeCovers("/none.jpg") }.field)
            }
            phone("q").use { same(null, it.proposeCovers(path)) }
        }
    }
    promise("a package is judged claim by claim, by keys that the reader brings and a time that is handed in") {
        val stranger = verifyExport(PACKAGE.path, SEALED, ExportTrust(emptyList(), null))
        val key = (stranger.seal as ExportSeal.UnknownOffice).key
        val (holds, unproven) = ClaimStanding.HOLDS to ClaimStanding.UNPROVEN
        same(listOf(holds, unproven, holds, unproven, unproven, unproven), stranger.verdicts.map { it.standing })
        val verdict = verifyExport(PACKAGE.path, SEALED, trusting(key))
        same(EvidenceClaim.entries, verdict.verdicts.map { it.claim })
        same(listOf(holds, holds, holds, unproven, unproven, holds), verdict.verdicts.map { it.standing })
        check(!verdict.broken && verdict.seal == ExportSeal.Whole && verdict.photo != null)
        check(verdict.verdicts.all { it.whyZh.isNotEmpty() && it.whyEn.isNotEmpty() } && "原件" in verdict.textZh)
        same(ExportSeal.FromTheFuture, verifyExport(PACKAGE.path, SEALED.minus(Duration.ofDays(3)), trusting(key)).seal)
    }
    promise("a changed package and one that is none are broken in every claim, and no error; what cannot be opened is one") {
        inWorld {
            val trust = ExportTrust(emptyList(), null)
            val file = File(folder, "package.zip")
            val sound = PACKAGE.readBytes()
            for (bytes in listOf(sound.copyOf().also { it[900] = (it[900].toInt() xor 1).toByte() }, "no package".toByteArray(), ByteArray(0))) {
                file.writeBytes(bytes)
                val verdict = verifyExport(file.path, SEALED, trust)
                check(verdict.broken && verdict.photo == null && verdict.verdicts.size == 6)
                check(verdict.verdicts.all { it.standing == ClaimStanding.BROKEN })
            }
            same("package.path", throws<MinyiException.BadInput> { verifyExport("/none.zip", SEALED, trust) }.field)
            same("key", throws<MinyiException.BadInput> { verifyExport(file.path, SEALED, ExportTrust(listOf(ServerKey("a", "b")), null)) }.field)
            same("roots", throws<MinyiException.BadInput> { verifyExport(file.path, SEALED, ExportTrust(emptyList(), "none")) }.field)
        }
    }
}
