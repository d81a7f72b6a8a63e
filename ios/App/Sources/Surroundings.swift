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
    private var answer: CheckedContinuation<Place?, Never>?

    func ask() async -> Place? {
        manager.delegate = self
        return await withCheckedContinuation { answer in
            self.answer = answer
            switch manager.authorizationStatus {
            case .notDetermined: manager.requestWhenInUseAuthorization()
            case .authorizedWhenInUse, .authorizedAlways: manager.requestLocation()
            case .denied, .restricted: finish(nil)
            @unknown default: finish(nil)
            }
        }
    }

    nonisolated func locationManagerDidChangeAuthorization(_ manager: CLLocationManager) {
        let status = manager.authorizationStatus
        Task { @MainActor in
            switch status {
            case .notDetermined: break
            case .authorizedWhenInUse, .authorizedAlways: self.manager.requestLocation()
            case .denied, .restricted: finish(nil)
            @unknown default: finish(nil)
            }
        }
    }

    nonisolated func locationManager(_ manager: CLLocationManager, didUpdateLocations locations: [CLLocation]) {
        let place = locations.last.flatMap {
            Place(
                latitude: $0.coordinate.latitude, longitude: $0.coordinate.longitude,
                accuracyMetres: $0.horizontalAccuracy)
        }
        Task { @MainActor in finish(place) }
    }

    nonisolated func locationManager(_ manager: CLLocationManager, didFailWithError error: any Error) {
        Task { @MainActor in finish(nil) }
    }

    private func finish(_ place: Place?) {
        answer?.resume(returning: place)
        answer = nil
    }
}
