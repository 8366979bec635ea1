package import Base

/// A person as an upstream provider describes them, after all checks of OIDC Core §3.1.3.7 passed.
package struct UpstreamIdentity: Sendable, Hashable {
    package let identity: ExternalIdentity
    /// An email address or nil: an invalid value is dropped instead of being repaired into someone else's address.
    package let email: String?
    /// True only when the claim is literally `true`.
    package let emailVerified: Bool
    /// For display only, because people may choose it.
    package let preferredUsername: String?
    /// The display name without characters that names here must not have. A merely unusual name (an emoji's joiner,
    /// three hundred characters) must not prevent the login.
    package let name: String?
    package let groups: [String]
    /// The ID token for RP-initiated logout.
    package let idToken: String?
    /// The time when the person last authenticated there; nil when the provider does not say.
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
