import Base
import HTTPTypes
import Memories
import Testing

@testable import HTTPAPI

@Suite("The documentation of one operation") struct OperationPageTests {
    private static let operations = Operations.all(MemoryLimits()).filter { $0.success.status != 501 }
    private static let shapes = Schemas.shapes(MemoryLimits())
    private static let checker = SchemaChecker(components: Schemas.all(MemoryLimits()))

    @Test("The example response of an operation satisfies its schema", arguments: operations.map(\.id))
    func responses(id: String) throws {
        let operation = try #require(Self.operations.first { $0.id == id })
        guard let name = operation.success.schema, let shape = Self.shapes[name] else { return }
        let example = ShapeExample.value(of: shape)
        #expect(Self.checker.problems(example, shape.schema(.open)) == [])
    }

    @Test("Every operation has a page with a curl command, a Python program, and described fields, under 60 kB")
    func pages() async throws {
        try await ServerFixture().serve { (call) async throws in
            for operation in Self.operations {
                let answer = try await call(.get, "/docs/\(operation.id)")
                #expect(answer.status == 200 && answer.text.utf8.count < 60_000, "\(operation.id)")
                #expect(
                    answer.text.contains("curl")
                        && answer.text.contains("requests.\(operation.method.rawValue.lowercased())(")
                )
                #expect(!answer.text.contains("<td></td>") && !answer.text.contains("`"), "\(operation.id)")
                if let body = operation.body, let shape = Self.shapes[body.schema] {
                    for member in shape.members { #expect(answer.text.contains("<code>\(member.name)</code>")) }
                }
            }
            #expect(try await call(.get, "/docs/nothing").status == 404)
            let list = try await call(.get, "/docs").text
            #expect(list.utf8.count < 60_000 && list.contains("href=\"/docs/postV1LongTermMemory\""))
            #expect(!list.contains("href=\"/docs/getV1SummaryViews\""))
        }
    }

    @Test("A body becomes a shell word and a Python literal")
    func examples() throws {
        let operation = Operation(
            endpoint: .longTermItem,
            method: .patch,
            group: "",
            summary: "",
            body: .init(
                schema: "MemoryChange",
                example: #"{"text": "It's so", "pinned": true, "topics": [null, 1.5, "é"]}"#
            ),
            success: .init(status: 200, description: "", schema: nil)
        )
        let example = RequestExample(operation)
        #expect(example.curl.hasPrefix(#"curl -X PATCH "$SERVER/v1/long-term-memory/food-1" \"#))
        #expect(example.curl.contains(#"'{"text": "It'\''s so", "#))
        #expect(example.python.contains(#"json={"pinned": True, "text": "It's so", "topics": [None, 1.5, "é"]},"#))
    }
}
