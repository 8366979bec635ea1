import Testing

@testable import Base

@Suite("One writer of JSON")
struct JSONWriterTests {
    private static func text(isIndented: Bool = false, _ write: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter(isIndented: isIndented)
        write(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test(
        "Text is escaped where RFC 8259 §7 demands it, and nowhere else",
        arguments: [("a\"b\\c\n\u{1}é/", "\"a\\\"b\\\\c\\n\\u0001é/\""), ("\u{1f}", "\"\\u001f\"")]
    )
    func textIsEscaped(text: String, json: String) throws {
        #expect(Self.text { $0.string(text) } == json)
        #expect(try StrictJSON.parse(Array(json.utf8)) == .string(text))
    }

    private static let value: JSONValue = [
        "a": [1, -2.5, true, nil, "x", [:], []], "b": ["c": 1e300, "d": .decimal("18446744073709551616")],
    ]

    @Test("What is written is read back, in lines or without white space", arguments: [false, true])
    func whatIsWrittenIsReadBack(isIndented: Bool) throws {
        #expect(try StrictJSON.parse(StrictJSON.encode(Self.value, isIndented: isIndented)) == Self.value)
    }

    @Test("A member a line, two spaces a level; what is empty stays on its line")
    func indentation() {
        let lines = Self.text(isIndented: true) { $0.value(["a": [1, [:], []], "b": ["c": "x"], "d": nil]) }
        #expect(
            lines == """
                {
                  "a" : [
                    1,
                    {},
                    []
                  ],
                  "b" : {
                    "c" : "x"
                  },
                  "d" : null
                }
                """
        )
    }

    @Test("Members that are written one by one keep their order; those of a value are in order of name")
    func orderOfMembers() {
        let text = Self.text { writer in
            writer.object { writer in
                writer.member("b", 1)
                writer.member("a", ["x"])
                writer.object("c") { $0.member("n", JSONValue.object(["z": 1, "y": 2])) }
                writer.member("none", String?.none)
            }
        }
        #expect(text == #"{"b":1,"a":["x"],"c":{"n":{"y":2,"z":1}},"none":null}"#)
    }

    @Test("A number that JSON does not have is null, and encoding a value with one is an error")
    func numbersThatJSONDoesNotHave() {
        #expect(Self.text { $0.array([Double.nan, .infinity, 1]) { $0.number($1) } } == "[null,null,1.0]")
        #expect(throws: StrictJSON.Flaw.numberOutOfRange) { try StrictJSON.encode(["a": [.number(.nan)]]) }
    }
}
