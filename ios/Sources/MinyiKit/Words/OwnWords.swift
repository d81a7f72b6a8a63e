// Words of notices, stations, filing for somebody else, and of what belongs to the person; the same as Android's.

import Foundation

public enum NoticeWords {
    public static let title = Message.both("消息", "Notices")
    public static let none = Message.both("没有需要您处理的事", "Nothing waits for you")
    public static let noneHint = Message.both("有答复、逾期或发送不成功时，会出现在这里。", "Answers, what is overdue and what could not be sent appear here.")
    public static let notSent = Message.both("没有送达，请您决定", "Not delivered: decide")

    public static func count(_ count: Int) -> Message { .both("\(count) 件等您处理", "\(count) waiting for you") }
}

extension HearingDeed {
    /// What a deputy is asked to do about a hearing.
    public var asked: Message {
        switch self {
        case .apply: HearingWords.apply
        case .declareConflict: .both("我需要回避", "I have a stake in it")
        case .signDiscipline: .both("请签署旁听纪律", "Sign the rules of the courtroom")
        case .ask: HearingWords.ask
        case .resubmit: .both("问题被退回，请修改", "A question came back: mend it")
        case .withdraw: .both("撤回", "Withdraw")
        case .second: HearingWords.second
        case .unsecond: HearingWords.unsecond
        case .rateAnswer: .both("请评价法院答复", "Rate the court's answer")
        case .rateHearing: .both("请评议庭审", "Rate the hearing")
        case .convert: .both("可转为联名建议", "May become a joint suggestion")
        }
    }
}

public enum StationWords {
    public static let title = Message.both("联络站与代表", "Stations and deputies")
    public static let nearest = Message.both("离我最近", "Nearest first")
    public static let unknown = Message.both("通讯录尚未同步，联网后可以查看", "The directory comes with the next connection")

    public static func next(_ reception: Reception) -> Message {
        let day = reception.next.map { ($0.text(in: .zhHans), $0.text(in: .english)) } ?? ("", "")
        return .both(
            "下一次接待：\(day.0) \(reception.from)–\(reception.to)（每月 \(reception.day) 日）",
            "Next reception: \(day.1), \(reception.from)–\(reception.to) (the \(reception.day). of each month)")
    }

    public static func phone(_ number: String) -> Message { .both("电话 \(number)", "Phone \(number)") }

    public static func away(_ metres: Int) -> Message {
        if metres < 1_000 { return .both("约 \((metres + 50) / 100 * 100) 米", "about \((metres + 50) / 100 * 100) m") }
        let tenths = (metres + 50) / 100
        return .both("约 \(tenths / 10).\(tenths % 10) 公里", "about \(tenths / 10).\(tenths % 10) km")
    }
}

public enum ProxyWords {
    public static let title = Message.both("替谁反映", "For whom")
    public static let hint = Message.both("替来站、来电或来信的群众提交。事项归本人所有，本人用这个手机号登录就能看到。", "For somebody who came, called or wrote. The case is theirs: they find it when they sign in with this number.")
    public static let register = Message.both("确认手机号", "Confirm the number")
    public static let other = Message.both("换一个人", "Somebody else")

    public static func filingFor(_ phone: String) -> Message { .both("替 \(phone) 提交", "Filing for \(phone)") }
}

public enum OwnDataWords {
    public static let title = Message.both("设备与个人数据", "Devices and my data")
    public static let devices = Message.both("已登录的设备", "Where you are signed in")
    public static let devicesHint = Message.both("联网后可以查看。", "Needs a connection.")
    public static let thisPhone = Message.both("本机", "This phone")
    public static let otherDevice = Message.both("另一台设备", "Another device")
    public static let copy = Message.both("导出我的数据", "A copy of my data")
    public static let copyHint = Message.both("把本机保存的事项、草稿、待送出的内容和照片导出成文件。文件不加密，请妥善保管。", "Cases, drafts, unsent items and photos of this phone, as files. They are not encrypted: keep them safe.")
    public static let erase = Message.both("从本机清除", "Erase from this phone")
    public static let eraseHint = Message.both("清除本账号在这部手机上的全部内容并退出登录。已送达机关的事项依法保留，不受影响。", "Removes everything of this account from this phone and signs out. What the offices have received is kept by law.")

    public static func eraseAsk(unsent: Int) -> Message {
        unsent == 0
            ? .both("清除后本机不再保留任何内容，确定吗？", "Nothing will be left on this phone. Are you sure?")
            : .both("还有 \(unsent) 项没有送达，清除后将永远丢失，确定吗？", "\(unsent) items have not arrived and will be lost for good. Are you sure?")
    }
}
