import Base
import JOSE
import Testing

@Suite("Strict JSON (RFC 8259, RFC 7515 §4)")
struct StrictJSONTests {
    @Test(
        "reads values",
        arguments: [
            ("null", .null), (" true ", .bool(true)), ("false", .bool(false)), ("0", 0), ("-0", 0), ("-12", -12),
            ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
            ("9223372036854775808", .decimal("9223372036854775808")), ("1.5e3", .number(1500)), ("1E-2", .number(0.01)),
            (#""""#, ""), (#""a\"\\\/\b\f\n\r\t""#, "a\"\\/\u{8}\u{c}\n\r\t"), (#""\u00e9\ud83d\ude00""#, "é😀"),
            ("\"é😀\"", "é😀"),
            (#""\u0000""#, "\0"), ("[]", []), ("{}", [:]), ("\t[1 ,\r\n[ ] ]", [1, []]),
            (#"{"a":{"b":[null]},"c":1}"#, ["a": ["b": [nil]], "c": 1]),
        ] as [(String, JSONValue)]
    )
    func reads(text: String, value: JSONValue) throws {
        #expect(try StrictJSON.parse(Array(text.utf8)) == value)
    }

    @Test(
        "refuses text without a single meaning",
        arguments: [
            ("", .syntax), (" ", .syntax), ("nul", .syntax), ("True", .syntax), ("{", .syntax), ("[1,]", .syntax),
            ("[,1]", .syntax),
            (#"{"a":1,}"#, .syntax), (#"{"a" 1}"#, .syntax), ("{a:1}", .syntax), ("{1:1}", .syntax), ("'a'", .syntax),
            ("\"a", .syntax),
            (#""\x""#, .syntax), (#""\u12g4""#, .syntax), (#""\u12"#, .syntax), ("\"a\nb\"", .syntax),
            ("\"\\n\u{1}\"", .syntax),
            ("01", .syntax), ("-", .syntax), ("+1", .syntax), (".5", .syntax), ("1.", .syntax), ("1e", .syntax),
            ("1e+", .syntax),
            ("0x10", .trailingBytes), ("NaN", .syntax), ("Infinity", .syntax), ("-Infinity", .syntax),
            ("// c\n1", .syntax),
            ("\u{feff}{}", .byteOrderMark), ("[\u{feff}]", .syntax), ("1e400", .numberOutOfRange),
            ("-1e400", .numberOutOfRange),
            ("{}{}", .trailingBytes),
            ("{} x", .trailingBytes), ("{}\0", .trailingBytes), (#"{"a":1,"a":1}"#, .duplicateMember),
            (#"{"a":1,"\u0061":2}"#, .duplicateMember), (#"{"x":{"a":1,"b":2,"a":3}}"#, .duplicateMember),
            (#""\ud83d""#, .notUTF8), (#""\ude00\ud83d""#, .notUTF8), (#""\ud83dx""#, .notUTF8),
            (#""\ud83d\u0041""#, .notUTF8),
        ] as [(String, StrictJSON.Flaw)]
    )
    func refuses(text: String, flaw: StrictJSON.Flaw) {
        #expect(Self.refusal(Array(text.utf8))?.flaw == flaw)
    }

    private static func refusal(_ bytes: [UInt8]) -> StrictJSON.Refusal? {
        #expect(throws: StrictJSON.Refusal.self) { try StrictJSON.parse(bytes) }
    }

    @Test(
        "the error names the place",
        arguments: [
            ("", 0, "it ends too early, at line 1, column 1"),
            ("{\"a\": ", 6, "it ends too early, at line 1, column 7"),
            ("{\n  \"a\": 1,\n}", 12, "a syntax error at line 3, column 1"),
            ("{\"é😀\": x}", 11, "a syntax error at line 1, column 8"),
            ("[1 2]", 3, "a syntax error at line 1, column 4"), ("[01]", 1, "a syntax error at line 1, column 2"),
            ("[1.x]", 3, "a syntax error at line 1, column 4"), ("[truth]", 1, "a syntax error at line 1, column 2"),
            ("\"a\nb\"", 2, "a syntax error at line 1, column 3"),
            ("\"\\n\n\"", 3, "a syntax error at line 1, column 4"),
            (#""a\x""#, 3, "a syntax error at line 1, column 4"),
            (#""\u12g4""#, 5, "a syntax error at line 1, column 6"),
            (#"{"a":1,"a":1}"#, 7, "a member is repeated at line 1, column 8"),
            (#"["x\ud83d"]"#, 3, "text that is not UTF-8 at line 1, column 4"),
            ("[1, 1e400]", 4, "a number out of range at line 1, column 5"),
            ("{} x", 3, "something follows the value at line 1, column 4"),
            (String(repeating: "[", count: 33), 32, "it is nested too deeply at line 1, column 33"),
        ] as [(String, Int, String)]
    )
    func place(text: String, offset: Int, sentence: String) {
        let refusal = Self.refusal(Array(text.utf8))
        #expect(refusal?.offset == offset)
        #expect(refusal?.description == sentence)
    }

    @Test(
        "refuses bytes that are not UTF-8",
        arguments: [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xc3], [0x80]] as [[UInt8]]
    )
    func notUTF8(bytes: [UInt8]) {
        #expect(Self.refusal([0x22] + bytes + [0x22])?.flaw == .notUTF8)
        #expect(Self.refusal(Array(#""\n"#.utf8) + bytes + [0x22])?.flaw == .notUTF8)
    }

    @Test("nesting is allowed up to the limit")
    func depth() throws {
        let deepest = String(repeating: "[", count: 32) + String(repeating: "]", count: 32)
        #expect(throws: Never.self) { try StrictJSON.parse(Array(deepest.utf8)) }
        #expect(Self.refusal(Array("[\(deepest)]".utf8))?.flaw == .tooDeep)
        #expect(Self.refusal([UInt8](repeating: UInt8(ascii: "["), count: 20_000))?.flaw == .tooDeep)
        let objects = String(repeating: #"{"a":"#, count: 20_000)
        #expect(Self.refusal(Array(objects.utf8))?.flaw == .tooDeep)
    }

    @Test("writes the shortest text, members sorted by name")
    func writes() throws {
        let value: JSONValue = ["b": [1, nil, true, "a\"\\\u{1f}\n/é"], "a": [:], "": .number(0.5), "c": []]
        let text = #"{"":0.5,"a":{},"b":[1,null,true,"a\"\\\u001f\n/é"],"c":[]}"#
        #expect(String(decoding: try StrictJSON.encode(value), as: UTF8.self) == text)
        #expect(try StrictJSON.parse(Array(text.utf8)) == value)
    }

    @Test("a number that is not finite is refused", arguments: [Double.infinity, -.infinity, .nan])
    func notFinite(number: Double) {
        #expect(throws: StrictJSON.Flaw.numberOutOfRange) { try StrictJSON.encode([.number(number)]) }
    }
}
