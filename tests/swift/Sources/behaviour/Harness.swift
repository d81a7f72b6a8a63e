// A program is a list of promises; each is kept or broken on its own. No test framework: the same shape as the Kotlin twin.

import Foundation

/// One line, at once, also when the output is a pipe.
func say(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
}

/// A promise that was not kept.
struct Broken: Error, CustomStringConvertible {
    let description: String

    init(_ words: String) {
        description = words
    }
}

/// Collects the promises of one program and keeps them in order.
final class Program {
    let name: String
    private var promises: [(words: String, keep: () async throws -> Void)] = []

    init(_ name: String, _ fill: (Program) -> Void) {
        self.name = name
        fill(self)
    }

    /// A promise, in words, and how it is kept.
    func promise(_ words: String, keep: @escaping () async throws -> Void) {
        promises.append((words, keep))
    }

    /// Keeps every promise; gives how many were kept and how many broken.
    func run() async -> (kept: Int, broken: Int) {
        var broken = 0
        for (words, keep) in promises {
            let watch = Watch("\(name): \(words)")
            do {
                try await keep()
                say("ok      \(name): \(words)")
            } catch {
                broken += 1
                say("BROKEN  \(name): \(words)\n        \(error)")
            }
            watch.cancel()
        }
        return (promises.count - broken, broken)
    }
}

/// Ends the process if a promise takes so long that only a broken one does.
private struct Watch {
    private let item: DispatchWorkItem

    init(_ words: String) {
        item = DispatchWorkItem {
            say("BROKEN  \(words)\n        it takes longer than a minute")
            exit(1)
        }
        DispatchQueue.global().asyncAfter(deadline: .now() + 60, execute: item)
    }

    func cancel() {
        item.cancel()
    }
}

/// It must be so.
func check(_ isSo: Bool, _ words: @autoclosure () -> String = "", line: UInt = #line, file: String = #fileID) throws {
    if !isSo { throw Broken("\(file):\(line) \(words())") }
}

/// The value must be the expected one.
func same<T: Equatable>(_ expected: T, _ found: T, line: UInt = #line, file: String = #fileID) throws {
    if expected != found { throw Broken("\(file):\(line) expected <\(expected)>, found <\(found)>") }
}

/// The value must be there.
func known<T>(_ value: T?, line: UInt = #line, file: String = #fileID) throws -> T {
    guard let value else { throw Broken("\(file):\(line) expected something, found nothing") }
    return value
}

/// The words must throw; gives what was thrown.
func thrown<E: Error>(
    _ kind: E.Type, line: UInt = #line, file: String = #fileID, by words: () async throws -> Any
) async throws -> E {
    let result: Any
    do {
        result = try await words()
    } catch let error as E {
        return error
    } catch {
        throw Broken("\(file):\(line) expected \(kind), thrown was \(error)")
    }
    throw Broken("\(file):\(line) expected \(kind), nothing was thrown: \(result)")
}

/// The words must throw exactly this error.
func throwsError<E: Error & Equatable>(
    _ expected: E, line: UInt = #line, file: String = #fileID, by words: () async throws -> Any
) async throws {
    try same(expected, try await thrown(E.self, line: line, file: file, by: words), line: line, file: file)
}

/// A value that several threads change.
final class Shared<Value>: @unchecked Sendable {
    private let lock = NSLock()
    private var held: Value

    init(_ value: Value) {
        held = value
    }

    var value: Value {
        get { lock.withLock { held } }
        set { lock.withLock { held = newValue } }
    }

    func change(_ how: (inout Value) -> Void) {
        lock.withLock { how(&held) }
    }
}
