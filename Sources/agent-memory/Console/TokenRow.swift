import Base
import Identity

/// An API token as commands show it: never with its secret.
struct TokenRow: ShownRecord {
    let token: APIToken
    let owner: String
    let workspace: String
    /// The names of the workspaces that a service may also read.
    let alsoReads: [String]
    /// The workspace in a list: the names of personal workspaces mean nothing to people.
    private let place: String
    let status: String

    init(_ token: APIToken, _ tools: OperatorTools) async throws {
        self.token = token
        switch token.owner {
        case .service: owner = "service"
        case .user(let id): owner = try await tools.stores.users.user(id)?.name ?? id.rawValue
        }
        let found = try await tools.stores.workspaces.workspace(token.workspace)
        workspace = found?.name ?? token.workspace.rawValue
        var others: [String] = []
        for id in token.alsoReads {
            others.append(try await tools.stores.workspaces.workspace(id)?.name ?? id.rawValue)
        }
        alsoReads = others
        place = found?.kind == .personal ? "personal" : workspace
        status = token.expiresAt.map { $0 <= tools.time.now() } ?? false ? "Expired" : "Active"
    }

    var masked: String { APITokenSecret.masked(token.id) }

    var fields: [(String, String)] {
        [
            ("ID", masked), ("Description", token.label), ("Owner", owner), ("Workspace", workspace),
        ] + (alsoReads.isEmpty ? [] : [("Also reads", alsoReads.joined(separator: ", "))]) + [
            ("Scopes", token.scopes.names.joined(separator: " ")),
            ("Created", Terminal.time(token.createdAt, else: "")),
            ("Last used", Terminal.time(token.lastUsedAt, else: "never")),
            ("Expires", Terminal.time(token.expiresAt, else: "never")),
            ("Status", status),
        ]
    }

    static let header = ["ID", "OWNER", "WORKSPACE", "SCOPES", "CREATED", "LAST USED", "EXPIRES", "DESCRIPTION"]

    var cells: [String] {
        let expiry = Terminal.time(token.expiresAt, else: "never")
        return [
            masked, owner, place, token.scopes.names.joined(separator: " "), Terminal.time(token.createdAt, else: ""),
            Terminal.time(token.lastUsedAt, else: "never"), status == "Expired" ? "\(expiry) (expired)" : expiry,
            token.label,
        ]
    }

    var members: [String: JSONValue] {
        [
            "id": .string(token.id.rawValue), "description": .string(token.label), "owner": .string(owner),
            "service": .bool(token.owner == .service), "workspace": .string(workspace),
            "also_reads": .array(alsoReads.map(JSONValue.string)),
            "scopes": .array(token.scopes.names.map(JSONValue.string)),
            "created_at": .string(token.createdAt.description),
            "expires_at": token.expiresAt.map { .string($0.description) } ?? .null,
            "last_used_at": token.lastUsedAt.map { .string($0.description) } ?? .null, "status": .string(status),
        ]
    }
}
