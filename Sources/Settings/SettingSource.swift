import Base

/// Where a value came from, strongest first.
package enum SettingSource: Sendable, Hashable {
    case flag
    /// Our own name in the environment.
    case environment
    /// Our own name in the `.env` file of the working directory.
    case dotEnv
    /// Another system's name, in the environment or in `.env`.
    case peer(system: String, name: String)
    case file(String)
    case byDefault

    /// Whether the value came from another system's name.
    var isForeign: Bool { if case .peer = self { true } else { false } }

    /// For `config explain`.
    package var description: String {
        switch self {
        case .flag: "command line"
        case .environment: "environment"
        case .dotEnv: ".env file"
        case .peer(let system, let name): "\(name), a name of \(system)"
        case .file(let path): path
        case .byDefault: "default"
        }
    }
}

/// A problem of the settings, in a sentence that names the setting and says what to do. Always one line, even if a
/// value has several.
package struct SettingProblem: Sendable, Hashable {
    package let sentence: String

    package init(_ sentence: String) {
        self.sentence = sentence.escaped
    }
}

/// Every problem found, so that the operator can fix all of them at once.
package struct SettingProblems: Error, Sendable, CustomStringConvertible {
    package let problems: [SettingProblem]

    package init(problems: [SettingProblem]) {
        self.problems = problems
    }

    package init(_ sentence: String) {
        self.init(problems: [SettingProblem(sentence)])
    }

    /// Does nothing without findings. Each finding is a sentence without its full stop.
    /// - Throws: `SettingProblems` with all of them.
    package static func report(_ findings: [String]) throws {
        guard findings.isEmpty else { throw SettingProblems(problems: findings.map { SettingProblem($0 + ".") }) }
    }

    package var description: String {
        problems.count == 1
            ? "Invalid setting: \(problems[0].sentence)"
            : "\(problems.count) invalid settings:\n" + problems.map { "  - \($0.sentence)" }.joined(separator: "\n")
    }
}
