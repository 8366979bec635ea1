package import Base

/// A workspace that a search includes.
package struct SearchedWorkspace: Sendable {
    package let access: Access
    /// With which results are labelled; nil when the caller named no workspaces and needs no labels.
    package let name: String?

    package init(access: Access, name: String?) {
        self.access = access
        self.name = name
    }
}

extension [SearchedWorkspace] {
    /// The label of results of a workspace; nil for none.
    package func label(of workspace: ID<Workspace>) -> String? {
        first { $0.access.workspace == workspace }?.name
    }
}

extension AccessPolicy {
    /// The most workspaces of one search: each is searched on its own.
    package static let mostWorkspaces = 20

    /// Stands for every workspace that the principal is in.
    package static let everyWorkspace = "all"

    /// Room 3 for a search of several workspaces: one proof for each, so that it reaches what the searches of each would.
    /// - Parameters:
    ///   - names: ids or names of the principal's workspaces, or `everyWorkspace`. One named twice is searched once.
    ///   - user: as in `access`.
    /// - Throws: `validationFailed` for none and for more than `mostWorkspaces`; for each as in `access`.
    package static func searched(
        _ principal: Principal,
        _ names: [String],
        user: String? = nil
    ) throws -> [SearchedWorkspace] {
        let entries =
            names == [everyWorkspace] ? principal.entries : try names.flatMap { try self.entries($0, of: principal) }
        var seen: Set<ID<Workspace>> = []
        let distinct = entries.filter { seen.insert($0.workspace).inserted }
        guard (1...mostWorkspaces).contains(distinct.count) else {
            throw Fault.validation(
                "workspaces",
                "count",
                "Name 1 to \(mostWorkspaces) workspaces to search; here are \(distinct.count)."
            )
        }
        return try distinct.map { entry in
            SearchedWorkspace(
                access: try access(principal, workspace: entry.workspace, user: user, to: .read),
                name: entry.name
            )
        }
    }

    /// The workspaces with this id or name: ids are told apart by their bytes, and so are names.
    private static func entries(_ name: String, of principal: Principal) throws -> [Principal.Entry] {
        let found = principal.entries.filter { $0.workspace == ID(name) || $0.name.isExactly(name) }
        // The refusals of `access`, such as that of a paused application, come first.
        guard !found.isEmpty else {
            _ = try access(principal, workspace: ID(name), to: .read)
            throw Fault(.notFound, "Workspace not found")
        }
        return found
    }
}
