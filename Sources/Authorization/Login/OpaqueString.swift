import Base

/// A password as it is hashed: the OpaqueString profile of RFC 8265 §4.2, so that one password has one spelling on
/// every keyboard.
enum OpaqueString {
    /// Non-ASCII spaces become spaces, then Normalization Form C. Case and width stay, and nothing is refused: a
    /// password that was set with an older version must still be accepted.
    static func prepared(_ password: Secret) -> Secret {
        let text = password.reveal()
        guard !text.utf8.allSatisfy({ $0 < 0x80 }) else { return password }
        let spaced = text.unicodeScalars.map { $0.properties.generalCategory == .spaceSeparator ? " " : $0 }
        return Secret(String(String.UnicodeScalarView(spaced)).normalFormC)
    }
}
