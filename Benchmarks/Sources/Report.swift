import Foundation

/// Where and of what the figures were measured.
struct Machine: Codable, Sendable {
    let processor: String
    let cores: Int
    /// The load average of the last minute, without which no time means much.
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
                in: .whitespacesAndNewlines)
                ?? "unknown",
            date: Date().ISO8601Format())
    }

    private static func lines(_ path: String) -> [String] {
        (try? String(contentsOfFile: path, encoding: .utf8))?.split(separator: "\n").map(String.init)
            ?? []
    }
}

/// A group's figures as they are kept.
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

/// Other programs.
enum Command {
    /// What it printed. Throws when there is no such program or it fails.
    static func output(_ name: String, _ arguments: [String], errors: Bool = false) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [name] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = errors ? pipe : FileHandle.nullDevice
        try process.run()
        let bytes = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Problem("\(name) ended with \(process.terminationStatus)")
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
