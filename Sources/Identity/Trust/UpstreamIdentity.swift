package import Base

/// A person as an upstream provider vouches for them, after every check of OIDC Core §3.1.3.7 has passed.
package struct UpstreamIdentity: Sendable, Hashable {
    package let identity: ExternalIdentity
    /// An address or nothing: what cannot be one is left out, and not repaired into somebody else's.
    package let email: String?
    /// Literally `true` in the claims; anything else is false.
    package let emailVerified: Bool
    /// For display only: people may choose it.
    package let preferredUsername: String?
    /// Without what our own names must not have: a name that is merely unusual (an emoji's joiner, three hundred
    /// characters) must not keep its owner out.
    package let name: String?
    package let groups: [String]
    /// For RP-initiated logout.
    package let idToken: String?
    /// When the person last proved who they are there; nil when the provider does not say.
    package let authenticatedAt: Timestamp?

    package init(
        identity: ExternalIdentity,
        email: String?,
        emailVerified: Bool,
        preferredUsername: String?,
        name: String?,
        groups: [String],
        idToken: String?,
        authenticatedAt: Timestamp? = nil
    ) {
        self.identity = identity
        self.email = email.flatMap { try? DisplayText.check($0, field: "email", limit: 320) }
        self.emailVerified = emailVerified
        self.preferredUsername = preferredUsername
        self.name = name.flatMap { DisplayText.nearest(to: $0, limit: 200) }
        self.groups = groups
        self.idToken = idToken
        self.authenticatedAt = authenticatedAt
    }
}
