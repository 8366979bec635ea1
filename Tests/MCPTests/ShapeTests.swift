import Base
import Memories
import Testing

@testable import MCP

@Suite("Shapes: one source for schema and check")
struct ShapeTests {
    static let all = Shape.record([
        Shape.Property("text", .text, "A text.", isRequired: true),
        Shape.Property("kind", .choice(["a", "b"]), "A choice.", fallback: "a"),
        Shape.Property("count", .integer(1...5), "A number."),
        Shape.Property("share", .number(.any), "A fraction."),
        Shape.Property("flag", .flag, "A flag."),
        Shape.Property("when", .dateTime, "A time."),
        Shape.Property("names", .list(of: .text, count: 1...2), "Names."),
        Shape.Property("free", .object, "Anything."),
        Shape.Property("inner", .record([Shape.Property("id", .string, "An id.", isRequired: true)]), "A record."),
    ])

    @Test(
        "each problem is one clause that names its place",
        arguments: [
            ([:], ["text is required"]),
            (["text": nil], ["text is required"]),
            (["text": " \n"], ["text must be a string that is not empty"]),
            (["text": 5], ["text must be a string that is not empty"]),
            (["text": "x", "kind": "c"], ["kind must be one of: a, b"]),
            (["text": "x", "count": 0], ["count must be a whole number from 1 to 5"]),
            (["text": "x", "count": 6], ["count must be a whole number from 1 to 5"]),
            (["text": "x", "count": 1.5], ["count must be a whole number from 1 to 5"]),
            (["text": "x", "count": "three"], ["count must be a whole number from 1 to 5"]),
            (["text": "x", "share": "half"], ["share must be a number"]),
            (["text": "x", "flag": 1], ["flag must be true or false"]),
            (
                ["text": "x", "when": "yesterday"],
                ["when must be an ISO 8601 date or date-time such as 2026-03-31T14:00:00Z"]
            ),
            (["text": "x", "names": []], ["names must have 1 to 2 items"]),
            (["text": "x", "names": ["a", "b", "c"]], ["names must have 1 to 2 items"]),
            (["text": "x", "names": ["a", ""]], ["names.1 must be a string that is not empty"]),
            (["text": "x", "names": "a"], ["names must be an array"]),
            (["text": "x", "free": []], ["free must be an object"]),
            (["text": "x", "inner": [:]], ["inner.id is required"]),
            (["text": "x", "inner": ["id": 1]], ["inner.id must be a string"]),
            (["text": "x", "inner": ["id": "1", "z": 1]], ["inner: unknown member z; known: id"]),
            (["text": "x", "inner": ["id": "1", "z": 1, "y": 1]], ["inner: unknown members y, z; known: id"]),
            (["text": "x", "inner": ["id": "1", "not a name": 1]], ["inner: unknown member; known: id"]),
            (
                ["text": "x", "colour": 1],
                ["unknown member colour; known: text, kind, count, share, flag, when, names, free, inner"]
            ),
            (["kind": 1, "flag": 0], ["text is required", "kind must be one of: a, b", "flag must be true or false"]),
        ] as [(JSONValue, [String])]
    )
    func flaws(value: JSONValue, problems: [String]) {
        #expect(Self.all.problems(in: value) == problems)
    }

    @Test("a valid value has no problems; null counts as absent for optional members")
    func fits() {
        let value: JSONValue = [
            "text": "x", "kind": "b", "count": 5.0, "share": 1, "flag": false, "when": "2026-01-31", "names": ["a"],
            "free": ["a": [1]], "inner": nil,
        ]
        #expect(Self.all.problems(in: value).isEmpty)
    }

    @Test(
        "A text in place of a number, flag, array or object is read as JSON",
        arguments: [
            (["count": "3"], ["count": 3]), (["count": " 3 "], ["count": 3]), (["share": "0.5"], ["share": 0.5]),
            (["share": "-1"], ["share": -1]), (["flag": "true"], ["flag": true]), (["flag": "False"], ["flag": false]),
            (["names": "[\"a\"]"], ["names": ["a"]]), (["free": "{\"a\": \"1\"}"], ["free": ["a": "1"]]),
            (["inner": "{\"id\": \"1\"}"], ["inner": ["id": "1"]]), (["count": "null"], ["count": nil]),
            // Text stays unchanged where text is allowed.
            (["text": "3"], ["text": "3"]), (["text": "[1]"], ["text": "[1]"]),
            (["names": ["1", "[2]"]], ["names": ["1", "[2]"]]),
            (["kind": "true"], ["kind": "true"]), (["inner": ["id": "5"]], ["inner": ["id": "5"]]),
            (["free": ["a": "5"]], ["free": ["a": "5"]]),
            // Unreadable texts stay unchanged, for the check to refuse.
            (["count": "three"], ["count": "three"]), (["count": ""], ["count": ""]),
            (["count": "3 or 4"], ["count": "3 or 4"]),
            (["names": "a, b"], ["names": "a, b"]), (["flag": "yes"], ["flag": "yes"]), (["zzz": "1"], ["zzz": "1"]),
        ] as [(JSONValue, JSONValue)]
    )
    func reading(sent: JSONValue, read: JSONValue) {
        #expect(Self.all.reading(sent) == read)
    }

    @Test("JSON text within JSON text is read to the depth of the shape")
    func nestedReading() {
        let records = Shape.list(
            of: .record([Shape.Property("sizes", .list(of: .integer(0...9), count: 0...9), "Sizes.")]),
            count: 0...9
        )
        #expect(records.reading(#"["{\"sizes\": \"[\\\"1\\\", 2]\"}"]"#) == [["sizes": [1, 2]]])
    }

    @Test("A wrong value in text is refused like any other, and JSON that is too deep does no harm")
    func wrongText() throws {
        guard case .record(let members) = Self.all else {
            Issue.record("not a record")
            return
        }
        #expect(throws: Fault.self) { try Arguments(["text": "x", "count": "9"], of: members) }
        #expect(throws: Fault.self) {
            try Arguments(["text": "x", "names": .string(String(repeating: "[", count: 9_999))], of: members)
        }
        let arguments = try Arguments(["text": "x", "count": "2", "names": "[\"a\"]"], of: members)
        #expect(arguments.integer("count") == 2 && arguments.strings("names") == ["a"])
    }

    @Test("the schema agrees with the check")
    func schema() {
        let schema = Self.all.schema(.closed)
        #expect(schema["type"] == "object")
        #expect(schema["additionalProperties"] == false)
        #expect(schema["required"] == ["text"])
        let properties = schema["properties"]
        #expect(properties?["text"] == ["type": "string", "minLength": 1, "description": "A text."])
        #expect(
            properties?["kind"] == ["type": "string", "enum": ["a", "b"], "default": "a", "description": "A choice."]
        )
        #expect(properties?["count"] == ["type": "integer", "minimum": 1, "maximum": 5, "description": "A number."])
        #expect(properties?["when"] == ["type": "string", "format": "date-time", "description": "A time."])
        #expect(
            properties?["names"]
                == [
                    "type": "array", "items": ["type": "string", "minLength": 1], "minItems": 1, "maxItems": 2,
                    "description": "Names.",
                ]
        )
        #expect(properties?["inner"]?["required"] == ["id"])
    }

    @Test("absent arguments get their default, and null is dropped")
    func arguments() throws {
        guard case .record(let members) = Self.all else {
            Issue.record("not a record")
            return
        }
        let arguments = try Arguments(["text": "x", "count": nil], of: members)
        #expect(arguments.string("kind") == "a")
        #expect(arguments.integer("count") == nil)
        let fault = #expect(throws: Fault.self) { try Arguments(["kind": 1], of: members) }
        #expect(fault?.code == .validationFailed)
        #expect(fault?.detail == "Invalid arguments: text is required; kind must be one of: a, b.")
    }

    @Test("An error about arguments repeats no values, and only names that look like names")
    func quiet() {
        guard case .record(let members) = Self.all else {
            Issue.record("not a record")
            return
        }
        let secret = "hunter2"
        let sent: [String: JSONValue] = [
            "my \(secret)": .string(secret), "kind": .string(secret), "names": [[.string(secret)]],
            "count": .string(secret),
            secret + String(repeating: "x", count: 40): 1,
        ]
        let fault = #expect(throws: Fault.self) {
            try Arguments(sent, of: members)
        }
        #expect(fault?.detail.contains(secret) == false)
    }
}
