package import Base
package import Identity

/// That a person allowed a client these scopes in a workspace, remembered so that they are not asked the same again.
package struct Consent: Sendable, Hashable {
    package let user: ID<User>
    package let client: ID<Client>
    package let workspace: ID<Workspace>
    package let scopes: OAuthScopes
    /// Changes with the redirect URI the answer goes to, and when the client's redirect URIs or name do: then the
    /// person is asked again.
    package let clientDigest: Digest256
    package let createdAt: Timestamp

    package init(
        user: ID<User>,
        client: ID<Client>,
        workspace: ID<Workspace>,
        scopes: OAuthScopes,
        clientDigest: Digest256,
        createdAt: Timestamp
    ) {
        self.user = user
        self.client = client
        self.workspace = workspace
        self.scopes = scopes
        self.clientDigest = clientDigest
        self.createdAt = createdAt
    }
}
