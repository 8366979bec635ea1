package import Identity

/// The scopes that clients are told to request, in the names of their authorization server. It may use other names for
/// our scopes (`https://memory.example/mcp/memory:read`), and require other scopes besides them (`openid`).
package struct RequestedScopes: Sendable, Hashable {
    private struct Word: Sendable, Hashable {
        let name: String
        /// Our scope; nil for a scope that is not ours.
        let scope: ScopeSet?
    }

    /// The scopes of an authorization server that uses our names.
    package static let ours = RequestedScopes([], mapping: ScopeMapping())

    private let words: [Word]
    /// The scopes for a client without any: a client that may only read is of little use, and administrators request
    /// their scope themselves.
    let defaults: [String]

    /// - Parameter names: in the order in which to request them; empty for our own.
    package init(_ names: [String], mapping: ScopeMapping) {
        words = names.map { Word(name: $0, scope: mapping.meaning(of: $0)) }
        let known = Self.names(of: words, upTo: .write)
        defaults = known.isEmpty ? ScopeSet.write.names : known
    }

    /// The names to request when a client lacks our scopes of these names (separated by spaces), together with the
    /// other servers' scopes that mean no more: some servers drop scopes that are not requested again.
    func names(for ours: String) -> [String] {
        let names = ours.split(separator: " ").map(String.init)
        let needed = names.compactMap(ScopeSet.init(name:)).reduce(into: ScopeSet()) { $0.formUnion($1) }
        // A scope without a mapped name is requested by our name. If none of the mapped names is ours, all of them are
        // requested.
        let known = words.compactMap(\.scope)
        guard !words.isEmpty, !needed.isEmpty, known.isEmpty || known.contains(needed) else { return names }
        return Self.names(of: words, upTo: needed)
    }

    private static func names(of words: [Word], upTo most: ScopeSet) -> [String] {
        words.filter { $0.scope.map(most.isSuperset) ?? true }.map(\.name)
    }
}
