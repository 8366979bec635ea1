import Identity

extension Role {
    /// The role as pages name it.
    var word: String {
        switch self {
        case .reader: localized("reader")
        case .member: localized("member")
        case .admin: localized("admin")
        }
    }
}
