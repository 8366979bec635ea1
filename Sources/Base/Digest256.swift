/// A SHA-256 digest of a high-entropy secret, kept as four words so that it hashes and compares without a heap
/// allocation.
package struct Digest256: Hashable, Sendable {
    package let a: UInt64, b: UInt64, c: UInt64, d: UInt64

    /// Creates a digest from four big-endian words; `a` holds the first bytes.
    package init(words a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64) {
        (self.a, self.b, self.c, self.d) = (a, b, c, d)
    }

    /// Creates a digest from exactly 32 bytes, big-endian; nil for any other length.
    package init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        var index = 0
        for byte in bytes {
            switch index / 8 {
            case 0: words.0 = words.0 << 8 | UInt64(byte)
            case 1: words.1 = words.1 << 8 | UInt64(byte)
            case 2: words.2 = words.2 << 8 | UInt64(byte)
            default: words.3 = words.3 << 8 | UInt64(byte)
            }
            index += 1
        }
        (a, b, c, d) = words
    }

    /// The 32 bytes, as a store keeps them.
    package var bytes: [UInt8] {
        var result = [UInt8]()
        result.reserveCapacity(32)
        for word in [a, b, c, d] {
            for shift in stride(from: UInt64(56), through: 0, by: -8) {
                result.append(UInt8(truncatingIfNeeded: word >> shift))
            }
        }
        return result
    }

    /// Compares in constant time: the duration does not tell how many leading bits agree.
    package static func == (lhs: Self, rhs: Self) -> Bool {
        (lhs.a ^ rhs.a) | (lhs.b ^ rhs.b) | (lhs.c ^ rhs.c) | (lhs.d ^ rhs.d) == 0
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(a)
        hasher.combine(b)
    }
}
