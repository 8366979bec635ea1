import Base
import Foundation
import Identity
import Memories
import NIOHTTP1
import Synchronization
import TestSupport
import Testing

@testable import Outbound

/// Which requests are retried.
extension OpenAICompatibleEmbedderTests {
    @Test(arguments: [408, 429, 500, 502, 503, 529]) func retriesAfterATransientStatus(status: Int) async throws {
        try await embedding({ request, number in
            number < 3 ? .answer(status, "") : Self.vectors(request)
        }) { embedder, server, pauses in
            let vectors = try await embedder.embed(["a"], for: .query)
            #expect(vectors.count == 1)
            #expect(server.requests.count == 3)
            #expect(pauses.all.count == 2)
            #expect(zip(pauses.all, [0.25, 0.5]).allSatisfy { $0 >= .seconds($1) && $0 <= .seconds($1 * 2) })
        }
    }

    @Test func retriesAfterALostConnection() async throws {
        try await embedding({ request, number in number == 1 ? .hangUp : Self.vectors(request) }) { embedder, _, _ in
            let vectors = try await embedder.embed(["a"], for: .query)
            #expect(vectors.count == 1)
        }
    }

    @Test func waitsAtLeastAsLongAsTheEndpointAsks() async throws {
        try await embedding({ request, number in
            number == 1 ? .answer(429, "", [("Retry-After", "7")]) : Self.vectors(request)
        }) { embedder, _, pauses in
            _ = try await embedder.embed(["a"], for: .query)
            #expect(pauses.all.count == 1)
            #expect(pauses.all.allSatisfy { $0 >= .seconds(7) && $0 < .seconds(8) })
        }
    }

    @Test func passesALongWaitToItsCaller() async throws {
        try await embedding({ _, _ in .answer(429, "", [("Retry-After", "3600")]) }) { embedder, server, pauses in
            let fault = await #expect(throws: Fault.self) { try await embedder.embed(["a"], for: .query) }
            #expect(fault?.code == .unavailable)
            #expect(fault?.hints.retryAfter == 3600)
            #expect(server.requests.count == 1)
            #expect(pauses.all.isEmpty)
        }
    }

    @Test func givesUpAfterTheLastAttempt() async throws {
        try await embedding({ _, _ in .answer(500, "") }) { embedder, server, _ in
            let fault = await #expect(throws: Fault.self) { try await embedder.embed(["a"], for: .query) }
            #expect(fault?.code == .unavailable)
            #expect((fault?.hints.retryAfter ?? 0) > 0)
            #expect(server.requests.count == 4)
        }
    }

    @Test func doesNotWaitForASilentEndpoint() async throws {
        try await embedding(
            { _, _ in .silence },
            options: { ($0.attemptTime, $0.attempts) = (.milliseconds(50), 2) },
            { embedder, server, pauses in
                let fault = await #expect(throws: Fault.self) { try await embedder.embed(["a"], for: .query) }
                #expect(fault?.cause as? OutboundFailure == .timedOut(url: server.url + "/v1/embeddings"))
                #expect(pauses.all.count == 1)
            }
        )
    }

    @Test(
        arguments: [
            (400, .invalidRequest), (413, .invalidRequest), (422, .invalidRequest), (401, .unavailable),
            (403, .unavailable),
            (404, .unavailable), (204, .unavailable),
        ] as [(Int, FaultCode)]
    )
    func doesNotRetryPermanentFailures(status: Int, code: FaultCode) async throws {
        try await embedding({ _, _ in .answer(status, "") }) { embedder, server, _ in
            let fault = await #expect(throws: Fault.self) { try await embedder.embed(["a"], for: .query) }
            #expect(fault?.code == code)
            #expect(server.requests.count == 1)
        }
    }

    /// An endpoint refuses a whole batch because of one of its texts.
    @Test func aRefusedTextDoesNotBlockOtherTexts() async throws {
        try await embedding({ request, _ in
            Self.input(request).contains { $0.contains("poison") } ? .answer(400, "") : Self.vectors(request)
        }) { embedder, _, _ in
            let stores = try TemporaryStores()
            let access = try AccessPolicy.access(People.person("ann"), to: .write)
            _ = try await stores.identity.users.add(People.user("ann"), personal: People.personal("ann"))
            for text in ["poison", "tea", "dog"] {
                let memory = Memory(id: text, text: text, kind: .semantic, userID: "ann", createdAt: People.dawn)
                try await stores.memories.put(
                    access,
                    [StoredMemory(memory: memory, searchText: text, vector: nil)],
                    model: nil
                )
            }
            let service = stores.service(embedder: embedder)
            while try await service.upkeep.embedOnce() > 0 {}
            #expect(try await stores.memories.unembedded(for: embedder.model, except: [], limit: 10).isEmpty)
            let left = try await stores.memories.refused(by: embedder.model, after: nil, limit: 10)
            #expect(left.map(\.searchText) == ["poison"])
        }
    }
}
