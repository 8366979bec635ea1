import Base
import Identity

/// A user as commands show it.
struct UserRow: ShownRecord {
    let user: User
    let memberships: [Membership]

    init(_ user: User, memberships: [Membership] = []) {
        self.user = user
        self.memberships = memberships
    }

    static let header = ["NAME", "STATUS", "ADMINISTRATOR", "CREATED", "ID"]

    var cells: [String] {
        [
            user.name, user.status.rawValue, user.isAdministrator ? "yes" : "no",
            Terminal.time(user.createdAt, else: ""), user.id.rawValue,
        ]
    }

    var fields: [(String, String)] {
        [
            ("Name", user.name), ("ID", user.id.rawValue), ("Status", user.status.rawValue),
            ("Administrator", user.isAdministrator ? "yes" : "no"), ("Display name", user.displayName ?? "—"),
            ("Email", user.email ?? "—"), ("Created", Terminal.time(user.createdAt, else: "")),
        ] + memberships.map { ("Workspace", "\($0.workspace.name) (\($0.role.rawValue))") }
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
