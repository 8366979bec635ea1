import Glibc

/// An IP address and whether the wide internet may be behind it.
struct NetworkAddress: Sendable, Hashable {
    /// 4 or 16 bytes, network order.
    let bytes: [UInt8]

    /// From its usual text; nil for anything else, so for `0x7f.1` and `2130706433` too.
    init?(_ text: String) {
        var four = in_addr()
        var sixteen = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            bytes = withUnsafeBytes(of: four) { Array($0) }
        } else if inet_pton(AF_INET6, text, &sixteen) == 1 {
            bytes = withUnsafeBytes(of: sixteen) { Array($0) }
        } else {
            return nil
        }
    }

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    var text: String {
        var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        return bytes.withUnsafeBytes { raw in
            guard inet_ntop(family, raw.baseAddress, &buffer, socklen_t(buffer.count)) != nil else { return "" }
            return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }

    var isLoopback: Bool {
        if let mapped { return mapped.isLoopback }
        return bytes.count == 4 ? bytes[0] == 127 : bytes == [UInt8](repeating: 0, count: 15) + [1]
    }

    /// Globally reachable: in none of the special-purpose ranges (RFC 6890 and the IANA registries), nor an IPv6
    /// address that leads to such an IPv4 address inside (mapped, NAT64, 6to4, ISATAP).
    var isPublic: Bool {
        let ranges = bytes.count == 4 ? Self.special4 : Self.special6
        return !ranges.contains { isIn($0.prefix, bits: $0.bits) } && (embedded?.isPublic ?? true)
    }

    /// The same host, written as IPv6 (RFC 4291 §2.5.5.2).
    private var mapped: NetworkAddress? {
        guard bytes.count == 16, bytes.prefix(10).allSatisfy({ $0 == 0 }), bytes[10] == 0xff, bytes[11] == 0xff else {
            return nil
        }
        return NetworkAddress(bytes: Array(bytes[12...]))
    }

    private var embedded: NetworkAddress? {
        guard bytes.count == 16 else { return nil }
        if let mapped { return mapped }
        if bytes.starts(with: [0x00, 0x64, 0xff, 0x9b]) { return NetworkAddress(bytes: Array(bytes[12...])) }
        if bytes.starts(with: [0x20, 0x02]) { return NetworkAddress(bytes: Array(bytes[2..<6])) }
        if bytes[8] & 0xfd == 0, bytes[9] == 0, bytes[10] == 0x5e, bytes[11] == 0xfe {
            return NetworkAddress(bytes: Array(bytes[12...]))
        }
        return nil
    }

    private func isIn(_ prefix: [UInt8], bits: Int) -> Bool {
        for index in 0..<(bits + 7) / 8 {
            let mask: UInt8 = bits - index * 8 >= 8 ? 0xff : ~(0xff >> UInt8(bits - index * 8))
            guard bytes[index] & mask == prefix[index] & mask else { return false }
        }
        return true
    }

    private static let special4: [(prefix: [UInt8], bits: Int)] = [
        ([0], 8), ([10], 8), ([100, 64], 10), ([127], 8), ([169, 254], 16), ([172, 16], 12), ([192, 0, 0], 24),
        ([192, 0, 2], 24),
        ([192, 31, 196], 24), ([192, 52, 193], 24), ([192, 88, 99], 24), ([192, 168], 16), ([192, 175, 48], 24),
        ([198, 18], 15),
        ([198, 51, 100], 24), ([203, 0, 113], 24), ([224], 4), ([240], 4),
    ]

    private static let special6: [(prefix: [UInt8], bits: Int)] = [
        // The first also holds the IPv4-compatible addresses (deprecated), the third NAT64 for local use, the fourth
        // Teredo.
        ([0], 96), ([0x01, 0], 64), ([0x00, 0x64, 0xff, 0x9b, 0x00, 0x01], 48), ([0x20, 0x01], 23),
        ([0x20, 0x01, 0x0d, 0xb8], 32),
        ([0x3f, 0xff], 20), ([0x5f, 0x00], 16), ([0xfc], 7), ([0xfe, 0x80], 10), ([0xfe, 0xc0], 10), ([0xff], 8),
    ].map { (prefix: $0.0 + [UInt8](repeating: 0, count: 16 - $0.0.count), bits: $0.1) }
}
