import Base

/// An authority that an attacker or a hasty operator may write, and the only correct reading of it. One table for
/// everything that reads hosts: when two readers disagree, an attacker passes a check with one host and gets a
/// connection to another.
package struct HostileAuthority: Sendable, CustomStringConvertible {
    package let written: String
    /// The host in canonical form, an IPv6 address in brackets; nil when the authority must be refused.
    package let host: String?
    package let port: UInt16?

    private init(_ written: String, _ host: String?, _ port: UInt16? = nil) {
        (self.written, self.host, self.port) = (written, host, port)
    }

    package var description: String { "“\(written.escaped)”" }

    /// The canonical form; nil when it must be refused.
    package var place: String? { host.map { $0 + (port.map { ":\($0)" } ?? "") } }

    /// The canonical form in an origin, where a colon without a port is refused.
    package var origin: String? { written.hasSuffix(":") ? nil : place }

    /// The same row with another name in place of `memory.example`.
    package func renamed(_ name: String) -> HostileAuthority {
        HostileAuthority(
            written.replacing("memory.example", with: name),
            written.contains("memory.example") && host == "memory.example" ? name : host,
            port
        )
    }

    package static let all: [HostileAuthority] = names + addresses + ports

    private static let long = Array(repeating: String(repeating: "a", count: 63), count: 4).joined(separator: ".")

    private static let names: [HostileAuthority] = [
        .init("memory.example", "memory.example"), .init("localhost", "localhost"), .init("my_host", "my_host"),
        .init("xn--mmoire-bva.example", "xn--mmoire-bva.example"), .init("a--b.example", "a--b.example"),
        .init("3com.example", "3com.example"), .init("memory.1example", "memory.1example"),
        // Mixed case and a trailing dot name the same host.
        .init("Memory.EXAMPLE", "memory.example"), .init("memory.example.", "memory.example"),
        .init("C.lan.", "c.lan"), .init("LOCALHOST.", "localhost"),
        // Empty labels.
        .init("", nil), .init(".", nil), .init("..", nil), .init(".lan", nil), .init("memory..example", nil),
        .init("memory.example..", nil),
        // Hyphens and lengths (RFC 1123 §2.1).
        .init("-x", nil), .init("x-.example", nil), .init("memory.-example", nil), .init("memory.example-", nil),
        .init(String(long.dropLast(2)), String(long.dropLast(2))), .init(long, nil),
        .init(String(repeating: "a", count: 64) + ".example", nil),
        // User information, and text that looks like it.
        .init("memory.example@evil.example", nil), .init("evil@memory.example", nil),
        .init("memory.example:443@evil.example", nil), .init("@memory.example", nil),
        .init("memory.example\\@evil.example", nil),
        // Separators, lists, quotes, patterns.
        .init("memory.example;example.org", nil), .init("memory.example|example.org", nil),
        .init("\"memory.example\"", nil), .init("'memory.example'", nil), .init("<memory.example>", nil),
        .init("*", nil), .init("*.example", nil), .init("memory.example\\", nil), .init("memory\\.example", nil),
        // White space, control characters, percent-encoding.
        .init("memory .example", nil), .init("memory\t.example", nil), .init("memory.example\u{0}", nil),
        .init("memory.example\u{0}.evil.example", nil), .init("memory.example\r\nx", nil),
        .init("memory%2eexample", nil), .init("memory.example%00", nil), .init("%6demory.example", nil),
        // Other scripts: look-alikes, full-width letters and dots, soft hyphens, combining marks.
        .init("mémoire.example", nil), .init("mem\u{043e}ry.example", nil), .init("memory\u{3002}example", nil),
        .init("\u{ff4d}emory.example", nil), .init("mem\u{ad}ory.example", nil), .init("memory.exampl\u{301}e", nil),
        .init("\u{212a}.example", nil), .init("\u{0661}.example", nil),
    ]

    private static let addresses: [HostileAuthority] = [
        .init("192.0.2.7", "192.0.2.7"), .init("127.0.0.1", "127.0.0.1"), .init("127.0.0.1.", "127.0.0.1"),
        // IPv4 in spellings that only inet_aton accepts.
        .init("127.1", nil), .init("127.0.1", nil), .init("2130706433", nil), .init("0x7f000001", nil),
        .init("0x7f.0.0.1", nil), .init("0X7F.1", nil), .init("0177.0.0.1", nil), .init("127.0.0.01", nil),
        .init("127.0.0.1.0", nil), .init("127.0.0.256", nil), .init("1.2.3.4.5", nil), .init("memory.example.1", nil),
        .init("memory.0x7f", nil), .init("memory.0x", nil), .init("017700000001", nil), .init("127.0.0.1\u{0}", nil),
        // IPv6: one address in many spellings.
        .init("[::1]", "[::1]"), .init("[2001:DB8::7]", "[2001:db8::7]"), .init("[0:0:0:0:0:0:0:1]", "[::1]"),
        .init("[2001:db8:0:0:1:0:0:1]", "[2001:db8::1:0:0:1]"),
        .init("[2001:db8:0:1:1:1:1:1]", "[2001:db8:0:1:1:1:1:1]"),
        .init("[::]", "[::]"), .init("[64:ff9b::192.0.2.7]", "[64:ff9b::c000:207]"),
        // Mapped addresses are IPv4 (RFC 4291 §2.5.5.2).
        .init("[::ffff:127.0.0.1]", "127.0.0.1"), .init("[::ffff:7f00:1]", "127.0.0.1"),
        // Zones, and brackets around anything but IPv6.
        .init("[fe80::1%eth0]", nil), .init("[fe80::1%25eth0]", nil), .init("[::1%lo]", nil), .init("[127.0.0.1]", nil),
        .init("[memory.example]", nil), .init("[]", nil), .init("[", nil), .init("]", nil), .init("[::1", nil),
        .init("::1]", nil), .init("[[::1]]", nil), .init("[::1]]", nil), .init("[::1]x", nil), .init("x[::1]", nil),
        .init("[::1].example", nil), .init("[ ::1]", nil),
        // Text that is not an IPv6 address.
        .init("[zz::1]", nil), .init("[:::1]", nil), .init("[1::2::3]", nil), .init("[1:2:3:4:5:6:7]", nil),
        .init("[1:2:3:4:5:6:7:8:9]", nil), .init("[1:2:3:4:5:6:7::8]", nil), .init("[12345::]", nil),
        .init("[:1]", nil),
        .init("[1:]", nil), .init("[::127.1]", nil), .init("[::1.2.3.4:1]", nil), .init("[::\u{0661}]", nil),
    ]

    private static let ports: [HostileAuthority] = [
        .init("memory.example:8443", "memory.example", 8443), .init("[::1]:65535", "[::1]", 65535),
        // RFC 3986 §3.2.3: an empty port means the default port.
        .init("memory.example:", "memory.example"), .init("[::1]:", "[::1]"),
        .init("memory.example:0", nil), .init("memory.example:65536", nil), .init("memory.example:0443", nil),
        .init("memory.example:+443", nil), .init("memory.example:-1", nil), .init("memory.example: 443", nil),
        .init("memory.example:x", nil), .init("memory.example:\u{0664}", nil), .init("memory.example:443:443", nil),
        .init("memory.example::443", nil), .init(":443", nil), .init("127.0.0.1:99999999999999999999", nil),
    ]
}
