import Base

/// The part of a client's metadata that is stored, and its size limit: registering needs no credential, so thousands of
/// clients may register.
extension ClientMetadata {
    /// Bytes of all texts together: names, URLs, redirect URIs and keys.
    package static let maximumBytes = 8_192

    /// A JWK set with the members that we read or that say which key it is (RFC 7517 §4, RFC 7518 §6, RFC 8037 §2);
    /// everything else is dropped.
    static func knownMembers(_ set: JSONValue) -> JSONValue {
        let keys = (set["keys"]?.array ?? []).compactMap { key -> JSONValue? in
            guard let members = key.object else { return nil }
            return .object(members.filter { name, value in kept.contains(name) && isSmall(value) })
        }
        return ["keys": .array(keys)]
    }

    var size: Int {
        let texts =
            [name, uri, logoURI, softwareID, softwareVersion, keysURI].compactMap(\.self) + redirectURIs.map(\.text)
        let keyBytes = keys.flatMap { try? StrictJSON.encode($0).count } ?? 0
        return texts.reduce(keyBytes) { $0 + $1.utf8.count }
    }

    private static let kept: Set<String> = [
        "kty", "use", "key_ops", "alg", "kid", "x5t", "x5t#S256", "crv", "x", "y", "n", "e",
    ]

    /// Members whose value is a text or a short list of texts.
    private static func isSmall(_ value: JSONValue) -> Bool {
        value.string != nil || value.array.map { $0.count <= 10 && $0.allSatisfy { $0.string != nil } } == true
    }
}
