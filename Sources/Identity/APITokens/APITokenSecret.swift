package import Base

/// An API token as its owner knows it: `amt_<id>_<secret>`. Prints as `‹redacted›`.
///
/// The id (12 characters) finds the record, appears in lists and logs, and proves nothing. The secret is 43 characters
/// of base 62 (256 random bits), followed by a checksum of 6 characters over everything before it (docs/adr/0001). A
/// scanner for leaked secrets can look for `amt_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}`.
package struct APITokenSecret: Sendable {
    package let id: ID<APIToken>
    private let text: String

    package static let prefix = TokenPrefix.apiToken.rawValue
    static let idLength = 12
    private static let randomLength = 43
    private static let checksumLength = 6
    private static let length = prefix.utf8.count + idLength + 1 + randomLength + checksumLength

    /// Creates a new token.
    package init(random: any RandomSource) {
        let id = Base62.random(Self.idLength, from: random)
        let body = Self.prefix + id + "_" + Base62.random(Self.randomLength, from: random)
        self.id = ID(id)
        text = body + Base62.text(CRC32.checksum(body.utf8))
    }

    /// Reads a token; nil for text that this server cannot have issued, which therefore needs no look-up.
    package init?(_ token: BearerToken) {
        let bytes = Array(token.utf8)
        guard bytes.count == Self.length, token.isAPIToken else { return nil }
        let separator = Self.prefix.utf8.count + Self.idLength
        let characters = bytes[Self.prefix.utf8.count...]
        guard
            characters.indices.allSatisfy({
                $0 == separator ? bytes[$0] == UInt8(ascii: "_") : Base62.contains(bytes[$0])
            })
        else {
            return nil
        }
        let body = bytes.dropLast(Self.checksumLength)
        guard Base62.text(CRC32.checksum(body)).utf8.elementsEqual(bytes.suffix(Self.checksumLength)) else {
            return nil
        }
        id = ID(String(decoding: bytes[Self.prefix.utf8.count..<separator], as: UTF8.self))
        text = String(decoding: bytes, as: UTF8.self)
    }

    /// The whole token, to be shown once to its owner.
    package var token: Secret { Secret(text) }

    /// The input of a password hash: the part after the id, 49 bytes (bcrypt reads 72 and silently drops the rest).
    var hashed: Secret { Secret(String(text.utf8.suffix(Self.randomLength + Self.checksumLength)) ?? "") }

    /// SHA-256 of the whole token, the same value that `BearerToken` computes.
    var digest: Digest256 { Digest256(sha256: text[...]) }

    /// The form for lists and logs: `amt_<id>_…`.
    package static func masked(_ id: ID<APIToken>) -> String { "\(prefix)\(id)_…" }
}

extension APITokenSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "‹redacted›" }
    package var debugDescription: String { "‹redacted›" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension BearerToken {
    /// Whether the text has the prefix of an API token; does not tell whether the token is valid.
    package var isAPIToken: Bool { utf8.starts(with: APITokenSecret.prefix.utf8) }
}
