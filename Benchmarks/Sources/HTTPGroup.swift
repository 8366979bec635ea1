import Base
import HTTPAPI
import HTTPTypes
import Hummingbird
import Identity
import JOSE
import Logging
import MCP
import Memories
import NIOCore
import SQLStorage
import ServiceLifecycle

/// Measures the cost of a request: the router with and without authentication, a durable write, a search.
///
/// The client is a separate process (`LoadClient`), so that the processor time of this process is the server's alone.
struct HTTPGroup {
    let effort: Effort

    private struct Case {
        let name: String
        var port: Int
        var load: LoadClient.Order
        let to: String?
        let aim: Double?
    }

    func measure() async throws -> [Figure] {
        let fixture = try await TokenFixture()
        let token = try await fixture.mint(1)[0].reveal()
        let (foreign, verifier) = try fixture.foreign(.rs256)
        let memories = fixture.memories()
        try await Self.fill(
            memories,
            fixture,
            as: fixture.authenticator().authenticate(BearerToken(token)!, at: fixture.now)
        )
        let server = Server(
            options: HTTPOptions(version: "0", publicURL: nil),
            authentication: .tokens(fixture.authenticator(verifiers: [verifier])),
            memories: memories,
            dispatcher: Dispatcher(
                service: memories,
                description: ServerDescription(version: "0"),
                time: TokenFixture.time,
                random: SystemRandom(),
                logger: Self.silence
            ),
            time: TokenFixture.time,
            more: [BenchRoutes()]
        )
        let bare = Router()
        bare.get("/bench") { _, _ in BenchRoutes.answer }
        let bareResponder = bare.buildResponder()
        return try await Running.serve(server.router().buildResponder()) { port in
            try await Running.serve(bareResponder) { barePort in
                try await measure(port: port, barePort: barePort, token: token, foreign: foreign[0].reveal())
            }
        }
    }

    private func measure(port: Int, barePort: Int, token: String, foreign: String) async throws -> [Figure] {
        let requests = effort == .full ? 6_000 : 300
        func order(_ method: String, _ path: String, _ token: String?, body: String = "", requests: Int = requests)
            -> LoadClient.Order
        {
            LoadClient.Order(method: method, path: path, token: token, body: body, connections: 16, requests: requests)
        }
        let write = #"{"memories":[{"id":"bench-{n}","text":"Invoice number {n} was paid.","topics":["work"]}]}"#
        let search = #"{"text":"what was said about the garden and the harbour","search_mode":"keyword","limit":10}"#
        let open = "GET without authentication"
        let authenticated = "GET with a warm API token"
        let cases = [
            Case(
                name: "limit: Hummingbird alone",
                port: barePort,
                load: order("GET", "/bench", nil),
                to: nil,
                aim: nil
            ),
            Case(
                name: open,
                port: port,
                load: order("GET", "/bench/open", nil),
                to: "limit: Hummingbird alone",
                aim: nil
            ),
            Case(
                name: authenticated,
                port: port,
                load: order("GET", "/bench/authenticated", token),
                to: open,
                aim: 1.1
            ),
            Case(
                name: "GET with a warm JWT",
                port: port,
                load: order("GET", "/bench/authenticated", foreign),
                to: open,
                aim: nil
            ),
            Case(
                name: "GET of one session of 4 messages",
                port: port,
                load: order("GET", "/v1/working-memory/seed", token),
                to: authenticated,
                aim: 2
            ),
            Case(
                name: "GET of one memory",
                port: port,
                load: order("GET", "/v1/long-term-memory/seed-1", token),
                to: authenticated,
                aim: 2
            ),
            Case(
                name: "MCP tools/list",
                port: port,
                load: order("POST", "/mcp", token, body: #"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#),
                to: authenticated,
                aim: 2
            ),
            Case(
                name: "POST of one memory, durable",
                port: port,
                load: order("POST", "/v1/long-term-memory/", token, body: write, requests: requests / 4),
                to: authenticated,
                aim: nil
            ),
            Case(
                name: "POST of a keyword search in 1,000 memories",
                port: port,
                load: order("POST", "/v1/long-term-memory/search", token, body: search, requests: requests / 4),
                to: authenticated,
                aim: nil
            ),
        ]
        var samples = cases.map { _ in [Sample]() }
        for round in 0...(effort == .full ? 5 : 2) {
            for (index, one) in cases.enumerated() {
                var load = one.load
                // Every round writes its own memories.
                load.firstNumber = (round + 1) * 1_000_000
                let start = Measure.processorTime()
                let result = try await LoadClient.run(load, port: one.port)
                let each = Double(Measure.processorTime() - start) / Double(load.requests)
                // The first round warms up.
                if round > 0 { samples[index].append(Sample(processorTime: each, result: result)) }
            }
        }
        let timings = Dictionary(uniqueKeysWithValues: zip(cases.map(\.name), samples.map(Self.timing)))
        return zip(cases, samples).flatMap { one, samples in
            let timing = timings[one.name]!
            return [
                .time(one.name, timing, to: one.to.map { ($0, timings[$0]!) }, aim: one.aim),
                Figure(
                    "  requests/s: \(one.name)",
                    samples.map { 1e9 * Double(one.load.requests) / $0.result.nanoseconds },
                    "/s"
                ),
                Figure("  p95: \(one.name)", samples.map { $0.result.p95 / 1e6 }, "ms"),
            ]
        }
    }

    private struct Sample {
        let processorTime: Double
        let result: LoadClient.Result
    }

    private static func timing(_ samples: [Sample]) -> Measure.Timing { Measure.Timing(samples.map(\.processorTime)) }

    static func fill(
        _ memories: MemoryService,
        _ fixture: TokenFixture,
        as principal: Principal,
        count: Int = 1_000
    ) async throws {
        let access = try AccessPolicy.access(principal, to: .write)
        let words = ["room", "train", "garden", "letter", "window", "coffee", "bicycle", "music", "harbour", "winter"]
        for start in stride(from: 0, to: count, by: 100) {
            let batch = (start..<min(start + 100, count)).map { number in
                let (first, second) = (words[number % 10], words[number / 10 % 10])
                return Memory(
                    id: "seed-\(number)",
                    text: "Meeting \(number) about the \(first) and the \(second) was moved.",
                    kind: .semantic,
                    userID: access.author,
                    createdAt: fixture.now
                )
            }
            _ = try await memories.remember(access, batch, deduplicate: false)
        }
        let session = WorkingMemory(
            key: SessionKey(sessionID: "seed", userID: access.author, namespace: nil),
            messages: (0..<4).map { number in
                Message(
                    id: "message-\(number)",
                    role: number % 2 == 0 ? "user" : "assistant",
                    content: "Message \(number) of a conversation about the garden and the harbour.",
                    createdAt: fixture.now
                )
            },
            createdAt: fixture.now,
            updatedAt: fixture.now,
            lastAccessed: fixture.now
        )
        _ = try await memories.setWorkingMemory(access, session, window: nil)
    }

    /// Logs nothing, but keeps metadata: Hummingbird reads the request's id from it.
    static let silence: Logger = {
        var logger = Logger(label: "bench", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = .critical
        return logger
    }()
}

/// The same response with and without a credential.
struct BenchRoutes: Feature {
    static let answer = "{\"answer\":42}"

    func mount(on doors: Doors) {
        doors.open().get("/bench/open") { _, _ in Self.answer }
        doors.authenticated().get("/bench/authenticated") { _, _ in Self.answer }
    }
}

/// Servers on loopback.
enum Running {
    /// Serves on a free port while `body` runs.
    static func serve<Responder: HTTPResponder, Result: Sendable>(
        _ responder: Responder,
        _ body: @escaping @Sendable (_ port: Int) async throws -> Result
    ) async throws -> Result where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
        let (ports, found) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            responder: responder,
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                if let port = channel.localAddress?.port { found.yield(port) }
                found.finish()
            },
            logger: HTTPGroup.silence
        )
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await ServiceGroup(services: [application], logger: HTTPGroup.silence).run()
            }
            guard let port = await ports.first(where: { _ in true }) else { throw Problem("the server did not start") }
            let result = try await body(port)
            group.cancelAll()
            return result
        }
    }
}
