// Words of notices, of filing for somebody else, and of what belongs to the person; both languages side by side.
package org.minyi.ui.words

import org.minyi.kit.model.HearingDeed
import org.minyi.kit.model.ProxyChannel

object NoticeSaid {
    val title = Said("消息", "Notices")
    val none = Said("没有需要您处理的事", "Nothing waits for you")
    val noneHint = Said("有答复、逾期或发送不成功时，会出现在这里。", "Answers, what is overdue and what could not be sent appear here.")
    val notSent = Said("没有送达，请您决定", "Not delivered: decide")

    fun count(count: Int) = Said("$count 件等您处理", "$count waiting for you")
}

/** What a deputy is asked to do about a hearing. */
val HearingDeed.asked: Said
    get() = when (this) {
        HearingDeed.APPLY -> HearingSaid.apply
        HearingDeed.DECLARE_CONFLICT -> HearingSaid.conflict
        HearingDeed.SIGN_DISCIPLINE -> Said("请签署旁听纪律", "Sign the rules of the courtroom")
        HearingDeed.ASK -> HearingSaid.ask
        HearingDeed.RESUBMIT -> Said("问题被退回，请修改", "A question came back: mend it")
        HearingDeed.WITHDRAW -> HearingSaid.withdraw
        HearingDeed.SECOND -> HearingSaid.second
        HearingDeed.UNSECOND -> HearingSaid.unsecond
        HearingDeed.RATE_ANSWER -> Said("请评价法院答复", "Rate the court's answer")
        HearingDeed.RATE_HEARING -> Said("请评议庭审", "Rate the hearing")
        HearingDeed.CONVERT -> Said("可转为联名建议", "May become a joint suggestion")
    }

object ProxySaid {
    val title = Said("替谁反映", "For whom")
    val hint = Said("替来站、来电或来信的群众提交。事项归本人所有，本人用这个手机号登录就能看到。", "For somebody who came, called or wrote. The case is theirs: they find it when they sign in with this number.")
    val register = Said("确认手机号", "Confirm the number")
    val other = Said("换一个人", "Somebody else")

    fun filingFor(phone: String) = Said("替 $phone 提交", "Filing for $phone")
}

/** 反映渠道 */
val ProxyChannel.said: Said
    get() = when (this) {
        ProxyChannel.PAPER -> Said("书面", "In writing")
        ProxyChannel.PHONE -> Said("电话", "By phone")
        ProxyChannel.IN_PERSON -> Said("来站", "In person")
    }

object OwnDataSaid {
    val title = Said("设备与个人数据", "Devices and my data")
    val doorHint = Said("登录设备、导出、清除", "Where you are signed in; copy, erase")
    val devices = Said("已登录的设备", "Where you are signed in")
    val devicesHint = Said("联网后可以查看。", "Needs a connection.")
    val thisPhone = Said("本机", "This phone")
    val otherDevice = Said("另一台设备", "Another device")
    val since = Said("登录于", "Since")
    val copy = Said("导出我的数据", "A copy of my data")
    val copyHint = Said("把本机保存的事项、草稿、待送出的内容和照片导出成文件。文件不加密，请妥善保管。", "Cases, drafts, unsent items and photos of this phone, as files. They are not encrypted: keep them safe.")
    val makeCopy = Said("导出", "Make the copy")
    val erase = Said("从本机清除", "Erase from this phone")
    val eraseHint = Said("清除本账号在这部手机上的全部内容并退出登录。已送达机关的事项依法保留，不受影响。", "Removes everything of this account from this phone and signs out. What the offices have received is kept by law.")

    fun eraseAsk(unsent: Int) =
        if (unsent == 0) Said("清除后本机不再保留任何内容，确定吗？", "Nothing will be left on this phone. Are you sure?")
        else Said("还有 $unsent 项没有送达，清除后将永远丢失，确定吗？", "$unsent items have not arrived and will be lost for good. Are you sure?")
}
