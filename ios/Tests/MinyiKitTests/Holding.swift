// Order without sleeps: a gate that holds a call in its middle, and a wait for something to become true.

import Foundation

/// Holds whoever passes until it is opened.
actor Gate {
    private var isOpen = false
    private var held: [CheckedContinuation<Void, Never>] = []
    private var watchers: [CheckedContinuation<Void, Never>] = []

    func pass() async {
        guard !isOpen else { return }
        watchers.forEach { $0.resume() }
        watchers = []
        await withCheckedContinuation { held.append($0) }
    }

    /// Until somebody is held.
    func someoneIsHeld() async {
        guard held.isEmpty else { return }
        await withCheckedContinuation { watchers.append($0) }
    }

    func open() {
        isOpen = true
        held.forEach { $0.resume() }
        held = []
    }
}

/// Lets others run until it is so. A test that waits in vain is ended by the runner's time limit.
@MainActor func until(_ isSo: @MainActor () -> Bool) async {
    while !isSo() && !Task.isCancelled { await Task.yield() }
}
