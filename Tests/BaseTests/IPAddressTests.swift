import Base
import Glibc
import TestSupport
import Testing

@Suite("IP addresses and blocks") struct IPAddressTests {
    @Test("Every text of the table is read as inet_pton reads it", arguments: HostileAuthority.all)
    func agreesWithTheSystem(row: HostileAuthority) {
        // inet_pton stops at the first NUL byte.
        let inner = row.written.filter { $0 != "[" && $0 != "]" }
        guard !inner.utf8.contains(0) else {
            #expect(IPAddress(inner) == nil)
            return
        }
        #expect(IPAddress(inner)?.bits == Self.system(inner))
    }

    @Test("An address is written as inet_ntop writes it, and can be read back")
    func writing() throws {
        let random = SeededRandom()
        for _ in 0..<2_000 {
            // Half of the groups are zero, because that is where texts differ.
            let bits = random.bytes(8).reduce(UInt128(0)) { $0 << 16 | UInt128($1 < 128 ? 0 : Int($1) * 7) }
            // Below ::/80 inet_ntop writes some addresses with an IPv4 tail.
            guard bits >> 48 != 0 else { continue }
            let address = IPAddress(bits: bits)
            #expect(address.description == Self.systemText(bits))
            #expect(IPAddress(address.description) == address)
        }
    }

    @Test(
        "RFC 5952 §4: one canonical text",
        arguments: [
            ("2001:0DB8::0001", "2001:db8::1"), ("2001:db8:0:0:0:0:2:1", "2001:db8::2:1"),
            ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"), ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
            ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("0:0:0:0:0:0:0:0", "::"), ("1::", "1::"),
            ("::ffff:192.0.2.7", "192.0.2.7"), ("::FFFF:c000:0207", "192.0.2.7"), ("192.0.2.7", "192.0.2.7"),
        ]
    )
    func canonical(text: String, expected: String) {
        #expect(IPAddress(text)?.description == expected)
    }

    @Test(
        "A zone is dropped in socket addresses and refused elsewhere",
        arguments: [
            ("fe80::1%eth0", "fe80::1"), ("::1%1", "::1"), ("192.0.2.7", "192.0.2.7"), ("192.0.2.7%eth0", nil),
            ("fe80::1%", nil), ("%eth0", nil), ("localhost", nil),
        ] as [(String, String?)]
    )
    func zones(text: String, expected: String?) {
        #expect(IPAddress(zoned: text)?.description == expected)
        #expect(!text.contains("%") || IPAddress(text) == nil)
    }

    @Test(
        "A block is normalised or refused",
        arguments: [
            ("10.0.0.7", "10.0.0.7"), ("10.1.2.3/8", "10.0.0.0/8"), ("[::1]", "::1"), ("FD00::/8", "fd00::/8"),
            ("[fd00::]/8", "fd00::/8"), ("::ffff:10.0.0.0/104", "10.0.0.0/8"), ("::ffff:10.0.0.0/8", nil),
            ("::ffff:0:0/96", "0.0.0.0/0"),
            ("::ffff:10.0.0.0/95", nil), ("::/0", "::/0"),
            ("0.0.0.0/0", "0.0.0.0/0"), ("10.0.0.1/32", "10.0.0.1"), ("10.0.0.0/33", nil), ("::/129", nil),
            ("10.0.0.0/x", nil), ("10.0.0.0/08", nil), ("10.0.0.0/+8", nil), ("10.0.0.0/", nil), ("10.0.0/8", nil),
            ("10.0.0.0/8/9", nil), ("/8", nil), ("", nil), ("[10.0.0.1]", nil), ("[::1]:80", nil), ("10.0.0.1:80", nil),
            ("[zz::1]", nil), ("proxy.example", nil), ("10.0.0.0-10.0.0.9", nil), ("fe80::1%eth0", nil), ("[::1", nil),
        ] as [(String, String?)]
    )
    func blocks(text: String, expected: String?) {
        #expect(IPBlock(text)?.description == expected)
    }

    @Test(
        "A block contains the addresses that share its leading bits, IPv4 in both forms",
        arguments: [
            ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "::ffff:10.1.2.3", true),
            ("10.0.0.0/8", "11.0.0.1", false),
            ("10.0.0.0/8", "a00::1", false), ("192.0.2.4/30", "192.0.2.7", true), ("192.0.2.4/30", "192.0.2.8", false),
            ("fd00::/8", "fdff::1", true), ("fd00::/8", "fc00::1", false), ("0.0.0.0/0", "8.8.8.8", true),
            ("0.0.0.0/0", "2001:db8::1", false), ("::/0", "8.8.8.8", true), ("::1", "::1", true), ("::1", "::2", false),
        ]
    )
    func containing(block: String, address: String, expected: Bool) throws {
        #expect(try #require(IPBlock(block)).contains(#require(IPAddress(address))) == expected)
    }

    private static func system(_ text: String) -> UInt128? {
        var four = in_addr()
        var sixteen = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 { return IPAddress(ipv4: UInt32(bigEndian: four.s_addr)).bits }
        guard inet_pton(AF_INET6, text, &sixteen) == 1 else { return nil }
        return withUnsafeBytes(of: sixteen) { UInt128(bigEndian: $0.loadUnaligned(as: UInt128.self)) }
    }

    private static func systemText(_ bits: UInt128) -> String {
        var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        withUnsafeBytes(of: bits.bigEndian) {
            _ = inet_ntop(AF_INET6, $0.baseAddress, &buffer, socklen_t(buffer.count))
        }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
