// What went wrong, as a sentence that says what happened and what to do. No `else` over the core's lists: a new case of the kit
// does not compile until it has its words in both languages.
package org.minyi.ui.words

import org.minyi.kit.model.Failure
import org.minyi.kit.model.Rejection
import org.minyi.kit.model.WaitWhy

/** What happened and what to do. */
val Failure.said: Said
    get() = when (this) {
        is Failure.Offline -> Said("现在连不上服务器。内容已存在本机，有网络后自动送出。", "The server cannot be reached now. What you wrote is safe and goes out by itself.")
        is Failure.SignedOut -> Said("请先登录；未送出的内容都在。", "Sign in first; nothing you wrote is lost.")
        is Failure.Refused -> Said(acceptedZh, acceptedEn)
        is Failure.Rejected -> code.said.andWait(retryAfterSeconds)
        is Failure.Conflict -> Said("事项已有新进展，或已提交过。请刷新后再操作。", "It has changed or was done already. Refresh, then decide.")
        is Failure.NotFound -> Said("本机没有这一事项。请刷新后再试。", "It is not on this phone. Refresh and try again.")
        is Failure.StorageFull -> Said("手机存储已满，内容没有保存。请清理后重试。", "The phone is full and nothing was saved. Free some space, then try again.")
        is Failure.KeyLost -> Said("本机的加密钥匙已失效，未送达的内容无法打开。可以重新开始，原有内容会另外保留。", "The key to what is stored here is gone; unsent items cannot be opened. You can start afresh; the old files are set aside.")
        is Failure.Damaged -> Said("有一个文件已损坏，已另外存放，其他内容不受影响。", "One stored file was damaged and set aside. Everything else is fine.")
        is Failure.BadInput -> unusable(field)
        is Failure.Busy -> Said("暂时无法打开本机数据。请解锁手机后稍候再试。", "The store is not available now. Unlock the phone and try again in a moment.")
        is Failure.Internal -> Said("应用出错，请重试。如仍不行，请联系联络站。", "Something went wrong in the app. Try again; if it stays, tell your station.")
    }

/** The field of the form where the sentence belongs, dotted as in the core; `null` where it belongs above the form. */
val Failure.at: String?
    get() = when (this) {
        is Failure.Refused -> field
        is Failure.Rejected -> field
        is Failure.BadInput -> field
        is Failure.Offline, is Failure.SignedOut, is Failure.Conflict, is Failure.NotFound, is Failure.StorageFull, is Failure.KeyLost,
        is Failure.Damaged, is Failure.Busy, is Failure.Internal,
        -> null
    }

private fun Said.andWait(seconds: Int?): Said =
    if (seconds == null || seconds <= 0) this else Said("${zh}请等 $seconds 秒。", "$en Wait $seconds s.")

/** What the server says, in the words of the contract. */
val Rejection.said: Said
    get() = when (this) {
        Rejection.MALFORMED_BODY -> Said("请求内容无法识别，请更新应用后重试。", "The server did not understand the app. Update and try again.")
        Rejection.MALFORMED_PARAMETER -> Said("请求参数有误，请更新应用后重试。", "A part of the request is malformed. Update and try again.")
        Rejection.UNKNOWN_VERSION -> Said("版本不兼容，请更新应用。", "This version is too old or too new for the server. Update the app.")
        Rejection.BODY_TOO_LARGE -> Said("内容过大，请减少后重试。", "It is too large. Make it smaller and try again.")
        Rejection.REFUSED -> Said("依规不能办理。", "The rules do not allow this.")
        Rejection.COMMAND_CONFLICT -> Said("此编号已用于另一条内容，请重新提交。", "This id was used for something else. Submit it anew.")
        Rejection.VERSION_CONFLICT -> Said("事项已有新进展，请刷新后再操作。", "The case has moved on. Read it again, then decide.")
        Rejection.DEVICE_TIME_AHEAD -> Said("设备时间超前，请校准后重试。", "The device's clock is far ahead. Set it right and try again.")
        Rejection.UNAUTHENTICATED -> Said("请先登录。", "Sign in first.")
        Rejection.SESSION_OVER -> Said("登录已过期，请重新登录；未提交的内容仍在。", "The session is over. Sign in again; nothing you wrote is lost.")
        Rejection.FORBIDDEN -> Said("当前身份无权进行此操作。", "Your account may not do this.")
        Rejection.NOT_FOUND -> Said("未找到，或您无权查看。", "Not found, or not for you to see.")
        Rejection.METHOD_NOT_ALLOWED -> Said("服务器不支持该操作，请更新应用。", "The server does not take this. Update the app.")
        Rejection.RATE_LIMITED -> Said("操作过于频繁，请稍后再试。", "Too many requests. Wait a little.")
        Rejection.LOCKED_OUT -> Said("尝试次数过多，已暂时锁定，请稍后再试。", "Too many wrong attempts. Locked for a while.")
        Rejection.PHONE_MALFORMED -> Said("请输入 11 位手机号。", "Enter an 11-digit mobile number.")
        Rejection.CODE_WRONG -> Said("验证码错误或已使用，请核对或重新获取。", "The code is wrong or was used. Check it or ask for a new one.")
        Rejection.CODE_EXPIRED -> Said("验证码已过期，请重新获取。", "The code is too old. Ask for a new one.")
        Rejection.CREDENTIALS_WRONG -> Said("账号、密码或动态码不正确，请核对后重试。", "Login, password or one-time code do not fit. Check them and try again.")
        Rejection.CURSOR_MALFORMED, Rejection.CURSOR_STALE -> Said("列表已更新，请刷新。", "The list has changed. Refresh it.")
        Rejection.UPLOAD_CONFLICT -> Said("上传编号已用于另一文件，将重新上传。", "This upload id was used for another file; it is sent anew.")
        Rejection.UPLOAD_EXPIRED -> Said("上传已过期，将重新上传。", "The upload has expired; it is sent anew.")
        Rejection.UPLOAD_OUT_OF_RANGE -> Said("文件过大、过长或为空，请换一个。", "It is too large, too long or empty. Take another one.")
        Rejection.PART_OUT_OF_RANGE, Rejection.PART_DIGEST_MISMATCH, Rejection.PART_CONFLICT -> Said("照片在传输中出错，将重新上传。", "The photo was garbled on the way; it is sent anew.")
        Rejection.UPLOAD_HASH_MISMATCH -> Said("照片校验不符，请重新上传。", "The photo does not match its fingerprint. Send it again.")
        Rejection.UNSUPPORTED_MEDIA -> Said("服务器不接受这种照片或录音，请换一个。", "The server does not take this kind of photo or recording. Choose another one.")
        Rejection.TOO_MANY_UPLOADS -> Said("同时上传的照片过多，请稍后再试。", "Too many uploads are open. Wait a little.")
        Rejection.UNAVAILABLE -> Said("服务暂时不可用，请稍后重试。", "The service is busy or restarting. Try again.")
        Rejection.STORAGE_FULL -> Said("服务器存储已满，内容未保存，请稍后重试。", "The server's storage is full; nothing was stored. Try again later.")
        Rejection.CROSS_SITE -> Said("请求来源不符，请更新应用后重试。", "The request did not come from this site. Update and try again.")
        Rejection.INTERNAL -> Said("服务器出错，内容未保存，请稍后重试。", "A fault on the server's side; nothing was stored. Try again.")
        Rejection.UNKNOWN -> Said("出现未知问题，请更新后重试。", "Something this version does not know. Update and try again.")
    }

/** Why it waits; it goes on by itself. */
val WaitWhy.said: Said
    get() = when (this) {
        WaitWhy.OFFLINE -> Said("没有网络，有网络后自动发送", "No network; it goes out once there is one")
        WaitWhy.TIMEOUT -> Said("服务器没有及时答复，稍后自动再试", "The server did not answer in time; tried again by itself")
        WaitWhy.LINK_BROKEN -> Said("连接中断，稍后自动再试", "The connection broke; tried again by itself")
        WaitWhy.TLS_FAILED -> Said("无法确认服务器身份，请换一个网络", "The server could not prove who it is; try another network")
        WaitWhy.NOT_OUR_SERVER -> Said("当前网络需要先认证，请在浏览器中登录该网络", "This network wants a sign-in of its own; open a browser first")
        WaitWhy.SERVER_BUSY -> Said("服务器繁忙，稍后自动再试", "The server is busy; tried again by itself")
        WaitWhy.UNTRUSTED_RECEIPT -> Said("回执签名无法核验，请更新应用", "The receipt's signature does not verify; update the app")
        WaitWhy.GARBLED -> Said("数据在传输中出错，正在重发", "Garbled on the way; being sent again")
    }

/** Fields that the core calls unusable, by the names of its surface; those that nobody fills in share the last words. */
private fun unusable(field: String): Said = when (field) {
    "phone" -> Said("请输入 11 位手机号。", "Enter an 11-digit mobile number.")
    "code" -> Said("请输入 6 位验证码。", "Enter the 6 digits of the code.")
    "totp" -> Said("请输入 6 位动态码。", "Enter the 6 digits of the one-time code.")
    "login" -> Said("请输入账号。", "Enter your login.")
    "password" -> Said("请输入密码。", "Enter your password.")
    "addressee" -> Said("请选择请谁来听。", "Choose who should hear it.")
    "photo.too_big" -> Said("照片过大，最多 20 MB。请换一张。", "The photo is too large; 20 MB at most. Choose another one.")
    "photo.empty" -> Said("照片是空的，请重新拍摄。", "The photo is empty. Take it again.")
    "photo.path" -> Said("找不到照片，请重新拍摄或选择。", "The photo is gone. Take or choose it again.")
    "photo.changed" -> Said("照片在保存时被改动，请重新选择。", "The photo changed while it was being saved. Choose it again.")
    "photos" -> Said("有照片不在本机，请删除后重新拍摄。", "A photo is not on this phone any more. Remove it and take it again.")
    "voice.too_big" -> Said("录音过大，请录短一些。", "The recording is too large. Make it shorter.")
    "voice.empty", "voice.not_a_voice_note", "voice.changed", "voice.path" -> Said("这段录音无法使用，请重新录制。", "This recording cannot be used. Record it again.")
    "voice" -> Said("录音不在本机，请删除后重新录制。", "The recording is not on this phone any more. Remove it and record it again.")
    else -> Said("有一项内容无法使用，请检查后重试。", "Something entered is not usable. Check it and try again.")
}
