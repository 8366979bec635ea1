import Authorization
import Base
import Identity
import Imports
import Memories

/// The workspaces into which a person can import, and where each part of a file goes.
struct ImportPlaces: Sendable {
    /// The workspace of a part, or why there is none.
    enum Place: Sendable {
        case workspace(Workspace, Access)
        case refused(String)
    }

    let visit: PageVisit

    /// The workspaces that the person may write to, their own first.
    var writable: [Workspace] { visit.visitor.memberships.map(\.workspace).filter { writing($0.id) != nil } }

    /// - Parameter target: the workspace that the person chose for everything.
    func place(of part: ImportFile.Part, in file: ImportFile, target: ID<Workspace>?) -> Place {
        let named: Workspace? =
            if let target { writable.first { $0.id == target } } else if let team = part.team {
                writable.first { $0.kind == .team && $0.name.isExactly(team) }
            } else if file.isArchive { writable.first { $0.kind == .personal } } else {
                writable.first { $0.id == visit.membership.workspace.id }
            }
        guard let named, let access = writing(named.id) else {
            return .refused(localized("You can write to no such workspace here. Choose another one for the import."))
        }
        return .workspace(named, access)
    }

    private func writing(_ workspace: ID<Workspace>) -> Access? {
        try? AccessPolicy.access(visit.visitor.principal, workspace: workspace, to: .write)
    }
}
