/// What policy decides on.
package enum Action: Sendable, Hashable {
    case read, write, administer

    /// The scope it needs.
    package var scope: ScopeSet {
        switch self {
        case .read: .read
        case .write: .write
        case .administer: .admin
        }
    }
}
