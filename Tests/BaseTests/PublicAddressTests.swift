import Base
import Testing

@Suite("Addresses (RFC 6890, IANA special-purpose registries)") struct PublicAddressTests {
    @Test(
        "Special-purpose addresses are not public",
        arguments: [
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
        ]
    )
    func specialAddressesAreNotPublic(text: String) throws {
        #expect(try #require(IPAddress(text)).isPublic == false)
    }

    @Test(
        "Other addresses are public",
        arguments: [
            "8.8.8.8", "1.1.1.1", "172.15.0.1", "172.32.0.1", "100.63.255.255", "100.128.0.1", "192.0.1.1",
            "223.255.255.255",
            "2606:4700:4700::1111", "2a00:1450:4001::8a", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1",
        ]
    )
    func othersAre(text: String) throws {
        #expect(try #require(IPAddress(text)).isPublic)
    }

    @Test(
        "Only the machine itself is loopback",
        arguments: [
            ("127.0.0.1", true), ("127.255.0.9", true), ("::1", true), ("::ffff:127.0.0.1", true), ("10.0.0.1", false),
            ("::2", false),
            ("2a00::5efe:7f00:1", false), ("64:ff9b::7f00:1", false), ("::127.0.0.1", false),
        ]
    )
    func onlyTheHostItselfIsLoopback(text: String, expected: Bool) throws {
        #expect(try #require(IPAddress(text)).isLoopback == expected)
    }
}
