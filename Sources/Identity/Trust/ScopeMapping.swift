package import Base

/// Maps the scopes and roles of a foreign token to the scopes of this server.
package struct ScopeMapping: Sendable, Hashable {
    /// The prefixes of scope names that are stripped.
    package enum Prefixes: Sendable, Hashable {
        /// These prefixes: `https://api.example/` in `https://api.example/memory:read`.
        case these(Set<Identifier>)
        /// Everything up to the last slash.
        case upToLastSlash
    }

    /// Other names for this server's scopes (`memory:read`…).
    package var names: [Identifier: ScopeSet] = [:]
    package var prefixes = Prefixes.these([])
    /// The scopes of each role or group. With at least one entry, roles are required and limit the scopes.
    package var roles: [Identifier: ScopeSet] = [:]
    /// The scopes of tokens that name none of this server's scopes. Nil means read and write, because the audience
    /// shows that the token is for this server. But when roles are mapped and the person has none of them, the token
    /// gets nothing.
    package var defaultScopes: ScopeSet?

    package init() {}

    /// The token's scopes, limited by its roles.
    /// - Parameters:
    ///   - claims: the names in each claim for scopes. The first claim with one of this server's names decides alone:
    ///     the next claims describe the rights of the person, and this client may have been granted fewer.
    ///   - isComplete: whether the token lists all its rights; the default would add to them.
    func effective(scopes claims: [[String]], roles held: [String], isComplete: Bool) -> ScopeSet {
        let matched = held.compactMap { roles[Identifier($0)] }
        let unnamed = isComplete ? [] : defaultScopes ?? (roles.isEmpty ? .write : [])
        let most = matched.isEmpty ? unnamed : Self.union(matched)
        for names in claims {
            let granted = names.compactMap(scope(named:))
            if !granted.isEmpty { return roles.isEmpty ? Self.union(granted) : Self.union(granted).intersection(most) }
            let meant = names.compactMap(Self.scope(meantBy:))
            if !meant.isEmpty { return Self.union(meant).intersection(most) }
        }
        return most
    }

    /// The scope that a client means when it requests `name`, also when the token will use another name; nil for a name
    /// that means none of this server's scopes.
    package func meaning(of name: String) -> ScopeSet? {
        scope(named: name) ?? Self.scope(meantBy: name)
    }

    private func scope(named name: String) -> ScopeSet? {
        if let scope = names[Identifier(name)] ?? ScopeSet(name: name) { return scope }
        switch prefixes {
        case .these(let prefixes):
            return prefixes.lazy.compactMap { prefix in
                name.utf8.starts(with: prefix.text.utf8)
                    ? ScopeSet(name: Substring(name.utf8.dropFirst(prefix.text.utf8.count))) : nil
            }.first
        case .upToLastSlash:
            return name.lastIndex(of: "/").flatMap { ScopeSet(name: name[name.index(after: $0)...]) }
        }
    }

    /// This server's scope behind an unknown prefix. It grants nothing, because it may belong to another service. But a
    /// token issued for less must not get the default either.
    private static func scope(meantBy name: String) -> ScopeSet? {
        ScopeSet.named.first { name.hasSuffix($0.name) }?.scope
    }

    private static func union(_ scopes: [ScopeSet]) -> ScopeSet {
        scopes.reduce(into: []) { $0.formUnion($1) }
    }
}
