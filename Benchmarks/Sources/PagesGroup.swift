import Base
import HTTPAPI
import Hummingbird
import Identity
import MCP
import Memories

/// Measures the server time of the pages for people, at 100,000 memories of one person, against the REST search or list
/// that each page shows.
struct PagesGroup {
    let effort: Effort

    /// Microseconds of processor time that a page may take.
    private static let aim = 15_000.0

    private struct Case {
        let name: String
        let path: String
        /// The REST request that it is compared with; nil for such a request itself.
        var to: String?
        var body = ""
    }

    private var cases: [Case] {
        let (list, search) = ("REST: list of 20", "REST: keyword search of 20")
        let words = "garden+harbour"
        return [
            Case(name: list, path: "/v1/long-term-memory/search", body: #"{"limit":20}"#),
            Case(
                name: search,
                path: "/v1/long-term-memory/search",
                body: #"{"text":"garden harbour","search_mode":"keyword","limit":20}"#
            ),
            Case(name: "home", path: "/", to: list),
            Case(name: "memories", path: "/memories", to: list),
            Case(name: "memories, page 200", path: "/memories?page=200", to: list),
            Case(name: "memories of one application", path: "/memories?app=pages", to: list),
            Case(name: "memories, a search", path: "/memories?q=\(words)&mode=keyword", to: search),
            Case(name: "a memory", path: "/memories/seed-7", to: list),
            Case(name: "a memory of a search", path: "/memories/seed-77?q=\(words)&mode=keyword", to: search),
            Case(name: "sessions", path: "/sessions", to: list),
            Case(name: "activity", path: "/activity", to: list),
            Case(name: "my data", path: "/data", to: list),
            Case(name: "account", path: "/account", to: list),
        ]
    }

    func measure() async throws -> [Figure] {
        let fixture = try await TokenFixture()
        let token = try await fixture.mint(1)[0].reveal()
        let memories = fixture.memories()
        let access = try AccessPolicy.access(
            try await fixture.authenticator().authenticate(BearerToken(token)!, at: fixture.now),
            to: .write
        )
        try await Self.fill(memories, access, effort == .full ? 100_000 : 1_000, at: fixture.now)
        let people = PeopleFixture(fixture)
        let cookie = try await people.cookie()
        let server = Server(
            options: HTTPOptions(version: "0", publicURL: PeopleFixture.origin),
            authentication: .tokens(fixture.authenticator()),
            memories: memories,
            dispatcher: Dispatcher(
                service: memories,
                description: ServerDescription(version: "0"),
                time: TokenFixture.time,
                random: SystemRandom(),
                logger: HTTPGroup.silence
            ),
            time: TokenFixture.time,
            more: [people.pages(memories)]
        )
        return try await Running.serve(server.router().buildResponder()) { port in
            try await measure(port: port, token: token, cookie: cookie)
        }
    }

    private func measure(port: Int, token: String, cookie: String) async throws -> [Figure] {
        let requests = effort == .full ? 200 : 10
        var samples = cases.map { _ in [Double]() }
        for round in 0...(effort == .full ? 5 : 2) {
            for (index, one) in cases.enumerated() {
                let order = LoadClient.Order(
                    method: one.body.isEmpty ? "GET" : "POST",
                    path: one.path,
                    token: one.body.isEmpty ? nil : token,
                    cookie: one.body.isEmpty ? cookie : nil,
                    body: one.body,
                    connections: 2,
                    requests: requests
                )
                let start = Measure.processorTime()
                _ = try await LoadClient.run(order, port: port)
                // The first round warms up.
                if round > 0 { samples[index].append(Double(Measure.processorTime() - start) / Double(requests)) }
            }
        }
        let timings = Dictionary(uniqueKeysWithValues: zip(cases.map(\.name), samples.map(Measure.Timing.init)))
        return cases.map { one in
            let timing = timings[one.name]!
            var figure = Figure.time(one.name, timing, to: one.to.map { ($0, timings[$0]!) }, aim: nil)
            if one.to != nil { figure.atMost = Self.aim }
            return figure
        }
    }

    private static func fill(_ memories: MemoryService, _ access: Access, _ count: Int, at now: Timestamp) async throws
    {
        let words = ["room", "train", "garden", "letter", "window", "coffee", "bicycle", "music", "harbour", "winter"]
        let batch = 100
        for start in stride(from: 0, to: count, by: batch) {
            let some = (start..<start + batch).map { number in
                let (first, second) = (words[number % 10], words[number / 10 % 10])
                // Words that few memories have, as in real texts.
                let text = "Meeting m\(number) about the \(first) and the \(second) was moved to w\(number / 50)."
                return Memory(
                    id: "seed-\(number)",
                    text: text,
                    kind: .semantic,
                    userID: access.author,
                    topics: [first],
                    createdAt: now.advanced(by: .seconds(number - count))
                )
            }
            _ = try await memories.remember(access, some, deduplicate: false)
        }
        // As on a server that has run for a moment.
        while try await memories.upkeep.indexOnce() > 0 {}
    }
}
