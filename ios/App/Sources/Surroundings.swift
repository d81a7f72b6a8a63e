// Network and position as the phone knows them.

import CoreLocation
import MinyiKit
import Network

/// Says when the network changes.
final class NetworkWatch: @unchecked Sendable {
    static let shared = NetworkWatch()

    private let monitor = NWPathMonitor()
    var changed: (@Sendable (NetworkClass) -> Void)? {
        didSet { start() }
    }
    private var isStarted = false

    private func start() {
        guard !isStarted else { return }
        isStarted = true
        monitor.pathUpdateHandler = { [weak self] path in
            let network: NetworkClass = path.status != .satisfied ? .offline : path.isExpensive ? .metered : .unmetered
            self?.changed?(network)
        }
        monitor.start(queue: DispatchQueue(label: "org.minyi.network"))
    }
}

/// Asks for the position once, with the person's consent.
@MainActor final class OneTimePosition: NSObject, CLLocationManagerDelegate {
    private let manager = CLLocationManager()
    private var answer: CheckedContinuation<Located, Never>?

    func ask() async -> Located {
        manager.delegate = self
        return await withCheckedContinuation { answer in
            self.answer = answer
            switch manager.authorizationStatus {
            case .notDetermined: manager.requestWhenInUseAuthorization()
            case .authorizedWhenInUse, .authorizedAlways: manager.requestLocation()
            case .denied, .restricted: finish(.notAllowed)
            @unknown default: finish(.notAllowed)
            }
        }
    }

    nonisolated func locationManagerDidChangeAuthorization(_ manager: CLLocationManager) {
        let status = manager.authorizationStatus
        Task { @MainActor in
            switch status {
            case .notDetermined: break
            case .authorizedWhenInUse, .authorizedAlways: self.manager.requestLocation()
            case .denied, .restricted: finish(.notAllowed)
            @unknown default: finish(.notAllowed)
            }
        }
    }

    nonisolated func locationManager(_ manager: CLLocationManager, didUpdateLocations locations: [CLLocation]) {
        let located = locations.last.flatMap { (at: CLLocation) -> Located? in
            let (latitude, longitude) = (at.coordinate.latitude, at.coordinate.longitude)
            let place = Place(latitude: latitude, longitude: longitude, accuracyMetres: at.horizontalAccuracy)
            let fix = PhotoFix(
                latitude: latitude, longitude: longitude, accuracyMetres: at.horizontalAccuracy,
                isFeigned: at.sourceInformation?.isSimulatedBySoftware)
            guard let place, let fix else { return nil }
            return .here(place, fix)
        }
        Task { @MainActor in finish(located ?? .unknown) }
    }

    nonisolated func locationManager(_ manager: CLLocationManager, didFailWithError error: any Error) {
        Task { @MainActor in finish(.unknown) }
    }

    private func finish(_ located: Located) {
        answer?.resume(returning: located)
        answer = nil
    }
}

/// How long the phone has been up, sleep included, by a clock that nobody can set.
func timeSinceBoot() -> TimeInterval? {
    let nanoseconds = clock_gettime_nsec_np(CLOCK_MONOTONIC_RAW)
    return nanoseconds == 0 ? nil : TimeInterval(nanoseconds) / 1e9
}
