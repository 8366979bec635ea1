import Base
import Testing

@Suite struct VisibleTextTests {
    @Test(
        arguments: [
            ("", ""), ("plain “text”, ünïcödé, 日本 and \\u{1b}", "plain “text”, ünïcödé, 日本 and \\u{1b}"),
            ("a\nb\r\n", #"a\u{a}b\u{d}\u{a}"#),
            ("\u{1b}[2K", #"\u{1b}[2K"#), ("\u{9b}1A\u{7f}", #"\u{9b}1A\u{7f}"#),
            ("abc\u{202e}cba", #"abc\u{202e}cba"#),
            ("a\u{2028}b\u{2029}", #"a\u{2028}b\u{2029}"#), ("a\u{200b}b\u{feff}", #"a\u{200b}b\u{feff}"#),
            ("\u{e0041}", #"\u{e0041}"#),
            ("\0", #"\u{0}"#),
        ])
    func invisibleCharactersAreEscaped(text: String, escaped: String) {
        #expect(text.escaped == escaped)
        #expect(escaped.escaped == escaped)
    }
}
