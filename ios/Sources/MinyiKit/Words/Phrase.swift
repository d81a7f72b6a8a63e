// The catalogue (词条): every sentence of the app, in Chinese and English, in one place. A phrase without both does not
// compile; a test holds that both have the same blanks.

import Foundation

/// One entry of the catalogue.
public enum Phrase: CaseIterable, Hashable, Sendable {
    // Everywhere
    case appName, cancel, done, next, back, retry, discard, save, close, loading, loadMore, refresh, required, optional
    case demoPeople, why, lawAndArticle, charactersLeft, tooLong, refusedAnd, waitSeconds, withOrgan, whoDidWhat, andThen, undo, at
    // Sign-in
    case signInTitle, signInPurpose, phoneNumber, phoneNumberHint, getCode, codeAgainIn, code, codeHint, codeSentTo
    case signIn, signOut, staffSignIn, citizenSignIn, login, password, dynamicCode, sessionOver, signOutKeepsUnsent
    // Home
    case homeTitle, homeWaitsForMe, homeNothingWaits, homeDue, homeFile
    // Filing
    case fileTitle, filePhotoStep, fileWordsStep, fileAddresseeStep, stepOf, takePhoto, choosePhoto, removePhoto, photoNumber
    case photoWithout, photosFull, usePosition, removePosition, positionWhy, placeWords, positionKnown
    case caseTitle, caseText, caseTextHint, whoShouldHear, letOfficeDecide, oneDeputy, oneStation, mayPublish
    case mayPublishHint, submitCase, draftSaved, draftNotSaved, draftRestored, savedOnThisPhone, willBeSent, predictedDue
    case addPhotoWorking, chooseAddressee, cameraDenied, cameraDeniedWayOn, positionDenied, positionDeniedWayOn, openSettings
    // Cases
    case casesTitle, casesEmpty, casesEmptyHint, savedHereOnly, pendingActs, untitledCase, dueOn, overdueSince, clockStands
    case timeline, answers, answerOfRound, promisedUntil, supplement, supplementHint, withdraw, withdrawReason
    case questionToYou, endedAs, notForeseeable, outlineOnly, photosArrived, submittedOn, evaluate, onItsWay
    // Evaluation
    case evaluationTitle, axisProcess, axisAnswer, axisDelivery, nothingDueYet, evaluationReason, evaluationReasonHint
    case redoFollows, sendEvaluation, chooseGrade, evaluationThanks
    // Outbox
    case outboxTitle, outboxEmpty, sectionSaved, sectionSending, sectionWaiting, sectionAttention, sectionDone
    case unsentCount, allSent, ofOtherAccounts, photosProgress, nextTryAt, arrivedAt, registeredPhotosFollow
    case networkOffline, networkMetered, networkUnmetered, sendNow, sending, discardWarning, contentLost, percentSent
    // Settings
    case settingsTitle, largeType, languageSetting, languageChinese, languageEnglish, followSystem

    func template(in language: Language) -> String {
        let (zh, en) = both
        return language == .english ? en : zh
    }

    /// Chinese and English. `{0}` is a blank.
    private var both: (zh: String, en: String) {
        switch self {
        case .appName: ("民意", "Minyi")
        case .cancel: ("取消", "Cancel")
        case .done: ("完成", "Done")
        case .next: ("下一步", "Next")
        case .back: ("上一步", "Back")
        case .retry: ("重试", "Try again")
        case .discard: ("放弃", "Discard")
        case .save: ("保存", "Save")
        case .close: ("关闭", "Close")
        case .loading: ("正在读取", "Loading")
        case .loadMore: ("更多", "More")
        case .refresh: ("刷新", "Refresh")
        case .required: ("必填", "Required")
        case .optional: ("选填", "Optional")
        case .demoPeople: ("演示数据，人物均为虚构", "Demo data; the people are invented")
        case .why: ("为什么", "Why")
        case .lawAndArticle: ("依据：{0} {1}", "Source: {0}, {1}")
        case .charactersLeft: ("还可输入 {0} 字", "{0} characters left")
        case .tooLong: ("超出 {0} 字", "{0} characters too many")
        case .refusedAnd: ("{0}。可以这样：{1}", "{0}. Accepted is: {1}.")
        case .waitSeconds: ("（请等待 {0} 秒）", "(Wait {0} s.)")
        case .withOrgan: ("{0}（{1}）", "{0} ({1})")
        case .whoDidWhat: ("{0}：{1}", "{0}: {1}")
        case .andThen: ("{0}，{1}", "{0}; {1}")
        case .undo: ("撤销", "Undo")
        case .at: ("{0}", "{0}")

        case .signInTitle: ("登录", "Sign in")
        case .signInPurpose: ("登录后可以向代表和联络站反映问题", "Sign in to bring a matter to your deputies")
        case .phoneNumber: ("手机号", "Mobile number")
        case .phoneNumberHint: ("11 位手机号", "11 digits")
        case .getCode: ("获取验证码", "Send me a code")
        case .codeAgainIn: ("{0} 秒后可重新获取", "Another code in {0} s")
        case .code: ("验证码", "Code")
        case .codeHint: ("6 位数字", "6 digits")
        case .codeSentTo: ("验证码已发送至 {0}", "A code was sent to {0}")
        case .signIn: ("登录", "Sign in")
        case .signOut: ("退出登录", "Sign out")
        case .staffSignIn: ("代表和工作人员登录", "Deputies and staff")
        case .citizenSignIn: ("群众登录", "Citizens")
        case .login: ("账号", "Login")
        case .password: ("密码", "Password")
        case .dynamicCode: ("动态码", "One-time code")
        case .sessionOver: ("登录已过期，请重新登录；未提交的内容仍在", "Your session is over. Sign in again; nothing you wrote is lost.")
        case .signOutKeepsUnsent:
            ("未送达的 {0} 项会保留，再次登录后继续发送", "Unsent items stay ({0}) and go out when you sign in again.")

        case .homeTitle: ("首页", "Home")
        case .homeWaitsForMe: ("等我处理", "Waiting for me")
        case .homeNothingWaits: ("目前没有需要您处理的事项", "Nothing waits for you now")
        case .homeDue: ("即将到期", "Due soon")
        case .homeFile: ("我要反映", "File a case")

        case .fileTitle: ("我要反映", "File a case")
        case .filePhotoStep: ("照片和位置", "Photo and place")
        case .fileWordsStep: ("说明情况", "What happened")
        case .fileAddresseeStep: ("反映给谁", "Who should hear it")
        case .stepOf: ("第 {0} 步，共 {1} 步", "Step {0} of {1}")
        case .takePhoto: ("拍照", "Take a photo")
        case .choosePhoto: ("从相册选择", "Choose a photo")
        case .removePhoto: ("删除照片 {0}", "Remove photo {0}")
        case .photoNumber: ("照片 {0}，共 {1} 张", "Photo {0} of {1}")
        case .photoWithout: ("没有照片也可以反映", "A photo helps but is not needed")
        case .photosFull: ("最多 {0} 张照片", "At most {0} photos")
        case .usePosition: ("使用当前位置", "Use my position")
        case .removePosition: ("不使用位置", "Leave the position out")
        case .positionWhy: ("位置只用于确定承办单位，经您同意才会附上", "The position helps to find the unit in charge; it goes along only if you agree")
        case .placeWords: ("地点说明", "The place in words")
        case .positionKnown: ("已附上位置（误差约 {0} 米）", "Position attached (within {0} m)")
        case .caseTitle: ("标题", "Title")
        case .caseText: ("情况说明", "What happened")
        case .caseTextHint: ("时间、地点、经过，您的诉求", "When, where, what, and what you ask for")
        case .whoShouldHear: ("反映对象", "Addressee")
        case .letOfficeDecide: ("由人大办公室确定", "Let the office decide")
        case .oneDeputy: ("指定代表", "A deputy")
        case .oneStation: ("指定联络站", "A station")
        case .mayPublish: ("同意公开（不公开姓名）", "May be shown in public, without my name")
        case .mayPublishHint: ("不同意也会照常办理", "It is handled all the same if you do not agree")
        case .submitCase: ("提交", "Submit")
        case .draftSaved: ("草稿已保存在本机", "Draft saved on this phone")
        case .draftNotSaved: ("草稿没有保存：{0}", "The draft is not saved: {0}")
        case .draftRestored: ("已恢复上次未提交的内容", "What you had not submitted is back")
        case .savedOnThisPhone: ("已存在本机", "Saved on this phone")
        case .willBeSent: ("有网络时自动送达，送达后可在“我的事项”查看进展", "It goes out by itself once there is a network; see My cases for progress")
        case .predictedDue: ("如今天送达，{0}前受理", "If it arrives today, somebody looks at it by {0}")
        case .addPhotoWorking: ("正在保存照片", "Saving the photo")
        case .chooseAddressee: ("请选择反映对象", "Choose who should hear it")
        case .cameraDenied: ("没有相机权限，无法拍照", "The app may not use the camera")
        case .cameraDeniedWayOn: ("可在系统设置中打开权限，或不附照片继续", "Allow it in Settings, or go on without a photo")
        case .positionDenied: ("没有定位权限，无法附上位置", "The app may not use the position")
        case .positionDeniedWayOn: ("可在系统设置中打开权限，或用文字说明地点", "Allow it in Settings, or put the place into words")
        case .openSettings: ("打开系统设置", "Open Settings")

        case .casesTitle: ("我的事项", "My cases")
        case .casesEmpty: ("还没有事项", "No cases yet")
        case .casesEmptyHint: ("看到身边的问题，可以随时反映", "Saw something? You can file it any time")
        case .savedHereOnly: ("仅存在本机，尚未送达", "Only on this phone, not sent yet")
        case .pendingActs: ("{0} 项操作正在送达", "Actions on their way: {0}")
        case .untitledCase: ("（内容不公开）", "(not shown)")
        case .dueOn: ("{0}：{1}", "{0}: by {1}")
        case .overdueSince: ("{0}：已超期（期限 {1}）", "{0}: overdue (was {1})")
        case .clockStands: ("{0}：暂停计时", "{0}: the clock stands")
        case .timeline: ("办理进程", "Timeline")
        case .answers: ("答复", "Answers")
        case .answerOfRound: ("第 {0} 次答复：{1}", "Answer {0}: {1}")
        case .promisedUntil: ("承诺 {0} 前：{1}", "Promised by {0}: {1}")
        case .supplement: ("补充", "Add to it")
        case .supplementHint: ("原文不变，补充内容附在后面", "What you filed stays; this is added")
        case .withdraw: ("撤回", "Withdraw")
        case .withdrawReason: ("撤回原因", "Why you withdraw it")
        case .questionToYou: ("请补充：{0}", "A question to you: {0}")
        case .endedAs: ("办结：{0}", "Closed: {0}")
        case .notForeseeable: ("送达后显示进展", "Progress shows once it has arrived")
        case .outlineOnly: ("该事项内容不公开", "The content is not for you to see")
        case .photosArrived: ("照片 {0}/{1} 已送达", "{0} of {1} photos have arrived")
        case .submittedOn: ("{0} 提交", "Filed {0}")
        case .evaluate: ("评价", "Evaluate")
        case .onItsWay: ("{0}：正在送达", "{0}: on its way")

        case .evaluationTitle: ("评价", "Evaluation")
        case .axisProcess: ("办理过程", "How it was handled")
        case .axisAnswer: ("答复内容", "The answer")
        case .axisDelivery: ("落实结果", "What came of it")
        case .nothingDueYet: ("尚未到落实时间", "Nothing was due yet")
        case .evaluationReason: ("理由", "Reason")
        case .evaluationReasonHint: ("不满意请说明理由", "If you are dissatisfied, say why")
        case .redoFollows: ("任何一项“不满意”都会重新办理一次", "One “dissatisfied” means that it is handled again")
        case .sendEvaluation: ("提交评价", "Send")
        case .chooseGrade: ("请先选择满意程度", "Choose a grade first")
        case .evaluationThanks: ("评价已存在本机，将自动送达", "Your evaluation is saved on this phone and goes out by itself")

        case .outboxTitle: ("待发箱", "Outbox")
        case .outboxEmpty: ("没有待发内容", "Nothing waits to be sent")
        case .sectionSaved: ("已存在本机", "Saved on this phone")
        case .sectionSending: ("正在发送", "Sending")
        case .sectionWaiting: ("等待重试", "Waiting")
        case .sectionAttention: ("需要您处理", "Needs you")
        case .sectionDone: ("已送达", "Arrived")
        case .unsentCount: ("{0} 项未送达", "Not sent yet: {0}")
        case .allSent: ("全部送达", "Everything has arrived")
        case .ofOtherAccounts: ("另有 {0} 项属于本机其他账号，登录后发送", "Items of other accounts on this phone, sent when they sign in: {0}")
        case .photosProgress: ("照片 {0}/{1}", "Photos {0}/{1}")
        case .nextTryAt: ("{0} 再试", "Next try {0}")
        case .arrivedAt: ("{0} 送达", "Arrived {0}")
        case .registeredPhotosFollow: ("已受理登记，照片继续上传", "Registered; the photos follow")
        case .networkOffline: ("没有网络，内容已存在本机", "No network; everything is safe on this phone")
        case .networkMetered: ("正在使用移动数据", "Using mobile data")
        case .networkUnmetered: ("网络正常", "Connected")
        case .sendNow: ("立即发送", "Send now")
        case .sending: ("正在发送", "Sending")
        case .discardWarning: ("放弃后无法恢复", "This cannot be brought back")
        case .contentLost: ("本机保存的内容已损坏，请重新填写", "What was stored on this phone is damaged; please write it again")
        case .percentSent: ("已发送 {0}%", "{0}% sent")

        case .settingsTitle: ("设置", "Settings")
        case .largeType: ("大字模式", "Large type")
        case .languageSetting: ("语言", "Language")
        case .languageChinese: ("简体中文", "简体中文")
        case .languageEnglish: ("English", "English")
        case .followSystem: ("跟随系统", "Follow the system")
        }
    }
}

extension Message {
    /// A phrase whose blanks are all numbers.
    static func counted(_ phrase: Phrase, _ numbers: Int...) -> Message {
        .phrase(phrase, numbers.map(Blank.number))
    }
}
