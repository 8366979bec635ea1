package import Base
import Crypto

/// A token with valid characters, and its digest. Prints as `‹redacted›`.
///
/// Created from a `PresentedToken` that the cache does not know; a cached token is recognised by its bytes, without
/// parsing.
package struct BearerToken: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package let presented: PresentedToken
    /// SHA-256 of the whole token, computed once.
    package let digest: Digest256

    /// Nil unless the token follows the b64token grammar (RFC 6750 §2.1).
    package init?(_ presented: PresentedToken) {
        guard Self.isB64Token(presented) else { return nil }
        self.presented = presented
        digest = Digest256(sha256: presented.text)
    }

    /// Nil unless `text` follows the grammar and is at most `PresentedToken.maximumBytes` long.
    package init?(_ text: String) {
        guard let presented = PresentedToken(text[...]) else { return nil }
        self.init(presented)
    }

    /// The token itself, only for parsers and verifiers.
    package func reveal() -> String { String(presented.text) }

    /// The token's bytes, without a copy.
    var utf8: Substring.UTF8View { presented.text.utf8 }

    package var description: String { "‹redacted›" }
    package var debugDescription: String { "‹redacted›" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }

    /// `1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="`
    private static func isB64Token(_ presented: PresentedToken) -> Bool {
        presented.withBytes { bytes in
            var end = bytes.count
            while end > 0, bytes[end - 1] == UInt8(ascii: "=") { end -= 1 }
            return end > 0 && areB64TokenCharacters(UnsafeBufferPointer(rebasing: bytes[..<end]))
        }
    }

    /// The loop has no early exit, so that the compiler can process many bytes at a time.
    private static func areB64TokenCharacters(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var strangers: UInt8 = 0
        for byte in bytes {
            let isLetter: UInt8 = (byte | 0x20) &- UInt8(ascii: "a") < 26 ? 1 : 0
            // "-", ".", "/" and the digits are consecutive in ASCII.
            let isInRow: UInt8 = byte &- UInt8(ascii: "-") < 13 ? 1 : 0
            let isOther: UInt8 =
                (byte == UInt8(ascii: "_") ? 1 : 0) | (byte == UInt8(ascii: "~") ? 1 : 0)
                | (byte == UInt8(ascii: "+") ? 1 : 0)
            strangers |= (isLetter | isInRow | isOther) ^ 1
        }
        return strangers == 0
    }
}

extension Digest256 {
    /// SHA-256 of the text's UTF-8 bytes, without a copy.
    package init(sha256 text: Substring) {
        var hasher = SHA256()
        text.utf8.span.withUnsafeBytes { hasher.update(bufferPointer: $0) }
        self = hasher.finalize().withUnsafeBytes { bytes in
            func word(_ index: Int) -> UInt64 {
                UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
            }
            return Digest256(words: word(0), word(1), word(2), word(3))
        }
    }
}
