import Base

/// The result of a method, before its era adds its own members.
struct Answer: Sendable {
    var members: [String: JSONValue]
    /// How long a client may cache it (2026-07-28, SEP-2549); nil where the protocol has no such member.
    var freshness: Freshness?

    init(_ members: [String: JSONValue], freshness: Freshness? = nil) {
        self.members = members
        self.freshness = freshness
    }

    /// How long a result stays valid. The cache is always private: even the list of tools depends on the caller's
    /// scopes.
    enum Freshness: Sendable {
        /// For results that change only with the server or the token.
        case minutes
        /// For results that another conversation may change at any time.
        case none

        var milliseconds: Int64 {
            switch self {
            case .minutes: 300_000
            case .none: 0
            }
        }
    }

    func result(in era: Era, server: JSONValue) -> JSONValue {
        switch era {
        case .handshake: return .object(members)
        case .perRequest:
            var members = members
            members["resultType"] = "complete"
            members["_meta"] = [Envelope.serverKey: server]
            if let freshness {
                members["ttlMs"] = .integer(freshness.milliseconds)
                members["cacheScope"] = "private"
            }
            return .object(members)
        }
    }
}
