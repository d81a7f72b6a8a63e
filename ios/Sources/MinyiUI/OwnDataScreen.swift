// 设备与个人数据: where the account is signed in, a copy to take along, and the removal of everything from this phone.

import MinyiKit
import SwiftUI

public struct OwnDataScreen: View {
    @State private var model: OwnDataModel
    @State private var isErasing = false
    @Environment(\.speaking) private var language
    private let unsent: Int

    public init(core: any OwnDataCore, unsent: Int) {
        model = OwnDataModel(core: core)
        self.unsent = unsent
    }

    public var body: some View {
        Form {
            if let trouble = model.trouble { FailureNote(failure: trouble) }
            Section {
                if model.devices == nil { Say(OwnDataWords.devicesHint).foregroundStyle(.secondary) }
                ForEach(model.devices ?? []) { device in
                    HStack {
                        Say(device.isThisOne ? OwnDataWords.thisPhone : OwnDataWords.otherDevice)
                        Spacer()
                        // This one is signed out by the way that asks about unsent work first.
                        if !device.isThisOne {
                            Button(role: .destructive) { Task { await model.signOut(device.id) } } label: { Say(.signOut) }
                        }
                    }
                }
            } header: {
                Say(OwnDataWords.devices)
            }
            Section {
                Button { Task { await model.export(to: Self.newFolder()) } } label: { Say(OwnDataWords.copy) }
                if let copy = model.copy { ShareLink(items: copy) { Say(OwnDataWords.copy) } }
            } footer: {
                Say(OwnDataWords.copyHint)
            }
            Section {
                Button(role: .destructive) { isErasing = true } label: { Say(OwnDataWords.erase) }
            } footer: {
                Say(OwnDataWords.eraseHint)
            }
        }
        .disabled(model.isBusy)
        .task { await model.load() }
        .onDisappear(perform: forget)
        .confirmationDialog(
            Text(verbatim: OwnDataWords.eraseAsk(unsent: unsent).text(in: language)), isPresented: $isErasing, titleVisibility: .visible
        ) {
            Button(role: .destructive) { Task { await model.erase() } } label: { Say(OwnDataWords.erase) }
        }
    }

    /// Our own copy goes with the screen, whatever became of the person's.
    private func forget() {
        if let folder = model.copy?.first?.deletingLastPathComponent() { try? FileManager.default.removeItem(at: folder) }
        model.handedOver()
    }

    private static func newFolder() -> URL {
        FileManager.default.temporaryDirectory.appendingPathComponent("copy-\(UUID().uuidString)")
    }
}
