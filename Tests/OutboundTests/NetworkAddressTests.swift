import Testing

@testable import Outbound

@Suite("Addresses (RFC 6890, IANA special-purpose registries)") struct NetworkAddressTests {
    @Test(arguments: [
        "127.0.0.1", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
        "100.64.0.1",
        "100.127.255.255", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1",
        "255.255.255.255",
        "::", "::1", "::2", "::8.8.8.8", "::0.1.2.3", "fd00::1", "fc00::1", "fe80::1", "fec0::1", "ff02::1",
        "2001:db8::1", "3fff::1",
        "100::1", "5f00::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a00:1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::808:808", "2002:a00:1::", "2002:7f00:1::1", "2001::f5ff:fffe", "2001:0:808:808::1",
        "2a00::5efe:a00:1",
        "2a00::200:5efe:7f00:1", "fe80::5efe:808:808", "fd00::5efe:808:808",
    ])
    func specialAddressesAreNotPublic(text: String) throws {
        #expect(try #require(NetworkAddress(text)).isPublic == false)
    }

    @Test(arguments: [
        "8.8.8.8", "1.1.1.1", "172.15.0.1", "172.32.0.1", "100.63.255.255", "100.128.0.1", "192.0.1.1",
        "223.255.255.255",
        "2606:4700:4700::1111", "2a00:1450:4001::8a", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1",
    ])
    func othersAre(text: String) throws {
        #expect(try #require(NetworkAddress(text)).isPublic)
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("127.255.0.9", true), ("::1", true), ("::ffff:127.0.0.1", true), ("10.0.0.1", false),
        ("::2", false),
        ("2a00::5efe:7f00:1", false), ("64:ff9b::7f00:1", false), ("::127.0.0.1", false),
    ])
    func onlyTheHostItselfIsLoopback(text: String, expected: Bool) throws {
        #expect(try #require(NetworkAddress(text)).isLoopback == expected)
    }

    @Test(arguments: ["2130706433", "0177.0.0.1", "0x7f.1", "127.1", "1.2.3.4.5", "[::1]", "::1%lo", "", "localhost"])
    func otherSpellingsAreNoAddress(text: String) {
        #expect(NetworkAddress(text) == nil)
    }
}

@Suite("Attacks by URLs we are to fetch (SSRF)") struct OutboundURLTests {
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
    func whatParsersDisagreeAboutIsRefused(text: String) {
        #expect(OutboundURL(text) == nil)
    }

    @Test func hostAndPortAreWhatIsConnectedTo() throws {
        let url = try #require(OutboundURL("HTTPS://A.Example:8443/Path?Q=1"))
        #expect(url.host == "a.example" && url.port == 8443 && url.isSecure)
        #expect(url.text == "https://a.example:8443/Path?Q=1")
        #expect(OutboundURL("http://[::1]:80/")?.host == "::1")
        #expect(OutboundURL("http://a.example?x")?.port == 80)
    }
}
