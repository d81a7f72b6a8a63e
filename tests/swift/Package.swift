// swift-tools-version: 6.0
// The behaviour programs: plain Swift against the real library, the twins of those in tests/kotlin. The library linked is the
// superset for tests (bindings/testing); generated code of both surfaces is one module, as UniFFI wants it.
// `cargo xtask ci --only swift` builds and runs this.
import PackageDescription

let libraries = Context.environment["MINYI_FFI_LIB_DIR"] ?? "../../target/debug"

let package = Package(
    name: "Behaviour",
    platforms: [.macOS(.v14)],
    targets: [
        .systemLibrary(name: "MinyiCoreFFI"),
        .systemLibrary(name: "MinyiCoreTestingFFI"),
        .target(
            name: "MinyiCore", dependencies: ["MinyiCoreFFI", "MinyiCoreTestingFFI"],
            swiftSettings: [.swiftLanguageMode(.v5)],
            linkerSettings: [
                .unsafeFlags(["-L\(libraries)", "-lminyi_ffi_testing", "-Xlinker", "-rpath", "-Xlinker", libraries])
            ]),
        .target(name: "MinyiKit", linkerSettings: [.unsafeFlags(["-Xlinker", "--allow-shlib-undefined"])]),
        .target(name: "MinyiBridge", dependencies: ["MinyiKit", "MinyiCore"]),
        .executableTarget(name: "behaviour", dependencies: ["MinyiCore", "MinyiKit", "MinyiBridge"]),
    ],
    swiftLanguageModes: [.v6]
)
