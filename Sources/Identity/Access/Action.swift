/// An action that the policy allows or refuses.
package enum Action: Sendable, Hashable {
    case read, write, administer

    /// The scope that the action requires.
    package var scope: ScopeSet {
        switch self {
        case .read: .read
        case .write: .write
        case .administer: .admin
        }
    }
}
