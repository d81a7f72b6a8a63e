// Stations and deputies near me (联络站与代表): the directory as last synced, nearest first once the position is known.

import Foundation
import Observation

@Observable @MainActor
public final class StationsModel {
    /// A station with whoever receives people there.
    public struct Line: Hashable, Sendable, Identifiable {
        public let station: Organ
        public let deputies: [Deputy]
        /// How far away, once the position is known.
        public let metres: Int?

        public var id: OrganID { station.id }
    }

    /// `nil`: the directory has not come yet.
    public private(set) var lines: [Line]?
    public private(set) var isDemo = false
    /// Where the reader is; used for sorting on this phone only.
    public private(set) var here: Place?

    private let core: any PhoneCore

    public init(core: any PhoneCore) {
        self.core = core
        load()
    }

    /// Reads the directory again; after each sync.
    public func load() {
        guard let directory = core.directory() else { return }
        isDemo = directory.isDemo
        let found = directory.stations.map { station in
            Line(
                station: station, deputies: directory.deputies.filter { $0.station == station.id },
                metres: here.flatMap { here in station.place.map { here.metres(to: $0) } })
        }
        lines = here == nil ? found : found.sorted { ($0.metres ?? .max) < ($1.metres ?? .max) }
    }

    public func moved(to place: Place) {
        here = place
        load()
    }
}

extension Place {
    /// Along the surface of the earth (haversine).
    func metres(to other: Place) -> Int {
        let (a, b) = (Self.radians(latE6), Self.radians(other.latE6))
        let (east, north) = (Self.radians(other.lonE6) - Self.radians(lonE6), b - a)
        let half = pow(sin(north / 2), 2) + cos(a) * cos(b) * pow(sin(east / 2), 2)
        return Int((2 * Self.earth * asin(min(1, half.squareRoot()))).rounded())
    }

    /// Mean radius of the earth in metres (IUGG).
    private static let earth = 6_371_009.0

    private static func radians(_ e6: Int32) -> Double { Double(e6) / 1e6 * .pi / 180 }
}
