import Base
import TestSupport
import Testing

@testable import Outbound

@Suite("Attacks by URLs that the server fetches (SSRF)") struct OutboundURLTests {
    @Test(arguments: [
        "file:///etc/passwd", "gopher://a.example/", "ftp://a.example/", "javascript:alert(1)", "//a.example",
        "https://", "https:///x",
        "https://good.example@evil.example/", "https://good.example\\@evil.example/", "https://a.example/#x",
        "https://a.example:0/",
        "https://a.example:65536/", "https://a.example:x/", "https://a.example:+443/", "https://a.example:0443/",
        "https://a b.example/",
        "https://\u{0435}xample.com/", "https://a%2eb/",
        "https://[::1/", "https://[fe80::1%25lo]/", "https://a.example/\r\nHost: b",
    ])
    func ambiguousURLsAreRefused(text: String) {
        #expect(OutboundURL(text) == nil)
    }

    @Test("The host is the one that every other parser finds, or the URL is refused", arguments: HostileAuthority.all)
    func hostileAuthorities(row: HostileAuthority) {
        let url = OutboundURL("https://\(row.written)/x")
        #expect(url?.host.description == row.host)
        // The HTTP client reads this text, and must find the host that was checked.
        #expect(url.map { $0.text == "https://" + row.place! + "/x" } != false)
    }

    @Test func hostAndPortAreThoseOfTheConnection() throws {
        let url = try #require(OutboundURL("HTTPS://A.Example:8443/Path?Q=1"))
        #expect(url.host.bare == "a.example" && url.port == 8443 && url.isSecure)
        #expect(url.text == "https://a.example:8443/Path?Q=1")
        #expect(OutboundURL("http://[::1]:80/")?.host.bare == "::1")
        #expect(OutboundURL("http://a.example?x")?.port == 80)
    }
}
