package import Base
package import Identity

/// Why the server ended a connection that neither its person nor its application asked to end.
package enum EndReason: String, Sendable, Hashable, CaseIterable {
    /// A refresh token was presented after it had been replaced, outside the reuse window.
    case refreshTokenReused = "refresh_token_reused"
    /// A replaced refresh token was presented within the window, with a request for more than was granted.
    case refreshTokenWidened = "refresh_token_widened"
    /// An authorization code was redeemed twice.
    case codeReused = "code_reused"

    /// The event as a sentence without names and addresses, for logs and pages.
    package var sentence: String {
        switch self {
        case .refreshTokenReused: "A refresh token was used again after it had been replaced."
        case .refreshTokenWidened: "A replaced refresh token was used again, to ask for more than was allowed."
        case .codeReused: "An authorization code was used twice."
        }
    }
}

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
