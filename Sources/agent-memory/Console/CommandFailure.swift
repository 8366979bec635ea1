import ArgumentParser
import Base
import Settings

/// A failure of a command, as one sentence on standard error and exit code 1.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String

    init(_ sentence: String) {
        description = sentence
    }

    /// Turns what the rooms throw into a sentence; what ArgumentParser throws (usage, help, exit codes) stays as it is.
    static func readable(_ error: any Error) -> any Error {
        switch error {
        case let fault as Fault:
            let advice = fault.hints.advice.map { " \($0)" } ?? ""
            return CommandFailure(fault.detail + advice)
        case let failure as StoreFailure:
            return CommandFailure(sentence(failure))
        case let problems as SettingProblems:
            return CommandFailure(problems.description)
        default:
            return error
        }
    }

    static func sentence(_ failure: StoreFailure) -> String {
        let end = failure.reason.hasSuffix(".") ? "" : "."
        return switch failure.kind {
        case .unavailable: "The database did not answer: \(failure.reason)\(end)"
        case .full: "The disk is full: \(failure.reason)\(end)"
        case .broken: "The database cannot be used: \(failure.reason)\(end)"
        }
    }
}
