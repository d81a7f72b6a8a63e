// Screens that no screenshot and no list of recent apps shows (防截屏): card and hearing. iOS cannot forbid a screenshot, so the
// content goes while the screen is recorded or mirrored, and while the app is not in front.

import SwiftUI

extension View {
    /// Blanks the view while the screen is captured or the app is not active.
    func secret() -> some View { modifier(Secret()) }
}

private struct Secret: ViewModifier {
    @Environment(\.scenePhase) private var phase
    @Environment(\.isSceneCaptured) private var isCaptured

    func body(content: Content) -> some View {
        content
            .opacity(phase == .active && !isCaptured ? 1 : 0)
            .privacySensitive()
    }
}
