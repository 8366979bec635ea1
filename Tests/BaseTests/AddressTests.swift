import Base
import TestSupport
import Testing

@Suite("Hosts, authorities and origins") struct AddressTests {
    @Test("An authority has one reading or is refused", arguments: HostileAuthority.all)
    func authorities(row: HostileAuthority) {
        let read = Authority(row.written)
        #expect(read?.host.description == row.host)
        #expect(read?.port == row.port)
        // The canonical form reads as itself.
        if let read { #expect(Authority(read.description) == read) }
    }

    @Test("An origin is an authority with a scheme, without the default port", arguments: HostileAuthority.all)
    func origins(row: HostileAuthority) {
        #expect(Origin("HTTPS://\(row.written)")?.text == row.origin.map { "https://\($0)" })
        #expect(Origin(web: "http://\(row.written)/")?.text == row.origin.map { "http://\($0)" })
        #expect(Origin("https://\(row.written)?x") == nil && Origin("https://\(row.written)/x") == nil)
    }

    @Test(
        "An origin drops its default port; text with more than an origin is refused",
        arguments: [
            ("https://a.example:443", "https://a.example"), ("http://a.example:80/", "http://a.example"),
            ("http://a.example:443", "http://a.example:443"), ("app://obsidian.md", "app://obsidian.md"),
            ("null", "null"), ("Null", nil), ("", nil), ("a.example", nil), ("//a.example", nil), ("https://", nil),
            ("https:a.example", nil), ("https:///", nil), ("1http://a.example", nil), ("https://a.example//", nil),
            ("https://a.example#", nil),
        ] as [(String, String?)]
    )
    func originTexts(text: String, expected: String?) {
        #expect(Origin(text)?.text == expected)
    }

    @Test("A web origin has the scheme http or https", arguments: ["null", "app://obsidian.md", "ws://a.example"])
    func webOrigins(text: String) {
        #expect(Origin(text) != nil && Origin(web: text) == nil)
    }

    @Test("Loopback names are trusted, and loopback hosts are recognised")
    func loopback() throws {
        for text in ["localhost", "LocalHost.", "127.0.0.1", "[::1]", "[0::1]", "[::ffff:127.0.0.1]"] {
            #expect(Host(text).map { $0.isLoopbackName && $0.isLoopback } == true, "\(text)")
        }
        #expect(Host("127.0.0.2").map { !$0.isLoopbackName && $0.isLoopback } == true)
        for text in ["localhost.example", "128.0.0.1", "[::2]", "[::127.0.0.1]", "0.0.0.0", "[::]", "xlocalhost"] {
            #expect(Host(text).map { $0.isLoopbackName || $0.isLoopback } == false, "\(text)")
        }
    }

    @Test(
        "A server on loopback uses the name that its caller used",
        arguments: [
            ("localhost", "http://localhost/mcp"), ("LOCALHOST:80", "http://localhost:80/mcp"),
            ("[::1]", "http://[::1]/mcp"), ("localhost.", "http://localhost/mcp"),
            ("LocalHost.:80", "http://localhost:80/mcp"), ("localhost:81", "http://127.0.0.1:80/mcp"),
            ("localhost/", "http://127.0.0.1:80/mcp"), ("u@localhost", "http://127.0.0.1:80/mcp"),
            ("127.0.0.2", "http://127.0.0.1:80/mcp"), ("evil.example", "http://127.0.0.1:80/mcp"),
        ]
    )
    func loopbackNames(authority: String, url: String) throws {
        let names = try #require(LoopbackNames(origin: "http://127.0.0.1:80"))
        #expect(names.url("http://127.0.0.1:80/mcp", for: authority) == url)
    }

    @Test(
        "A URI is split by bytes, so a combining mark after a slash hides nothing",
        arguments: [
            ("HTTPS://a.example/p?q#f", "https", "a.example", "/p?q#f"),
            ("https://a\u{301}/\u{301}x", "https", "a\u{301}", "/\u{301}x"),
            ("https://a.example?://b", "https", "a.example", "?://b"), ("com.example:/cb", "com.example", nil, "/cb"),
            ("mailto:a@b", "mailto", nil, "a@b"), ("x://", "x", "", ""),
        ] as [(String, String, String?, String)]
    )
    func parts(text: String, scheme: String, authority: String?, rest: String) throws {
        let parts = try #require(URIParts(text))
        #expect(parts.scheme == scheme && parts.authority.map(String.init) == authority && parts.rest == rest)
    }

    @Test("A URI begins with a scheme", arguments: ["", "a", "/a:b", "1a:b", "é:b", ":b", "a b:c", "lin\u{212a}:b"])
    func noParts(text: String) {
        #expect(URIParts(text) == nil)
    }
}
