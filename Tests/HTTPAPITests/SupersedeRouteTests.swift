import Base
import HTTPTypes
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("REST: memories that replace others, and what a write reports")
struct SupersedeRouteTests {
    private static let path = "/v1/long-term-memory"

    private func memories(_ id: String, _ text: String, _ supersedes: [JSONValue]? = nil) -> JSONValue {
        var memory: [String: JSONValue] = ["id": .string(id), "text": .string(text)]
        memory["supersedes"] = supersedes.map(JSONValue.array)
        return ["memories": [.object(memory)], "report_related": true]
    }

    @Test("A write reports a likely contradiction only when the request asks for it")
    func reports() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            let lisbon: JSONValue = ["memories": [["id": "lisbon", "text": "Ana lives in Lisbon"]]]
            let plain = try await call(.post, Self.path, token: fixture.alice, json: lisbon)
            #expect(plain.json == ["status": "ok"])
            let porto = try await call(
                .post,
                Self.path,
                token: fixture.alice,
                json: memories("porto", "Ana lives in Porto")
            )
            let result = porto.json["results"]?.array?.first
            #expect(porto.json["status"] == "ok" && result?["id"] == "porto" && result?["status"] == "stored")
            let related = result?["related"]?.array ?? []
            #expect(related.map { $0["id"] } == ["lisbon"])
            #expect(related.map { $0["relation"] } == ["likely_contradiction"])
            let others = try await call(
                .post,
                Self.path,
                token: fixture.bob,
                json: memories("porto", "Ana lives in Porto")
            )
            #expect(others.json["results"] == [["id": "porto", "status": "stored"]])
        }
    }

    @Test("as_of shows the content of that time, in REST and MCP")
    func formerContents() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            let before = JSONValue.string(fixture.clock.now().advanced(by: .seconds(60)).description)
            _ = try await call(.post, Self.path, token: fixture.alice, json: memories("a", "Ana lives in Lisbon"))
            fixture.clock.advance(by: .seconds(120))
            let change: JSONValue = ["text": "Ana lives in Porto", "topics": ["home"]]
            #expect(try await call(.patch, Self.path + "/a", token: fixture.alice, json: change).status == 200)
            for query: [String: JSONValue] in [["text": "Where does Ana live?", "search_mode": "keyword"], [:]] {
                func memory(_ more: [String: JSONValue]) async throws -> JSONValue? {
                    let body = JSONValue.object(query.merging(more) { $1 })
                    let answer = try await call(.post, Self.path + "/search", token: fixture.alice, json: body)
                    return answer.json["memories"]?.array?.first
                }
                #expect(try await memory([:])?["text"] == "Ana lives in Porto")
                let then = try await memory(["as_of": before])
                #expect(then?["text"] == "Ana lives in Lisbon" && then?["topics"] != ["home"])
                #expect(then?["updated_at"] == then?["created_at"])
            }
            let message: JSONValue = [
                "jsonrpc": "2.0", "id": 1, "method": "tools/call",
                "params": ["name": "list_memories", "arguments": ["as_of": before]],
            ]
            let told = try await call(.post, "/mcp", token: fixture.alice, json: message).json
            #expect(
                told["result"]?["structuredContent"]?["memories"]?.array?.first?["text"] == "Ana lives in Lisbon",
                "\(told)"
            )
        }
    }

    @Test("A search leaves replaced memories out unless asked, and they say what replaced them")
    func searches() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            func found(_ more: [String: JSONValue]) async throws -> [JSONValue] {
                let answer = try await call(.post, Self.path + "/search", token: fixture.alice, json: .object(more))
                return (answer.json["memories"]?.array ?? []).sorted {
                    ($0["id"]?.string ?? "") < ($1["id"]?.string ?? "")
                }
            }
            _ = try await call(.post, Self.path, token: fixture.alice, json: memories("a", "Ana lives in Lisbon"))
            let stored = try await call(
                .post,
                Self.path,
                token: fixture.alice,
                json: memories("b", "Ana lives in Porto", ["a", "none"])
            )
            #expect(stored.json["results"]?.array?.first?["not_found"] == ["none"])
            for text in [["text": "Where does Ana live?", "search_mode": "keyword"], [:]] as [[String: JSONValue]] {
                #expect(try await found(text).map { $0["id"] } == ["b"])
                let all = try await found(text.merging(["include_superseded": true]) { $1 })
                #expect(
                    all.map { $0["id"] } == ["a", "b"] && all.map { $0["superseded_by"] } == ["b", nil as JSONValue]
                )
            }
            #expect(try await found(["as_of": "9000-01-01"]).map { $0["id"] } == ["b"])
            for other: [String: JSONValue] in [
                ["as_of": "2000-01-01"], ["after": "9000-01-01"], ["before": "2000-01-01"],
            ] {
                #expect(try await found(other) == [])
            }
            let wrong = try await call(.post, Self.path + "/search", token: fixture.alice, json: ["after": "soon"])
            #expect(wrong.status == 422 && wrong.text.contains("after"))
            let changed = try await call(.patch, Self.path + "/b", token: fixture.alice, json: ["supersedes": []])
            #expect(changed.json["supersedes"] == [])
            #expect(try await found([:]).map { $0["id"] } == ["a", "b"])
        }
    }
}
