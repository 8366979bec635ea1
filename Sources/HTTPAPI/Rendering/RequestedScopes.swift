package import Identity

/// What clients are told to ask for, in the words of the authorization server they are sent to: it may call our scopes
/// otherwise (`https://memory.example/mcp/memory:read`), and want others asked for beside them (`openid`).
package struct RequestedScopes: Sendable, Hashable {
    private struct Word: Sendable, Hashable {
        let name: String
        /// Nil where it is none of ours.
        let scope: ScopeSet?
    }

    /// Of an authorization server that calls them what we do.
    package static let ours = RequestedScopes([], mapping: ScopeMapping())

    private let words: [Word]
    /// For a client without any: one that may only read is of little use, and administration is asked for by those who
    /// know why.
    let defaults: [String]

    /// - Parameter names: in the order they are to be asked for; empty for our own.
    package init(_ names: [String], mapping: ScopeMapping) {
        words = names.map { Word(name: $0, scope: mapping.meaning(of: $0)) }
        let known = Self.names(of: words, upTo: .write)
        defaults = known.isEmpty ? ScopeSet.write.names : known
    }

    /// For a client that lacks ours of these names, separated by spaces: with it all that means no more, for some
    /// servers forget what is not asked for again.
    func names(for ours: String) -> [String] {
        let names = ours.split(separator: " ").map(String.init)
        let needed = names.compactMap(ScopeSet.init(name:)).reduce(into: ScopeSet()) { $0.formUnion($1) }
        // One that has no word, where others have, is asked for by our name. Where no word is one of ours, they are all
        // there is.
        let known = words.compactMap(\.scope)
        guard !words.isEmpty, !needed.isEmpty, known.isEmpty || known.contains(needed) else { return names }
        return Self.names(of: words, upTo: needed)
    }

    private static func names(of words: [Word], upTo most: ScopeSet) -> [String] {
        words.filter { $0.scope.map(most.isSuperset) ?? true }.map(\.name)
    }
}
