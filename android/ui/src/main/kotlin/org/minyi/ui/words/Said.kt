// Words of the rulebook and of failures, in both languages side by side.
package org.minyi.ui.words

import androidx.compose.runtime.Composable
import androidx.compose.runtime.staticCompositionLocalOf
import org.minyi.kit.model.Failure
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
    "NOTE_OVERDUE" to Said("逾期", "Overdue"),
    "ADD_FOLLOWER" to Said("并入关注", "Joined by another author"),
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

/** What happened and what to do; exhaustive, so that a new failure does not compile without its sentence. */
val Failure.said: Said
    get() = when (this) {
        is Failure.Offline -> Said("连不上网络。内容已存好，有网络时自动送出。", "No network. What you wrote is safe and is sent when there is one.")
        is Failure.SignedOut -> Said("登录已失效，请重新登录。内容没有丢。", "Please sign in again. Nothing is lost.")
        is Failure.Refused -> Said(acceptedZh, acceptedEn)
        is Failure.Rejected -> when (code) {
            "CODE_WRONG", "CREDENTIALS_WRONG" -> Said("验证码或密码不对，请核对后再试。", "That code or password is not right. Check it and try again.")
            "RATE_LIMITED", "TOO_MANY_REQUESTS", "LOCKED_OUT" -> retryAfterSeconds.let { seconds ->
                if (seconds == null) Said("操作太频繁，请稍后再试。", "Too many tries. Please wait a little.")
                else Said("操作太频繁，请 $seconds 秒后再试。", "Too many tries. Please wait $seconds seconds.")
            }
            else -> Said("服务器没有接受，请稍后再试。", "The server did not take it. Please try again later.")
        }
        is Failure.Conflict -> Said("这件事已有变化，请看过最新情况再操作。", "This has changed meanwhile. Look at it again, then decide.")
        is Failure.NotFound -> Said("本机没有这件事。", "It is not on this phone.")
        is Failure.StorageFull -> Said("手机空间已满，没有保存。请清理后再试。", "The phone is full and nothing was saved. Free some space, then try again.")
        is Failure.KeyLost -> Said("打开本机资料的钥匙已失效。可以把旧资料移开，重新开始；未送出的内容将无法找回。", "The key to this phone’s data is gone. You can set the old data aside and start anew; what was not sent cannot be recovered.")
        is Failure.Damaged -> Said("有一份资料已损坏，已移到一旁，其他内容不受影响。", "One stored file was damaged and set aside. Everything else is fine.")
        is Failure.BadInput -> when (field) {
            "phone" -> Said("请填写 11 位手机号。", "Enter a mobile number of 11 digits.")
            "code" -> Said("请填写 6 位验证码。", "Enter the code of 6 digits.")
            "photo.too_big" -> Said("照片太大，最多 20 MB。", "The photo is too large; 20 MB at most.")
            "photo.empty", "photo.path" -> Said("读不到这张照片，请换一张。", "That photo cannot be read. Choose another.")
            "photo.changed" -> Said("照片正在被改动，请稍后再选。", "The photo is being changed. Choose it again in a moment.")
            "addressee" -> Said("请选择请谁来听。", "Choose who should hear it.")
            else -> Said("填写的内容不合要求，请检查。", "Something is not filled in right. Please check.")
        }
        is Failure.Busy -> Said("暂时不能操作，请稍后再试。", "Not just now. Please try again in a moment.")
        is Failure.Internal -> Said("程序出错，内容没有丢。请再试一次。", "Something went wrong. Nothing is lost; please try again.")
    }
