// Words of showing and checking a deputy's card (亮证、验证), both languages side by side.
package org.minyi.ui.words

import org.minyi.kit.model.NotShown

object CardSaid {
    val title = Said("代表证", "Deputy card")
    val doorHint = Said("向群众亮明身份", "Show who you are")
    val noCard = Said("本机还没有代表证", "No deputy card on this phone yet")
    val noCardHint = Said("代表证由人大机关签发到您本人的手机。领取后，下次联网时送达。", "The congress office issues it to your own phone. Ask for it; it comes with the next connection.")
    val noMandate = Said("没有登记在您名下的代表资格", "No mandate is recorded for you")
    val noMandateHint = Said("请联网刷新；仍没有的，请联系人大机关登记。", "Connect and refresh. If none appears, ask the congress office to record it.")
    val requested = Said("已申请，等待签发", "Asked for; it is being issued")
    val requestedHint = Said("申请已存在本机，有网络后自动送出，代表证随后送达。", "Your request is kept on this phone and goes out by itself; the card follows.")
    val request = Said("领取代表证", "Ask for the card")
    val unlock = Said("显示动态码", "Show the living code")
    val living = Said("动态码会自动更新，截图很快失效。请对方用民意扫一扫。", "The code changes by itself; a screenshot goes stale in seconds. Let the other phone scan it with Minyi.")
    val answering = Said("回答对方的数字", "Answer a number")
    val number = Said("对方手机上的 6 位数字", "The 6 digits on the other phone")
    val answer = Said("生成回答", "Make the answer")
    val answered = Said("请对方现在扫描，码很快消失。", "Let them scan now; the code disappears soon.")
    val expired = Said("代表证已过有效期。请联网更新。", "The card is no longer valid. Connect to renew it.")
    val constituency = Said("选区", "Constituency")
    val station = Said("联络站", "Station")
    val receptionDays = Said("接待时间", "Reception days")
    val pledge = Said("履职承诺", "Pledge")
    val post = Said("职务", "Post")
    val congress = Said("签发机关", "Issued by")
    val code = Said("代表证二维码", "Code of the deputy card")

    val scanTitle = Said("核验代表身份", "Check a deputy’s card")
    val scanDoorHint = Said("扫代表出示的码，不联网也能核验", "Scan the code a deputy shows; works without a network")
    val scan = Said("扫一扫", "Scan")
    val scanHint = Said("请代表出示代表证上的码，对准扫描。核验在本机完成，不会告诉任何人。", "Let the deputy show the code and scan it. It is checked on this phone, and nobody is told.")
    val scanRefused = Said("没有相机权限。可以在系统设置里打开；也可以请代表当面回答一个数字。", "No permission for the camera. Open it in the system settings.")
    val challenge = Said("出一个数字请代表回答", "Make up a number to be answered")
    val challengeHint = Said("请代表在自己的手机上输入这个数字，再扫代表手机上新出现的码。", "Let the deputy type this number, then scan the code that appears on their phone.")
    val again = Said("再扫一次", "Scan again")
}

/** Why a card or its living code is not shown, and what to do. */
val NotShown.said: Said
    get() = when (this) {
        NotShown.CARD_EXPIRED -> CardSaid.expired
        NotShown.OTHER_DEVICE -> Said("这张代表证属于另一部手机。请在本机重新领取。", "This card belongs to another phone. Ask for one for this phone.")
        NotShown.TIME_NOT_TRUSTED -> Said("手机时间还没有核对。请联网一次后再亮证。", "This phone’s time has not been checked. Connect once, then show the card.")
        NotShown.CANCELLED -> Said("没有通过解锁，仍显示网页码。", "Not unlocked; the page’s code stays.")
        NotShown.LOCKED -> Said("手机已锁定。请解锁后再试。", "The phone is locked. Unlock it and try again.")
        NotShown.KEY_INVALIDATED -> Said("本机钥匙已失效，可能是更换了锁屏方式。请重新领取代表证。", "This phone’s key is gone, perhaps since the lock screen changed. Ask for a new card.")
        NotShown.KEYSTORE_UNAVAILABLE -> Said("手机密钥库暂时不可用。请稍后再试。", "The phone’s keystore does not answer. Try again in a moment.")
        NotShown.WRONG_SIGNATURE -> Said("本机签名与代表证不符。请重新领取代表证。", "This phone’s signature does not fit the card. Ask for a new one.")
    }
