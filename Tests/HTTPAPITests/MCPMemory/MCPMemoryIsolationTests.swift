import Base
import HTTPTypes
import Identity
import Memories
import PeerAPIs
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("Every route of MCP Memory Service's REST API keeps callers apart")
struct MCPMemoryIsolationTests {
    /// A request to each route about alice's memory `m`.
    private static let requests: [(HTTPRequest.Method, String, JSONValue?)] = MCPMemoryEndpoint.allCases
        .filter { ![.simpleHealth, .eventStream].contains($0) }
        .flatMap { endpoint in endpoint.methods.map { (endpoint, $0) } }
        .map { endpoint, method in
            let path = endpoint.rawValue.replacing("{content_hash}", with: "m").replacing("{old_tag}", with: "hidden")
                .replacing("{operation}", with: "cleanup_duplicates")
            let body: JSONValue? =
                switch endpoint {
                case .records where method == .post: ["content": "x", "tags": ["t"]]
                case .record where method == .put: ["tags": ["x"]]
                case .semanticSearch: ["query": "secret"]
                case .searchByTag: ["tags": ["hidden"]]
                case .searchByTime: ["query": "today"]
                case .conversations: ["turns": [["role": "user", "content": "x"]]]
                case .bulkDelete: ["tag": "hidden"]
                default: nil
                }
            let query = endpoint == .tag ? "?new_tag=x" : endpoint == .deleteUntagged ? "?confirm_count=0" : ""
            return (method, path + query, body)
        }

    private func isUnchanged(_ call: Caller, _ fixture: ServerFixture) async throws -> Bool {
        let own = try await call(.get, "/v1/long-term-memory/m", token: fixture.alice).json
        return own["text"] == "a secret of alice" && own["topics"] == ["hidden"]
    }

    @Test("Without a credential, every route but the health check answers 401 with a challenge")
    func anonymous() async throws {
        try await ServerFixture().serve { (call) async throws in
            let unoffered = UnofferedMCPMemoryEndpoint.allCases.flatMap { endpoint in
                endpoint.methods.map { ($0, endpoint.rawValue, nil as JSONValue?) }
            }
            for (method, path, body) in Self.requests + unoffered + [(.get, "/api/events", nil)] {
                let answer = try await call(method, path, json: body)
                #expect(answer.status == 401, "\(method) \(path): \(answer.status)")
                #expect(answer.headers[.wwwAuthenticate]?.hasPrefix("Bearer ") == true, "\(method) \(path)")
            }
        }
    }

    @Test("A path that is not offered answers 501 with a sentence and what to use instead")
    func unoffered() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            for endpoint in UnofferedMCPMemoryEndpoint.allCases {
                for method in endpoint.methods {
                    let answer = try await call(method, endpoint.rawValue, token: fixture.alice)
                    #expect(answer.status == 501 && answer.detail?.hasSuffix(".") == true, "\(endpoint)")
                    #expect(answer.json["hint"]?.string?.isEmpty == false, "\(endpoint)")
                }
            }
        }
    }

    @Test("Another person's requests see and change nothing")
    func others() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            try await fixture.storeSecret(call)
            for (method, path, body) in Self.requests {
                let answer = try await call(method, path, token: fixture.bob, json: body)
                #expect(!answer.text.contains("secret of alice"), "\(method) \(path)")
                #expect([200, 404].contains(answer.status), "\(method) \(path): \(answer.status) \(answer.text)")
                #expect((answer.status == 404) == path.hasSuffix("/m"), "\(method) \(path): \(answer.status)")
            }
            #expect(try await isUnchanged(call, fixture))
        }
    }

    @Test("A reader changes nothing; a workspace of others does not exist")
    func readersAndWorkspaces() async throws {
        let fixture = try await ServerFixture()
        let reader = try await fixture.token(of: "alice", scopes: .read)
        let reading: Set<String> = ["/api/search", "/api/search/by-tag", "/api/search/by-time", "/api/events/ticket"]
        try await fixture.serve { (call) async throws in
            try await fixture.storeSecret(call)
            for (method, path, body) in Self.requests {
                let answer = try await call(method, path, token: reader, json: body)
                let isManagement = path.contains("/manage/")
                let isReading = (method == .get || reading.contains(path)) && !isManagement
                #expect(answer.status == (isReading ? 200 : 403), "\(method) \(path): \(answer.status)")
                let headers: HTTPFields = [.workspace: fixture.team.rawValue]
                let foreign = try await call(method, path, token: fixture.alice, headers: headers, json: body)
                #expect(foreign.status == 404, "\(method) \(path): \(foreign.status)")
            }
            #expect(try await isUnchanged(call, fixture))
        }
    }

    @Test("A paused application is refused on every route")
    func paused() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            try await fixture.storeSecret(call)
            try await fixture.pauseWriter(of: "m", call)
            for (method, path, body) in Self.requests + [(.get, "/api/events", nil)] {
                let answer = try await call(method, path, token: fixture.alice, json: body)
                #expect(answer.status == 403 && answer.text.contains("paused since"), "\(method) \(path)")
            }
        }
    }

    @Test("A back end's deletion by hash removes one user's memory")
    func owners() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            for user in ["carol", "dave"] {
                let memory: JSONValue = ["memories": [["id": "same", "text": "tea", "user_id": .string(user)]]]
                #expect(try await call(.post, "/v1/long-term-memory", token: fixture.app, json: memory).status == 200)
            }
            #expect(try await call(.delete, "/api/memories/same", token: fixture.app).status == 200)
            #expect(try await call(.get, "/api/memories", token: fixture.app).json["total"] == 1)
        }
    }
}
