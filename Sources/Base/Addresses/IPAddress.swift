/// An IPv4 or IPv6 address. An IPv4 address and its form mapped into IPv6 (`::ffff:192.0.2.7`, RFC 4291 §2.5.5.2)
/// are one value, because they reach the same host.
package struct IPAddress: Hashable, Sendable {
    /// The address as IPv6, in host byte order; IPv4 in its mapped form.
    package let bits: UInt128

    package init(bits: UInt128) {
        self.bits = bits
    }

    package init(ipv4: UInt32) {
        bits = Self.mappedPrefix | UInt128(ipv4)
    }

    static let mappedPrefix: UInt128 = 0xffff << 32

    package var isIPv4: Bool { bits >> 32 == 0xffff }

    /// Whether it is in `127.0.0.0/8`, or `::1`.
    package var isLoopback: Bool { isIPv4 ? UInt8(truncatingIfNeeded: bits >> 24) == 127 : bits == 1 }

    /// Whether it means all addresses of the machine: `0.0.0.0` or `::`.
    package var isUnspecified: Bool { bits == 0 || bits == Self.mappedPrefix }
}
