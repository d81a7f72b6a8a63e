// Photos as evidence: what was signed is told as it was recorded, faces are proposed and not covered, a package is judged claim by claim.

import Foundation
import MinyiCore

private let notSaid = CapturePlace.missing(reason: .refused)

/// The package that the tests of core/evidence made, and when its office sealed it.
private let package = repository.appendingPathComponent("core/evidence/tests/corpus/package/good--sound.zip")
private let sealed = Date(timeIntervalSince1970: 1_795_438_086.123)

private func trusting(_ key: Data) -> ExportTrust {
    let text = key.base64EncodedString().replacingOccurrences(of: "+", with: "-")
        .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
    return ExportTrust(offices: [ServerKey(keyId: "0000000000000000", publicKey: text)])
}

/// Says that a citizen was seen when it fails.
private struct Telling: Error {
    let secret = "19900000006"
}

private final class Detector: FaceDetector {
    private let answer: Shared<Result<[FaceBox], any Error>>

    init(_ answer: Shared<Result<[FaceBox], any Error>>) {
        self.answer = answer
    }

    func detect(jpeg: Data, width: UInt16, height: UInt16) throws -> [FaceBox] {
        guard jpeg.first == 0xff, max(width, height) == 1_024 else { throw FaceDetectorError.Unavailable }
        return try answer.value.get()
    }
}

func evidence() -> Program {
    Program("evidence") { program in
        program.promise("what was signed about a photo is told as it was recorded, from capture to arrival") {
            let world = try World()
            let app = try await world.citizen()
            let file = try world.photo(1)
            let position = CapturePosition(
                datum: .wgs84, latE7: 308_461_000, lonE7: 1_202_603_010, accuracyCm: 480, provider: .gnss, mock: false)
            let ticket = try app.captureTicket()
            let first = try await app.recordPhoto(
                new: NewPhoto(
                    path: file.path, source: .camera(ticket: ticket), place: .at(position: position), sinceBoot: 7_200,
                    covered: [CoverBox(left: 0, top: 0, right: 5_000, bottom: 5_000)]))
            try same(.ownCamera, first.origin)
            let told = try known(try await app.photoEvidence(photo: first.photo.sha256, matter: nil))
            try same(first.photo.sha256, told.sha256)
            try same(UInt64(try Data(contentsOf: file).count), told.bytes)
            try check(told.sm3.count == 64 && told.sm3 != told.sha256)
            try check(told.format == .jpeg && told.origin == .ownCamera && told.level == .software)
            try same(.at(position: position), told.place)
            try same(.elapsed(time: 7_200), told.sinceBoot)
            try check(told.sequence == 0 && told.previous == nil && told.copies == 2, "\(told)")
            try check(told.appBuild == "behaviour" && told.standing == .onThisPhone)
            try check(abs(told.deviceTime.timeIntervalSince(try app.serverTime())) < 60)

            let second = try await app.recordPhoto(
                new: NewPhoto(path: try world.photo(2).path, source: .camera(ticket: ticket), place: notSaid))
            try same(.gallery, second.origin)
            let next = try known(try await app.photoEvidence(photo: second.photo.sha256, matter: nil))
            try check(next.sequence == 3 && next.chain == told.chain && next.place == notSaid && next.previous != nil)
            try same(.missing(reason: .unavailable), next.sinceBoot)

            let filed = try await app.fileCase(new: newCase(photos: [first.photo]))
            try await app.send()
            try same(.withServer, try await app.photoEvidence(photo: first.photo.sha256, matter: filed.matter)?.standing)
            try same(.onThisPhone, try await app.photoEvidence(photo: second.photo.sha256, matter: nil)?.standing)
            try same(nil, try await app.photoEvidence(photo: String(repeating: "0", count: 64), matter: nil))
        }
        program.promise("a place that is none on Earth and a box that is none are refused by name") {
            let world = try World()
            let app = try await world.citizen()
            let path = try world.photo(1).path
            let nowhere = CapturePosition(
                datum: .wgs84, latE7: 0, lonE7: 0, accuracyCm: nil, provider: nil, mock: nil)
            try await throwsError(MinyiError.BadInput(field: "photo.place")) {
                try await app.recordPhoto(new: NewPhoto(path: path, source: .gallery, place: .at(position: nowhere)))
            }
            let box = CoverBox(left: 7, top: 0, right: 7, bottom: 9)
            try await throwsError(MinyiError.BadInput(field: "photo.covered")) {
                try await app.recordPhoto(
                    new: NewPhoto(path: path, source: .gallery, place: notSaid, covered: [box]))
            }
        }
        program.promise("a detector of the shell's proposes boxes; what it throws arrives typed; without one nobody looked") {
            let world = try World()
            let path = try world.photo(1).path
            let answer = Shared<Result<[FaceBox], any Error>>(
                .success([FaceBox(left: 512, top: 0, right: 1_024, bottom: 100)]))
            let platform = Platform(keyStore: TestKeyStore(), faceDetector: Detector(answer))
            let app = try await MinyiApp.open(config: world.config("p"), platform: platform)
            let proposals = try known(try await app.proposeCovers(path: path))
            try check(proposals.boxes.count == 1 && proposals.leftOut == 0 && proposals.boxes[0].right == 10_000)
            answer.value = .success([])
            try same([], try await app.proposeCovers(path: path)?.boxes)
            answer.value = .failure(FaceDetectorError.Unavailable)
            try await throwsError(MinyiError.Busy) { try await app.proposeCovers(path: path) as Any }
            for error in [FaceDetectorError.Failed, Telling()] as [any Error] {
                answer.value = .failure(error)
                try await throwsError(MinyiError.Internal(reason: "the face detector failed")) {
                    try await app.proposeCovers(path: path) as Any
                }
            }
            try same(nil, try await world.phone("q").proposeCovers(path: path))
        }
        program.promise("a package is judged claim by claim, by keys that the reader brings and a time that is handed in") {
            let nobody = ExportTrust()
            let stranger = try verifyExport(path: package.path, now: sealed, trust: nobody)
            guard case .unknownOffice(let key) = stranger.seal else { throw Broken("\(stranger.seal)") }
            let verdict = try verifyExport(path: package.path, now: sealed, trust: trusting(key))
            try same([.bytes, .chain, .signer, .time, .place, .copies], verdict.verdicts.map(\.claim))
            try same([.holds, .holds, .holds, .unproven, .unproven, .holds], verdict.verdicts.map(\.standing))
            try check(!verdict.broken && verdict.seal == .whole && verdict.photo != nil)
            try check(verdict.verdicts.allSatisfy { !$0.whyZh.isEmpty && !$0.whyEn.isEmpty })
            let before = try verifyExport(path: package.path, now: sealed - 3 * 86_400, trust: trusting(key))
            try same(.fromTheFuture, before.seal)
        }
        program.promise("a changed package and one that is none are broken in every claim, and no error; what cannot be opened is one") {
            let world = try World()
            let file = world.folder.appendingPathComponent("package.zip")
            var changed = try Data(contentsOf: package)
            changed[900] ^= 1
            for bytes in [changed, Data("no package".utf8), Data()] {
                try bytes.write(to: file)
                let verdict = try verifyExport(path: file.path, now: sealed, trust: ExportTrust())
                try check(verdict.broken && verdict.photo == nil && verdict.verdicts.count == 6)
                try check(verdict.verdicts.allSatisfy { $0.standing == .broken })
            }
            try await throwsError(MinyiError.BadInput(field: "package.path")) {
                try verifyExport(path: "/none.zip", now: sealed, trust: ExportTrust())
            }
            try await throwsError(MinyiError.BadInput(field: "roots")) {
                try verifyExport(path: file.path, now: sealed, trust: ExportTrust(timeRootsPem: "none"))
            }
        }
    }
}
