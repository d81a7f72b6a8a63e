// The app's entry (入口): opens the core, shows sign-in or home, carries while it is in front, hands over before it sleeps.

import MinyiBridge
import MinyiKit
import MinyiUI
import SwiftUI

@main
struct MinyiApplication: App {
    @State private var start = AppStart()
    @Environment(\.scenePhase) private var phase
    @AppStorage("language") private var chosen = ""
    @AppStorage("largeType") private var isLarge = false

    var body: some Scene {
        WindowGroup {
            Root(start: start)
                .environment(\.speaking, Language(rawValue: chosen) ?? Language(preferred: Locale.preferredLanguages))
                .environment(\.courtScreen, .system)
                .environment(\.soundPlayer, SystemMicrophone.shared)
                .dynamicTypeSize(isLarge ? .accessibility2 ... .accessibility5 : .xSmall ... .accessibility5)
                .task { await start.open() }
                .onChange(of: phase) { _, new in Task { await start.phaseChanged(to: new) } }
        }
    }
}

/// What the app is doing.
private struct Root: View {
    let start: AppStart
    @Environment(\.speaking) private var language

    var body: some View {
        switch start.state {
        case .opening:
            ProgressView()
        case .failed(let failure):
            VStack {
                Text(verbatim: failure.message.text(in: language))
                Button { Task { await start.open() } } label: { Text(verbatim: Message.phrase(.retry).text(in: language)) }
            }
            .padding()
        case .open(let open):
            if case .signedIn = open.signIn.session {
                HomeScreen(
                    core: open.core, outbox: open.outbox, signIn: open.signIn, help: open.help, scan: { await SystemScanner().read() })
            } else {
                SignInScreen(model: open.signIn)
            }
        }
    }
}

/// Everything that lives as long as the app.
@MainActor @Observable final class AppStart {
    struct Open {
        let core: NativeCore
        let signIn: SignInModel
        let outbox: OutboxModel
        let courier: Courier
        let desk: TransferDesk
        let help: FilingHelp
    }

    enum State {
        case opening
        case failed(Failure)
        case open(Open)
    }

    private(set) var state = State.opening
    private var carrying: Task<Void, Never>?

    func open() async {
        if case .open = state { return }
        state = .opening
        do throws(Failure) {
            let settings = CoreSettings(
                folder: URL.applicationSupportDirectory.appending(path: "minyi"),
                server: Bundle.main.object(forInfoDictionaryKey: "MinyiServer") as? String ?? "",
                appBuild: Bundle.main.object(forInfoDictionaryKey: "CFBundleShortVersionString") as? String ?? "",
                keys: SecretKeyStore(secrets: Keychain()), signingKey: EnclaveKey(tag: "org.minyi.device"),
                sinceBoot: timeSinceBoot)
            let core = try await NativeCore.open(settings)
            let roots = Bundle.main.object(forInfoDictionaryKey: "MinyiRoots") as? [String] ?? []
            if !roots.isEmpty { try await core.trustRoots(roots) }
            let courier = Courier(core: core)
            let session = BackgroundTransfers.shared
            let desk = TransferDesk(core: core, session: session)
            // Answers also come while the app sleeps, with the folder closed. One that is missed is asked for again.
            session.answered = { answer in
                try? await core.resume()
                try? await desk.finished(answer)
            }
            let outbox = OutboxModel(core: core) { await courier.nudge() }
            NetworkWatch.shared.changed = { network in Task { @MainActor in await outbox.networkChanged(to: network) } }
            state = .open(
                Open(
                    core: core, signIn: SignInModel(core: core), outbox: outbox, courier: courier, desk: desk,
                    help: FilingHelp(
                        camera: SystemCamera(), recorder: SystemMicrophone.shared, position: { await OneTimePosition().ask() },
                        openSettings: { UIApplication.shared.open(URL(string: UIApplication.openSettingsURLString)!) })))
            Task { await outbox.follow() }
            carrying = Task { await courier.run() }
        } catch {
            state = .failed(error)
        }
    }

    func phaseChanged(to phase: ScenePhase) async {
        guard case .open(let open) = state else { return }
        switch phase {
        case .background:
            carrying?.cancel()
            carrying = nil
            _ = try? await open.desk.handOver()
            try? await open.core.suspend()
        case .active:
            try? await open.core.resume()
            if carrying == nil { carrying = Task { await open.courier.run() } }
        case .inactive: break
        @unknown default: break
        }
    }
}
