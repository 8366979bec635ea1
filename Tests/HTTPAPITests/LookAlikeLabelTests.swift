import Base
import HTTPTypes
import Testing

@testable import HTTPAPI

/// Namespaces and sessions whose names look the same and have other bytes: “é” as one scalar and as two.
@Suite struct LookAlikeLabelTests {
    private static let twins = ["caf\u{e9}", "cafe\u{301}"]
    /// The twins as part of a URL.
    private static let escaped = ["caf%C3%A9", "cafe%CC%81"]
    private static let path = "/v1/long-term-memory"

    private func ids(_ answer: Answer) -> [String] {
        (answer.json["memories"]?.array ?? []).compactMap { $0["id"]?.string }.sorted()
    }

    /// Stores one memory a label, under the same words.
    private func fill(_ call: Caller, _ token: String, label: String) async throws {
        for (index, twin) in Self.twins.enumerated() {
            let memory: JSONValue = [
                "id": .string("m\(index)"), "text": .string("tea number \(index)"), label: .string(twin),
            ]
            let answer = try await call(.post, Self.path + "/", token: token, json: ["memories": [memory]])
            #expect(answer.status == 200, "\(answer.text)")
        }
    }

    @Test("Memories of look-alike namespaces and sessions are found apart", arguments: ["namespace", "session_id"])
    func search(label: String) async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            try await fill(call, fixture.app, label: label)
            for (index, twin) in Self.twins.enumerated() {
                for (condition, found) in [("eq", index), ("ne", 1 - index)] {
                    let filter: JSONValue = [condition: .string(twin)]
                    for text in ["tea", ""] {
                        let body: JSONValue = ["text": .string(text), label: filter]
                        let answer = try await call(.post, Self.path + "/search", token: fixture.app, json: body)
                        #expect(ids(answer) == ["m\(found)"], "\(condition) \(index): \(answer.text)")
                    }
                }
                let any: JSONValue = ["text": "tea", label: ["any": [.string(twin), "other"]]]
                let answer = try await call(.post, Self.path + "/search", token: fixture.app, json: any)
                #expect(ids(answer) == ["m\(index)"])
            }
        }
    }

    @Test(
        "Forgetting and deleting in one namespace or session leaves its look-alike",
        arguments: ["namespace", "session_id"]
    )
    func forgetting(label: String) async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            for (index, escaped) in Self.escaped.enumerated() {
                try await fill(call, fixture.app, label: label)
                let forgotten = try await call(
                    .post,
                    Self.path + "/forget?dry_run=false&\(label)=\(escaped)",
                    token: fixture.app,
                    json: ["policy": ["budget": 0]]
                )
                #expect(forgotten.json["deleted_ids"] == [.string("m\(index)")], "\(forgotten.text)")
                let left = try await call(.post, Self.path + "/search", token: fixture.app, json: ["text": "tea"])
                #expect(ids(left) == ["m\(1 - index)"])
                let deleted = try await call(
                    .delete,
                    Self.path + "?memory_ids=m\(1 - index)",
                    token: fixture.app
                )
                #expect(deleted.json == ["status": "ok, deleted 1 memories"])
            }
        }
    }

    @Test("Look-alike session ids and namespaces of working memory are sessions of their own")
    func sessions() async throws {
        let fixture = try await ServerFixture()
        let keys = Self.escaped.indices.flatMap { id in Self.escaped.indices.map { (id: id, namespace: $0) } }
        try await fixture.serve { (call) async throws in
            func address(_ key: (id: Int, namespace: Int)) -> String {
                "/v1/working-memory/\(Self.escaped[key.id])?namespace=\(Self.escaped[key.namespace])"
            }
            func number(_ key: (id: Int, namespace: Int)) async throws -> JSONValue? {
                let answer = try await call(.get, address(key), token: fixture.app)
                return answer.status == 404 ? nil : answer.json["data"]?["number"]
            }
            for (number, key) in keys.enumerated() {
                let body: JSONValue = [
                    "namespace": .string(Self.twins[key.namespace]), "data": ["number": .integer(Int64(number))],
                ]
                let path = "/v1/working-memory/\(Self.escaped[key.id])"
                #expect(try await call(.put, path, token: fixture.app, json: body).status == 200)
            }
            for (index, key) in keys.enumerated() { #expect(try await number(key) == .integer(Int64(index))) }
            for namespace in Self.escaped.indices {
                let list = try await call(
                    .get,
                    "/v1/working-memory/?namespace=\(Self.escaped[namespace])",
                    token: fixture.app
                )
                #expect(list.json["total"] == 2, "\(list.text)")
            }
            for (gone, key) in keys.enumerated() {
                #expect(try await call(.delete, address(key), token: fixture.app).status == 200)
                for (index, other) in keys.enumerated() {
                    #expect(try await number(other) == (index <= gone ? nil : .integer(Int64(index))))
                }
            }
        }
    }
}
