import Base
import Testing

@testable import MCP

@Suite("Shapes: one source for schema and check")
struct ShapeTests {
    static let all = Shape.record([
        Shape.Member("text", .text, "A text.", isRequired: true),
        Shape.Member("kind", .choice(["a", "b"]), "A choice.", fallback: "a"),
        Shape.Member("count", .integer(1...5), "A number."),
        Shape.Member("share", .number, "A fraction."),
        Shape.Member("flag", .flag, "A flag."),
        Shape.Member("when", .dateTime, "A time."),
        Shape.Member("names", .list(of: .text, count: 1...2), "Names."),
        Shape.Member("free", .object, "Anything."),
        Shape.Member("inner", .record([Shape.Member("id", .string, "An id.", isRequired: true)]), "A record."),
    ])

    @Test(
        "each flaw is one clause that names its place",
        arguments: [
            ([:], ["text is required"]),
            (["text": nil], ["text is required"]),
            (["text": " \n"], ["text must be a string that is not empty"]),
            (["text": 5], ["text must be a string that is not empty"]),
            (["text": "x", "kind": "c"], ["kind must be one of: a, b"]),
            (["text": "x", "count": 0], ["count must be a whole number from 1 to 5"]),
            (["text": "x", "count": 6], ["count must be a whole number from 1 to 5"]),
            (["text": "x", "count": 1.5], ["count must be a whole number from 1 to 5"]),
            (["text": "x", "count": "3"], ["count must be a whole number from 1 to 5"]),
            (["text": "x", "share": "1"], ["share must be a number"]),
            (["text": "x", "flag": 1], ["flag must be true or false"]),
            (["text": "x", "when": "yesterday"], ["when must be an ISO 8601 date or date-time such as 2026-03-31T14:00:00Z"]),
            (["text": "x", "names": []], ["names must hold 1 to 2 items"]),
            (["text": "x", "names": ["a", "b", "c"]], ["names must hold 1 to 2 items"]),
            (["text": "x", "names": ["a", ""]], ["names[1] must be a string that is not empty"]),
            (["text": "x", "names": "a"], ["names must be an array"]),
            (["text": "x", "free": []], ["free must be an object"]),
            (["text": "x", "inner": [:]], ["inner.id is required"]),
            (["text": "x", "inner": ["id": 1]], ["inner.id must be a string"]),
            (["text": "x", "inner": ["id": "1", "z": 1]], ["inner: there is an unknown member; known are id"]),
            (
                ["text": "x", "colour": 1],
                ["there is an unknown member; known are text, kind, count, share, flag, when, names, free, inner"]
            ),
            (["kind": 1, "flag": 0], ["text is required", "kind must be one of: a, b", "flag must be true or false"]),
        ] as [(JSONValue, [String])])
    func flaws(value: JSONValue, problems: [String]) {
        #expect(Self.all.problems(in: value) == problems)
    }

    @Test("what fits has no flaws; null counts as absent where nothing is required")
    func fits() {
        let value: JSONValue = [
            "text": "x", "kind": "b", "count": 5.0, "share": 1, "flag": false, "when": "2026-01-31", "names": ["a"],
            "free": ["a": [1]], "inner": nil,
        ]
        #expect(Self.all.problems(in: value).isEmpty)
    }

    @Test("the schema says what the check does")
    func schema() {
        let schema = Self.all.schema
        #expect(schema["type"] == "object")
        #expect(schema["additionalProperties"] == false)
        #expect(schema["required"] == ["text"])
        let properties = schema["properties"]
        #expect(properties?["text"] == ["type": "string", "minLength": 1, "description": "A text."])
        #expect(properties?["kind"] == ["type": "string", "enum": ["a", "b"], "default": "a", "description": "A choice."])
        #expect(properties?["count"] == ["type": "integer", "minimum": 1, "maximum": 5, "description": "A number."])
        #expect(properties?["when"] == ["type": "string", "format": "date-time", "description": "A time."])
        #expect(
            properties?["names"]
                == [
                    "type": "array", "items": ["type": "string", "minLength": 1], "minItems": 1, "maxItems": 2, "description": "Names.",
                ])
        #expect(properties?["inner"]?["required"] == ["id"])
    }

    @Test("arguments take the default of what is absent, and forget null")
    func arguments() throws {
        guard case .record(let members) = Self.all else { return }
        let arguments = try Arguments(["text": "x", "count": nil], of: members)
        #expect(arguments.string("kind") == "a")
        #expect(arguments.integer("count") == nil)
        let fault = #expect(throws: Fault.self) { try Arguments(["kind": 1], of: members) }
        #expect(fault?.code == .validationFailed)
        #expect(fault?.detail == "Invalid arguments: text is required; kind must be one of: a, b.")
    }

    @Test("a sentence about arguments never repeats what the client wrote")
    func quiet() {
        guard case .record(let members) = Self.all else { return }
        let secret = "hunter2"
        let fault = #expect(throws: Fault.self) {
            try Arguments([secret: .string(secret), "kind": .string(secret), "names": .array([.array([.string(secret)])])], of: members)
        }
        #expect(fault?.detail.contains(secret) == false)
    }
}
