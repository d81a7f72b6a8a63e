// What went wrong, as a sentence that says what happened and what to do (错误提示). No `default` anywhere: a new case of the core
// does not compile until it has its words in both languages.

import Foundation

extension Failure {
    /// What happened and what to do.
    public var message: Message {
        switch self {
        case .offline:
            .both("现在连不上服务器。内容已存在本机，有网络后自动发送", "The server cannot be reached now. What you wrote is safe and goes out by itself.")
        case .signedOut:
            .both("请先登录；未提交的内容仍在", "Sign in first; nothing you wrote is lost.")
        case .refused(let refusal):
            refusal.message
        case .rejected(let code, _, let retryAfter):
            .list([code.message, .waitSeconds(retryAfter)])
        case .conflict:
            .both("事项已有新进展，或已提交过，请刷新后再操作", "It has changed or was done already. Refresh, then decide.")
        case .notFound:
            .both("本机没有这一事项，请刷新后再试", "It is not on this phone. Refresh and try again.")
        case .storageFull:
            .both("手机存储已满，内容没有保存，请清理后重试", "The phone is full and nothing was saved. Free some space, then try again.")
        case .keyLost:
            .both("本机的加密钥匙已失效，未送达的内容无法打开。可以重新开始，原有内容会另外保留", "The key to what is stored here is gone; unsent items cannot be opened. You can start afresh; the old files are set aside.")
        case .damaged:
            .both("有一个文件已损坏，已另外存放，其他内容不受影响", "One stored file was damaged and set aside. Everything else is fine.")
        case .badInput(let field):
            InputField(field).message
        case .busy:
            .both("暂时无法打开本机数据，请解锁手机后稍候再试", "The store is not available now. Unlock the phone and try again in a moment.")
        case .internalFault:
            .both("应用出错，请重试；如仍不行，请联系联络站", "Something went wrong in the app. Try again; if it stays, tell your station.")
        }
    }

    /// The field of the form where the message belongs, dotted as in the core.
    public var field: String? {
        switch self {
        case .refused(let refusal): refusal.field
        case .rejected(_, let field, _): field
        case .badInput(let field): field
        case .offline, .signedOut, .conflict, .notFound, .storageFull, .keyLost, .damaged, .busy, .internalFault: nil
        }
    }

    /// The rule behind it, where one is.
    public var rule: QuotedRule? {
        if case .refused(let refusal) = self { refusal.rule } else { nil }
    }
}

extension Refusal {
    /// Why not, and what would be accepted.
    public var message: Message {
        .phrase(.refusedAnd, [.message(code.message), .message(.quoted(accepted))])
    }
}

extension QuotedRule {
    /// What the rule says.
    public var message: Message { .quoted(text) }
    /// Where it stands.
    public var source: Message {
        .phrase(.lawAndArticle, [.message(.quoted(law)), .message(.quoted(article))])
    }
}

extension RefusalCode {
    /// Why the rules do not let it through.
    public var message: Message {
        switch self {
        case .noSuchMatter: .both("没有这一事项", "There is no such case")
        case .alreadySubmitted: .both("该事项已经提交过", "It was submitted already")
        case .notInThisStage: .both("现在的办理阶段不能这样做", "This cannot be done at this stage")
        case .notYours: .both("您的身份不能这样做", "This is not for your account to do")
        case .textMissing: .both("内容没有填写", "Something is not filled in")
        case .textTooLong: .both("内容过长", "The text is too long")
        case .outOfRange: .both("填写的数值不在允许范围内", "A value is out of range")
        case .repeated: .both("有重复的内容", "Something is named twice")
        case .notAHandlingUnit: .both("所选单位不能承办", "That unit cannot take this")
        case .noSuchAddressee: .both("所选代表或联络站不存在", "That deputy or station does not exist")
        case .classRestricted: .both("该类事项不能交办或公开", "A matter of this kind may not be assigned or published")
        case .noConsentToPublish: .both("提交人没有同意公开", "The author has not agreed to publication")
        case .windowOver: .both("已过期限", "The time for this is over")
        case .alreadyDone: .both("已经做过了", "It was done already")
        case .reasonMissing: .both("不满意需要说明理由", "Dissatisfaction needs a reason")
        case .unknownResultClass: .both("办理结果不在列表中", "That result is not on the list")
        case .commitmentMissing: .both("需要写明承诺事项和期限", "A promise with a date is needed")
        case .noSuchItem: .both("所指的内容不存在", "What it refers to does not exist")
        case .twoPeopleNeeded: .both("起草和签发不能是同一人", "The same person may not draft and sign")
        case .nothingToUndo: .both("没有可以撤销的操作", "There is nothing to undo")
        case .extensionTooLong: .both("延期超过规定", "The extension is longer than the rule allows")
        case .notOverdue: .both("尚未超期", "It is not overdue")
        case .calendarYearMissing: .both("该年度的放假安排尚未公布", "The work-day calendar of that year is not published yet")
        case .noRuleInForce: .both("没有适用的规定", "No rule in force covers this")
        case .hearingClosed: .both("本案不公开审理，不能旁听", "The hearing is closed; nobody may observe it")
        case .recordSealable: .both("本案记录可能封存，不组织旁听", "The record may be sealed; no observers are organised")
        case .seatUnchecked: .both("席位尚未与证人名单核对", "The seat was not checked against the witness list")
        case .disciplineUnsigned: .both("尚未签署法庭纪律告知", "The discipline notice is not signed")
        case .recused: .both("代表应当回避本案", "The deputy is recused from this case")
        case .meritsBeforeJudgment: .both("判决前不能询问案件实体问题", "No question about the merits before judgment")
        case .courtSits: .both("庭审进行中，依法不能这样做", "The law forbids it while the court sits")
        case .notReleasedYet: .both("提问尚未到转交法院的时间", "The time for this question to go to the court has not come")
        case .clockOverlap: .both("庭审时段重叠或没有结束时间", "Segments of the session overlap or have no end")
        case .badAnchor: .both("没有指向庭审中的公开时刻", "It points to no open moment of the session")
        case .wordingInterferes: .both("措辞涉及要求裁判结果", "The words ask for an outcome of the case")
        case .ownQuestion: .both("不能附议自己的提问", "One cannot second one's own question")
        }
    }
}

extension ProblemCode {
    /// What the server says, in the words of the contract.
    public var message: Message {
        switch self {
        case .malformedBody: .both("请求内容无法识别，请更新应用后重试", "The server did not understand the app. Update and try again.")
        case .malformedParameter: .both("请求参数有误，请更新应用后重试", "A part of the request is malformed. Update and try again.")
        case .unknownVersion: .both("版本不兼容，请更新应用", "This version is too old or too new for the server. Update the app.")
        case .bodyTooLarge: .both("内容过大，请减少后重试", "It is too large. Make it smaller and try again.")
        case .refused: .both("依规不能办理", "The rules do not allow this.")
        case .commandConflict: .both("此编号已用于另一条内容，请重新提交", "This id was used for something else. Submit it anew.")
        case .versionConflict: .both("事项已有新进展，请刷新后再操作", "The case has moved on. Read it again, then decide.")
        case .deviceTimeAhead: .both("设备时间超前，请校准后重试", "The device's clock is far ahead. Set it right and try again.")
        case .unauthenticated: .both("请先登录", "Sign in first.")
        case .sessionOver: .both("登录已过期，请重新登录；未提交的内容仍在", "The session is over. Sign in again; nothing you wrote is lost.")
        case .forbidden: .both("当前身份无权进行此操作", "Your account may not do this.")
        case .notFound: .both("未找到，或您无权查看", "Not found, or not for you to see.")
        case .methodNotAllowed: .both("服务器不支持该操作，请更新应用", "The server does not take this. Update the app.")
        case .rateLimited: .both("操作过于频繁，请稍后再试", "Too many requests. Wait a little.")
        case .lockedOut: .both("尝试次数过多，已暂时锁定，请稍后再试", "Too many wrong attempts. Locked for a while.")
        case .phoneMalformed: .both("请输入 11 位手机号", "Enter an 11-digit mobile number.")
        case .codeWrong: .both("验证码错误或已使用，请核对或重新获取", "The code is wrong or was used. Check it or ask for a new one.")
        case .codeExpired: .both("验证码已过期，请重新获取", "The code is too old. Ask for a new one.")
        case .credentialsWrong: .both("账号、密码或动态码不正确，请核对后重试", "Login, password or one-time code do not fit. Check them and try again.")
        case .cursorMalformed, .cursorStale: .both("列表已更新，请刷新", "The list has changed. Refresh it.")
        case .uploadConflict: .both("上传编号已用于另一文件，将重新上传", "This upload id was used for another file; it is sent anew.")
        case .uploadExpired: .both("上传已过期，将重新上传", "The upload has expired; it is sent anew.")
        case .uploadOutOfRange: .both("文件过大、过长或为空，请换一个", "It is too large, too long or empty. Take another one.")
        case .partOutOfRange, .partDigestMismatch, .partConflict:
            .both("照片在传输中出错，将重新上传", "The photo was garbled on the way; it is sent anew.")
        case .uploadHashMismatch: .both("照片校验不符，请重新上传", "The photo does not match its fingerprint. Send it again.")
        case .unsupportedMedia: .both("服务器不接受这种照片或录音，请换一个", "The server does not take this kind of photo or recording. Choose another one.")
        case .tooManyUploads: .both("同时上传的照片过多，请稍后再试", "Too many uploads are open. Wait a little.")
        case .unavailable: .both("服务暂时不可用，请稍后重试", "The service is busy or restarting. Try again.")
        case .storageFull: .both("服务器存储已满，内容未保存，请稍后重试", "The server's storage is full; nothing was stored. Try again later.")
        case .crossSite: .both("请求来源不符，请更新应用后重试", "The request did not come from this site. Update and try again.")
        case .internalFault: .both("服务器出错，内容未保存，请稍后重试", "A fault on the server's side; nothing was stored. Try again.")
        case .ofNewerVersion: .both("出现未知问题，请更新后重试", "Something this version does not know. Update and try again.")
        }
    }
}

/// A field that the core calls unusable; the names are those of the surface.
enum InputField {
    case phone, code, totp, login, password
    case photoTooBig, photoEmpty, photoPath, photoChanged, photos
    case voiceTooBig, voiceUnusable, voice
    /// One that no person fills in.
    case other

    init(_ name: String) {
        self =
            switch name {
            case "phone": .phone
            case "code": .code
            case "totp": .totp
            case "login": .login
            case "password": .password
            case "photo.too_big": .photoTooBig
            case "photo.empty": .photoEmpty
            case "photo.path": .photoPath
            case "photo.changed": .photoChanged
            case "photos": .photos
            case "voice.too_big": .voiceTooBig
            case "voice.empty", "voice.not_a_voice_note", "voice.changed", "voice.path": .voiceUnusable
            case "voice": .voice
            default: .other
            }
    }

    var message: Message {
        switch self {
        case .phone: .both("请输入 11 位手机号", "Enter an 11-digit mobile number.")
        case .code: .both("请输入 6 位验证码", "Enter the 6 digits of the code.")
        case .totp: .both("请输入 6 位动态码", "Enter the 6 digits of the one-time code.")
        case .login: .both("请输入账号", "Enter your login.")
        case .password: .both("请输入密码", "Enter your password.")
        case .photoTooBig: .both("照片过大，请换一张", "The photo is too large. Choose another one.")
        case .photoEmpty: .both("照片是空的，请重新拍摄", "The photo is empty. Take it again.")
        case .photoPath: .both("找不到照片，请重新拍摄或选择", "The photo is gone. Take or choose it again.")
        case .photoChanged: .both("照片在保存时被改动，请重新选择", "The photo changed while it was being saved. Choose it again.")
        case .photos: .both("有照片不在本机，请删除后重新拍摄", "A photo is not on this phone any more. Remove it and take it again.")
        case .voiceTooBig: .both("录音过大，请录短一些", "The recording is too large. Make it shorter.")
        case .voiceUnusable: .both("这段录音无法使用，请重新录制", "This recording cannot be used. Record it again.")
        case .voice: .both("录音不在本机，请删除后重新录制", "The recording is not on this phone any more. Remove it and record it again.")
        case .other: .both("有一项内容无法使用，请检查后重试", "Something entered is not usable. Check it and try again.")
        }
    }
}

extension WaitReason {
    /// Why it waits; it goes on by itself.
    public var message: Message {
        switch self {
        case .offline: .both("没有网络，有网络后自动发送", "No network; it goes out once there is one")
        case .timeout: .both("服务器没有及时答复，稍后自动再试", "The server did not answer in time; tried again by itself")
        case .linkBroken: .both("连接中断，稍后自动再试", "The connection broke; tried again by itself")
        case .tlsFailed: .both("无法确认服务器身份，请换一个网络", "The server could not prove who it is; try another network")
        case .notOurServer: .both("当前网络需要先认证，请在浏览器中登录该网络", "This network wants a sign-in of its own; open a browser first")
        case .serverBusy: .both("服务器繁忙，稍后自动再试", "The server is busy; tried again by itself")
        case .untrustedReceipt: .both("回执签名无法核验，请更新应用", "The receipt's signature does not verify; update the app")
        case .garbled: .both("数据在传输中出错，正在重发", "Garbled on the way; being sent again")
        }
    }
}

extension Message {
    static func both(_ zh: String, _ en: String) -> Message {
        .quoted(TwoTexts(zh: zh, en: en))
    }

    fileprivate static func waitSeconds(_ seconds: Int?) -> Message {
        guard let seconds, seconds > 0 else { return .verbatim("") }
        return .counted(.waitSeconds, seconds)
    }
}
