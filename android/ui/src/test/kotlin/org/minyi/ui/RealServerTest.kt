// The screens on the real library, against a real server: a citizen files a case with three photos while the network is cut and
// restored. Screenshots in target/screens, named `flow-…`.
package org.minyi.ui

import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.SkikoComposeUiTest
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.minyi.core.testing.TestServer
import org.minyi.kit.model.Network
import org.minyi.kit.model.PhotoOrigin
import org.minyi.kit.model.Standing
import org.minyi.kit.presenter.FilingState
import java.io.File

private const val NUMBER = "19900000006"

@OptIn(ExperimentalTestApi::class)
class RealServerTest {
    @get:Rule
    val folder = TemporaryFolder()

    private val photos = listOf("river-1.jpg", "block-1.jpg", "road-1.jpg").map { File(System.getProperty("minyi.repository"), "demo/photos/$it") }

    @Test
    fun aCitizenFilesACaseWithThreePhotosWhileTheNetworkIsCutAndRestored() {
        TestServer.start().use { server ->
            CuttableNetwork(server.url()).use { network ->
                Phone(folder.newFolder("phone"), network.url, server::skewMillis).use { phone ->
                    onAPhone { filesThroughACut(phone, server, network) }
                }
            }
        }
    }

    private fun SkikoComposeUiTest.filesThroughACut(phone: Phone, server: TestServer, network: CuttableNetwork) {
        val platform = SamplePlatform(photos = ArrayDeque(photos.map { it.path }), ticket = phone.presenters.filing::captureTicket)
        setContent { MinyiUi(phone.presenters, platform) }
        screenshot("flow-1-sign-in")
        Hands(this).signsIn(NUMBER) { server.lastCode(NUMBER) }
        // The register of stations comes with the first sync.
        waitUntil(PATIENCE_MS) { phone.presenters.stations.state.value.rows?.isNotEmpty() == true }
        screenshot("flow-2-home")

        network.cut()
        phone.hears(Network.OFFLINE)
        awaitsText("没有网络")
        tap("file-case")
        awaits("take-photo")
        repeat(3) { taken ->
            onNodeWithTag("take-photo").performScrollTo().performClick()
            awaitsText("还可以添加 ${9 - taken - 1} 张")
        }
        waitUntil(PATIENCE_MS) { (phone.presenters.filing.state.value as FilingState.Editing).run { attaching == 0 && saved } }
        assertEquals(setOf(PhotoOrigin.OWN_CAMERA), (phone.presenters.filing.state.value as FilingState.Editing).origins.values.toSet())
        screenshot("flow-3-photos")
        tap("next")
        types("title", "河道发黑，有异味")
        types("text", "今天早上路过中心河，水面发黑，有臭味，靠近菜场的排水口一直在流。")
        tap("next")
        onNodeWithTag("hearer-1").performScrollTo().performClick()
        screenshot("flow-4-who")
        tap("file")
        awaits("saved-here")
        screenshot("flow-5-saved-without-network")
        tap("done")
        tap("tab-Outbox")
        awaitsText("已保存")
        screenshot("flow-6-outbox-without-network")

        // The network is back, and goes again in the middle of the photos.
        network.restore()
        network.cutAfter = photos.sumOf { it.length() } / 2
        phone.hears(Network.UNMETERED)
        waitUntil(PATIENCE_MS) { network.isCut }
        phone.hears(Network.OFFLINE)
        val halfway = phone.presenters.outbox.state.value.outbox.rows.single()
        assertTrue("${halfway.photosComplete} of 3", halfway.photosComplete < 3)
        waitUntil(PATIENCE_MS) { phone.presenters.outbox.state.value.outbox.rows.single().standing is Standing.Waiting }
        screenshot("flow-7-cut-in-the-middle")

        network.restore()
        phone.hears(Network.UNMETERED)
        awaitsText("全部已送达")
        val sent = phone.presenters.outbox.state.value.outbox.rows.single()
        assertEquals(Standing.Done to 3, sent.standing to sent.photosComplete)
        screenshot("flow-8-arrived")

        tap("tab-Cases")
        tap("refresh")
        awaits("case-${sent.matter}")
        tap("case-${sent.matter}")
        awaitsText("照片已送达 3/3")
        onNodeWithText("为什么是这一天？").performScrollTo().performClick()
        awaitsText("受理时限")
        screenshot("flow-9-the-case-and-why")
        onNodeWithTag("case-title").performScrollTo().assertIsDisplayed()
    }
}
