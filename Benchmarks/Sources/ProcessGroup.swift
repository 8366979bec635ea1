import Foundation

/// The built server as a process: time until it responds, memory use, size of the binary.
struct ProcessGroup {
    let effort: Effort

    func measure() async throws -> [Figure] {
        guard let binary = ServerProcess.binary else {
            print("\nprocess: agent-memory is not built (run make build): not measured")
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
        try await withTemporaryDirectory { directory in
            try await ServerProcess(binary, data: directory).stop()
            let server = try await ServerProcess(binary, data: directory)
            defer { server.stop() }
            try await Task.sleep(for: .seconds(1))
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
