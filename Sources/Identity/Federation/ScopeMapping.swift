import Base

/// What the scopes and roles of a foreign token are worth here.
package struct ScopeMapping: Sendable, Hashable {
    /// Names besides our own (`memory:read`…).
    package var names: [String: ScopeSet] = [:]
    /// What may stand before our names and is cut off: Cognito writes `https://api.example/memory:read`.
    package var prefixes: [String] = []
    /// What each role or group allows. Once there is one entry, roles are needed: nobody gets more than theirs.
    package var roles: [String: ScopeSet] = [:]
    /// For tokens that name no scope of ours. Nil means read and write, the token being for this server by its audience; but
    /// nothing for whom the mapping of roles, when there is one, has no role.
    package var defaultScopes: ScopeSet?

    package init() {}

    /// The token's scopes, cut down to what its roles allow.
    func effective(scopes: [String], roles held: [String]) -> ScopeSet {
        let named = scopes.compactMap(scope(named:))
        guard !roles.isEmpty else { return named.isEmpty ? defaultScopes ?? .write : Self.union(named) }
        let matched = held.compactMap { roles[$0] }
        let ceiling = matched.isEmpty ? defaultScopes ?? [] : Self.union(matched)
        return named.isEmpty ? ceiling : Self.union(named).intersection(ceiling)
    }

    private func scope(named name: String) -> ScopeSet? {
        if let scope = names[name] ?? ScopeSet(name: name) { return scope }
        for prefix in prefixes where name.hasPrefix(prefix) {
            if let scope = ScopeSet(name: name.dropFirst(prefix.count)) { return scope }
        }
        return nil
    }

    private static func union(_ scopes: [ScopeSet]) -> ScopeSet {
        scopes.reduce(into: []) { $0.formUnion($1) }
    }
}
