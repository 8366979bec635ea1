package import Base
import Crypto

/// What a caller presented: its text, and the digest that everything warm works with. Prints as `‹redacted›`.
package struct BearerToken: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let text: Substring
    /// SHA-256 of the whole token, computed once, here.
    package let digest: Digest256

    /// Longer ones are refused unread (RFC 6750 sets no limit; real access tokens stay below 4 KiB).
    package static let maximumBytes = 16_384

    /// Nil unless `text` follows the b64token grammar (RFC 6750 §2.1) and is at most `maximumBytes` long.
    package init?(_ text: Substring) {
        guard text.utf8.count <= Self.maximumBytes, Self.isB64Token(text) else { return nil }
        self.text = text
        self.digest = Digest256(sha256: text)
    }

    package init?(_ text: String) {
        self.init(text[...])
    }

    /// The token itself, for a parser or verifier and nobody else.
    package func reveal() -> String { String(text) }

    /// The token's bytes without a copy.
    var utf8: Substring.UTF8View { text.utf8 }

    package var description: String { "‹redacted›" }
    package var debugDescription: String { "‹redacted›" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }

    /// `1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="`
    private static func isB64Token(_ text: Substring) -> Bool {
        let body = text.utf8.dropLast(text.utf8.reversed().prefix { $0 == UInt8(ascii: "=") }.count)
        let isPlain =
            body.withContiguousStorageIfAvailable(areB64TokenCharacters) ?? Array(body).withUnsafeBufferPointer(areB64TokenCharacters)
        return !body.isEmpty && isPlain
    }

    /// Without a way out of the loop, so that it runs many bytes at a time: it is half of what a long token seen before costs.
    private static func areB64TokenCharacters(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var strangers: UInt8 = 0
        for byte in bytes {
            let isLetter: UInt8 = (byte | 0x20) &- UInt8(ascii: "a") < 26 ? 1 : 0
            // "-", ".", "/" and the digits stand in a row.
            let isInRow: UInt8 = byte &- UInt8(ascii: "-") < 13 ? 1 : 0
            let isOther: UInt8 =
                (byte == UInt8(ascii: "_") ? 1 : 0) | (byte == UInt8(ascii: "~") ? 1 : 0) | (byte == UInt8(ascii: "+") ? 1 : 0)
            strangers |= (isLetter | isInRow | isOther) ^ 1
        }
        return strangers == 0
    }
}

extension Digest256 {
    /// SHA-256 of the text's UTF-8 bytes, read where they lie.
    package init(sha256 text: Substring) {
        var hasher = SHA256()
        let done: Void? = text.utf8.withContiguousStorageIfAvailable { hasher.update(bufferPointer: UnsafeRawBufferPointer($0)) }
        // A string bridged from elsewhere may lie in pieces; ours never do.
        if done == nil { hasher.update(data: Array(text.utf8)) }
        self = hasher.finalize().withUnsafeBytes { bytes in
            func word(_ index: Int) -> UInt64 { UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)) }
            return Digest256(words: word(0), word(1), word(2), word(3))
        }
    }
}
