import Foundation

/// The built server as a child process on a free port of loopback.
struct ServerProcess {
    let port: Int
    /// Milliseconds from the start until `/health` responded.
    let milliseconds: Double
    private let process = Process()

    /// The `agent-memory` next to this program; nil when it is not built.
    static var binary: String? {
        let path = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "agent-memory")
            .path()
        return FileManager.default.isExecutableFile(atPath: path) ? path : nil
    }

    /// Starts the server and waits until it responds.
    /// - Parameter environment: in addition to the data directory.
    init(_ binary: String, data: String, environment: [String: String] = [:]) async throws {
        port = 20_000 + Int.random(in: 0..<20_000)
        process.executableURL = URL(filePath: binary)
        process.arguments = ["serve", "--port", "\(port)"]
        process.environment = environment.merging(["AGENT_MEMORY_DATA": data, "PATH": "/usr/bin:/bin"]) { $1 }
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let begin = Measure.wallTime()
        try process.run()
        while !LoadClient.isHealthy(port: port) {
            guard process.isRunning, Measure.wallTime() - begin < 20_000_000_000 else {
                process.terminate()
                throw Problem("the server did not start")
            }
            try await Task.sleep(for: .milliseconds(1))
        }
        milliseconds = Double(Measure.wallTime() - begin) / 1e6
    }

    var resident: Double { Double(Resident.now(of: "\(process.processIdentifier)").all) / 1_048_576 }

    func stop() {
        process.terminate()
        process.waitUntilExit()
    }
}

/// A new directory with an unlikely name, removed afterwards.
func withTemporaryDirectory<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let directory =
        FileManager.default.temporaryDirectory.path() + "agent-memory-bench-\(UInt64.random(in: .min ... .max))"
    defer { try? FileManager.default.removeItem(atPath: directory) }
    return try await body(directory)
}
