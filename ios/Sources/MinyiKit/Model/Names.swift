// Names of things (编号) and the plain values that screens show. All of them are the app's own: no view and no view model
// knows the generated code, `MinyiBridge` alone translates.

import Foundation

/// A name that the core gave; opaque text. The tag keeps a case's from being taken for a command's.
public struct Name<Of>: Hashable, Sendable, CustomStringConvertible {
    public let text: String

    public init(_ text: String) {
        self.text = text
    }

    public var description: String { text }
}

public enum CaseTag: Sendable {}
public enum CommandTag: Sendable {}
public enum UserTag: Sendable {}
public enum OrganTag: Sendable {}

/// 事项编号
public typealias CaseID = Name<CaseTag>
/// 指令编号
public typealias CommandID = Name<CommandTag>
/// 账号
public typealias UserID = Name<UserTag>
/// 机构编号
public typealias OrganID = Name<OrganTag>

/// A date of the wall calendar in China, without a time of day.
public struct CivilDate: Hashable, Sendable, Comparable {
    public let year: Int
    public let month: Int
    public let day: Int

    public init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// From `2026-03-09`; `nil` for anything else.
    public init?(iso text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2] else { return nil }
        guard (1...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// The day of a moment in China, where the clocks have one zone and no summer time.
    public init(of moment: Date) {
        let parts = Self.china.dateComponents([.year, .month, .day], from: moment)
        self.init(year: parts.year ?? 1, month: parts.month ?? 1, day: parts.day ?? 1)
    }

    public static func < (one: Self, other: Self) -> Bool {
        (one.year, one.month, one.day) < (other.year, other.month, other.day)
    }

    static let china: Calendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(secondsFromGMT: 8 * 3600) ?? .current
        return calendar
    }()
}

/// A text that the core wrote in both languages.
public struct TwoTexts: Hashable, Sendable {
    public let zh: String
    public let en: String

    public init(zh: String, en: String) {
        self.zh = zh
        self.en = en
    }
}
