import Base
import Identity

/// A client as commands show it.
struct ClientRow {
    private let client: Client

    init(_ client: Client) {
        self.client = client
    }

    static let header = ["NAME", "ORIGIN", "AUTHENTICATION", "CREATED", "LAST USED", "ID"]

    var cells: [String] {
        [
            client.name ?? "—", client.origin.rawValue, client.method.rawValue, Terminal.time(client.createdAt, else: ""),
            Terminal.time(client.lastUsedAt, else: "never"), client.id.rawValue,
        ]
    }

    var fields: [(String, String)] {
        [
            ("ID", client.id.rawValue), ("Name", client.name ?? "—"), ("Origin", client.origin.rawValue),
            ("Authentication", client.method.rawValue), ("Grants", client.grantTypes.map(\.rawValue).sorted().joined(separator: " ")),
            ("Scopes", client.scopes.text), ("Redirect URIs", client.redirectURIs.map(\.text).joined(separator: " ")),
            ("Workspace", client.workspace?.rawValue ?? "—"), ("Created", Terminal.time(client.createdAt, else: "")),
            ("Last used", Terminal.time(client.lastUsedAt, else: "never")),
        ]
    }

    var members: [String: JSONValue] {
        [
            "client_id": .string(client.id.rawValue), "client_name": client.name.map(JSONValue.string) ?? .null,
            "origin": .string(client.origin.rawValue), "token_endpoint_auth_method": .string(client.method.rawValue),
            "grant_types": .array(client.grantTypes.map(\.rawValue).sorted().map(JSONValue.string)),
            "scope": .string(client.scopes.text), "redirect_uris": .array(client.redirectURIs.map { .string($0.text) }),
            "workspace": client.workspace.map { .string($0.rawValue) } ?? .null, "created_at": .string(client.createdAt.description),
            "last_used_at": client.lastUsedAt.map { .string($0.description) } ?? .null,
        ]
    }
}
