import Base
import HTTPTypes
import Identity
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("Every route of OpenMemory's REST API keeps callers apart")
struct OpenMemoryIsolationTests {
    /// A request to each route about alice's memory `m`.
    private static let requests: [(HTTPRequest.Method, String, JSONValue?)] = OpenMemoryEndpoint.allCases
        .filter { $0.rawValue.hasPrefix("/api/") }
        .flatMap { endpoint in endpoint.methods.map { (endpoint, $0) } }
        .map { endpoint, method in
            let path = endpoint.rawValue.replacing("{memory_id}", with: "m").replacing("{app_id}", with: "none")
            let body: JSONValue? =
                switch (endpoint, method) {
                case (_, .get): nil
                case (.memories, .post): ["user_id": "alice", "text": "x"]
                case (.memories, _): ["user_id": "alice", "memory_ids": ["m"]]
                case (.memory, _): ["user_id": "alice", "memory_content": "x"]
                case (.archive, _): ["m"]
                case (.pause, _): ["user_id": "alice", "memory_ids": ["m"], "state": "deleted"]
                default: ["user_id": "alice"]
                }
            let query = endpoint == .app && method == .put ? "?is_active=false" : "?user_id=alice"
            return (method, path + query, body)
        }

    @Test("Without a credential, every route answers 401 with a challenge, also where anonymous callers may read")
    func anonymous() async throws {
        let fixture = try await ServerFixture()
        let open = try await fixture.workspaces.add(name: "open", privacy: .shared)
        for reading in [nil, AnonymousReading(in: open, anywhere: true)] {
            try await fixture.serve(anonymous: reading) { (call) async throws in
                for (method, path, body) in Self.requests where reading == nil || !path.contains("/config") {
                    let answer = try await call(method, path, json: body)
                    // Routes that refuse everybody say so to everybody.
                    guard answer.status != 501 else { continue }
                    #expect(answer.status == 401, "\(method) \(path): \(answer.status)")
                    #expect(answer.headers[.wwwAuthenticate]?.hasPrefix("Bearer ") == true, "\(method) \(path)")
                }
            }
        }
    }

    @Test("Another person's requests see and change nothing, and answer as if there were nothing")
    func others() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            try await fixture.storeSecret(call)
            for (method, path, body) in Self.requests {
                let answer = try await call(method, path, token: fixture.bob, json: body)
                #expect(!answer.text.contains("secret") && !answer.text.contains("hidden"), "\(method) \(path)")
                #expect([200, 404, 501].contains(answer.status), "\(method) \(path): \(answer.status)")
                // A route that takes the user's name refuses another one's.
                let isNamed = body?["user_id"] != nil || path.hasSuffix("?user_id=alice")
                if isNamed, answer.status == 200 {
                    #expect(path.contains("/config") || path.contains("/apps"), "\(method) \(path)")
                }
            }
            let own = try await call(.get, "/v1/long-term-memory/m", token: fixture.alice).json
            #expect(own["text"] == "a secret of alice" && own["archived"] != true)
        }
    }

    @Test("A reader changes nothing; a workspace of others does not exist")
    func readersAndWorkspaces() async throws {
        let fixture = try await ServerFixture()
        let reader = try await fixture.token(of: "alice", scopes: .read)
        try await fixture.serve { (call) async throws in
            try await fixture.storeSecret(call)
            for (method, path, body) in Self.requests where method != .get {
                let answer = try await call(method, path, token: reader, json: body)
                let isReading = path.contains("/filter") || path.contains("/export")
                #expect(
                    isReading ? answer.status == 200 : [403, 501].contains(answer.status),
                    "\(method) \(path): \(answer.status)"
                )
            }
            for (method, path, body) in Self.requests {
                let headers: HTTPFields = [.workspace: fixture.team.rawValue]
                let answer = try await call(method, path, token: fixture.alice, headers: headers, json: body)
                let isFree = path.contains("/config") || answer.status == 501
                #expect(isFree || answer.status == 404, "\(method) \(path): \(answer.status)")
            }
            let own = try await call(.get, "/v1/long-term-memory/m", token: fixture.alice).json
            #expect(own["text"] == "a secret of alice")
        }
    }

    @Test("A paused application is refused on every route")
    func paused() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            try await fixture.storeSecret(call)
            try await fixture.pauseWriter(of: "m", call)
            for (method, path, body) in Self.requests where !path.contains("/config") {
                let answer = try await call(method, path, token: fixture.alice, json: body)
                guard answer.status != 501 else { continue }
                #expect(answer.status == 403 && answer.text.contains("paused since"), "\(method) \(path)")
            }
        }
    }
}
