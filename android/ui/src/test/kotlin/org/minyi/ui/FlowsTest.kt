// The screens in use, on the fake bridge: what people do from sign-in to evaluation, and that a kill loses nothing.
package org.minyi.ui

import androidx.compose.ui.test.SemanticsNodeInteraction
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.assertIsNotEnabled
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.junit4.createComposeRule
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performTextInput
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.minyi.kit.fake.FakeBridge
import org.minyi.kit.model.Addressee
import org.minyi.kit.model.CaseList
import org.minyi.kit.model.Failure
import org.minyi.kit.model.Grade
import org.minyi.ui.words.Language

class FlowsTest {
    @get:Rule
    val phone = createComposeRule()
    private val bridge = FakeBridge()

    private fun start(platform: SamplePlatform = SamplePlatform()) = phone.setContent { MinyiUi(bridge, platform, Sample.hearers) }

    private fun tag(name: String): SemanticsNodeInteraction = phone.onNodeWithTag(name)

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
        phone.waitUntil { bridge.session.value == Sample.signedIn }
        tag("file-case").assertIsDisplayed()
    }

    @Test
    fun aWrongCodeIsSaidInWordsAndTheNumberStays() {
        start()
        tag("phone").performTextInput("19900000011")
        tag("send-code").performClick()
        bridge.failure = Failure.Rejected("CODE_WRONG", "code", null)
        tag("code").performTextInput("000000")
        tag("sign-in").performClick()
        phone.onNodeWithText("验证码或密码不对，请核对后再试。").assertIsDisplayed()
        phone.onNode(hasText("19900000011")).assertExists()
    }

    @Test
    fun aCaseIsFiledInThreeStepsWithPhotosFirst() {
        signedIn()
        start(SamplePlatform(photos = ArrayDeque(listOf("/photo-1.jpg", "/photo-2.jpg"))))
        tag("file-case").performClick()
        tag("take-photo").performClick()
        tag("take-photo").performClick()
        tag("next").performClick()
        tag("title").performTextInput("路灯不亮")
        tag("text").performTextInput("巷口第二盏灯不亮三天了")
        tag("next").performClick()
        tag("file").assertIsNotEnabled()
        phone.onNodeWithText("请人大机关安排").performScrollTo().performClick()
        tag("file").performClick()
        tag("saved-here").assertIsDisplayed()
        assertEquals(listOf("attachPhoto", "attachPhoto"), bridge.asked.filter { it == "attachPhoto" })
        assertTrue("file" in bridge.asked)
    }

    @Test
    fun aRefusalShowsWhatWouldBeAcceptedAndTheRuleAndKeepsTheWords() {
        signedIn()
        start()
        tag("file-case").performClick()
        tag("next").performClick()
        tag("title").performTextInput("路灯不亮")
        tag("text").performTextInput("三天了")
        tag("next").performClick()
        phone.onNodeWithText("请人大机关安排").performScrollTo().performClick()
        bridge.failure = Failure.Refused("x", "title", "换一个标题", "another title", "标题应当明确", "A title is clear")
        tag("file").performClick()
        phone.onNodeWithText("换一个标题").assertIsDisplayed()
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
        for (index in 0..1) phone.onAllNodesWithTextAt("基本满意", index).performScrollTo().performClick()
        tag("send-evaluation").performScrollTo().performClick()
        tag("evaluated").assertIsDisplayed()
        assertEquals(listOf(Grade.BASICALLY to Grade.BASICALLY), bridge.evaluations.map { it.process to it.answer })
    }

    @Test
    fun theOutboxIsOneTapAwayAndEnglishIsComplete() {
        signedIn()
        bridge.outbox.value = Sample.outbox
        start(SamplePlatform(Language.English))
        tag("outbox").performClick()
        phone.onNodeWithText("It has been assigned and cannot be withdrawn").performScrollTo().assertIsDisplayed()
        phone.onNodeWithText("Try again").performScrollTo().performClick()
        phone.waitUntil { "retry" in bridge.asked }
    }
}

private fun androidx.compose.ui.test.SemanticsNodeInteractionsProvider.onAllNodesWithTextAt(text: String, index: Int) =
    onAllNodes(hasText(text))[index]
