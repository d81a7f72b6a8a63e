// What this machine can hold about sources it cannot build: screens and view models never see the generated code, and the
// files for Apple's compiler are Swift at least.

import Foundation
import Testing

@Suite struct SourcesTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test(arguments: [
        ("Sources/MinyiKit", ["Foundation", "Observation"]),
        ("Sources/MinyiFakes", ["Foundation", "MinyiKit"]),
        ("Sources/MinyiUI", ["SwiftUI", "PhotosUI", "MinyiKit"]),
    ])
    func aFolderImportsOnlyWhatItMay(folder: String, allowed: [String]) throws {
        let files = try swiftFiles(in: folder)
        #expect(!files.isEmpty)
        for file in files {
            let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
            let imported = lines.filter { $0.hasPrefix("import ") || $0.contains(" import ") && !$0.hasPrefix("//") }
            let others = imported.compactMap { $0.split(separator: " ").last.map(String.init) }
                .filter { !allowed.contains($0) }
            #expect(others.isEmpty, "\(file.lastPathComponent)")
        }
    }

    @Test(arguments: ["Sources/MinyiUI", "App/Sources"])
    func screensAndPlatformPartsParse(folder: String) throws {
        let compiler = Process()
        compiler.executableURL = URL(fileURLWithPath: "/usr/bin/swiftc")
        compiler.arguments =
            ["-frontend", "-parse", "-swift-version", "6"] + (try swiftFiles(in: folder).map(\.path))
        try compiler.run()
        compiler.waitUntilExit()
        #expect(compiler.terminationStatus == 0)
    }

    private func swiftFiles(in folder: String) throws -> [URL] {
        let files = FileManager.default.enumerator(at: Self.root.appendingPathComponent(folder), includingPropertiesForKeys: nil)
        return files?.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }.sorted { $0.path < $1.path } ?? []
    }
}
