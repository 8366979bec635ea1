import Foundation

/// The built server as a process: time until it responds, memory use, size of the binary.
struct ProcessGroup {
    let effort: Effort

    func measure() async throws -> [Figure] {
        let binary = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(
            path: "agent-memory"
        ).path()
        guard FileManager.default.isExecutableFile(atPath: binary) else {
            print("\nprocess: \(binary) is not built (run make build): not measured")
            return []
        }
        var starts: [Double] = []
        var residents: [Double] = []
        for _ in 0..<(effort == .full ? 7 : 2) {
            let (start, resident) = try await start(binary)
            starts.append(start)
            residents.append(resident)
        }
        let size = try FileManager.default.attributesOfItem(atPath: binary)[.size] as? Int ?? 0
        return [
            Figure(
                name: "start until /health answers, without model",
                value: Measure.quantile(starts, 0.5),
                unit: "ms",
                spread: Measure.Timing(starts).spread,
                atMost: 200
            ),
            Figure(
                name: "resident when idle, without model",
                value: Measure.quantile(residents, 0.5),
                unit: "MiB",
                spread: Measure.Timing(residents).spread,
                atMost: 60
            ),
            Figure(name: "binary", value: Double(size) / 1_048_576, unit: "MiB", isExact: true),
            Figure(
                name: "binary, stripped",
                value: Double(try stripped(binary)) / 1_048_576,
                unit: "MiB",
                isExact: true
            ),
        ]
    }

    /// The second start on one database, as in an operator's restart.
    private func start(_ binary: String) async throws -> (milliseconds: Double, mebibytes: Double) {
        let directory =
            FileManager.default.temporaryDirectory.path()
            + "agent-memory-bench-\(UInt64.random(in: .min ... .max))"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        _ = try await serve(binary, directory)
        return try await serve(binary, directory)
    }

    private func serve(_ binary: String, _ directory: String) async throws -> (
        milliseconds: Double, mebibytes: Double
    ) {
        let port = 20_000 + Int.random(in: 0..<20_000)
        let process = Process()
        process.executableURL = URL(filePath: binary)
        process.arguments = ["serve", "--port", "\(port)"]
        process.environment = ["AGENT_MEMORY_DATA": directory, "PATH": "/usr/bin:/bin"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let begin = Measure.wallTime()
        try process.run()
        defer {
            process.terminate()
            process.waitUntilExit()
        }
        while true {
            if LoadClient.isHealthy(port: port) { break }
            guard process.isRunning, Measure.wallTime() - begin < 20_000_000_000 else {
                throw Problem("the server did not start")
            }
            try await Task.sleep(for: .milliseconds(1))
        }
        let taken = Double(Measure.wallTime() - begin) / 1e6
        try await Task.sleep(for: .seconds(1))
        return (taken, Double(Resident.now(of: "\(process.processIdentifier)").all) / 1_048_576)
    }

    private func stripped(_ binary: String) throws -> Int {
        let copy =
            FileManager.default.temporaryDirectory.path()
            + "agent-memory-stripped-\(UInt64.random(in: .min ... .max))"
        defer { try? FileManager.default.removeItem(atPath: copy) }
        _ = try Command.output("strip", ["-o", copy, binary])
        return try FileManager.default.attributesOfItem(atPath: copy)[.size] as? Int ?? 0
    }
}
