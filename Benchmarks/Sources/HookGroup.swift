import Foundation

/// The hook `recall` as a client runs it: a new process for each prompt, which asks a running server.
struct HookGroup {
    let effort: Effort

    private static let question = "Which subject did person 17 talk about?"

    func measure() async throws -> [Figure] {
        guard let binary = ServerProcess.binary else {
            print("\nhook: agent-memory is not built (run make build): not measured")
            return []
        }
        return try await withTemporaryDirectory { directory in
            let token = try Self.fill(directory, binary)
            let models = ProcessInfo.processInfo.environment["AGENT_MEMORY_MODELS"]
            let server = try await ServerProcess(
                binary,
                data: directory,
                environment: models.map { ["AGENT_MEMORY_MODELS": $0] } ?? [:]
            )
            defer { server.stop() }
            return try await figures(binary, directory, server, token)
        }
    }

    /// Creates a person with 1,000 memories, and writes a hook's input. Returns the person's token.
    private static func fill(_ directory: String, _ binary: String) throws -> String {
        let texts = (0..<1_000).map { "Person \($0) talked about subject \($0 % 50) in room \($0 % 7)." }
        let input = #"{"hook_event_name": "UserPromptSubmit", "prompt": "\#(question)"}"#
        let script = """
            set -eu
            export AGENT_MEMORY_DATA='\(directory)'
            '\(binary)' init && '\(binary)' user add bench && cd '\(directory)'
            '\(binary)' token add --description bench --user bench --secret-file token
            printf '%s\\n' '\(texts.joined(separator: "' '"))' | '\(binary)' add --token-file token -
            printf '%s' '\(input)' > input.json
            """
        _ = try Command.output("sh", ["-c", script])
        return try String(contentsOfFile: directory + "/token", encoding: .utf8).trimmingCharacters(in: .newlines)
    }

    private func figures(_ binary: String, _ directory: String, _ server: ServerProcess, _ token: String) async throws
        -> [Figure]
    {
        let hook =
            "'\(binary)' hook recall --milliseconds 10000 --url http://127.0.0.1:\(server.port) "
            + "--token-file '\(directory)/token' < '\(directory)/input.json'"
        guard try Command.output("sh", ["-c", hook]).contains("additionalContext") else {
            throw Problem("the hook recalled nothing")
        }
        var (hooks, starts): ([Double], [Double]) = ([], [])
        for _ in 0..<(effort == .full ? 100 : 10) {
            hooks.append(try Self.milliseconds(hook))
            starts.append(try Self.milliseconds("'\(binary)' version"))
        }
        let order = LoadClient.Order(
            method: "POST",
            path: "/v1/long-term-memory/search",
            token: token,
            body: #"{"text": "\#(Self.question)", "search_mode": "hybrid", "limit": 5}"#,
            connections: 1,
            requests: effort == .full ? 200 : 20
        )
        let search = try await LoadClient.run(order, port: server.port).p50 / 1e6
        let (median, tail) = (Measure.quantile(hooks, 0.5), Measure.quantile(hooks, 0.99))
        let (name, start) = ("the same search over REST, p50", Measure.quantile(starts, 0.5))
        return [
            Figure(name: name, value: search, unit: "ms"),
            Figure(name: "a process that prints the version, p50", value: start, unit: "ms"),
            Figure(
                name: "recall, process and answer, p50",
                value: median,
                unit: "ms",
                spread: Measure.Timing(hooks).spread,
                ratio: .init(to: "both together", value: median / (search + start), moreIsBetter: false, aim: 2),
                atMost: 150
            ),
            Figure(name: "recall, process and answer, p99", value: tail, unit: "ms", atMost: 150),
        ]
    }

    private static func milliseconds(_ command: String) throws -> Double {
        let begin = Measure.wallTime()
        _ = try Command.output("sh", ["-c", command])
        return Double(Measure.wallTime() - begin) / 1e6
    }
}
