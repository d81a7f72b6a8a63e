// Words of voice notes; the same as Android's.

import Foundation

public enum VoiceWords {
    public static let title = Message.both("语音留言", "Voice note")
    public static let record = Message.both("按这里说话", "Record")
    public static let stop = Message.both("说完了", "Done talking")
    public static let play = Message.both("听一遍", "Listen")
    public static let silence = Message.both("停止播放", "Stop playing")
    public static let remove = Message.both("删除录音", "Remove the recording")
    public static let kept = Message.both("录音已存在本机", "The recording is on this phone")
    public static let keeping = Message.both("正在保存录音……", "Saving the recording…")
    public static let hint = Message.both("不方便写字，可以说。工作人员会听，不会公开。", "You can tell it instead of writing. Staff listen; it is never public.")
    public static let unplayable = Message.both("本机无法播放这段录音，可以照常提交。", "This phone cannot play the recording; you can still file it.")
    public static let fetching = Message.both("正在取回录音…", "Fetching the recording…")
    public static let offline = Message.both("现在连不上服务器，请稍后再听。", "The server cannot be reached now. Try again later.")
    public static let unplayableHere = Message.both("本机无法播放这段录音。", "This phone cannot play the recording.")
    public static let writtenDown = Message.both("工作人员记录的内容", "Written down by staff")
    public static let onItsWay = Message.both("语音上传中", "The voice note is on its way")

    public static func most(_ seconds: Int) -> Message { .both("最长 \(seconds / 60) 分钟", "At most \(seconds / 60) minutes") }

    public static func running(_ seconds: Int) -> Message {
        let left = seconds % 60
        let clock = "\(seconds / 60):\(left < 10 ? "0" : "")\(left)"
        return .both("正在录音 \(clock)", "Recording \(clock)")
    }

    public static func length(_ seconds: Int) -> Message { .both("语音留言，\(seconds) 秒", "Voice note, \(seconds) s") }
}

extension Started {
    /// Why there is no recording, and what to do instead; `nil` where there is nothing to say.
    public var message: Message? {
        switch self {
        case .recording: nil
        case .notAllowed:
            .both(
                "没有麦克风权限，无法录音。可在手机设置中允许，也可以写下来。",
                "The app may not use the microphone. Allow it in the phone's settings, or write it down instead.")
        case .busy:
            .both(
                "麦克风正被占用（例如通话中），请稍后再录，或写下来。",
                "The microphone is in use, by a call for example. Try again later, or write it down instead.")
        }
    }
}
