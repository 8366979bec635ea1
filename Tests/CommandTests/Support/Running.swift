import ArgumentParser
import Foundation

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

/// The sentence that the command ends with; nil when it succeeds.
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
