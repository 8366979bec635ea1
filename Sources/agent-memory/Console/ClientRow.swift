import Authorization
import Base
import Identity

/// A client as commands show it.
struct ClientRow: ShownRecord {
    private let client: Client

    init(_ client: Client) {
        self.client = client
    }

    static let header = ["NAME", "ORIGIN", "AUTHENTICATION", "CREATED", "LAST USED", "ID"]

    var cells: [String] {
        [
            client.name ?? "—", client.origin.rawValue, isRegistered ? client.method.rawValue : "—",
            Terminal.time(client.createdAt, else: ""),
            Terminal.time(client.lastUsedAt, else: "never"), client.id.rawValue,
        ]
    }

    /// Whether the metadata is stored here. For a client with a metadata document, only what people allowed it is
    /// stored.
    private var isRegistered: Bool { client.origin != .document }

    var fields: [(String, String)] {
        guard isRegistered else {
            return [
                ("ID", client.id.rawValue), ("Origin", client.origin.rawValue),
                ("First allowed", Terminal.time(client.createdAt, else: "")),
                ("Last used", Terminal.time(client.lastUsedAt, else: "never")),
            ]
        }
        return [
            ("ID", client.id.rawValue), ("Name", client.name ?? "—"), ("Origin", client.origin.rawValue),
            ("Authentication", client.method.rawValue),
            ("Grants", client.grantTypes.map(\.rawValue).sorted().joined(separator: " ")),
            ("Scopes", client.scopes.text), ("Redirect URIs", client.redirectURIs.map(\.text).joined(separator: " ")),
            ("Workspace", client.workspace?.rawValue ?? "—"), ("Created", Terminal.time(client.createdAt, else: "")),
            ("Last used", Terminal.time(client.lastUsedAt, else: "never")),
        ]
    }

    var members: [String: JSONValue] {
        let known: [String: JSONValue] = [
            "client_id": .string(client.id.rawValue), "origin": .string(client.origin.rawValue),
            "created_at": .string(client.createdAt.description),
            "last_used_at": client.lastUsedAt.map { .string($0.description) } ?? .null,
        ]
        guard isRegistered else { return known }
        let registered: [String: JSONValue] = [
            "client_name": client.name.map(JSONValue.string) ?? .null,
            "token_endpoint_auth_method": .string(client.method.rawValue),
            "grant_types": .array(client.grantTypes.map(\.rawValue).sorted().map(JSONValue.string)),
            "scope": .string(client.scopes.text), "redirect_uris": .array(client.redirectURIs.map { .string($0.text) }),
            "workspace": client.workspace.map { .string($0.rawValue) } ?? .null,
        ]
        return known.merging(registered) { _, new in new }
    }
}
