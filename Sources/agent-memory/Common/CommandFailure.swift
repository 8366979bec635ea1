import ArgumentParser
import Backups
import Base
import Settings

/// A failure of a command, as one sentence on standard error and exit code 1.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String

    init(_ sentence: String) {
        description = sentence
    }

    /// Turns errors of other targets into a sentence; errors of ArgumentParser (usage, help, exit codes) stay
    /// unchanged.
    static func readable(_ error: any Error) -> any Error {
        switch error {
        case let fault as Fault:
            let advice = fault.hints.advice.map { " \($0)" } ?? ""
            return CommandFailure(ended(fault.detail) + advice)
        case let failure as StoreFailure:
            return CommandFailure(sentence(failure))
        case let failure as BackupFailure:
            return CommandFailure(failure.description)
        case let problems as SettingProblems:
            return CommandFailure(problems.description)
        default:
            return error
        }
    }

    static func sentence(_ failure: StoreFailure) -> String {
        switch failure.kind {
        case .unavailable: "The database did not respond: \(ended(failure.reason))"
        case .full: "The disk is full: \(ended(failure.reason))"
        case .broken: "The database cannot be used: \(ended(failure.reason))"
        }
    }

    /// Some sentences of the HTTP API have no full stop, because clients compare them.
    private static func ended(_ sentence: String) -> String {
        ".!?".contains(sentence.last ?? ".") ? sentence : sentence + "."
    }
}
