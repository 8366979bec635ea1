import Base
import HTTPTypes
import Memories
import Testing

@testable import HTTPAPI

@Suite("Null stands for an absent member of a REST request")
struct NullMemberTests {
    private static let schemas = Schemas.all(MemoryLimits())
    private static let operations = Operations.all(MemoryLimits()).filter { $0.body != nil && !$0.speaksJSONRPC }

    @Test("The schema of every request allows null for every optional member", arguments: operations.map(\.id))
    func schema(id: String) throws {
        let operation = try #require(Self.operations.first { $0.id == id })
        let body = try #require(operation.body)
        Self.check(try #require(Self.schemas[body.schema]), at: id)
    }

    private static func check(_ schema: JSONValue, at place: String) {
        if let name = schema["$ref"]?.string?.split(separator: "/").last.map(String.init) {
            guard let schema = schemas[name] else { return }
            return check(schema, at: "\(place) \(name)")
        }
        let required = schema["required"]?.array?.compactMap(\.string) ?? []
        for (name, member) in schema["properties"]?.object ?? [:] {
            let allowsNull = member["anyOf"]?.array?.contains(["type": "null"]) == true
            #expect(allowsNull != required.contains(name), "\(place).\(name)")
            check(member, at: "\(place).\(name)")
        }
        for part in schema["anyOf"]?.array ?? [] { check(part, at: place) }
        if let items = schema["items"] { check(items, at: place) }
    }

    @Test("The server accepts null for every optional member")
    func server() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            for operation in Self.operations where [.post, .put].contains(operation.method) {
                guard let body = operation.body, let schema = Self.schemas[body.schema],
                    operation.endpoint != .users, operation.endpoint != .user
                else { continue }
                let example = try StrictJSON.parse(Array(body.example.utf8)).object ?? [:]
                let required = schema["required"]?.array?.compactMap(\.string) ?? []
                for name in (schema["properties"]?.object ?? [:]).keys where !required.contains(name) {
                    let answer = try await call(
                        operation.method,
                        operation.endpoint.rawValue.replacing("{session_id}", with: "trip"),
                        token: fixture.app,
                        json: .object(example.merging([name: .null]) { $1 })
                    )
                    #expect(answer.status == operation.success.status, "\(operation.id) \(name): \(answer.text)")
                }
            }
        }
    }
}
