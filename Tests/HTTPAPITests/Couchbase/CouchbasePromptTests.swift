import Base
import HTTPTypes
import Identity
import Memories
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("Couchbase Agent Memory: prompts and health") struct CouchbasePromptTests {
    private static let prompt: JSONValue = [
        "prompt_id": "bees-1", "prompt": "Find bees.", "description": "Bees", "annotations": ["team": "hive"],
    ]

    @Test("A prompt is created, gets versions, is archived and purged")
    func life() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            func send(_ method: HTTPRequest.Method, _ path: String, _ body: JSONValue? = nil) async throws -> Answer {
                try await call(method, "/prompts\(path)", token: fixture.app, json: body)
            }
            let made = try await send(.post, "", Self.prompt)
            #expect(
                made.status == 201
                    && made.json == [
                        "prompt_id": "bees-1", "prompt": "Find bees.", "description": "Bees",
                        "annotations": ["team": "hive"], "current_vid": 0, "version_count": 1,
                        "last_updated_at": .string("\(fixture.clock.now())"), "archived": false,
                    ]
            )
            #expect(try await send(.post, "", Self.prompt).status == 409)
            let updated = try await send(.put, "/bees-1", ["prompt": "Find wasps."]).json
            #expect(updated["current_vid"] == 1 && updated["version_count"] == 2 && updated["description"] == "Bees")
            #expect(try await send(.get, "/bees-1?vid=0").json["prompt"] == "Find bees.")
            #expect(try await send(.get, "/bees-1?vid=1").json["is_current"] == true)
            #expect(try await send(.get, "/bees-1?vid=7").status == 404)
            let versions = try await send(.get, "/bees-1/versions?limit=1").json
            #expect(versions["total"] == 2 && versions["versions"]?.array?.first?["vid"] == 1)
            let all = try await send(.get, "").json
            #expect(all["total"] == 1 && all["limit"] == 100 && all["count"] == 1)

            #expect(try await send(.delete, "/bees-1?vid=1").status == 409, "the newest version")
            #expect(try await send(.put, "/bees-1/archive?vid=0").status == 200)
            #expect(try await send(.get, "/bees-1?vid=0").json["archived"] == true)
            #expect(try await send(.delete, "/bees-1?vid=0").status == 204)
            #expect(try await send(.put, "/bees-1/archive?vid=all").status == 200)
            #expect(try await send(.get, "/bees-1").json["archived"] == true)
            #expect(try await send(.put, "/bees-1", ["prompt": "x"]).status == 409)
            #expect(try await send(.post, "", Self.prompt).status == 409, "the id is reserved")
            #expect(try await send(.delete, "/bees-1?vid=all").status == 204)
            for (method, path) in [
                (HTTPRequest.Method.get, "/bees-1"), (.get, "/bees-1/versions"), (.delete, "/bees-1?vid=all"),
                (.put, "/bees-1/archive?vid=all"),
            ] {
                #expect(try await send(method, path).status == 404, "\(method) \(path)")
            }
            #expect(try await send(.post, "", Self.prompt).status == 201, "the id is free")
            for (method, path, body) in [
                (HTTPRequest.Method.delete, "/bees-1", nil), (.delete, "/bees-1?vid=x", nil),
                (.put, "/bees-1/archive?vid=-1", nil), (.get, "?limit=1001", nil), (.put, "/bees-1", [:]),
                (.post, "", ["prompt_id": "a b", "prompt": "x", "description": "y"]),
                (.post, "", ["prompt_id": "default", "prompt": "x", "description": "y"]),
                (.post, "", ["prompt_id": "c", "prompt": " ", "description": "y"]),
                (
                    .post, "",
                    ["prompt_id": "c", "prompt": "x", "description": .string(String(repeating: "y", count: 201))]
                ),
            ] as [(HTTPRequest.Method, String, JSONValue?)] {
                #expect(try await send(method, path, body).status == 422, "\(method) \(path)")
            }
        }
    }

    @Test("A block names a prompt and its version, and is found by them")
    func stamps() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            let dana = try await CouchbaseUserCaller(call, fixture)
            for body in [["facts": ["x"], "prompt_id": "none"]] as [JSONValue] {
                #expect(try await dana(.post, "/sessions/s/memory", body).status == 404)
            }
            #expect(try await call(.post, "/prompts", token: fixture.app, json: Self.prompt).status == 201)
            let text: JSONValue = ["prompt": "second"]
            #expect(try await call(.put, "/prompts/bees-1", token: fixture.app, json: text).status == 200)
            let newest = try await dana.facts(["newest"], ["prompt_id": "bees-1"])[0]
            _ = try await dana.facts(["pinned"], ["prompt_id": "bees-1", "prompt_vid": 0])
            _ = try await dana.facts(["plain"])
            func found(_ filters: JSONValue) async throws -> Set<String> {
                Set(try await dana.search(["filters": filters]))
            }
            #expect(try await found(["prompt_id": "bees-1"]) == ["newest", "pinned"])
            #expect(try await found(["prompt_id": "bees-1", "prompt_vid": 1]) == ["newest"])
            let path = "/sessions/s/memory/\(newest)"
            let kept = try await dana(.put, path, ["fact": "newest of all"]).json["block"]
            #expect(kept?["prompt_id"] == "bees-1" && kept?["prompt_vid"] == 1)
            let cleared = try await dana(.put, path, ["prompt_id": "default"]).json["block"]
            #expect(cleared?["prompt_id"] == .null && cleared?["prompt_vid"] == .null)
            #expect(try await call(.put, "/prompts/bees-1/archive?vid=all", token: fixture.app).status == 200)
            #expect(try await dana(.put, path, ["prompt_id": "bees-1"]).status == 409)
        }
    }

    @Test("Everybody in the workspace reads prompts; only administrators write them")
    func rights() async throws {
        let fixture = try await ServerFixture()
        let writer = try await fixture.mint(.service, fixture.team, scopes: .write)
        try await fixture.serve { (call) async throws in
            #expect(try await call(.post, "/prompts", token: fixture.app, json: Self.prompt).status == 201)
            #expect(try await call(.get, "/prompts/bees-1", token: writer).status == 200)
            for (method, path, body) in [
                (HTTPRequest.Method.post, "/prompts", Self.prompt), (.put, "/prompts/bees-1", ["prompt": "x"]),
                (.put, "/prompts/bees-1/archive?vid=all", nil), (.delete, "/prompts/bees-1?vid=all", nil),
            ] as [(HTTPRequest.Method, String, JSONValue?)] {
                #expect(try await call(method, path, token: writer, json: body).status == 403, "\(method) \(path)")
            }
            #expect(try await call(.get, "/prompts/bees-1", token: fixture.bob).status == 404, "another workspace")
            #expect(try await call(.get, "/prompts", token: fixture.bob).json["total"] == 0)
        }
    }

    @Test("Every part that the client asks about is healthy, and says so only with a credential")
    func health() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            #expect(try await call(.get, "/health").json["status"] == "healthy")
            for (path, status) in [
                ("couchbase", "healthy"), ("models", "healthy"), ("async-batch-processor", "healthy"),
                ("async-batch-processor-stats", "healthy"), ("memory", "not_initialized"),
            ] {
                let answer = try await call(.get, "/health/\(path)", token: fixture.alice)
                #expect(answer.status == 200 && answer.json["status"]?.string == status, "\(path)")
                let nobody = try await call(.get, "/health/\(path)")
                #expect(nobody.status == 401 && nobody.json == ["detail": "Authentication required"], "\(path)")
            }
            let models = try await call(.get, "/health/models", token: fixture.alice).json
            #expect(models["llm"]?["status"] == "healthy" && models["embedding"]?["status"] == "healthy")
            #expect(try await call(.get, "/logs/collect", token: fixture.alice).status == 501)
        }
    }
}
