package import Base

/// What the scopes and roles of a foreign token are worth here.
package struct ScopeMapping: Sendable, Hashable {
    /// What may stand before our names and is cut off.
    package enum Prefixes: Sendable, Hashable {
        /// One of these: `https://api.example/` in `https://api.example/memory:read`.
        case these(Set<Identifier>)
        /// Anything up to the last slash.
        case upToLastSlash
    }

    /// Names besides our own (`memory:read`…).
    package var names: [Identifier: ScopeSet] = [:]
    package var prefixes = Prefixes.these([])
    /// What each role or group allows. Once there is one entry, roles are needed: nobody gets more than theirs.
    package var roles: [Identifier: ScopeSet] = [:]
    /// For tokens that name no scope of ours. Nil means read and write, the token being for this server by its
    /// audience; but nothing for whom the mapping of roles, when there is one, has no role.
    package var defaultScopes: ScopeSet?

    package init() {}

    /// The token's scopes, cut down to what its roles allow.
    /// - Parameter claims: the names that each claim for scopes holds. The first claim that names one of ours decides
    ///   alone: what stands in the next is what the person may do, and this client was perhaps granted less of it.
    /// - Parameter isComplete: the token says all that may be done with it; the default would add to that.
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

    /// What a client that asks for the name is after, whether or not it will be called so in the token; nil for none of
    /// ours.
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

    /// A name of ours behind a prefix that nobody told us of. It gives nothing, for it may be another service's; but a
    /// token made for less must not get the default either.
    private static func scope(meantBy name: String) -> ScopeSet? {
        ScopeSet.named.first { name.hasSuffix($0.name) }?.scope
    }

    private static func union(_ scopes: [ScopeSet]) -> ScopeSet {
        scopes.reduce(into: []) { $0.formUnion($1) }
    }
}
