import Base
import Identity

/// The private-use schemes that a redirect URI may have besides those in reverse-domain form (RFC 8252 §7.1).
///
/// §8.4 says that a scheme without a dot should be refused, since two applications may claim the same. Many MCP clients
/// use one anyway, and refusing it would lock their users out. So a scheme is accepted when a known client uses it or
/// the operator names it.
package struct RedirectSchemes: Sendable, Hashable {
    private let names: Set<Identifier>

    /// The schemes of known clients.
    package static let known = RedirectSchemes()

    /// - Parameter more: others, in lower case (`oauth.redirectSchemes`).
    package init(adding more: some Sequence<String> = []) {
        names = Self.clients.union(more.identifiers).subtracting(URIScheme.reserved.identifiers)
    }

    /// - Parameter scheme: in lower case.
    func admits(_ scheme: String) -> Bool { scheme.contains(".") || names.contains(Identifier(scheme)) }

    /// MCP clients whose callback or deep link has a scheme of one label.
    private static let clients: Set<Identifier> = [
        "antigravity",
        "claude",
        "code-oss",
        "cursor",
        "enconvo",
        "goose",
        "kiro",
        "lmstudio",
        "positron",
        "raycast",
        "superagent",
        "vscode",
        "vscode-insiders",
        "vscodium",
        "warp",
        "windsurf",
        "windsurf-next",
        "workbuddy",
        "zed",
    ]
}
