import Base
import Foundation

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Runs a program to its end and reports its error message when it fails.
///
/// Not swift-subprocess: no package in the tree depends on it, and the wait loop here also reports progress.
struct ChildProcess {
    /// The name of the program, looked up on the PATH, and its arguments.
    let command: [String]
    /// A private directory for the program's temporary files and its output.
    let temporary: String
    /// The message when there is no such program.
    let unstartable: String
    var pollInterval = Duration.milliseconds(250)

    /// Calls `tick` while the program runs. Cancelling the task kills the program.
    /// - Throws: `Fault(.unavailable)` with the program's own error line when it fails.
    func run(tick: () -> Void = {}) async throws {
        let log = temporary + "/output.log"
        guard FileManager.default.createFile(atPath: log, contents: nil), let output = FileHandle(forWritingAtPath: log)
        else {
            throw Fault(.unavailable, "The temporary directory cannot be written to.")
        }
        defer { try? output.close() }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["TMPDIR=\(temporary)"] + command
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        do {
            try process.run()
        } catch {
            throw Fault(.unavailable, unstartable, cause: error)
        }
        do {
            while process.isRunning {
                tick()
                try await Task.sleep(for: pollInterval)
            }
        } catch {
            // Not SIGTERM: the child inherits the mask of this thread, and Dispatch's threads block it.
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            throw error
        }
        // env(1) returns 127 when there is no such command.
        guard process.terminationStatus != 127 else { throw Fault(.unavailable, unstartable) }
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            let said =
                Self.lastWord(of: (try? String(contentsOfFile: log, encoding: .utf8)) ?? "").map { ": \($0)" } ?? "."
            throw Fault(
                .unavailable,
                "\(command.prefix(3).joined(separator: " ")) failed with status \(process.terminationStatus)\(said)"
            )
        }
    }

    /// The line that says why the program failed: the last one with "error", otherwise the last one before GNU tar's
    /// closing line.
    static func lastWord(of text: String) -> String? {
        let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }.filter {
            !$0.isEmpty && !$0.hasSuffix("Exiting with failure status due to previous errors")
        }
        guard let line = lines.last(where: { $0.lowercased().hasPrefix("error") }) ?? lines.last else { return nil }
        return String(line.prefix(300))
    }
}
