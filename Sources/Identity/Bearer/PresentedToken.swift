import Glibc

/// What a caller presents as a bearer token, not read yet: what the warm path works with. Prints as `‹redacted›`.
///
/// Equal are the same bytes, all of them: whoever is taken for a caller seen before has presented that caller's token.
/// Only the last bytes are hashed, which of a signed token are its signature's and of ours are random: hashing all of a
/// long token would cost more than the rest of the warm path. Tokens that share them cost one comparison more, nothing
/// else.
package struct PresentedToken: Sendable {
    let text: Substring

    /// How many of the last bytes are hashed, and compared in constant time: 192 bits of a signature; of ours, 26
    /// random characters and the checksum.
    private static let tail = 32

    /// Longer ones are refused unread (RFC 6750 sets no limit; real access tokens stay below 4 KiB).
    package static let maximumBytes = 16_384

    /// Nil when `text` is empty, or longer than `maximumBytes`.
    package init?(_ text: Substring) {
        guard 1...Self.maximumBytes ~= text.utf8.count else { return nil }
        self.text = text
    }

    private init(unchecked text: Substring) {
        self.text = text
    }

    /// With bytes of its own: keeping a part of a header would keep all of it.
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
            // In words: the hasher's own way with bytes takes longer the less they are aligned.
            for place in stride(from: 0, to: Self.tail, by: 8) {
                hasher.combine(end.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            }
        }
    }

    /// The tails first, without a way out of the loop: how long it takes tells nothing of a token to anyone who does
    /// not know its tail. To those who do, the rest is compared as fast as the machine can.
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
