package import Base

/// A token with everything needed to verify it and to create its principal, from one indexed look-up.
package struct ResolvedAPIToken: Sendable {
    package let token: APIToken
    package let verifier: APITokenHash
    /// The owner; nil for a service token.
    package let user: User?
    /// The accessible workspaces, the token's own first.
    package let memberships: [Principal.Entry]

    package init(token: APIToken, verifier: APITokenHash, user: User?, memberships: [Principal.Entry]) {
        self.token = token
        self.verifier = verifier
        self.user = user
        self.memberships = memberships
    }
}

/// The store of API tokens.
package protocol APITokenStore: Sendable {
    /// Adds a token; false when the id is taken, or the workspace or the owner was removed.
    func add(_ token: APIToken, verifier: APITokenHash) async throws -> Bool
    /// The token with this id, by primary key. Expired tokens and tokens of disabled users are included: the caller
    /// judges.
    func resolve(_ id: ID<APIToken>) async throws -> ResolvedAPIToken?
    /// All tokens whose id begins with `prefix` (all tokens for an empty prefix), oldest first.
    func tokens(withPrefix prefix: String, of owner: ID<User>?) async throws -> [APIToken]
    /// Removes a token; true for exactly one of several concurrent callers.
    func remove(_ id: ID<APIToken>) async throws -> Bool
}
