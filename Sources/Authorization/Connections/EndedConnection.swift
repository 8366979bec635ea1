package import Base
package import Identity

/// A connection that the server ended, kept for thirty days so that its person learns why the application has to connect
/// again.
package struct EndedConnection: Sendable, Hashable {
    package let grant: ID<AuthorizationGrant>
    package let client: ID<Client>
    /// As it was registered at the end; nil when it had none, and for a client ID metadata document.
    package let name: String?
    package let user: ID<User>
    /// Where the application took its code; nil when the request left it out.
    package let redirectURI: String?
    package let reason: EndReason
    /// The address of the request that ended it.
    package let address: String?
    package let endedAt: Timestamp

    package init(
        grant: ID<AuthorizationGrant>,
        client: ID<Client>,
        name: String?,
        user: ID<User>,
        redirectURI: String?,
        reason: EndReason,
        address: String?,
        endedAt: Timestamp
    ) {
        self.grant = grant
        self.client = client
        self.name = name
        self.user = user
        self.redirectURI = redirectURI
        self.reason = reason
        self.address = address
        self.endedAt = endedAt
    }

    /// How long it is kept.
    package static let kept = Duration.seconds(30 * 86_400)
}
