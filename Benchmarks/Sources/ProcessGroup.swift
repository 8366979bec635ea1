import Foundation

/// The built server as a process: time until it responds, memory use, size of the binary.
struct ProcessGroup {
    let effort: Effort

    func measure() async throws -> [Figure] {
        guard let binary = ServerProcess.binary else {
            print("\nprocess: agent-memory is not built (run make build): not measured")
            return []
        }
        let size = try FileManager.default.attributesOfItem(atPath: binary)[.size] as? Int ?? 0
        var figures = try await servers(binary, models: nil)
        if let models = ProcessInfo.processInfo.environment["AGENT_MEMORY_MODELS"] {
            figures += try await servers(binary, models: models)
        } else {
            print("\nprocess: AGENT_MEMORY_MODELS is not set: not measured with the model")
        }
        return figures + [
            Figure(name: "binary", value: Double(size) / 1_048_576, unit: "MiB", isExact: true),
            Figure(
                name: "binary, stripped",
                value: Double(try stripped(binary)) / 1_048_576,
                unit: "MiB",
                isExact: true
            ),
        ]
    }

    /// - Parameter models: the directory of the embedding model; nil measures without it.
    private func servers(_ binary: String, models: String?) async throws -> [Figure] {
        var starts: [Double] = []
        var residents: [Double] = []
        for _ in 0..<(effort == .full ? 7 : 2) {
            let (start, resident) = try await start(binary, models)
            starts.append(start)
            residents.append(resident)
        }
        let how = models == nil ? "without model" : "with model"
        return [
            Figure(
                name: "start until /health answers, \(how)",
                value: Measure.quantile(starts, 0.5),
                unit: "ms",
                spread: Measure.Timing(starts).spread,
                atMost: 150
            ),
            Figure(
                name: "resident when idle, \(how)",
                value: Measure.quantile(residents, 0.5),
                unit: "MiB",
                spread: Measure.Timing(residents).spread,
                atMost: models == nil ? 45 : 90
            ),
        ]
    }

    /// The second start on one database, as in an operator's restart.
    private func start(_ binary: String, _ models: String?) async throws -> (milliseconds: Double, mebibytes: Double) {
        try await withTemporaryDirectory { directory in
            let environment =
                models.map { ["AGENT_MEMORY_MODELS": $0] } ?? ["AGENT_MEMORY_EMBEDDING_PROVIDER": "none"]
            try await ServerProcess(binary, data: directory, environment: environment).stop()
            let server = try await ServerProcess(binary, data: directory, environment: environment)
            defer { server.stop() }
            // Long enough to load the model, which happens in the background.
            try await Task.sleep(for: .seconds(models == nil ? 1 : 3))
            return (server.milliseconds, server.resident)
        }
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
