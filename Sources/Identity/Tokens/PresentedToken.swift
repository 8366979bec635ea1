/// What a caller presents as a bearer token, not read yet: what the warm path works with. Prints as `‹redacted›`.
///
/// Equal are the same bytes, all of them, compared in constant time: whoever is taken for a caller seen before has presented that
/// caller's token. Only the last bytes are hashed, which of a signed token are its signature's and of ours are random: hashing all
/// of a long token would cost more than the rest of the warm path. Tokens that share them cost one comparison more, nothing else.
package struct PresentedToken: Sendable {
    let text: Substring

    /// Longer ones are refused unread (RFC 6750 sets no limit; real access tokens stay below 4 KiB).
    package static let maximumBytes = 16_384

    /// Nil when `text` is longer than `maximumBytes`.
    package init?(_ text: Substring) {
        guard text.utf8.count <= Self.maximumBytes else { return nil }
        self.text = text
    }

    private init(unchecked text: Substring) {
        self.text = text
    }

    /// With bytes of its own: keeping a part of a header would keep all of it.
    var detached: PresentedToken { PresentedToken(unchecked: String(text)[...]) }

    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        // A string bridged from elsewhere may lie in pieces; ours never do.
        text.utf8.withContiguousStorageIfAvailable(body) ?? Array(text.utf8).withUnsafeBufferPointer(body)
    }
}

extension PresentedToken: Hashable {
    package static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.withBytes { left in rhs.withBytes { right in isEqual(left, right) } }
    }

    package func hash(into hasher: inout Hasher) {
        withBytes { hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer($0).suffix(32))) }
    }

    /// Without a way out of the loop: how long it takes tells nothing of where two tokens begin to differ.
    private static func isEqual(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for index in 0..<left.count { difference |= left[index] ^ right[index] }
        return difference == 0
    }
}

extension PresentedToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "‹redacted›" }
    package var debugDescription: String { "‹redacted›" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
