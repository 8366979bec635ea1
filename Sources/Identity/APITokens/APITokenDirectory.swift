package import Base

/// Finds, lists and removes API tokens.
package struct APITokenDirectory: Sendable {
    /// The result of searching for a token.
    package enum Match: Sendable, Hashable {
        case none
        case one(APIToken)
        /// Several ids begin like this; oldest first.
        case several([APIToken])
    }

    private let tokens: any APITokenStore
    private let revocations: RevocationEpoch

    package init(tokens: any APITokenStore, revocations: RevocationEpoch) {
        self.tokens = tokens
        self.revocations = revocations
    }

    /// The tokens of one owner, or all; oldest first.
    package func list(of owner: ID<User>? = nil) async throws -> [APIToken] {
        try await tokens.tokens(withPrefix: "", of: owner)
    }

    /// - Parameter words: an id or its beginning, with or without `amt_`; a masked form as lists show it; or a whole
    ///   token, of which only the id is used.
    package func find(_ words: String, of owner: ID<User>? = nil) async throws -> Match {
        let prefix = Self.idPrefix(words)
        guard !prefix.isEmpty, prefix.utf8.allSatisfy(Base62.contains) else { return .none }
        let found = try await tokens.tokens(withPrefix: prefix, of: owner)
        if let exact = found.first(where: { $0.id.rawValue.isExactly(prefix) }) { return .one(exact) }
        return switch found.count {
        case 0: .none
        case 1: .one(found[0])
        default: .several(found)
        }
    }

    /// The number of characters of an id in `words`.
    package static func length(ofIDIn words: String) -> Int { idPrefix(words).count }

    /// Removes the token; every process on this machine refuses it immediately. False when it was already removed.
    package func remove(_ id: ID<APIToken>) async throws -> Bool {
        defer { revocations.bump() }
        return try await tokens.remove(id)
    }

    private static func idPrefix(_ words: String) -> String {
        let rest = words.hasPrefix(APITokenSecret.prefix) ? words.dropFirst(APITokenSecret.prefix.count) : words[...]
        return String(rest.prefix { $0 != "_" && $0 != "…" })
    }
}
