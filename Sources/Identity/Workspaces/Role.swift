/// The rights of a member in a workspace. The effective rights are the role's scopes ∩ the credential's scopes.
package enum Role: String, Sendable, Hashable, CaseIterable {
    case reader, member, admin

    package var scopes: ScopeSet {
        switch self {
        case .reader: .read
        case .member: .write
        case .admin: .admin
        }
    }
}
