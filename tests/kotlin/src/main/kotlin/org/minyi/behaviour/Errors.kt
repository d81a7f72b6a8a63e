/** Every error arrives typed, with the fields that a screen acts on; those that can be provoked are provoked. */
package org.minyi.behaviour

import org.minyi.core.ClaimStanding
import org.minyi.core.EvidenceClaim
import org.minyi.core.ExportTrust
import org.minyi.core.Layer
import org.minyi.core.MinyiApp
import org.minyi.core.MinyiException
import org.minyi.core.NetworkClass
import org.minyi.core.ProblemCode
import org.minyi.core.RefusalCode
import org.minyi.core.setVaultAside
import org.minyi.core.verifyExport
import org.minyi.core.testing.ErrorCase
import org.minyi.core.testing.throwError
import org.minyi.core.testing.throwErrorLater
import java.io.File
import java.time.Instant

fun errors() = Program("errors").apply {
    promise("every variant arrives as itself, from both kinds of call") {
        for (case in ErrorCase.entries) {
            val now = throws<MinyiException> { throwError(case) }
            val later = throws<MinyiException> { throwErrorLater(case) }
            for (error in listOf(now, later)) {
                // Exhaustive: a new variant does not compile until somebody says what a screen does with it.
                val name =
                    when (error) {
                        is MinyiException.Offline -> ErrorCase.OFFLINE
                        is MinyiException.SignedOut -> ErrorCase.SIGNED_OUT
                        is MinyiException.Refused -> ErrorCase.REFUSED
                        is MinyiException.Rejected -> ErrorCase.REJECTED
                        is MinyiException.Conflict -> ErrorCase.CONFLICT
                        is MinyiException.NotFound -> ErrorCase.NOT_FOUND
                        is MinyiException.StorageFull -> ErrorCase.STORAGE_FULL
                        is MinyiException.KeyLost -> ErrorCase.KEY_LOST
                        is MinyiException.Damaged -> ErrorCase.DAMAGED
                        is MinyiException.BadInput -> ErrorCase.BAD_INPUT
                        is MinyiException.Busy -> ErrorCase.BUSY
                        is MinyiException.Internal -> ErrorCase.INTERNAL
                    }
                same(case, name)
            }
        }
    }
    promise("a refusal carries code, field, what would be accepted, and the quoted rule") {
        val refusal = throws<MinyiException.Refused> { throwError(ErrorCase.REFUSED) }.refusal
        same(RefusalCode.TEXT_MISSING to "title", refusal.code to refusal.field)
        check(refusal.acceptedZh.isNotEmpty() && refusal.acceptedEn.isNotEmpty())
        val rule = checkNotNull(refusal.rule)
        same("submission.frozen", rule.id)
        check(rule.textZh.isNotEmpty() && rule.source.articleZh.isNotEmpty() && rule.layer in Layer.entries)
    }
    promise("a rejection carries code, field and seconds to wait") {
        val error = throws<MinyiException.Rejected> { throwError(ErrorCase.REJECTED) }
        same(Triple(ProblemCode.RATE_LIMITED, "phone", 60u), Triple(error.code, error.field, error.retryAfter))
    }
    promise("the rulebook refuses offline, before anything is stored") {
        inWorld {
            val network = Switch()
            citizen(network = network).use { app ->
                network.now = NetworkClass.OFFLINE
                val refusal = throws<MinyiException.Refused> { app.fileCase(newCase(title = "")) }.refusal
                same(RefusalCode.TEXT_MISSING to "title", refusal.code to refusal.field)
                check(app.outbox().saved.isEmpty() && !app.hasPending())
            }
        }
    }
    promise("signed out, offline, wrong code, wrong number, no such case: each its own kind") {
        inWorld {
            val network = Switch()
            phone("p", network).use { app ->
                throws<MinyiException.SignedOut> { app.fileCase(newCase()) }
                throws<MinyiException.SignedOut> { app.sync() }
                same("phone", throws<MinyiException.BadInput> { app.requestCode("12345") }.field)
                app.requestCode(CITIZEN)
                val wrong = if (server.lastCode(CITIZEN) == "000000") "111111" else "000000"
                val error = throws<MinyiException.Rejected> { app.signInWithCode(CITIZEN, wrong) }
                same(ProblemCode.CODE_WRONG, error.code)
                app.setNetwork(NetworkClass.OFFLINE)
                throws<MinyiException.Offline> { app.requestCode(CITIZEN) }
            }
            // Another number: the first may not ask for a code again so soon.
            citizen(number = "19900000007").use { app ->
                throws<MinyiException.NotFound> { app.dueDates("00000000-0000-0000-0000-000000000001") }
                throws<MinyiException.NotFound> { app.retry("00000000-0000-0000-0000-000000000001") }
                same(null, app.case("00000000-0000-0000-0000-000000000001"))
                same("photo.path", throws<MinyiException.BadInput> { app.attachPhoto("/none.jpg") }.field)
                val nothing = File(folder, "empty.jpg").apply { writeBytes(ByteArray(0)) }
                same("photo.empty", throws<MinyiException.BadInput> { app.attachPhoto(nothing.path) }.field)
                val text = File(folder, "text.jpg").apply { writeText("a text under the name of a photo") }
                same("photo.not_a_photo", throws<MinyiException.BadInput> { app.attachPhoto(text.path) }.field)
                val half = photoFile(1).readBytes().let { File(folder, "half.jpg").apply { writeBytes(it.copyOf(it.size / 3)) } }
                same("photo.truncated", throws<MinyiException.BadInput> { app.attachPhoto(half.path) }.field)
            }
        }
    }
    promise("a package that is none is judged, claim by claim, and is no error; a file that is not there is one") {
        inWorld {
            val trust = ExportTrust()
            val file = File(folder, "package.zip").apply { writeText("this is no package") }
            val verdict = verifyExport(file.path, trust, Instant.now())
            check(verdict.broken && verdict.photo == null)
            same(EvidenceClaim.entries, verdict.verdicts.map { it.claim })
            check(verdict.verdicts.all { it.standing == ClaimStanding.BROKEN && it.whyZh.isNotEmpty() && it.whyEn.isNotEmpty() })
            same("photo.path", throws<MinyiException.BadInput> { verifyExport("/none.zip", trust, Instant.now()) }.field)
        }
    }
    promise("a folder in use is busy; a suspended core is busy until it resumes") {
        inWorld {
            phone("p").use { app ->
                throws<MinyiException.Busy> { phone("p") }
                app.suspend()
                throws<MinyiException.Busy> { app.drafts().also { check(it.isEmpty()) }; app.newDraftId(); app.attachPhoto(photoFile(1).path) }
                app.resume()
                app.attachPhoto(photoFile(1).path)
            }
        }
    }
    promise("a locked phone is busy; a lost key is told, and setting the vault aside starts afresh") {
        inWorld {
            citizen("p").use { it.suspend() }
            throws<MinyiException.Busy> { MinyiApp.open(config("p"), platform(LockedKeyStore())) }
            throws<MinyiException.KeyLost> { MinyiApp.open(config("p"), platform(ForgetfulKeyStore())) }
            val aside = setVaultAside(config("p").folder)
            check(aside != null && File(aside).isDirectory)
            MinyiApp.open(config("p"), platform(FlippingKeyStore())).use { app -> same(emptyList(), app.drafts()) }
        }
    }
    promise("an address that words may not be sent to is refused before anything is opened") {
        inWorld {
            val config = config("p").copy(server = "http://minyi.example.cn")
            same("server", throws<MinyiException.BadInput> { MinyiApp.open(config, platform()) }.field)
            check(!File(config.folder).exists())
        }
    }
}
