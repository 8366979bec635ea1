package import Base
package import Identity

/// A person's consent to these scopes of a client in a workspace, stored so that they are not asked again.
package struct Consent: Sendable, Hashable {
    package let user: ID<User>
    package let client: ID<Client>
    package let workspace: ID<Workspace>
    /// Other workspaces in which the client may read, and nothing else.
    package let alsoReads: [ID<Workspace>]
    package let scopes: OAuthScopes
    /// Changes with the redirect URI of the request, and with the client's redirect URIs and name. When it changes, the
    /// person is asked again.
    package let clientDigest: Digest256
    package let createdAt: Timestamp

    package init(
        user: ID<User>,
        client: ID<Client>,
        workspace: ID<Workspace>,
        alsoReads: [ID<Workspace>] = [],
        scopes: OAuthScopes,
        clientDigest: Digest256,
        createdAt: Timestamp
    ) {
        self.user = user
        self.client = client
        self.workspace = workspace
        self.alsoReads = alsoReads
        self.scopes = scopes
        self.clientDigest = clientDigest
        self.createdAt = createdAt
    }
}
