import Base
import HTTPTypes
import Memories
import TestSupport
import Testing

@testable import HTTPAPI

/// A user of the application's workspace, and calls about them.
struct CouchbaseUserCaller: Sendable {
    let call: Caller
    let token: String
    var user = "dana"

    /// Creates the user and a session `s`.
    init(_ call: Caller, _ fixture: ServerFixture, session: JSONValue = ["session_id": "s"]) async throws {
        (self.call, token) = (call, fixture.app)
        #expect(try await call(.post, "/users", token: token, json: ["user_id": "dana", "name": "Dana"]).status == 201)
        #expect(try await self(.post, "/sessions", session).status == 201)
    }

    func callAsFunction(_ method: HTTPRequest.Method, _ path: String, _ body: JSONValue? = nil) async throws -> Answer {
        try await call(method, "/users/\(user)\(path)", token: token, json: body)
    }

    /// Adds facts to session `s`; returns the ids of the blocks.
    func facts(_ facts: [String], _ more: [String: JSONValue] = [:]) async throws -> [String] {
        let body: [String: JSONValue] = ["facts": .array(facts.map(JSONValue.string))]
        let added = try await self(.post, "/sessions/s/memory", .object(body.merging(more) { $1 }))
        #expect(added.status == 201, "\(added.text)")
        return added.json["block_ids"]?.array?.compactMap(\.string) ?? []
    }

    /// The facts that a search of session `s` finds, in their order.
    func search(_ body: JSONValue) async throws -> [String] {
        let found = try await self(.post, "/sessions/s/memory/search", body)
        #expect(found.status == 200, "\(found.text)")
        return found.json["memory_blocks"]?.array?.compactMap { $0["fact"]?.string } ?? []
    }
}

@Suite("Couchbase Agent Memory: sessions") struct CouchbaseSessionTests {
    @Test("A session is created once, read, listed, changed, ended and deleted with its blocks")
    func life() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            let given: JSONValue = [
                "session_id": "s", "annotations": ["agent": "bot"], "metadata": ["n": 1], "memory_blocks_ttl": 90,
            ]
            let dana = try await CouchbaseUserCaller(call, fixture, session: given)
            let read = try await dana(.get, "/sessions/s").json
            #expect(
                read == [
                    "user_id": "dana", "session_id": "s", "start_time": .string("\(fixture.clock.now())"),
                    "end_time": nil, "annotations": ["agent": "bot"], "metadata": ["n": 1], "blocks_ttl": 90,
                ]
            )
            let again = try await dana(.post, "/sessions", given)
            #expect(again.status == 409 && again.json["error"] == "CONFLICT")
            let changed = try await dana(.put, "/sessions/s", ["metadata": ["n": 2]]).json
            #expect(changed["metadata"] == ["n": 2] && changed["annotations"] == ["agent": "bot"])
            #expect(try await dana(.put, "/sessions/s", [:]).status == 422)
            let ids = try await dana.facts(["keeps bees"])

            let ended = try await dana(.post, "/sessions/s/end")
            #expect(ended.status == 200 && ended.json["end_time"]?.string != nil)
            for (method, path, body) in [
                (HTTPRequest.Method.post, "/sessions/s/end", nil), (.put, "/sessions/s", ["metadata": ["n": 3]]),
                (.post, "/sessions/s/memory", ["facts": ["too late"]]),
                (.put, "/sessions/s/memory/\(ids[0])", ["fact": "too late"]),
            ] as [(HTTPRequest.Method, String, JSONValue?)] {
                let answer = try await dana(method, path, body)
                #expect(answer.status == 400 && answer.json["error"] == "SESSION_ALREADY_ENDED", "\(answer.text)")
            }
            let put = try await call(
                .put,
                "/v1/working-memory/s",
                token: fixture.app,
                json: ["user_id": "dana", "context": "too late"]
            )
            #expect(put.status == 409, "an ended session does not change through another API")
            #expect(try await dana.search([:]) == ["keeps bees"], "it stays readable")

            #expect(try await dana(.delete, "/sessions/s").status == 204)
            for method in [HTTPRequest.Method.get, .delete] {
                #expect(try await dana(method, "/sessions/s").words == "404 Session not found")
            }
            #expect(try await dana(.get, "/memory").json["total"] == 0)
        }
    }

    @Test("Sessions of working memory are sessions here, and the other way round")
    func workingMemory() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            let dana = try await CouchbaseUserCaller(call, fixture)
            let put = try await call(.put, "/v1/working-memory/other", token: fixture.app, json: ["user_id": "dana"])
            #expect(put.status == 200)
            let sessions = try await dana(.get, "/sessions").json
            #expect(sessions["sessions"]?.array?.compactMap { $0["session_id"]?.string }.sorted() == ["other", "s"])
            #expect(sessions["count"] == 2 && sessions["total"] == 2 && sessions["limit"] == 50)
            #expect(try await dana(.get, "/sessions?limit=1&offset=1").json["count"] == 1)
            let listed = try await call(.get, "/v1/working-memory?user_id=dana", token: fixture.app).json
            #expect(listed["total"] == 2)
        }
    }

    @Test(
        "Values out of range are refused",
        arguments: [
            ["session_id": "a/b"], ["session_id": ""], [:], ["session_id": 7],
            ["session_id": "x", "annotations": ["a": 1]], ["session_id": "x", "annotations": ["1a": "b"]],
            ["session_id": "x", "annotations": "a"], ["session_id": "x", "metadata": []],
            ["session_id": "x", "memory_blocks_ttl": -1], ["session_id": "x", "memory_blocks_ttl": 315_360_001],
        ] as [JSONValue]
    )
    func refused(body: JSONValue) async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            let dana = try await CouchbaseUserCaller(call, fixture)
            let answer = try await dana(.post, "/sessions", body)
            #expect(answer.status == 422 && answer.json["error"] == "INVALID_REQUEST", "\(answer.text)")
        }
    }

    @Test("A user must exist before their sessions")
    func unknownUser() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            var nobody = try await CouchbaseUserCaller(call, fixture)
            nobody.user = "nobody"
            for (method, path, body) in [
                (HTTPRequest.Method.get, "/sessions", nil), (.post, "/sessions", ["session_id": "x"]),
                (.get, "/memory", nil), (.put, "/ttl", ["new_ttl": 0]),
            ] as [(HTTPRequest.Method, String, JSONValue?)] {
                let answer = try await nobody(method, path, body)
                #expect(answer.status == 404 && answer.json["error"] == "NOT_FOUND", "\(path)")
            }
        }
    }
}
