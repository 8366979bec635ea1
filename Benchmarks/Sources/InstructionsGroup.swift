import Foundation

/// Instructions of one operation, counted by valgrind: the same on a busy machine as on an idle one.
///
/// Two runs of different length are counted and subtracted, so that start-up and the first times do not enter.
struct InstructionsGroup {
    func measure() throws -> [Figure] {
        guard (try? Command.output("valgrind", ["--version"])) != nil else {
            print("\ninstructions: valgrind is not here, nothing is counted")
            return []
        }
        guard let figures = try? Loops.names.map(figure(of:)) else {
            print("\ninstructions: this valgrind cannot run the binary, nothing is counted")
            return []
        }
        return figures
    }

    private func figure(of name: String) throws -> Figure {
        let (few, many) = (200, 1_200)
        let each = Double(try count(name, many) - (try count(name, few))) / Double(many - few)
        return Figure(name: name, value: each.rounded(), unit: "instructions", isExact: true)
    }

    private func count(_ name: String, _ times: Int) throws -> Int {
        let text = try Command.output(
            "env",
            [
                "SWIFT_DETERMINISTIC_HASHING=1", "valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", CommandLine.arguments[0],
                "loop", name, "\(times)",
            ], errors: true)
        // "==1234== Collected : 123456789"
        guard let line = text.split(separator: "\n").last(where: { $0.contains("Collected :") }),
            let number = line.split(separator: " ").last.flatMap({ Int($0) })
        else { throw Problem("callgrind said nothing we understand of \(name)") }
        return number
    }
}
