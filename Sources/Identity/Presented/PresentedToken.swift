import Glibc

/// A bearer token as the caller presented it, not parsed yet; the warm path uses it. Prints as `‹redacted›`.
///
/// Two values are equal when all their bytes are, so the cache recognises a caller only by the complete token. Only the
/// last bytes are hashed: they belong to the signature of a signed token, and are random in this server's tokens.
/// Hashing all bytes of a long token would cost more than the rest of the warm path. Tokens with the same last bytes
/// only cost one more comparison.
package struct PresentedToken: Sendable {
    let text: Substring

    /// The number of last bytes that are hashed, and compared in constant time: 192 bits of a signature; in this
    /// server's tokens, 26 random characters and the checksum.
    private static let tail = 32

    /// Longer tokens are refused without parsing (RFC 6750 sets no limit; real access tokens are shorter than 4 KiB).
    package static let maximumBytes = 16_384

    /// Nil when `text` is empty, or longer than `maximumBytes`.
    package init?(_ text: Substring) {
        guard 1...Self.maximumBytes ~= text.utf8.count else { return nil }
        self.text = text
    }

    private init(unchecked text: Substring) {
        self.text = text
    }

    /// A copy with its own bytes: keeping a part of a header would keep the whole header in memory.
    var detached: PresentedToken { PresentedToken(unchecked: String(text)[...]) }

    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        text.utf8.span.withUnsafeBufferPointer(body)
    }
}

extension PresentedToken: Hashable {
    package static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.withBytes { left in rhs.withBytes { right in isEqual(left, right) } }
    }

    package func hash(into hasher: inout Hasher) {
        withBytes { bytes in
            let end = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes).suffix(Self.tail))
            guard end.count == Self.tail else { return hasher.combine(bytes: end) }
            // Fed as words, because the hasher's method for bytes is slower when they are not aligned.
            for place in stride(from: 0, to: Self.tail, by: 8) {
                hasher.combine(end.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            }
        }
    }

    /// Compares the last bytes in constant time; only callers that already know them reach the fast comparison of the
    /// rest.
    private static func isEqual(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        guard left.count == right.count, let first = left.baseAddress, let second = right.baseAddress else {
            return false
        }
        var difference: UInt8 = 0
        for index in max(0, left.count - tail)..<left.count { difference |= left[index] ^ right[index] }
        return difference == 0 && memcmp(first, second, left.count) == 0
    }
}

extension PresentedToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "‹redacted›" }
    package var debugDescription: String { "‹redacted›" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
