// The screens in use, on the fake bridge: what people do from sign-in to evaluation, and that a kill loses nothing.
package org.minyi.ui

import androidx.compose.ui.test.SemanticsNodeInteraction
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.assertIsNotEnabled
import androidx.compose.ui.test.assertTextEquals
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.junit4.ComposeContentTestRule
import androidx.compose.ui.test.junit4.createComposeRule
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performTextInput
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.minyi.kit.fake.FakeBridge
import org.minyi.kit.fake.FakeOwnData
import org.minyi.kit.model.Account
import org.minyi.kit.model.Addressee
import org.minyi.kit.model.CaseList
import org.minyi.kit.model.Failure
import org.minyi.kit.model.Grade
import org.minyi.kit.model.PhotoPlace
import org.minyi.kit.model.PhotoSource
import org.minyi.kit.model.Proxy
import org.minyi.kit.model.ProxyChannel
import org.minyi.kit.model.Rejection
import org.minyi.kit.model.Session
import org.minyi.ui.words.Language
import java.time.Instant

class FlowsTest {
    @get:Rule
    val phone: ComposeContentTestRule = createComposeRule()
    private val bridge = FakeBridge().apply { directory = Sample.register }

    // Presenters answer at once, in the thread that asks: what a test sees does not depend on time.
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Unconfined)
    private val ownData = FakeOwnData()
    private val presenters = Presenters(bridge, scope, ownDataBridge = ownData)

    @After
    fun end() = scope.cancel()

    private fun start(platform: SamplePlatform = SamplePlatform()) = phone.setContent { MinyiUi(presenters, platform) }

    private fun tag(name: String): SemanticsNodeInteraction = phone.onNodeWithTag(name)

    private fun appears(text: String) = phone.waitUntil(10_000) { phone.onAllNodes(hasText(text)).fetchSemanticsNodes().isNotEmpty() }

    private fun signedIn() {
        bridge.session.value = Sample.signedIn
    }

    @Test
    fun aCitizenSignsInWithNumberAndCode() {
        start()
        tag("phone").performTextInput("19900000011")
        tag("send-code").performClick()
        tag("code").performTextInput("123456")
        tag("sign-in").performClick()
        tag("file-case").assertIsDisplayed()
    }

    @Test
    fun aWrongCodeIsSaidAtItsFieldAndTheNumberStays() {
        start()
        tag("phone").performTextInput("19900000011")
        tag("send-code").performClick()
        bridge.failure = Failure.Rejected(Rejection.CODE_WRONG, "code", null)
        tag("code").performTextInput("000000")
        tag("sign-in").performClick()
        phone.onNodeWithText("验证码错误或已使用，请核对或重新获取。").assertIsDisplayed()
        phone.onNode(hasText("19900000011")).assertExists()
    }

    @Test
    fun aCaseIsFiledInThreeStepsWithPhotosFirst() {
        signedIn()
        val photos = ArrayDeque(listOf("/photo-1.jpg", "/photo-2.jpg", "/photo-3.jpg"))
        start(SamplePlatform(photos = photos, located = Located.Here(Sample.here, Sample.fix), ticket = presenters.filing::captureTicket))
        tag("file-case").performClick()
        tag("take-photo").performClick()
        tag("choose-photo").performClick()
        tag("locate").performScrollTo().performClick()
        tag("take-photo").performScrollTo().performClick()
        for ((index, origin) in listOf("现场拍摄", "导入", "现场拍摄").withIndex()) tag("origin-$index").assertTextEquals(origin)
        tag("place-label").performScrollTo().performTextInput("菜场桥")
        tag("next").performClick()
        tag("title").performTextInput("路灯不亮")
        tag("text").performTextInput("巷口第二盏灯不亮三天了")
        tag("next").performClick()
        tag("file").assertIsNotEnabled()
        phone.onNodeWithText("请人大机关安排").performScrollTo().performClick()
        tag("file").performClick()
        tag("saved-here").assertIsDisplayed()
        val filed = bridge.filed.single()
        assertEquals(listOf("路灯不亮", "巷口第二盏灯不亮三天了", "菜场桥"), listOf(filed.title, filed.text, filed.place?.label))
        assertEquals(3 to Addressee.Office, filed.photos.size to filed.addressee)
        // Each with its own ticket; the position only where the person agreed, and never for what was chosen.
        val recorded = listOf(
            PhotoSource.OwnCamera("ticket-1") to PhotoPlace.NotAsked,
            PhotoSource.Gallery to PhotoPlace.NotAsked,
            PhotoSource.OwnCamera("ticket-2") to PhotoPlace.At(Sample.fix),
        )
        assertEquals(recorded, bridge.recorded)
    }

    @Test
    fun withoutPermissionForCameraOrPositionTheScreenSaysSoAndGoesOn() {
        signedIn()
        start()
        tag("file-case").performClick()
        tag("take-photo").performClick()
        phone.onNodeWithText("没有相机权限。可以在系统设置里打开，也可以从相册选择。").performScrollTo().assertIsDisplayed()
        tag("locate").performScrollTo().performClick()
        phone.onNodeWithText("没有定位权限。可以在系统设置里打开，也可以在下一步写明地点。").performScrollTo().assertIsDisplayed()
        tag("next").performClick()
        tag("title").assertIsDisplayed()
    }

    @Test
    fun aRefusalShowsWhatWouldBeAcceptedAndTheRuleAtItsFieldAndKeepsTheWords() {
        signedIn()
        start()
        tag("file-case").performClick()
        tag("next").performClick()
        tag("title").performTextInput("路灯不亮")
        tag("text").performTextInput("三天了")
        tag("next").performClick()
        tag("hearer-0").performScrollTo().performClick()
        // The draft is saved in the background: the refusal is for the filing, not for that.
        appears("草稿已保存")
        bridge.failure = Failure.Refused("x", "title", "换一个标题", "another title", "标题应当明确", "A title is clear")
        tag("file").performClick()
        // Back at the step where the field is.
        appears("路灯不亮")
        assertEquals(2, phone.onAllNodes(hasText("换一个标题")).fetchSemanticsNodes().size)
        phone.onNodeWithText("标题应当明确").assertIsDisplayed()
    }

    @Test
    fun whatWasTypedIsThereAfterTheAppWasKilled() {
        signedIn()
        bridge.stored["draft-9"] = Sample.draft.copy(id = "draft-9", addressee = Addressee.Office)
        start()
        tag("file-case").performClick()
        tag("next").performClick()
        phone.onNode(hasText("河道发黑，有异味")).assertExists()
    }

    @Test
    fun aStationIsChosenAmongTheStationsNearestFirst() {
        signedIn()
        start(SamplePlatform(located = Located.Here(Sample.here, Sample.fix)))
        tag("stations").performScrollTo().performClick()
        tag("nearest").performClick()
        phone.onNodeWithText("爱山街道  ·  约 300 米").assertIsDisplayed()
        tag("file-station-3").performScrollTo().performClick()
        tag("take-photo").assertIsDisplayed()
        assertEquals(Addressee.Station("station-3"), (presenters.filing.state.value as org.minyi.kit.presenter.FilingState.Editing).draft.addressee)
    }

    @Test
    fun anAnswerIsEvaluatedFromTheList() {
        signedIn()
        bridge.cases.value = CaseList(Sample.rows, null)
        bridge.details["m1"] = Sample.case
        bridge.reasons["m1"] = Sample.due
        start()
        tag("case-m1").performScrollTo().performClick()
        tag("why-EVALUATION").performScrollTo().performClick()
        phone.onNodeWithText(Sample.due[0].textZh).performScrollTo().assertIsDisplayed()
        tag("evaluate").performScrollTo().performClick()
        tag("process-1").performScrollTo().performClick()
        tag("answer-1").performScrollTo().performClick()
        tag("send-evaluation").performScrollTo().performClick()
        tag("evaluated").assertIsDisplayed()
        assertEquals(listOf(Grade.BASICALLY to Grade.BASICALLY), bridge.evaluations.map { it.process to it.answer })
    }

    @Test
    fun theOutboxIsOneTapAwayAndEnglishIsComplete() {
        signedIn()
        bridge.outbox.value = Sample.outbox
        start(SamplePlatform(Language.English))
        tag("file-case").performClick()
        tag("outbox").performClick()
        phone.onNodeWithText("It has been assigned and cannot be withdrawn").performScrollTo().assertIsDisplayed()
        phone.onNodeWithText("Try again").performScrollTo().performClick()
        assertTrue("retry" in bridge.asked)
    }

    @Test
    fun theStationFilesForWhoeverCameAndNeverInItsOwnName() {
        bridge.session.value = Session.SignedIn(Account("user-2", "STATION_STAFF", "station-1"), Instant.EPOCH)
        start()
        tag("file-case").performClick()
        tag("proxy-phone").performTextInput("1990000001")
        tag("proxy-register").performScrollTo().assertIsNotEnabled()
        tag("proxy-phone").performScrollTo().performTextInput("1")
        tag("channel-1").performScrollTo().performClick()
        tag("proxy-register").performScrollTo().performClick()
        tag("proxy-known").performScrollTo().assertIsDisplayed()
        // Somebody else after all: nothing can be filed until it is known for whom.
        tag("proxy-other").performScrollTo().performClick()
        tag("next").performClick()
        tag("title").performTextInput("路灯不亮")
        tag("text").performTextInput("来电反映：巷口第二盏灯不亮")
        tag("next").performClick()
        tag("hearer-0").performScrollTo().performClick()
        tag("file").assertIsNotEnabled()
        tag("back").performClick()
        tag("back").performClick()
        tag("proxy-phone").performScrollTo().performTextInput("19900000012")
        tag("channel-1").performScrollTo().performClick()
        tag("proxy-register").performScrollTo().performClick()
        tag("next").performClick()
        tag("next").performClick()
        tag("file").performClick()
        tag("saved-here").assertIsDisplayed()
        assertEquals(listOf<Proxy?>(Proxy("citizen-19900000012", "19900000012", ProxyChannel.PHONE)), bridge.proxies)
    }

    @Test
    fun aLostPhoneIsSignedOutACopyIsHandedOverAndErasingAsksFirst() {
        signedIn()
        bridge.outbox.value = Sample.outbox
        val platform = SamplePlatform()
        start(platform)
        tag("tab-Me").performClick()
        tag("own-data").performScrollTo().performClick()
        tag("end-lost").performScrollTo().performClick()
        assertTrue("signDeviceOut lost" in ownData.asked)
        tag("end-lost").assertDoesNotExist()
        tag("export").performScrollTo().performClick()
        phone.waitForIdle()
        assertEquals(listOf("/copies/minyi.json"), platform.handed)
        tag("erase").performScrollTo().performClick()
        phone.onNodeWithText("还有 3 项没有送达，清除后将永远丢失，确定吗？").performScrollTo().assertIsDisplayed()
        assertTrue("erase" !in ownData.asked)
        tag("erase-now").performScrollTo().performClick()
        assertTrue("erase" in ownData.asked)
    }

    @Test
    fun signingOutWithUnsentWorkAsksFirst() {
        signedIn()
        bridge.outbox.value = Sample.outbox
        start()
        tag("tab-Me").performClick()
        tag("sign-out").performScrollTo().performClick()
        assertTrue("signOut" !in bridge.asked)
        phone.onNodeWithText("退出登录").performScrollTo().performClick()
        assertTrue("signOut" in bridge.asked)
    }
}
