import ArgumentParser
import Foundation
import Settings

@testable import agent_memory

/// Parses a command line as the program does and runs the command in this process.
func run(_ words: [String], data: String) async throws {
    do {
        var command = try AgentMemory.parseRoot(words + ["--data", data])
        if var asynchronous = command as? any AsyncParsableCommand {
            try await asynchronous.run()
        } else {
            try command.run()
        }
    } catch {
        throw CommandFailure.readable(error)
    }
}

/// The error message of the command; nil when it succeeds.
func refusal(of words: [String], data: String) async -> String? {
    do {
        try await run(words, data: data)
        return nil
    } catch {
        return "\(error)"
    }
}

/// A new folder, removed afterwards.
func withFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let url = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().appending(
        path: "command-tests-\(UUID().uuidString)"
    )
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: url) }
    return try await body(url.path)
}

func contents(of folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder)
}

/// A folder with a new, empty database in it, removed afterwards.
func withDatabase(_ body: (String) async throws -> Void) async throws {
    try await withFolder { folder in
        try await run(["init"], data: folder)
        try await body(folder)
    }
}

/// The tools that the commands use, on the database of this folder.
func operatorTools(_ data: String) throws -> OperatorTools {
    try Wiring.operatorTools(try ServerSettings(SettingInputs(flags: ["data": data])))
}

func write(_ text: String, to path: String) throws {
    try text.write(toFile: path, atomically: false, encoding: .utf8)
}

func remove(_ path: String) throws { try FileManager.default.removeItem(atPath: path) }

func makeFolder(_ path: String) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
}
