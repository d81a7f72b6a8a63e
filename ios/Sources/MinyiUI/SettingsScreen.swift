// Settings (设置): language, large type, signing out.

import MinyiKit
import SwiftUI

public struct SettingsScreen: View {
    @AppStorage("language") private var language = ""
    @AppStorage("largeType") private var isLarge = false
    @State private var isLeaving = false
    @Environment(\.speaking) private var speaking
    private let signIn: SignInModel
    private let core: any OwnDataCore
    private let unsent: Int

    public init(signIn: SignInModel, core: any OwnDataCore, unsent: Int) {
        self.signIn = signIn
        self.core = core
        self.unsent = unsent
    }

    public var body: some View {
        Form {
            Picker(selection: $language) {
                Say(.followSystem).tag("")
                Say(.languageChinese).tag(Language.zhHans.rawValue)
                Say(.languageEnglish).tag(Language.english.rawValue)
            } label: {
                Say(.languageSetting)
            }
            Toggle(isOn: $isLarge) { Say(.largeType) }
            NavigationLink { OwnDataScreen(core: core, unsent: unsent) } label: { Say(OwnDataWords.title) }
            Button(role: .destructive) { isLeaving = true } label: { Say(.signOut) }
            if case .failed(let failure) = signIn.work { FailureNote(failure: failure) }
        }
        .confirmationDialog(
            Text(verbatim: signIn.signOutWarning?.text(in: speaking) ?? ""), isPresented: $isLeaving, titleVisibility: .visible
        ) {
            Button(role: .destructive) { Task { await signIn.signOut() } } label: { Say(.signOut) }
        }
    }
}
