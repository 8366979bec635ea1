import Base
import Foundation
import Identity
import Memories
import NIOHTTP1
import Synchronization
import TestSupport
import Testing

@testable import Outbound

@Suite struct OpenAICompatibleEmbedderTests {
    typealias Reply = StubHost.Reply

    /// Records the requested waits; does not wait.
    final class Pauses: Sendable {
        private let list = Mutex<[Duration]>([])
        var all: [Duration] { list.withLock { $0 } }
        func add(_ duration: Duration) { list.withLock { $0.append(duration) } }
    }

    private func options(_ server: StubHost) -> OpenAICompatibleEmbedder.Options {
        var options = OpenAICompatibleEmbedder.Options(url: "http://127.0.0.1:\(server.port)/v1", model: "m")
        // Ten minutes: many tests share few cores.
        (options.dimension, options.totalTime, options.attemptTime) = (3, .seconds(600), .seconds(300))
        return options
    }

    func embedding<Result>(
        _ script: @escaping @Sendable (StubHost.Request, Int) -> StubHost.Reply,
        options change: (inout OpenAICompatibleEmbedder.Options) -> Void = { _ in },
        _ body: (OpenAICompatibleEmbedder, StubHost, Pauses) async throws -> Result
    ) async throws -> Result {
        try await StubHost.serve({ script($0, $1.requests.count) }) { server in
            var options = options(server)
            change(&options)
            let pauses = Pauses()
            let embedder = try await OpenAICompatibleEmbedder.connect(options, random: SeededRandom(1)) {
                pauses.add($0)
            }
            do {
                let result = try await body(embedder, server, pauses)
                await embedder.shutdown()
                return result
            } catch {
                await embedder.shutdown()
                throw error
            }
        }
    }

    func unit(_ elements: Float...) -> Vector? { Vector(normalising: elements) }

    // MARK: Requests

    @Test func sendsRequestsOfTheAPI() async throws {
        try await embedding({ request, _ in Self.vectors(request) }, options: { $0.key = Secret("sk-test") }) {
            embedder,
            server,
            _ in
            let vectors = try await embedder.embed(["one", "three"], for: .document)
            #expect(vectors == [unit(3, 1, 0), unit(5, 2, 0)])
            let request = try #require(server.requests.first)
            #expect(request.uri == "/v1/embeddings")
            #expect(request.headers["Authorization"] == ["Bearer sk-test"])
            let body = try JSONDecoder().decode(JSONValue.self, from: Data(request.body.utf8))
            #expect(body == ["model": "m", "input": ["one", "three"], "encoding_format": "float"])
        }
    }

    @Test func sendsNoAuthorizationWithoutAKey() async throws {
        try await embedding({ request, _ in Self.vectors(request) }) { embedder, server, _ in
            _ = try await embedder.embed(["a"], for: .query)
            #expect(server.requests.first?.headers["Authorization"] == [])
        }
    }

    @Test func putsThePrefixOfThePurposeBeforeTheText() async throws {
        try await embedding(
            { request, _ in Self.vectors(request) },
            options: { ($0.queryPrefix, $0.documentPrefix) = ("query: ", "passage: ") },
            { embedder, server, _ in
                _ = try await embedder.embed(["a"], for: .query)
                _ = try await embedder.embed(["b"], for: .document)
                #expect(server.requests.map(Self.input) == [["query: a"], ["passage: b"]])
            }
        )
    }

    @Test func sendsAtMostABatchAtATimeAndKeepsTheOrder() async throws {
        try await embedding({ request, _ in Self.vectors(request) }) { embedder, server, _ in
            let texts = (0..<150).map { String(repeating: "x", count: $0 + 1) }
            let vectors = try await embedder.embed(texts, for: .document)
            #expect(server.requests.map { Self.input($0).count } == [64, 64, 22])
            #expect(vectors == texts.indices.map { unit(Float($0 + 1), Float($0 % 64 + 1), 0) })
        }
    }

    @Test func sendsOnlyWhatEveryServerAccepts() async throws {
        try await embedding({ request, _ in Self.vectors(request) }, options: { $0.textLimit = 5 }) {
            embedder,
            server,
            _ in
            _ = try await embedder.embed(["", "long enough"], for: .document)
            #expect(Self.input(try #require(server.requests.first)) == [" ", "long "])
            let vectors = try await embedder.embed([], for: .query)
            #expect(vectors.isEmpty)
            #expect(server.requests.count == 1)
        }
    }

    // MARK: Responses

    @Test func readsTheOrderByIndex() async throws {
        try await embedding({ request, _ in Self.vectors(request, reversed: true) }) { embedder, _, _ in
            let vectors = try await embedder.embed(["a", "bb"], for: .document)
            #expect(vectors == [unit(1, 1, 0), unit(2, 2, 0)])
        }
    }

    @Test func readsBase64() async throws {
        try await embedding({ request, _ in Self.vectors(request, base64: true) }) { embedder, _, _ in
            let vectors = try await embedder.embed(["a"], for: .document)
            #expect(vectors == [unit(1, 1, 0)])
        }
    }

    @Test(arguments: [
        #"{"index":0,"embedding":[1,2,3]}"#,
        #"{"index":0,"embedding":[1,2,3]},{"index":1,"embedding":[1,2,3]},{"index":2,"embedding":[1,2,3]}"#,
        #"{"index":0,"embedding":[1,2,3]},{"index":0,"embedding":[1,2,3]}"#,
        #"{"index":0,"embedding":[1,2,3]},{"index":2,"embedding":[1,2,3]}"#,
        #"{"index":0,"embedding":[1,2,3]},{"index":-1,"embedding":[1,2,3]}"#,
        #"{"index":0,"embedding":[1,2,3]},{"embedding":[1,2,3]}"#,
        #"{"index":0,"embedding":[1,2]},{"index":1,"embedding":[1,2,3]}"#,
        #"{"index":0,"embedding":[]},{"index":1,"embedding":[]}"#,
        #"{"index":0,"embedding":[0,0,0]},{"index":1,"embedding":[1,2,3]}"#,
        #"{"index":0,"embedding":[1,2,1e39]},{"index":1,"embedding":[1,2,3]}"#,
        #"{"index":0,"embedding":"AAAA"},{"index":1,"embedding":"AAAA"}"#,
        #"{"index":0,"embedding":"AADAfwAAwH8AAMB/"},{"index":1,"embedding":[1,2,3]}"#,
        #"{"index":0,"embedding":null},{"index":1,"embedding":[1,2,3]}"#,
    ])
    func refusesResponsesThatDoNotMatchTheRequest(items: String) async throws {
        try await embedding({ _, _ in Self.items(items) }) { embedder, server, _ in
            let fault = await #expect(throws: Fault.self) { try await embedder.embed(["a", "b"], for: .document) }
            #expect(fault?.code == .unavailable)
            #expect(server.requests.count == 1)
        }
    }

    @Test(arguments: ["", "<html>", "[]", "{}", #"{"data":1}"#, #"{"error":{"message":"no"}}"#])
    func refusesInvalidResponses(body: String)
        async throws
    {
        try await embedding({ _, _ in .answer(200, body) }) { embedder, _, _ in
            let fault = await #expect(throws: Fault.self) { try await embedder.embed(["a"], for: .document) }
            #expect(fault?.code == .unavailable)
        }
    }

    @Test func stopsReadingAHugeResponse() async throws {
        try await embedding({ _, _ in .flood(4_194_304) }, options: { $0.answerBytes = 1_048_576 }) {
            embedder,
            server,
            _ in
            let fault = await #expect(throws: Fault.self) { try await embedder.embed(["a"], for: .document) }
            #expect(
                fault?.cause as? OutboundFailure == .tooLarge(url: server.url + "/v1/embeddings", limit: 65_632),
                "one vector of three"
            )
            #expect(server.requests.count == 1)
        }
    }

    // MARK: The key

    /// A redirect would hand the key to the host that it names.
    @Test(arguments: [301, 302, 303, 307, 308]) func followsNoRedirect(status: Int) async throws {
        try await StubHost.serve({ request, _ in Self.vectors(request) }) { elsewhere in
            let target = "http://127.0.0.1:\(elsewhere.port)/v1/embeddings"
            try await embedding(
                { _, _ in .answer(status, "", [("Location", target)]) },
                options: { $0.key = Secret("sk-test") },
                { embedder, server, _ in
                    let fault = await #expect(throws: Fault.self) { try await embedder.embed(["a"], for: .query) }
                    #expect(fault?.cause as? OutboundFailure == .redirected(url: server.url + "/v1/embeddings"))
                    #expect(server.requests.count == 1)
                }
            )
            #expect(elsewhere.requests.isEmpty)
        }
    }

    /// Even when the endpoint repeats the key in its response.
    @Test func noDescriptionContainsTheKey() async throws {
        var copy: OpenAICompatibleEmbedder.Options?
        let script: @Sendable (StubHost.Request, Int) -> StubHost.Reply = { _, _ in
            .answer(401, "sk-test is wrong", [("WWW-Authenticate", "sk-test")])
        }
        try await embedding(
            script,
            options: {
                $0.key = Secret("sk-test")
                copy = $0
            },
            { embedder, _, _ in
                let fault = await #expect(throws: Fault.self) { try await embedder.embed(["a"], for: .query) }
                var printed = ""
                dump(fault, to: &printed)
                dump(copy, to: &printed)
                #expect(printed.contains("redacted"))
                #expect(!printed.contains("sk-test"))
            }
        )
    }

    @Test(arguments: ["", "localhost:11434", "ftp://host/v1", "http://user:pass@host/v1", "http://ho st/"])
    func refusesInvalidAddresses(
        url: String
    ) async {
        let fault = await #expect(throws: Fault.self) {
            try await OpenAICompatibleEmbedder.connect(OpenAICompatibleEmbedder.Options(url: url, model: "m"))
        }
        #expect(fault?.code == .invalidRequest)
    }
}
