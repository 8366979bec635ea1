/// A block of addresses: `10.0.0.0/8`, `fd00::/8`, or a single address. An IPv4 block and the same block mapped into
/// IPv6 are one value. `::/0` contains IPv4 as well.
package struct IPBlock: Hashable, Sendable {
    /// The first address.
    private let base: IPAddress
    /// The number of leading bits that the addresses share, counted as in IPv6: 0 to 128.
    private let length: Int

    /// - Parameter length: the number of leading bits that the addresses share, counted as in IPv6; clamped to 0…128.
    package init(_ address: IPAddress, length: Int = 128) {
        self.length = min(max(length, 0), 128)
        base = IPAddress(bits: address.bits & Self.mask(self.length))
    }

    /// Reads an address or a block (RFC 4632 §3.1), IPv6 with or without brackets. Nil for anything else: names, ports,
    /// a length with a sign or a leading zero,
    /// and a block mapped into IPv6 that is wider than all of IPv4.
    package init?(_ text: String) {
        let slash = text.utf8.firstIndex(of: UInt8(ascii: "/"))
        let written = text[..<(slash ?? text.endIndex)]
        let isBracketed = written.utf8.first == UInt8(ascii: "[") && written.utf8.last == UInt8(ascii: "]")
        let inner = isBracketed ? written.dropFirst().dropLast() : written
        let isIPv6 = inner.utf8.contains(UInt8(ascii: ":"))
        guard isIPv6 || !isBracketed, let address = IPAddress(inner) else { return nil }
        guard let slash else {
            self.init(address)
            return
        }
        let digits = text[text.index(after: slash)...]
        guard let number = UInt8(digits), String(number) == digits, number <= (isIPv6 ? 128 : 32) else { return nil }
        // `::ffff:10.0.0.0/8` means an IPv4 block to its author, but its first 8 bits are those of every IPv4 address.
        guard !isIPv6 || !address.isIPv4 || number >= 96 else { return nil }
        self.init(address, length: isIPv6 ? Int(number) : 96 + Int(number))
    }

    package func contains(_ address: IPAddress) -> Bool { address.bits & Self.mask(length) == base.bits }

    private static func mask(_ length: Int) -> UInt128 { ~0 << (128 - length) }
}

extension IPBlock: CustomStringConvertible {
    /// The text `10.0.0.0/8`, or the address alone when the block has only one.
    package var description: String {
        if length == 128 { return base.description }
        return base.isIPv4 && length >= 96 ? "\(base)/\(length - 96)" : "\(base)/\(length)"
    }
}
