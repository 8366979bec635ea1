import Base
import HTTPTypes
import HummingbirdTesting
import Identity
import Testing

@testable import HTTPAPI

/// Memories that a caller may not see look absent through every route.
@Suite("Attacks by naming other people's memories and workspaces") struct IsolationTests {
    @Test func anotherPersonsMemoriesLookAbsent() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            let memory: JSONValue = ["memories": [["id": "m", "text": "a secret of alice", "user_id": "alice"]]]
            #expect(try await call(.post, "/v1/long-term-memory", token: fixture.alice, json: memory).status == 200)
            #expect(
                try await call(.put, "/v1/working-memory/s", token: fixture.alice, json: ["user_id": "alice"]).status
                    == 200
            )

            for (method, path) in [
                (HTTPRequest.Method.get, "/v1/long-term-memory/m"), (.get, "/v1/working-memory/s"),
                (.get, "/v1/working-memory/s?user_id=alice"),
            ] {
                let foreign = try await call(method, path, token: fixture.bob)
                let absent = try await call(
                    method,
                    path.replacing("/m", with: "/x").replacing("/s", with: "/y"),
                    token: fixture.bob
                )
                #expect(foreign.status == 404)
                #expect(foreign.detail?.count == absent.detail?.count)
            }
            #expect(
                try await call(.patch, "/v1/long-term-memory/m", token: fixture.bob, json: ["text": "x"]).status == 404
            )
            #expect(
                try await call(.delete, "/v1/long-term-memory?memory_ids=m", token: fixture.bob).json == [
                    "status": "ok, deleted 0 memories"
                ]
            )
            for filter: JSONValue in [[:], ["user_id": ["eq": "alice"]], ["text": "secret", "search_mode": "keyword"]] {
                let found = try await call(.post, "/v1/long-term-memory/search", token: fixture.bob, json: filter)
                #expect(found.json["total"] == 0)
            }
            let prompt = try await call(
                .post,
                "/v1/memory/prompt",
                token: fixture.bob,
                json: [
                    "query": "secret", "session": ["session_id": "s", "user_id": "alice"],
                    "long_term_search": ["search_mode": "keyword"],
                ]
            )
            #expect(!prompt.text.contains("alice"))
            let list = try await call(.get, "/v1/working-memory?user_id=alice", token: fixture.bob)
            #expect(list.json == ["sessions": [], "total": 0])
            #expect(try await call(.get, "/v1/long-term-memory/m", token: fixture.alice).status == 200)
        }
    }

    @Test func aPersonCannotWriteUnderAnotherName() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            let (path, token) = ("/v1/long-term-memory", fixture.bob)
            #expect(
                try await call(
                    .post,
                    path,
                    token: token,
                    json: ["memories": [["id": "m", "text": "x", "user_id": "alice"]]]
                ).status == 403
            )
            #expect(
                try await call(.post, path, token: token, json: ["memories": [["id": "m", "text": "x"]]]).status == 200
            )
            #expect(try await call(.get, path + "/m", token: token).json["user_id"] == "bob")
            #expect(try await call(.patch, path + "/m", token: token, json: ["user_id": "alice"]).status == 403)
            #expect(
                try await call(.put, "/v1/working-memory/s", token: token, json: ["user_id": "alice"]).status == 403
            )
            let nested: JSONValue = ["memories": [["id": "n", "text": "x", "user_id": "alice"]]]
            #expect(try await call(.put, "/v1/working-memory/s", token: token, json: nested).status == 403)
            #expect(try await call(.put, "/v1/working-memory/s", token: token, json: [:]).json["user_id"] == "bob")
            #expect(try await call(.delete, "/v1/working-memory/s?user_id=alice", token: token).status == 403)
            #expect(try await call(.post, path + "/compact?user_id=alice", token: token).status == 403)
            #expect(
                try await call(.post, path + "/forget?user_id=alice", token: token, json: ["policy": [:]]).status == 403
            )
        }
    }

    @Test func aServiceCanActForAnyUserOfItsWorkspaceOnly() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            for user in ["alice", "carol"] {
                let json: JSONValue = [
                    "memories": [["id": .string(user), "text": .string("of \(user)"), "user_id": .string(user)]]
                ]
                #expect(try await call(.post, "/v1/long-term-memory", token: fixture.app, json: json).status == 200)
            }
            #expect(
                try await call(.post, "/v1/long-term-memory/search", token: fixture.app, json: [:]).json["total"] == 2
            )
            #expect(try await call(.get, "/v1/long-term-memory/alice", token: fixture.alice).status == 404)
        }
    }

    @Test func aCallerCanNameOnlyTheirOwnWorkspaces() async throws {
        let fixture = try await ServerFixture()
        let team = try await fixture.workspaces.workspace(fixture.team.rawValue)
        try await fixture.workspaces.setMember(try await fixture.users.user("alice"), of: team, role: .member)
        let alice = try await fixture.token(of: "alice", scopes: .write)
        try await fixture.serve { (call) async throws in
            let inTeam: HTTPFields = [.workspace: fixture.team.rawValue]
            let memory: JSONValue = ["memories": [["id": "t", "text": "in the team"]]]
            #expect(
                try await call(.post, "/v1/long-term-memory", token: alice, headers: inTeam, json: memory).status == 200
            )
            #expect(try await call(.get, "/v1/long-term-memory/t", token: alice, headers: inTeam).status == 200)
            #expect(try await call(.get, "/v1/long-term-memory/t", token: alice).status == 404)
            for workspace in [fixture.team.rawValue, "nowhere"] {
                let answer = try await call(
                    .get,
                    "/v1/working-memory",
                    token: fixture.bob,
                    headers: [.workspace: workspace]
                )
                #expect(answer.words == "404 Workspace not found")
            }
        }
    }

    @Test func aReaderMayNotWriteThroughAnyRoute() async throws {
        let fixture = try await ServerFixture()
        let reader = try await fixture.token(of: "alice", scopes: .read)
        try await fixture.serve { (call) async throws in
            for (method, path, json) in Caller.writes {
                let answer = try await call(method, path, token: reader, json: json)
                #expect(answer.words == "403 This needs the scope memory:write.", "\(method) \(path)")
            }
            #expect(try await call(.post, "/v1/long-term-memory/search", token: reader, json: [:]).status == 200)
        }
    }
}
