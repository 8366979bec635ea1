import Testing

@testable import Base

@Suite("The JSON writer")
struct JSONWriterTests {
    private static func text(isIndented: Bool = false, _ write: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter(isIndented: isIndented)
        write(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test(
        "Text is escaped where RFC 8259 §7 requires it, and nowhere else",
        arguments: [("a\"b\\c\n\u{1}é/", "\"a\\\"b\\\\c\\n\\u0001é/\""), ("\u{1f}", "\"\\u001f\"")]
    )
    func textIsEscaped(text: String, json: String) throws {
        #expect(Self.text { $0.string(text) } == json)
        #expect(try StrictJSON.parse(Array(json.utf8)) == .string(text))
    }

    private static let value: JSONValue = [
        "a": [1, -2.5, true, nil, "x", [:], []], "b": ["c": 1e300, "d": .decimal("18446744073709551616")],
    ]

    @Test("Written JSON can be read back, indented or compact", arguments: [false, true])
    func writtenJSONIsReadBack(isIndented: Bool) throws {
        #expect(try StrictJSON.parse(StrictJSON.encode(Self.value, isIndented: isIndented)) == Self.value)
    }

    @Test("Indented JSON has one member a line and two spaces a level; empty containers stay on one line")
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

    @Test("Members written one by one keep their order; members of a value are sorted by name")
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

    @Test("A number that is not finite is written as null; encoding a value that contains one fails")
    func numbersThatAreNotFinite() {
        #expect(Self.text { $0.array([Double.nan, .infinity, 1]) { $0.number($1) } } == "[null,null,1.0]")
        #expect(throws: StrictJSON.Flaw.numberOutOfRange) { try StrictJSON.encode(["a": [.number(.nan)]]) }
    }
}
