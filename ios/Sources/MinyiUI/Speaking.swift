// How the kit's messages become text on a screen: in the app's language, which the person may choose apart from the phone's.

import MinyiKit
import SwiftUI

extension EnvironmentValues {
    /// The app's language.
    @Entry public var speaking: Language = .zhHans
}

/// A message of the kit as text.
struct Say: View {
    @Environment(\.speaking) private var language
    private let message: Message

    init(_ message: Message) {
        self.message = message
    }

    init(_ phrase: Phrase) {
        message = .phrase(phrase)
    }

    var body: some View {
        Text(verbatim: message.text(in: language))
    }
}

/// What went wrong, what to do, and the quoted rule where one is behind it. Read out as one.
struct FailureNote: View {
    let failure: Failure

    var body: some View {
        VStack(alignment: .leading, spacing: 8) {
            Label {
                Say(failure.message)
            } icon: {
                Image(systemName: "exclamationmark.triangle.fill")
            }
            if let rule = failure.rule {
                Say(rule.message).font(.callout)
                Say(rule.source).font(.footnote).foregroundStyle(.secondary)
            }
        }
        .accessibilityElement(children: .combine)
    }
}

/// A list with nothing in it says so, and what to do.
struct EmptyNote: View {
    let title: Phrase
    let hint: Phrase?
    let symbol: String

    var body: some View {
        VStack(spacing: 12) {
            Image(systemName: symbol).font(.largeTitle).foregroundStyle(.secondary).accessibilityHidden(true)
            Say(title).font(.headline)
            if let hint { Say(hint).foregroundStyle(.secondary).multilineTextAlignment(.center) }
        }
        .frame(maxWidth: .infinity)
        .padding(.vertical, 40)
        .accessibilityElement(children: .combine)
    }
}
