package import Base

/// A token with all that is needed to judge it and to make its principal: one indexed look-up.
package struct ResolvedAPIToken: Sendable {
    package let token: APIToken
    package let verifier: APITokenHash
    /// The owner; nil for a service token.
    package let user: User?
    /// The workspaces it may enter, the token's own first.
    package let memberships: [Principal.Entry]

    package init(token: APIToken, verifier: APITokenHash, user: User?, memberships: [Principal.Entry]) {
        self.token = token
        self.verifier = verifier
        self.user = user
        self.memberships = memberships
    }
}

/// API tokens.
package protocol APITokenStore: Sendable {
    /// False when the id is taken, or the workspace or the owner is not there any more.
    func add(_ token: APIToken, verifier: APITokenHash) async throws -> Bool
    /// By primary key, whatever the number of tokens. Expired and disabled ones are returned too: the caller judges.
    func resolve(_ id: ID<APIToken>) async throws -> ResolvedAPIToken?
    /// Every token whose id begins with `prefix` (all for the empty prefix), oldest first.
    func tokens(withPrefix prefix: String, of owner: ID<User>?) async throws -> [APIToken]
    /// True for exactly one of racing callers.
    func remove(_ id: ID<APIToken>) async throws -> Bool
    /// Notes when tokens were last used; times never go backwards.
    func touch(_ uses: [ID<APIToken>: Timestamp]) async throws
}
