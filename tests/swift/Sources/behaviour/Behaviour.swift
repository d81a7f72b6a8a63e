// The behaviour programs: `behaviour [NAME...]`; `bench` prints figures, `story NAME` a transcript instead.

import Foundation

@main struct Behaviour {
    static func main() async throws {
        let names = Array(CommandLine.arguments.dropFirst())
        if names.first == "bench" {
            try await bench(json: names.contains("--json"))
            return
        }
        if names.first == "story", names.count == 2 {
            let story = repository.appendingPathComponent("tests/vectors/scenarios/\(names[1]).json")
            say(try await play(story))
            return
        }
        let programs = [
            records(), errors(), panics(), callbacks(), events(), cancel(), lifetime(), outbox(), session(),
            evidence(), scenarios(), flows(), hearings(), cards(),
        ]
        var (passed, failed) = (0, 0)
        for program in programs where names.isEmpty || names.contains(program.name) {
            let (kept, broken) = await program.run()
            passed += kept
            failed += broken
        }
        say("\(passed) passed, \(failed) failed")
        exit(failed == 0 && passed > 0 ? 0 : 1)
    }
}
