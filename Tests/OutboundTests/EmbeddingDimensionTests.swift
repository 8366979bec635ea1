import Base
import Memories
import Testing

@testable import Outbound

/// How the embedder learns the dimension of its vectors.
extension OpenAICompatibleEmbedderTests {
    @Test func learnsTheDimensionFromAProbe() async throws {
        try await embedding({ request, _ in Self.vectors(request) }, options: { $0.dimension = nil }) {
            embedder,
            server,
            _ in
            #expect(embedder.model == EmbeddingModel(name: "m", dimension: 3))
            #expect(server.requests.count == 1)
        }
    }

    /// `HTTPClient` ends a debug build when it is released open: a failure here ends all other tests too.
    @Test("An embedder that is never closed closes its connections when it is released")
    func closesWhenReleased() async throws {
        for _ in 0..<3 {
            try await StubHost.serve({ request, _ in Self.vectors(request) }) { server in
                var options = OpenAICompatibleEmbedder.Options(url: "http://127.0.0.1:\(server.port)/v1", model: "m")
                options.dimension = 3
                let embedder = try await OpenAICompatibleEmbedder.connect(options)
                #expect(try await embedder.embed(["a"], for: .query).count == 1)
            }
        }
    }

    /// The endpoint is down when the server starts, and back when it is needed.
    @Test func usesTheLastDimensionWhenTheEndpointIsDown() async throws {
        try await embedding(
            { request, number in number == 1 ? .answer(503, "") : Self.vectors(request) },
            options: { ($0.dimension, $0.lastDimension) = (nil, 3) },
            { embedder, server, pauses in
                #expect(embedder.model == EmbeddingModel(name: "m", dimension: 3))
                #expect(
                    embedder.absence?.cause as? OutboundFailure
                        == .status(url: server.url + "/v1/embeddings", code: 503)
                )
                #expect(server.requests.count == 1 && pauses.all.isEmpty, "the start waited")
                let vectors = try await embedder.embed(["one"], for: .query)
                #expect(vectors == [unit(3, 1, 0)])
            }
        )
    }

    @Test func theEndpointsDimensionReplacesTheLastOne() async throws {
        try await embedding(
            { request, _ in Self.vectors(request) },
            options: { ($0.dimension, $0.lastDimension) = (nil, 5) }
        ) {
            embedder,
            _,
            _ in
            #expect(embedder.model == EmbeddingModel(name: "m", dimension: 3) && embedder.absence == nil)
        }
    }

    @Test func requestsADimensionOnlyWhenConfigured() async throws {
        try await embedding({ request, _ in Self.vectors(request) }, options: { $0.sendsDimension = true }) {
            embedder,
            server,
            _ in
            _ = try await embedder.embed(["a"], for: .query)
            #expect(server.requests.first?.body.contains(#""dimensions":3"#) == true)
        }
    }

    @Test(
        "The query of the configured URL stays after the path",
        arguments: [
            ("/v1?key=k", "/v1/embeddings?key=k"), ("/v1/?key=k", "/v1/embeddings?key=k"),
            ("/v1/embeddings?a=/b", "/v1/embeddings?a=/b"),
            ("/v1/", "/v1/embeddings"),
        ]
    )
    func keepsTheQuery(path: String, uri: String) async throws {
        try await embedding(
            { request, _ in Self.vectors(request) },
            options: { $0.url = $0.url.replacing("/v1", with: path) }
        ) {
            embedder,
            server,
            _ in
            _ = try await embedder.embed(["a"], for: .query)
            #expect(server.requests.first?.uri == uri)
        }
    }
}
