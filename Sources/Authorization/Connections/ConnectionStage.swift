/// The stages between knowing the server's address and calling it, in their order.
package enum ConnectionStage: String, Sendable, Hashable, CaseIterable {
    /// The client read the metadata (RFC 8414).
    case discovery
    /// The client registered itself (RFC 7591).
    case registration
    /// A browser came with an authorization request; the person had to log in.
    case login
    /// The person was asked for consent, or gave it earlier.
    case consent
    /// A code or a refresh token was exchanged for tokens.
    case token
    /// A request with an access token of the client.
    case call
}
