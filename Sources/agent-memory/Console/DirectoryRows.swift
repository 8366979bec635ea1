import Base
import Identity

/// A user as commands show it.
struct UserRow {
    let user: User
    let memberships: [Membership]

    init(_ user: User, memberships: [Membership] = []) {
        self.user = user
        self.memberships = memberships
    }

    func print(_ format: OutputFormat) throws {
        switch format {
        case .json: try Terminal.json(.object(members))
        case .text:
            Terminal.fields([
                ("Name", user.name), ("ID", user.id.rawValue), ("Status", user.status.rawValue),
                ("Administrator", user.isAdministrator ? "yes" : "no"), ("Display name", user.displayName ?? "—"),
                ("Email", user.email ?? "—"), ("Created", Terminal.time(user.createdAt, else: "")),
            ])
            for membership in memberships {
                Terminal.line("Workspace: \(membership.workspace.name) (\(membership.role.rawValue))")
            }
        }
    }

    var members: [String: JSONValue] {
        var members: [String: JSONValue] = [
            "id": .string(user.id.rawValue), "name": .string(user.name), "status": .string(user.status.rawValue),
            "administrator": .bool(user.isAdministrator),
            "display_name": user.displayName.map(JSONValue.string) ?? .null,
            "email": user.email.map(JSONValue.string) ?? .null, "created_at": .string(user.createdAt.description),
            "personal_workspace": .string(user.personalWorkspace.rawValue),
        ]
        if !memberships.isEmpty {
            members["workspaces"] = .array(
                memberships.map { ["name": .string($0.workspace.name), "role": .string($0.role.rawValue)] }
            )
        }
        return members
    }
}

/// A workspace as commands show it.
struct WorkspaceRow {
    let workspace: Workspace

    init(_ workspace: Workspace) {
        self.workspace = workspace
    }

    static let header = ["NAME", "KIND", "MEMORIES", "CREATED", "ID"]

    var cells: [String] {
        [
            workspace.name, workspace.kind.rawValue, workspace.privacy.rawValue,
            Terminal.time(workspace.createdAt, else: ""),
            workspace.id.rawValue,
        ]
    }

    func print(_ format: OutputFormat) throws {
        switch format {
        case .json: try Terminal.json(.object(members))
        case .text: Terminal.fields(Array(zip(["Name", "Kind", "Memories", "Created", "ID"], cells)))
        }
    }

    var members: [String: JSONValue] {
        [
            "id": .string(workspace.id.rawValue), "name": .string(workspace.name),
            "kind": .string(workspace.kind.rawValue),
            "privacy": .string(workspace.privacy.rawValue), "created_at": .string(workspace.createdAt.description),
        ]
    }
}

/// Every item of a paged listing.
func allItems<Item>(_ page: (PageRequest) async throws -> Page<Item>) async throws -> [Item] {
    var items: [Item] = []
    while true {
        let next = try await page(PageRequest(limit: 500, offset: items.count))
        items += next.items
        guard !next.items.isEmpty, items.count < next.total else { return items }
    }
}
