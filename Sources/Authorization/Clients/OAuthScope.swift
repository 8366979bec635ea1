package import Identity

/// The scopes of our authorization server: those of the memory API and those of OpenID Connect (Core §5.4, §11).
package enum OAuthScope: String, Sendable, Hashable, CaseIterable {
    case memoryRead = "memory:read"
    case memoryWrite = "memory:write"
    case memoryAdmin = "memory:admin"
    case offlineAccess = "offline_access"
    case openid, profile, email

    /// The description for the person who consents.
    package var words: String {
        switch self {
        case .memoryRead: "Search and read your memories"
        case .memoryWrite: "Add, change and delete your memories"
        case .memoryAdmin: "Manage the workspace's users, and delete any of their memories"
        case .offlineAccess: "Stay connected while you are away"
        case .openid: "Know who you are"
        case .profile: "See your name"
        case .email: "See your email address"
        }
    }

    fileprivate var memory: ScopeSet {
        switch self {
        case .memoryRead: .read
        case .memoryWrite: .write
        case .memoryAdmin: .admin
        case .offlineAccess, .openid, .profile, .email: []
        }
    }
}

/// A set of scopes as a grant holds it.
package struct OAuthScopes: Sendable, Hashable {
    package let values: Set<OAuthScope>

    package init(_ values: Set<OAuthScope>) {
        self.values = values
    }

    /// Reads a space-separated list (RFC 6749 §3.3); unknown names are left out, and the response's `scope` shows it.
    package init(parsing text: String) {
        values = Set(text.split(separator: " ").compactMap { OAuthScope(rawValue: String($0)) })
    }

    /// In a fixed order, so that equal sets give equal texts.
    package var text: String {
        ordered.map(\.rawValue).joined(separator: " ")
    }

    package var ordered: [OAuthScope] {
        OAuthScope.allCases.filter(values.contains)
    }

    package var memory: ScopeSet {
        values.reduce(into: ScopeSet()) { $0.formUnion($1.memory) }
    }

    package var isEmpty: Bool { values.isEmpty }

    package func contains(_ scope: OAuthScope) -> Bool { values.contains(scope) }

    /// Broader implies narrower: a grant of `memory:write` covers a request for `memory:read`.
    package func covers(_ other: OAuthScopes) -> Bool {
        memory.isSuperset(of: other.memory)
            && other.values.allSatisfy { !$0.memory.isEmpty || values.contains($0) }
    }

    /// The scopes of this set that `other` covers: a token that was narrowed to `memory:read` keeps it under a grant of
    /// `memory:write`.
    package func intersection(_ other: OAuthScopes) -> OAuthScopes {
        OAuthScopes(values.filter { other.covers(OAuthScopes([$0])) })
    }

    /// The scopes of a client that asks for none.
    package static let defaults = OAuthScopes([.memoryRead, .memoryWrite])
    package static let all = OAuthScopes(Set(OAuthScope.allCases))
    /// The most that a self-registered application may get: only an administrator can give administration.
    package static let allButAdministration = OAuthScopes(Set(OAuthScope.allCases).subtracting([.memoryAdmin]))
}
