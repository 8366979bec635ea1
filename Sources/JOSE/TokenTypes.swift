import Base

/// The values of `typ` that a verifier accepts. They keep an ID token, a logout token or a DPoP proof from passing as
/// an access token of the same issuer (RFC 8725 §3.11).
package struct TokenTypes: Sendable, Hashable {
    /// An array, because there are few: a set would hash the name first.
    private let names: [String]
    private let allowsAbsent: Bool

    /// - Parameters:
    ///   - names: media types, with or without `application/`; compared without regard to case (RFC 7515 §4.1.9).
    ///   - orAbsent: whether a header without `typ` passes too.
    package init(_ names: some Sequence<String>, orAbsent: Bool = false) {
        self.names = names.map(Self.normal)
        allowsAbsent = orAbsent
    }

    /// Access tokens we issue (RFC 9068 §2.1).
    package static let accessToken = TokenTypes(["at+jwt"])
    /// Access tokens of foreign issuers, many of which write `JWT` or nothing.
    package static let foreignAccessToken = TokenTypes(["at+jwt", "JWT"], orAbsent: true)
    /// ID tokens (OpenID Connect Core §2 leaves `typ` open).
    package static let idToken = TokenTypes(["JWT"], orAbsent: true)

    package func allows(_ type: String?) -> Bool {
        guard let type else { return allowsAbsent }
        return names.containsExactly(type) || names.containsExactly(Self.normal(type))
    }

    private static func normal(_ type: String) -> String {
        let name = type.lowercased()
        let prefix = "application/"
        return name.hasPrefix(prefix) && !name.dropFirst(prefix.count).contains("/")
            ? String(name.dropFirst(prefix.count)) : name
    }
}
