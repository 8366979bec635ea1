package import Identity

/// The scopes of our authorization server: those of the memory API and those of OpenID Connect (Core §5.4, §11).
package enum OAuthScope: String, Sendable, Hashable, CaseIterable {
    case memoryRead = "memory:read"
    case memoryWrite = "memory:write"
    case memoryAdmin = "memory:admin"
    case offlineAccess = "offline_access"
    case openid, profile, email

    /// What it means to the person who consents.
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

    /// Reads a space-separated list (RFC 6749 §3.3); what we do not know is left out, and the answer's `scope` says so.
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

    /// Those of ours that `other` covers: a grant of `memory:write` leaves a token that was narrowed to `memory:read`
    /// what it has.
    package func intersection(_ other: OAuthScopes) -> OAuthScopes {
        OAuthScopes(values.filter { other.covers(OAuthScopes([$0])) })
    }

    /// What a client gets that asks for nothing.
    package static let usual = OAuthScopes([.memoryRead, .memoryWrite])
    package static let all = OAuthScopes(Set(OAuthScope.allCases))
    /// What an application may get that nobody added here: administration takes an administrator.
    package static let allButAdministration = OAuthScopes(Set(OAuthScope.allCases).subtracting([.memoryAdmin]))
}
