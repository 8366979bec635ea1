import Base

/// The scopes that a client asks for: by our names, and by the names that other systems use for the same.
///
/// People configure a client once and point it at several servers; one that asks for `read` must not fail here because
/// ours is called `memory:read`. Every response says in its `scope` what was really granted (RFC 6749 §3.3, §5.1).
package struct AskedScopes: Sendable, Hashable {
    /// Scopes by our own names: checked strictly where a request must not exceed a limit.
    package let named: OAuthScopes
    /// Scopes by the names of other systems: as many are granted as possible.
    package let meant: OAuthScopes
    /// The names that mean nothing here.
    package let unknown: [String]

    /// - Parameter text: space-separated names (RFC 6749 §3.3); unknown ones are left out.
    package init(_ text: String) {
        let names = text.split(separator: " ").map(String.init)
        named = OAuthScopes(Set(names.compactMap(OAuthScope.init(rawValue:))))
        unknown = names.filter { OAuthScope(rawValue: $0) == nil && Self.meaning(of: $0).isEmpty }
        meant = OAuthScopes(names.reduce(into: []) { $0.formUnion(Self.meaning(of: $1)) })
    }

    package var all: OAuthScopes { OAuthScopes(named.values.union(meant.values)) }

    /// The requested scopes that `most` covers.
    package func within(_ most: OAuthScopes) -> OAuthScopes { all.intersection(most) }

    /// Nil when a scope requested by our own name exceeds `most`; otherwise the requested scopes that it covers.
    package func strictly(within most: OAuthScopes) -> OAuthScopes? {
        most.covers(named) ? within(most) : nil
    }

    private static func meaning(of name: String) -> Set<OAuthScope> {
        let name = name.lowercased()
        guard OAuthScope(rawValue: name) == nil else { return [] }
        return foreign.first { $0.names.contains(Identifier(name)) }?.scopes ?? []
    }

    /// Names seen in the configurations of MCP clients and in the metadata of other memory and MCP servers.
    private static let foreign: [(names: Set<Identifier>, scopes: Set<OAuthScope>)] = [
        (
            [
                "read", "mcp:read", "mcp.read", "read:mcp", "memory.read", "read:memory", "memories:read", "read_only",
                "readonly",
            ],
            [.memoryRead]
        ),
        (
            [
                "write", "mcp:write", "mcp.write", "write:mcp", "memory.write", "write:memory", "memories:write",
                "read_write", "readwrite",
            ],
            [.memoryRead, .memoryWrite]
        ),
        (
            [
                "mcp", "mcp:*", "mcp:tools", "mcp:access", "memory", "memory:*", "memories", "tools", "api", "all",
                "full", "full_access",
                "default", "*",
            ],
            [.memoryRead, .memoryWrite]
        ),
        (
            ["admin", "mcp:admin", "mcp.admin", "memory.admin", "admin:memory"],
            [.memoryRead, .memoryWrite, .memoryAdmin]
        ),
    ]
}
