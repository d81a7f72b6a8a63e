// 联络站与代表: whom one can go to and when, nearest first once the position is known.

import MinyiKit
import SwiftUI

public struct StationsScreen: View {
    @State private var model: StationsModel
    private let help: FilingHelp

    public init(core: any PhoneCore, help: FilingHelp) {
        model = StationsModel(core: core)
        self.help = help
    }

    public var body: some View {
        List {
            if model.isDemo { Say(.demoPeople).font(.footnote) }
            if model.lines == nil { Say(StationWords.unknown).foregroundStyle(.secondary) }
            ForEach(model.lines ?? []) { line in
                Section {
                    if let metres = line.metres { Say(StationWords.away(metres)).font(.footnote) }
                    if let address = line.station.address { Text(verbatim: address) }
                    if let phone = line.station.phone { Say(StationWords.phone(phone)) }
                    if let reception = line.station.nextReception { Say(StationWords.next(reception)) }
                    ForEach(line.deputies, id: \.user) { Text(verbatim: $0.name) }
                } header: {
                    Say(.quoted(line.station.name))
                }
            }
        }
        .onAppear { model.load() }
        .toolbar {
            Button { Task { if case .here(let place, _) = await help.position() { model.moved(to: place) } } } label: {
                Label { Say(StationWords.nearest) } icon: { Image(systemName: "location") }
            }
        }
    }
}
