import Base
import Identity

/// A workspace as commands show it.
struct WorkspaceRow: ShownRecord {
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

    var fields: [(String, String)] { Array(zip(["Name", "Kind", "Memories", "Created", "ID"], cells)) }

    var members: [String: JSONValue] {
        [
            "id": .string(workspace.id.rawValue), "name": .string(workspace.name),
            "kind": .string(workspace.kind.rawValue),
            "privacy": .string(workspace.privacy.rawValue), "created_at": .string(workspace.createdAt.description),
        ]
    }
}
