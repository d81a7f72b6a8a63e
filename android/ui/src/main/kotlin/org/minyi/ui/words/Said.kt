// Words of the rulebook, in both languages side by side.
package org.minyi.ui.words

import androidx.compose.runtime.Composable
import androidx.compose.runtime.staticCompositionLocalOf
import org.minyi.kit.model.Grade
import org.minyi.kit.model.Stage

/** One thing said in Chinese and in English. */
data class Said(val zh: String, val en: String) {
    fun inLanguage(language: Language): String = when (language) {
        Language.Chinese -> zh
        Language.English -> en
    }
}

/** The language in force. */
val LocalLanguage = staticCompositionLocalOf { Language.Chinese }

/** What was said, in the language in force. */
@Composable
fun say(said: Said): String = said.inLanguage(LocalLanguage.current)

/** 阶段 */
val Stage.said: Said
    get() = when (this) {
        Stage.SUBMITTED -> Said("待受理", "Waiting for acceptance")
        Stage.AWAITING_INFO -> Said("待补充", "Waiting for your answer")
        Stage.TRIAGED -> Said("待交办", "Accepted")
        Stage.ASSIGNED -> Said("待签收", "Assigned")
        Stage.HANDLING -> Said("办理中", "Being handled")
        Stage.ANSWERED -> Said("待评价", "Answered: your turn")
        Stage.EVALUATED -> Said("待办结", "Evaluated")
        Stage.CLOSED -> Said("已办结", "Closed")
    }

/** 满意度 */
val Grade.said: Said
    get() = when (this) {
        Grade.SATISFIED -> Said("满意", "Satisfied")
        Grade.BASICALLY -> Said("基本满意", "Mostly")
        Grade.DISSATISFIED -> Said("不满意", "Dissatisfied")
    }

private val acts = mapOf(
    "SUBMIT" to Said("提交", "Filed"),
    "SUPPLEMENT" to Said("补充", "Added to"),
    "WITHDRAW" to Said("撤回", "Withdrawn"),
    "TRIAGE" to Said("受理", "Accepted"),
    "REQUEST_INFO" to Said("请您补充", "Sent back with a question"),
    "REFUSE" to Said("不予受理", "Not accepted"),
    "REDIRECT" to Said("转送", "Sent to another office"),
    "LINK_DUPLICATE" to Said("并案", "Joined to another case"),
    "ASSIGN" to Said("交办", "Assigned"),
    "SIGN_FOR" to Said("签收", "Signed for"),
    "REQUEST_RETURN" to Said("申请退办", "Return asked for"),
    "DECIDE_RETURN" to Said("退办答复", "Return decided"),
    "REQUEST_EXTENSION" to Said("申请延期", "Extension asked for"),
    "DECIDE_EXTENSION" to Said("延期答复", "Extension decided"),
    "GIVE_OPINION" to Said("协办意见", "Opinion given"),
    "DRAFT_ANSWER" to Said("起草答复", "Answer drafted"),
    "SEND_BACK_DRAFT" to Said("退回修改", "Draft sent back"),
    "SIGN_ANSWER" to Said("签发答复", "Answer signed"),
    "EVALUATE" to Said("评价", "Evaluated"),
    "CLOSE" to Said("办结", "Closed"),
    "SUPERVISE" to Said("督办", "Supervised"),
    "REPORT_COMMITMENT" to Said("承诺进展", "Promise reported"),
    "VERIFY_COMMITMENT" to Said("承诺核实", "Promise checked"),
    "PUBLISH" to Said("公开", "Published"),
    "UNPUBLISH" to Said("撤下", "Taken down"),
    "UNDO" to Said("撤销", "Undone"),
    "NOTE_PHOTO_ARRIVED" to Said("照片到齐", "A photo arrived"),
    "NOTE_VOICE_ARRIVED" to Said("语音到齐", "The voice note arrived"),
    "WRITE_DOWN_VOICE" to Said("记录语音", "Voice note written down"),
    "NOTE_OVERDUE" to Said("逾期", "Overdue"),
    "ADD_FOLLOWER" to Said("并入关注", "Joined by another author"),
    // Acts of other procedures that an outbox may hold.
    "REQUEST_CARD" to Said("领取代表证", "Card asked for"),
    "SET_POST" to Said("填写职务", "Post written"),
    "SET_PLEDGE" to Said("填写履职承诺", "Pledge written"),
    "SET_RECEPTION_DAYS" to Said("填写接待时间", "Reception days written"),
    "SET_PHONE" to Said("填写联系电话", "Phone number written"),
    "HEARING" to Said("云听案", "Hearing"),
)

/** An act, by the rulebook's word; a newer rulebook may know more acts than this app. */
fun actSaid(act: String): Said = acts[act] ?: Said("有新的进展", "Something happened")

private val roles = mapOf(
    "CITIZEN" to Said("群众", "Citizen"),
    "DEPUTY" to Said("人大代表", "Deputy"),
    "STATION_STAFF" to Said("联络站", "Station"),
    "OFFICE_STAFF" to Said("人大机关", "Congress office"),
    "UNIT_CLERK" to Said("承办单位", "Department"),
    "UNIT_LEADER" to Said("承办单位负责人", "Head of department"),
    "COURT_LIAISON" to Said("法院联络员", "Court liaison"),
    "COURT_CLERK" to Said("书记员", "Court clerk"),
    "BENCH" to Said("合议庭", "Bench"),
    "AUDITOR" to Said("审计", "Auditor"),
    "SYSTEM" to Said("系统", "System"),
)

/** A role, by the rulebook's word. */
fun roleSaid(role: String): Said = roles[role] ?: Said("工作人员", "Staff")

private val results = mapOf(
    "SOLVED" to Said("已解决", "Solved"),
    "IN_PROGRESS" to Said("正在解决", "In progress"),
    "PLANNED" to Said("列入计划", "Planned"),
    "NOT_FEASIBLE" to Said("暂不可行", "Not feasible now"),
)

/** 办理结果 */
fun resultSaid(result: String): Said = results[result] ?: Said("已答复", "Answered")

private val clocks = mapOf(
    "TRIAGE" to Said("受理时限", "To be looked at"),
    "SIGN_FOR" to Said("签收时限", "To be signed for"),
    "ANSWER" to Said("答复时限", "To be answered"),
    "CO_OPINION" to Said("协办意见时限", "Opinion due"),
    "RETURN_WINDOW" to Said("退办时限", "To be returned, if at all"),
    "REDO" to Said("重新办理时限", "To be answered again"),
    "EVALUATION" to Said("评价时限", "To be evaluated"),
    "COMMITMENT" to Said("承诺时限", "Promised"),
)

/** What a date is for, by the rulebook's word. */
fun clockSaid(kind: String): Said = clocks[kind] ?: Said("时限", "Due")

/** The rulebook's words that have none here; a test holds that there are no such. */
internal fun wordless(acts: List<String>, roles: List<String>, results: List<String>, clocks: List<String>): List<String> =
    acts.filter { it !in org.minyi.ui.words.acts } + roles.filter { it !in org.minyi.ui.words.roles } +
        results.filter { it !in org.minyi.ui.words.results } + clocks.filter { it !in org.minyi.ui.words.clocks }
