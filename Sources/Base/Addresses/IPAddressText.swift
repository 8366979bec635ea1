/// The text forms of addresses.
///
/// Does not use `inet_pton`: that function stops at the first NUL byte, so it reads `127.0.0.1\0.evil.example` as
/// 127.0.0.1, and it needs a copy of the text. `IPAddressTests` compares both readers.
extension IPAddress {
    /// Reads the standard text without brackets: `192.0.2.7`, `2001:db8::7`, `::ffff:192.0.2.7`. Nil for everything
    /// else: `127.1`, `0x7f.0.0.1`, `0177.0.0.1`, `2130706433`, and addresses with a zone.
    package init?(_ text: some StringProtocol) {
        let bytes = Substring(text).utf8
        if let four = Self.ipv4(bytes) {
            self.init(ipv4: four)
        } else if let bits = Self.ipv6(bytes) {
            self.init(bits: bits)
        } else {
            return nil
        }
    }

    /// Reads the text of a socket address, where a zone can follow an IPv6 address (`fe80::1%eth0`, RFC 4007 §11). The
    /// zone is dropped.
    package init?(zoned text: some StringProtocol) {
        let text = Substring(text)
        guard let percent = text.utf8.firstIndex(of: UInt8(ascii: "%")) else {
            self.init(text)
            return
        }
        guard let bits = Self.ipv6(text[..<percent].utf8), percent < text.utf8.index(before: text.endIndex) else {
            return nil
        }
        self.init(bits: bits)
    }

    /// Reads four numbers up to 255 without leading zeros.
    private static func ipv4(_ text: Substring.UTF8View) -> UInt32? {
        var value: UInt32 = 0
        var number: UInt32?
        var dots = 0
        for byte in text {
            if byte == UInt8(ascii: ".") {
                guard let done = number, dots < 3 else { return nil }
                value = value << 8 | done
                number = nil
                dots += 1
            } else {
                guard byte.isDigit, number != 0 else { return nil }
                let next = (number ?? 0) * 10 + UInt32(byte - 0x30)
                guard next <= 255 else { return nil }
                number = next
            }
        }
        guard let last = number, dots == 3 else { return nil }
        return value << 8 | last
    }

    /// Reads the text of RFC 4291 §2.2. `::` stands for at least one group.
    private static func ipv6(_ text: Substring.UTF8View) -> UInt128? {
        let colon = UInt8(ascii: ":")
        var rest = text
        var value: UInt128 = 0
        var groups = 0
        var groupsBeforeGap: Int?
        if rest.starts(with: [colon, colon]) {
            groupsBeforeGap = 0
            rest = rest.dropFirst(2)
        }
        while !rest.isEmpty {
            let group = rest.prefix { $0 != colon }
            rest = rest[group.endIndex...]
            if rest.isEmpty, let four = ipv4(group) {
                value = value << 32 | UInt128(four)
                groups += 2
            } else {
                guard let number = hexadecimal(group) else { return nil }
                value = value << 16 | number
                groups += 1
            }
            guard groups <= 8 else { return nil }
            guard !rest.isEmpty else { break }
            rest = rest.dropFirst()
            if rest.first == colon {
                guard groupsBeforeGap == nil else { return nil }
                groupsBeforeGap = groups
                rest = rest.dropFirst()
            } else if rest.isEmpty {
                return nil
            }
        }
        guard let groupsBeforeGap else { return groups == 8 ? value : nil }
        guard groups < 8 else { return nil }
        let bitsAfterGap = (groups - groupsBeforeGap) * 16
        let after = value & ((1 << bitsAfterGap) - 1)
        return (value >> bitsAfterGap) << (128 - groupsBeforeGap * 16) | after
    }

    /// Reads one to four digits.
    private static func hexadecimal(_ text: Substring.UTF8View) -> UInt128? {
        var value: UInt128 = 0
        var digits = 0
        for byte in text {
            guard let digit = byte.hexadecimalValue, digits < 4 else { return nil }
            value = value << 4 | UInt128(digit)
            digits += 1
        }
        return digits > 0 ? value : nil
    }
}

extension IPAddress: CustomStringConvertible {
    /// The canonical text, without brackets (RFC 5952 §4).
    package var description: String {
        if isIPv4 {
            let four = UInt32(truncatingIfNeeded: bits)
            return "\(four >> 24).\(four >> 16 & 0xff).\(four >> 8 & 0xff).\(four & 0xff)"
        }
        let groups = (0..<8).map { UInt16(truncatingIfNeeded: bits >> (112 - $0 * 16)) }
        let words = { (range: Range<Int>) in
            groups[range].map { String($0, radix: 16) }.joined(separator: ":")
        }
        guard let gap = Self.longestZeros(groups) else { return words(0..<8) }
        return "\(words(0..<gap.lowerBound))::\(words(gap.upperBound..<8))"
    }

    /// The first of the longest runs of at least two zero groups.
    private static func longestZeros(_ groups: [UInt16]) -> Range<Int>? {
        var longest: Range<Int>?
        var start = 0
        for (index, group) in groups.enumerated() {
            if group != 0 { start = index + 1 }
            let run = start..<index + 1
            if run.count >= 2, run.count > longest?.count ?? 0 { longest = run }
        }
        return longest
    }
}
