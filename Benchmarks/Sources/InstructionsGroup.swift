import Base
import Foundation
import JOSE

/// Instructions of one operation, counted by valgrind: the same on a busy machine as on an idle one.
///
/// Runs twice with different lengths and subtracts, so that start-up and first-time costs do not count.
struct InstructionsGroup {
    func measure() throws -> [Figure] {
        guard (try? Command.output("valgrind", ["--version"])) != nil else {
            print("\ninstructions: valgrind is not installed: not measured")
            return []
        }
        // valgrind 3.19 fails on the debug information of Swift 6 (DWARF 5).
        let program = FileManager.default.temporaryDirectory.appending(path: "agent-memory-bench-\(getpid())").path
        defer { try? FileManager.default.removeItem(atPath: program) }
        _ = try Command.output("objcopy", ["--strip-all", CommandLine.arguments[0], program])
        setenv(Loops.rsaKey, try SigningKey.generate(.rs256).pem.reveal(), 1)
        return try Loops.names.map { try figure(of: $0, program) }
    }

    private func figure(of name: String, _ program: String) throws -> Figure {
        // Short operations are counted longer: creating the keys takes some ten thousand instructions more in one run
        // than in another.
        let isLong = name.hasPrefix("cold") || name.hasPrefix("read")
        let (few, many) = isLong ? (200, 1_200) : (200, 20_200)
        let each = Double(try count(name, many, program) - (try count(name, few, program))) / Double(many - few)
        return Figure(name: name, value: each.rounded(), unit: "instructions", isExact: true)
    }

    private func count(_ name: String, _ times: Int, _ program: String) throws -> Int {
        let text = try Command.output(
            "env",
            [
                "SWIFT_DETERMINISTIC_HASHING=1", "valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
                program, "loop", name,
                "\(times)",
            ],
            errors: true
        )
        // "==1234== Collected : 123456789"
        guard let line = text.split(separator: "\n").last(where: { $0.contains("Collected :") }),
            let number = line.split(separator: " ").last.flatMap({ Int($0) })
        else { throw Problem("cannot read callgrind's output for \(name)") }
        return number
    }
}
