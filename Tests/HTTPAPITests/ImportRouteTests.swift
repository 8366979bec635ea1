import Base
import HTTPTypes
import Identity
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("REST: importing memories of an export") struct ImportRouteTests {
    private static let path = "/v1/long-term-memory/import"

    @Test("A dry run writes nothing; an import keeps ids and dates, and doing it again changes nothing")
    func twice() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            let body: JSONValue = [
                "memories": [
                    ["id": "a", "text": "First", "created_at": "2024-02-29T10:00:00Z", "user_id": "bob"],
                    ["id": "b", "text": " "], "none", ["id": "c", "text": "Third", "memory_hash": "x", "later": 1],
                ]
            ]
            let planned = try await call(.post, "\(Self.path)?dry_run=true", token: fixture.alice, json: body)
            let expected: JSONValue = [
                "new": 2, "same": 0, "differs": 0, "refused": 2, "dry_run": true,
                "exceptions": [
                    [
                        "index": 1, "verdict": "refused",
                        "reason": "text must be a string that is not empty.",
                    ],
                    ["index": 2, "verdict": "refused", "reason": "The line is not a JSON object."],
                ],
            ]
            #expect(planned.status == 200 && planned.json == expected, "\(planned.text)")
            #expect(try await call(.get, "/v1/long-term-memory/a", token: fixture.alice).status == 404)
            let done = try await call(.post, Self.path, token: fixture.alice, json: body)
            #expect(done.json["new"] == 2 && done.json["dry_run"] == false)
            let stored = try await call(.get, "/v1/long-term-memory/a", token: fixture.alice).json
            #expect(stored["text"] == "First" && stored["user_id"] == "alice")
            #expect(stored["created_at"] == "2024-02-29T10:00:00.000Z")
            #expect(stored["provenance"]?["created"]?["identified_by"] == "imported")
            #expect(try await call(.get, "/v1/long-term-memory/a", token: fixture.bob).status == 404)
            fixture.clock.advance(by: .seconds(1))
            let again = try await call(.post, Self.path, token: fixture.alice, json: body)
            #expect(again.json["new"] == 0 && again.json["same"] == 2)
        }
    }

    @Test("Memories that differ stay, or are replaced on request and kept as a version")
    func differing() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            let first: JSONValue = ["memories": [["id": "a", "text": "Mine"]]]
            _ = try await call(.post, "/v1/long-term-memory", token: fixture.alice, json: first)
            var body: [String: JSONValue] = ["memories": [["id": "a", "text": "Theirs"]]]
            let kept = try await call(.post, Self.path, token: fixture.alice, json: .object(body))
            #expect(kept.json["differs"] == 1 && kept.json["exceptions"]?.array?.first?["verdict"] == "differs")
            let path = "/v1/long-term-memory/a"
            #expect(try await call(.get, path, token: fixture.alice).json["text"] == "Mine")
            body["replace"] = true
            _ = try await call(.post, Self.path, token: fixture.alice, json: .object(body))
            #expect(try await call(.get, path, token: fixture.alice).json["text"] == "Theirs")
        }
    }

    @Test("It needs the scope to write, a workspace of the caller, and a list of bounded length")
    func refused() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            let body: JSONValue = ["memories": [["id": "a", "text": "x"]]]
            let reader = try await fixture.token(of: "alice", scopes: .read)
            #expect(try await call(.post, Self.path, token: reader, json: body).status == 403)
            #expect(try await call(.post, Self.path, json: body).status == 401)
            let foreign: HTTPFields = [.workspace: "none"]
            let answer = try await call(.post, Self.path, token: fixture.alice, headers: foreign, json: body)
            #expect(answer.status == 404)
            for wrong in [[:], ["memories": "x"]] as [JSONValue] {
                #expect(try await call(.post, Self.path, token: fixture.alice, json: wrong).status == 422)
            }
            let many = JSONValue.array(Array(repeating: ["id": "a"], count: 1_001))
            #expect(try await call(.post, Self.path, token: fixture.alice, json: ["memories": many]).status == 422)
        }
    }
}
