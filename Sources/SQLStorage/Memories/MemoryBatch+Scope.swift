import Base
import Identity

extension MemoryBatch {
    /// The memories of all users whose partitions are touched.
    var scope: SQLScope { .names(Set(touched.map { Self.name($0.workspace, $0.user) })) }

    private static func name(_ workspace: ID<Workspace>, _ user: Identifier) -> Identifier {
        Identifier("memories \(workspace.rawValue) \(user)")
    }

    /// The memories that an access can change; everything when they are of more than one user.
    static func scope(of access: Access) -> SQLScope {
        switch access.reach {
        case .everyone: .everything
        case .only(let user): .names([name(access.workspace, Identifier(user))])
        }
    }
}
