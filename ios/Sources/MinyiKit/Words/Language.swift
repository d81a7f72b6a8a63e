// The two languages (语言) and how a message becomes text in one of them. View models say what is meant; only the screen that
// shows it knows in which language.

import Foundation

/// Language of the app; Chinese first.
public enum Language: String, CaseIterable, Hashable, Sendable {
    case zhHans = "zh-Hans"
    case english = "en"

    /// From the languages that the phone prefers, best first.
    public init(preferred: [String]) {
        let first = preferred.first { $0.hasPrefix("zh") || $0.hasPrefix("en") }
        self = first?.hasPrefix("en") == true ? .english : .zhHans
    }
}

/// Something to be told to a person: a phrase of the catalogue with what belongs into its blanks, or words that the core wrote.
public indirect enum Message: Hashable, Sendable {
    case phrase(Phrase, [Blank] = [])
    /// Written by the core in both languages.
    case quoted(TwoTexts)
    /// As somebody typed it.
    case verbatim(String)
    /// One after the other.
    case list([Message])

    /// What belongs into a blank.
    public enum Blank: Hashable, Sendable {
        case text(String)
        case number(Int)
        case date(CivilDate)
        case moment(Date)
        case message(Message)
    }

    public func text(in language: Language) -> String {
        switch self {
        case .phrase(let phrase, let blanks):
            return blanks.enumerated().reduce(phrase.template(in: language)) { text, blank in
                text.replacingOccurrences(of: "{\(blank.offset)}", with: blank.element.text(in: language))
            }
        case .quoted(let words):
            return language == .english ? words.en : words.zh
        case .verbatim(let words):
            return words
        case .list(let parts):
            let texts = parts.map { $0.text(in: language) }.filter { !$0.isEmpty }
            return texts.joined(separator: language == .english ? " " : "")
        }
    }
}

extension Message.Blank {
    func text(in language: Language) -> String {
        switch self {
        case .text(let text): text
        case .number(let number): String(number)
        case .date(let date): date.text(in: language)
        case .moment(let moment): Self.text(of: moment, in: language)
        case .message(let message): message.text(in: language)
        }
    }

    private static func text(of moment: Date, in language: Language) -> String {
        let clock = CivilDate.china.dateComponents([.hour, .minute], from: moment)
        let time = "\(twoDigits(clock.hour ?? 0)):\(twoDigits(clock.minute ?? 0))"
        return "\(CivilDate(of: moment).text(in: language)) \(time)"
    }

    private static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : String(number)
    }
}

extension CivilDate {
    /// `2026年3月9日`, `9 March 2026`
    public func text(in language: Language) -> String {
        switch language {
        case .zhHans: "\(year)年\(month)月\(day)日"
        case .english: "\(day) \(Self.months[month - 1]) \(year)"
        }
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
}
