import ArgumentParser
import Base
import HTTPAPI
import Settings

/// The findings of `doctor`. As text, each one is printed when it is found; as JSON, all are printed at the end.
struct Findings {
    private let format: OutputFormat?
    private(set) var found: [ServerFinding] = []

    /// - Parameter format: as text, every finding is printed at once; nil prints nothing.
    init(_ format: OutputFormat?) {
        self.format = format
    }

    mutating func fine(_ part: String, _ text: String) { add(.ok, part, text) }
    mutating func note(_ part: String, _ text: String) { add(.note, part, text) }
    mutating func bad(_ part: String, _ text: String) { add(.fail, part, text) }

    mutating func bad(_ part: String, _ error: any Error) {
        let sentences = (error as? SettingProblems)?.problems.map(\.sentence) ?? ["\(CommandFailure.readable(error))"]
        for sentence in sentences { bad(part, sentence) }
    }

    /// - Throws: exit code 1 when there is a problem.
    func conclude() throws {
        let problems = found.count { $0.level == .fail }
        switch format {
        case .json:
            try Terminal.json(
                .array(
                    found.map {
                        ["level": .string($0.level.rawValue), "part": .string($0.part), "text": .string($0.text)]
                    }
                )
            )
        case .text, nil:
            Terminal.line(
                problems == 0
                    ? "No problems found." : problems == 1 ? "1 problem found." : "\(problems) problems found."
            )
        }
        if problems > 0 { throw ExitCode.failure }
    }

    private mutating func add(_ level: ServerFinding.Level, _ part: String, _ text: String) {
        found.append(ServerFinding(level, part, text))
        guard format == .text else { return }
        let word = level.rawValue.uppercased()
        Terminal.line("\(word)  \(level == .ok ? "  " : "")\(part): \(text)")
    }
}
