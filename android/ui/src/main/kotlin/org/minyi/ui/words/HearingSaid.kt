// Words of hearings (云听案), both languages side by side.
package org.minyi.ui.words

import org.minyi.kit.model.HearingStage
import org.minyi.kit.model.Progress
import org.minyi.kit.model.QuestionKind
import org.minyi.kit.model.RoomLink
import org.minyi.kit.model.Satisfaction
import org.minyi.kit.model.Segment
import org.minyi.kit.presenter.PlayerState

object HearingSaid {
    val title = Said("云听案", "Hearings")
    val doorHint = Said("旁听庭审、提问、评议", "Watch, ask, and say how it went")
    val none = Said("没有可参加的庭审", "No hearing to attend")
    val noneHint = Said("有新的云听案安排，会出现在这里。", "New hearings are announced here.")
    val opensAt = Said("开庭", "Opens")
    val room = Said("庭审", "The hearing")
    val noPicture = Said("现在没有画面", "No picture now")
    val lookingForPicture = Said("正在找庭审画面…", "Looking for the picture…")
    val pictureOffline = Said("现在连不上服务器，有网络后画面会自动恢复。", "The server cannot be reached now. The picture comes back by itself.")
    val pictureTriedAgain = Said("画面会自动重试。", "The picture is tried again by itself.")
    val pausePicture = Said("暂停画面", "Pause the picture")
    val resumePicture = Said("继续观看", "Go on watching")
    val pausedHint = Said("暂停期间不计入旁听时长。", "While it is paused, nothing counts as watched.")
    val notForYou = Said("您不能观看这场庭审。", "You may not watch this hearing.")
    val discipline = Said("旁听纪律", "Rules of the courtroom")
    val sign = Said("我已阅读并遵守", "I have read them and will keep them")
    val apply = Said("报名旁听", "Apply to attend")
    val applyHint = Said("报名即声明与本案没有利害关系。", "By applying you declare that you have no stake in the case.")
    val conflict = Said("我需要回避", "I have a stake in it")
    val conflictReason = Said("回避的原因", "What stake")
    val declare = Said("申请回避", "Declare it")
    val ask = Said("提问", "Ask")
    val askHint = Said("只能就程序、作风、一般法律问题和工作建议提问，不涉及案件实体。", "Procedure, conduct, law in general and suggestions; not the merits of the case.")
    val question = Said("问题", "Question")
    val kept = Said("已存在本机", "Kept on this phone")
    val keeping = Said("正在保存…", "Saving…")
    val send = Said("提交问题", "Ask this")
    val discard = Said("删除", "Remove")
    val asked = Said("问题已存在本机，会自动送出；休庭后才转交法院。", "Your question is kept on this phone and goes out by itself; the court gets it once it rises.")
    val questions = Said("提问与附议", "Questions")
    val noQuestions = Said("还没有提问", "No question yet")
    val second = Said("附议", "Second it")
    val unsecond = Said("取消附议", "Take back")
    val revise = Said("修改后再提", "Change it and ask again")
    val withdraw = Said("撤回", "Withdraw")
    val own = Said("我的提问", "Mine")
    val courtAnswer = Said("法院答复", "The court answers")
    val rateAnswer = Said("评价答复", "Rate the answer")
    val rate = Said("评议庭审", "Rate the hearing")
    val rateHint = Said("只评议庭审的组织与作风，不评议案件结果。", "How it was held, never its outcome.")
    val remark = Said("补充说明（可不填）", "Remark (may be empty)")
    val rated = Said("评议已存在本机，会自动送出。", "Your rating is kept on this phone and goes out by itself.")
    val process = Said("庭审程序", "Procedure")
    val control = Said("庭审驾驭", "Control of the session")
    val bearing = Said("庭审作风", "Bearing")
    val clarity = Said("释法说理", "Clarity of reasons")
    val document = Said("裁判文书", "Judgment document")
    val about = Said("约", "about")

    fun seconds(count: Int) = Said("$count 人附议", "$count seconded")

    /** Over the picture, all the time. */
    fun watermark(name: String, seat: Int, caseNo: String) =
        if (seat == 0) Said("$name\n$caseNo", "$name\n$caseNo") else Said("$name  $seat 号席\n$caseNo", "$name  seat $seat\n$caseNo")

    fun seat(number: Int) = Said("$number 号席", "Seat $number")

    /** The session's clock, `1:02:03`. */
    fun elapsed(millis: Long): Said {
        val clock = "%d:%02d:%02d".format(millis / 3_600_000, millis / 60_000 % 60, millis / 1_000 % 60)
        return Said("庭审时间 $clock", "Session $clock")
    }

    fun watched(minutes: Long) = Said("已旁听 $minutes 分钟", "$minutes min watched")
}

/** 阶段 */
val HearingStage.said: Said
    get() = when (this) {
        HearingStage.DRAFT -> Said("筹备中", "Being prepared")
        HearingStage.COURT_REVIEW -> Said("法院审核中", "With the court")
        HearingStage.SIGNUP -> Said("报名中", "Open for application")
        HearingStage.ROSTERED -> Said("名单已定", "Seats are given")
        HearingStage.READY -> Said("等待开庭", "About to open")
        HearingStage.LIVE -> Said("庭审中", "In session")
        HearingStage.RECESS -> Said("休庭", "In recess")
        HearingStage.ADJOURNED -> Said("已闭庭", "Adjourned")
        HearingStage.ANSWERING -> Said("法院答复中", "The court answers")
        HearingStage.JUDGED -> Said("已宣判", "Judged")
        HearingStage.EVALUATED -> Said("已评议", "Rated")
        HearingStage.ARCHIVED -> Said("已归档", "Archived")
        HearingStage.CANCELLED -> Said("已取消", "Cancelled")
        HearingStage.TURNED_CLOSED -> Said("转为不公开", "Turned closed")
    }

/** 庭审环节 */
val Segment.said: Said
    get() = when (this) {
        Segment.OPENING -> Said("开庭", "Opening")
        Segment.INVESTIGATION -> Said("法庭调查", "Investigation")
        Segment.DEBATE -> Said("法庭辩论", "Debate")
        Segment.STATEMENT -> Said("最后陈述", "Final statements")
        Segment.RECESS -> Said("休庭", "Recess")
        Segment.CLOSED -> Said("不公开环节", "Closed part")
        Segment.VERDICT -> Said("宣判", "Verdict")
    }

/** 问题类别 */
val QuestionKind.said: Said
    get() = when (this) {
        QuestionKind.PROCEDURE -> Said("程序", "Procedure")
        QuestionKind.CONDUCT -> Said("作风", "Conduct")
        QuestionKind.GENERAL_LAW -> Said("一般法律问题", "Law in general")
        QuestionKind.WORKING_SUGGESTION -> Said("工作建议", "Suggestion")
        QuestionKind.MERITS -> Said("案件实体", "Merits of the case")
    }

/** 问题进度 */
val Progress.Step.said: Said
    get() = when (this) {
        Progress.Step.SUBMITTED -> Said("已提交", "Asked")
        Progress.Step.SCREENING -> Said("审核中", "Being looked at")
        Progress.Step.RETURNED -> Said("退回修改", "Sent back")
        Progress.Step.REFUSED -> Said("不予采纳", "Refused")
        Progress.Step.ACCEPTED -> Said("已采纳", "Accepted")
        Progress.Step.MERGED -> Said("已合并", "Merged")
        Progress.Step.WITHDRAWN -> Said("已撤回", "Withdrawn")
        Progress.Step.RELEASED -> Said("已转交法院", "With the court")
        Progress.Step.ASSIGNED -> Said("法院办理中", "Being answered")
        Progress.Step.ANSWERED -> Said("法院已答复", "Answered")
        Progress.Step.RATED -> Said("已评价", "Rated")
        Progress.Step.CLOSED -> Said("已办结", "Closed")
    }

/** How the room is held; `null` while all is well. */
val RoomLink.said: Said?
    get() = when (this) {
        RoomLink.LIVE -> null
        RoomLink.CONNECTING -> Said("正在进入…", "Entering…")
        RoomLink.WAITING -> Said("连接中断，正在重连；写下的问题都在。", "The connection broke and is made anew; what you wrote is safe.")
        RoomLink.SIGNED_OUT -> Said("请先登录；写下的问题都在。", "Sign in first; what you wrote is safe.")
        RoomLink.GONE -> Said("这场庭审不再对您开放。", "This hearing is no longer open to you.")
    }

/** 满意度 */
val Satisfaction.said: Said
    get() = when (this) {
        Satisfaction.SATISFIED -> Said("满意", "Satisfied")
        Satisfaction.BASICALLY -> Said("基本满意", "Mostly")
        Satisfaction.DISSATISFIED -> Said("不满意", "Dissatisfied")
    }

/** How the picture plays; `null` while it does. */
val PlayerState.said: Said?
    get() = when (this) {
        PlayerState.PLAYING -> null
        PlayerState.IDLE, PlayerState.LOADING -> Said("正在载入画面…", "The picture is on its way…")
        PlayerState.PAUSED -> Said("画面已暂停", "The picture is paused")
        PlayerState.FAILED -> Said("画面中断，正在重试", "The picture broke off and is tried again")
    }
