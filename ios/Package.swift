// swift-tools-version: 6.0
// The iOS side of Minyi (民意) as a package. One file serves two hosts: on Apple platforms the core is a binary target, made by
// `cargo xtask ios`; on Linux it is a library of the system, built by cargo and named by MINYI_FFI_LIB_DIR and MINYI_FFI_LIB.
// docs/TESTING.md says what runs where.
import PackageDescription

// Debian's Swift 6.0 leaves one symbol of Observation open that nobody calls.
let observation: [LinkerSetting] = [
    .unsafeFlags(["-Xlinker", "--allow-shlib-undefined"], .when(platforms: [.linux]))
]

let package = Package(
    name: "Minyi",
    defaultLocalization: "zh-Hans",
    platforms: [.iOS(.v17), .macOS(.v14)],
    products: [
        .library(name: "MinyiKit", targets: ["MinyiKit"]),
        .library(name: "MinyiFakes", targets: ["MinyiFakes"]),
    ],
    targets: [
        // Models and view models. Foundation only: no native code, no SwiftUI.
        .target(name: "MinyiKit", linkerSettings: observation),
        // A core without a core, for previews and tests.
        .target(name: "MinyiFakes", dependencies: ["MinyiKit"]),
        .testTarget(name: "MinyiKitTests", dependencies: ["MinyiKit", "MinyiFakes"]),
    ],
    swiftLanguageModes: [.v6]
)
