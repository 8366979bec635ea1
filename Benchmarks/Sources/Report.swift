import Foundation
import Glibc

/// The machine and the commit of the figures.
struct Machine: Codable, Sendable {
    let processor: String
    let cores: Int
    /// The load average of the last minute; without it a time means little.
    let load: String
    let system: String
    let commit: String
    let date: String

    static func this() -> Machine {
        let processor = lines("/proc/cpuinfo").first { $0.hasPrefix("model name") }?.split(
            separator: ":"
        ).last.map(String.init)
        return Machine(
            processor: processor?.trimmingCharacters(in: .whitespaces) ?? "unknown processor",
            cores: ProcessInfo.processInfo.activeProcessorCount,
            load: lines("/proc/loadavg").first?.split(separator: " ").first.map(String.init) ?? "unknown",
            system: ProcessInfo.processInfo.operatingSystemVersionString,
            commit: (try? Command.output("git", ["describe", "--always", "--dirty"]))?.trimmingCharacters(
                in: .whitespacesAndNewlines
            )
                ?? "unknown",
            date: Date().ISO8601Format()
        )
    }

    private static func lines(_ path: String) -> [String] {
        (try? String(contentsOfFile: path, encoding: .utf8))?.split(separator: "\n").map(String.init)
            ?? []
    }
}

/// A group's figures as stored.
struct Report: Codable, Sendable {
    let machine: Machine
    let table: Table

    static func read(from path: String) throws -> Report? {
        guard let bytes = FileManager.default.contents(atPath: path) else { return nil }
        return try JSONDecoder().decode(Report.self, from: bytes)
    }

    func write(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try (try encoder.encode(self) + Data("\n".utf8)).write(to: URL(filePath: path))
    }
}

/// Runs other programs.
enum Command {
    /// Returns the output. Throws when the program does not exist or fails.
    ///
    /// Does not use Foundation's `Process`: its children inherit a mask that blocks SIGALRM, and `openssl speed` waits
    /// for SIGALRM.
    static func output(_ name: String, _ arguments: [String], errors: Bool = false) throws -> String {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw Problem("cannot create a pipe") }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_addclose(&actions, ends[0])
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        if errors {
            posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
        } else {
            posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        }
        var attributes = posix_spawnattr_t()
        var mask = sigset_t()
        sigemptyset(&mask)
        posix_spawnattr_init(&attributes)
        posix_spawnattr_setsigmask(&attributes, &mask)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var words = ([name] + arguments).map { strdup($0) } + [nil]
        defer {
            words.forEach { free($0) }
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        var process: pid_t = 0
        let problem = posix_spawnp(&process, name, &actions, &attributes, &words, environ)
        close(ends[1])
        let bytes = try? FileHandle(fileDescriptor: ends[0], closeOnDealloc: true).readToEnd()
        guard problem == 0 else { throw Problem("the program \(name) is not installed") }
        var status: Int32 = 0
        waitpid(process, &status, 0)
        guard status == 0 else { throw Problem("\(name) ended with status \(status)") }
        return String(decoding: bytes ?? Data(), as: UTF8.self)
    }
}
