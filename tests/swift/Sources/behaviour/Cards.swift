// A card from the first request to the doorstep (亮身份), by the view models of the app over the real library and a real server.

import Foundation
import MinyiBridge
import MinyiCore
import MinyiKit

/// A Keychain of one process.
private final class Wallet: SecretStore {
    private let items = Shared<[String: Data]>([:])

    func put(_ secret: Data, name: String) throws(SecretStoreFault) {
        items.change { $0[name] = secret }
    }

    func get(name: String) throws(SecretStoreFault) -> Data {
        guard let secret = items.value[name] else { throw .missing }
        return secret
    }
}

@MainActor private func phone(_ name: String, in folder: URL, at server: TestServer) async throws -> NativeCore {
    let core = try await NativeCore.open(
        CoreSettings(
            folder: folder.appendingPathComponent(name), server: server.url(), appBuild: "cards",
            keys: SecretKeyStore(secrets: Wallet()), clockSkew: { server.skewMillis() }))
    try await core.trustRoots(server.roots())
    return core
}

@MainActor private func text(_ face: MinyiKit.CardFace?) throws -> String {
    switch face {
    case .living(let code, _, _), .answer(let code, _): return code.text
    case .page, .expired, nil: throw Broken("no code that proves anything: \(String(describing: face))")
    }
}

@MainActor private func atTheDoorstep() async throws {
    let server = try TestServer.startWithCards()
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("minyi-cards-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }

    let citizen = try await phone("citizen", in: folder, at: server)
    let signIn = SignInModel(core: citizen)
    signIn.phone = citizenNumber
    await signIn.requestCode()
    signIn.code = try known(server.lastCode(phone: citizenNumber))
    await signIn.signIn()
    try await citizen.sync()
    // From here on nobody is asked anything.
    citizen.setNetwork(.offline)

    let deputy = try await phone("deputy", in: folder, at: server)
    _ = try await deputy.signInStaff(login: "deputy-001", password: server.password(), totp: server.totp())
    try await deputy.sync()
    let card = CardModel(core: deputy)
    try check(card.card == nil)
    await card.loadMandates()
    try same(1, card.mandates?.count)
    await card.request()
    try same("演示代表", card.card?.name)
    try check(!card.isRequested)
    guard case .page = card.face else { throw Broken("no short code") }
    await card.unlock()

    let scan = ScanModel(core: citizen)
    scan.scanned(try text(card.face))
    try check(scan.result?.isGenuine == true && scan.result?.card?.name == "演示代表")

    // A number of the citizen's own, answered by that very phone; the same answer again is a copy.
    scan.makeChallenge()
    card.number = try known(scan.challenge)
    await card.answer()
    let answer = try text(card.face)
    scan.scanned(answer)
    try check(scan.result?.isGenuine == true)
    scan.again()
    scan.scanned(answer)
    try check(scan.result?.isGenuine == false)
    card.leave()
    guard case .page = card.face else { throw Broken("something living stayed behind") }
}

@MainActor private func devicesAndData() async throws {
    let world = try World()
    let citizen = try await NativeCore.open(
        CoreSettings(
            folder: world.folder.appendingPathComponent("citizen"), server: world.server.url(), appBuild: "own",
            keys: SecretKeyStore(secrets: Wallet()), clockSkew: { [server = world.server] in server.skewMillis() }))
    _ = try await citizen.requestCode(phone: citizenNumber)
    _ = try await citizen.signIn(phone: citizenNumber, code: known(world.server.lastCode(phone: citizenNumber)))
    try await citizen.sync()
    let stations = StationsModel(core: citizen)
    try same("09:00", stations.lines?.compactMap(\.station.nextReception).first?.from)

    let own = OwnDataModel(core: citizen)
    await own.load()
    try same([true], own.devices?.map(\.isThisOne))
    await own.export(to: world.folder.appendingPathComponent("copy"))
    try check(own.trouble == nil && own.copy?.count == 1)
    await own.erase()
    try check(own.trouble == nil)
    guard case .signedOut = citizen.session() else { throw Broken("still signed in") }
}

func cards() -> Program {
    Program("cards") { program in
        program.promise("a phone without a card asks for one, shows it, and a citizen's phone verifies it without a network") {
            try await atTheDoorstep()
        }
        program.promise("reception days are there, devices are listed, a copy is written, the phone is erased") {
            try await devicesAndData()
        }
    }
}
